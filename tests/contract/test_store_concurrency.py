"""Several threads and processes at once: sums stay exact, publishing mixes nothing, one writer at a time on SQLite."""

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import Unavailable
from runtime.query import Query
from runtime.store import records, select
from tests.builders import app, field, form, tiny_app
from tests.contract.processes import finish, running
from tests.contract.stores import Shop, member, shop_on

MOMENT = datetime(2026, 11, 20, 19, 42, tzinfo=UTC)


def test_two_writers_on_one_roll_up_a_thousand_times(database: str) -> None:
    with shop_on(database, tiny_app()) as shop:
        [buyer] = shop.insert("member", member())
        with running("buying", database, [(buyer, "250", "2")] * 2) as processes:
            assert [finish(process) for process in processes] == [["done"], ["done"]]
        assert (shop.value("member", buyer, "spent"), shop.value("member", buyer, "orders")) == (Decimal("100.00"), 1_000)
        assert shop.read(lambda uow: select.count(uow, Query("purchase"))) == 1_000
        assert len(shop.read(lambda uow: select.pointing(uow, "purchase", "member", buyer))) == 1_000, "ids of two processes never meet"


def test_deltas_in_any_order_never_deadlock(database: str) -> None:
    with shop_on(database, tiny_app()) as shop:
        ids = shop.insert("member", *(member(str(n)) for n in range(6)))
        failures: list[BaseException] = []

        def work(order: list[str]) -> None:
            try:
                for _ in range(40):
                    shop.write(lambda uow: [uow.add_delta("member", id_, "orders", 1) for id_ in order])
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(order,)) for order in (ids, ids[::-1], ids[3:] + ids[:3])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert [row.values["orders"] for row in shop.load("member", *ids)] == [120] * 6


def test_locked_records_wait_for_each_other(database: str) -> None:
    """Read, think, write under a lock: no update is lost although it is no increment."""
    with shop_on(database, tiny_app()) as shop:
        [id_] = shop.insert("member", member())

        def add(uow: Any) -> None:
            row = records.load(uow, "member", [id_], lock=True)[id_]
            time.sleep(0.001)
            records.update(uow, "member", id_, {"orders": row.values["orders"] + 1})

        threads = [threading.Thread(target=lambda: [shop.write(add) for _ in range(25)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert shop.value("member", id_, "orders") == 100


def test_a_deadlock_is_done_again(database: str) -> None:
    if database.startswith("sqlite"):
        pytest.skip("one writer cannot meet another")
    with shop_on(database, tiny_app()) as shop:
        one, two = shop.insert("member", member("a"), member("b"))
        both_hold = threading.Barrier(2, timeout=10)
        runs: list[str] = []

        def cross(first: str, second: str) -> None:
            def work(uow: Any) -> None:
                runs.append(first)
                records.update(uow, "member", first, {"remark": second})
                if len(runs) <= 2:
                    both_hold.wait()
                records.update(uow, "member", second, {"remark": first})

            shop.write(work)

        threads = [threading.Thread(target=cross, args=pair) for pair in ((one, two), (two, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(runs) == 3, "one of the two was undone and ran again"
        assert len({row.values["remark"] for row in shop.load("member", one, two)}) == 2


def wait_for(happened: Any, seconds: float = 60) -> None:
    """Until something is so; fails where it never is."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def _filed(shop: Shop) -> list[int]:
    """How many notes each of the four writers has filed."""
    queries = [Query("note", (shop.condition("note", f"STARTS(name, 'w{n}-')"),)) for n in range(4)]
    return shop.read(lambda uow: [select.count(uow, query) for query in queries])


def test_publishing_with_conversion_while_four_processes_write(database: str) -> None:
    """Money becomes whole numbers under fire: no unit of work mixes revisions, nothing acknowledged is lost, every value is converted."""
    plain = app(form("note", [field("name", unique=True), field("amount", "money")]))
    whole = app(form("note", [field("name", unique=True), field("amount", "integer"), field("more")]))
    with shop_on(database, plain) as shop:
        shop.write(lambda uow: records.insert(uow, "note", [{"name": f"old-{n}", "amount": Decimal(n)} for n in range(3_000)]))
        with running("filing", database, [(f"w{n}",) for n in range(4)]) as processes:
            wait_for(lambda: all(_filed(shop)))
            assert shop.publish(whole) == 2
            before = _filed(shop)
            wait_for(lambda: all(now > then + 2 for now, then in zip(_filed(shop), before, strict=True)))
            said = [finish(process) for process in processes]
        told = [line.split() for lines in said for line in lines]
        for lines in said:
            revisions = [int(line.split()[3]) for line in lines]
            assert set(revisions) == {1, 2}, "wrote before and after"
            assert revisions == sorted(revisions)
        ids = [id_ for first, second, _, _ in told for id_ in (first, second)]
        amounts = {id_: int(number) for first, second, number, _ in told for id_ in (first, second)}
        assert {row.id: row.values["amount"] for row in shop.load("note", *ids)} == amounts
        assert shop.read(lambda uow: select.count(uow, Query("note"))) == 3_000 + len(ids)
        old = shop.page(Query("note", (shop.condition("note", "STARTS(name, 'old-')"),), limit=4_000), ("name", "amount")).rows
        assert all(row.values["name"] == f"old-{row.values['amount']}" for row in old)
        assert len(old) == 3_000


def test_readers_are_not_kept_waiting_by_a_writer(database: str) -> None:
    with shop_on(database, tiny_app()) as shop:
        [id_] = shop.insert("member", member("before"))

        def work(uow: Any) -> str:
            records.update(uow, "member", id_, {"name": "after"})
            return str(shop.value("member", id_, "name"))

        assert shop.write(work) == "before", "a reader sees what is committed, at once"
        assert shop.value("member", id_, "name") == "after"


def test_a_write_inside_a_write_is_a_bug_that_says_so(tmp_path: Any) -> None:
    with shop_on(f"sqlite:///{tmp_path / 'x.sqlite3'}", tiny_app()) as shop, pytest.raises(RuntimeError):
        shop.write(lambda uow: shop.write(lambda inner: None))


def test_reading_connections_cannot_write(database: str) -> None:
    with shop_on(database, tiny_app()) as shop, pytest.raises(Exception, match=r"readonly|read-only"):
        shop.read(lambda uow: records.insert(uow, "tier", [{"name": "x"}]))


def test_who_waits_too_long_is_told_so(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.store.dialects.sqlite.LOCK_TIMEOUT", 0.05)
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with shop_on(url, tiny_app()) as shop, shop.store.database.writing():
        failures: list[BaseException] = []

        def work(other: Shop = shop) -> None:
            try:
                other.insert("tier", {"name": "x"})
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert [type(error) for error in failures] == [Unavailable]
