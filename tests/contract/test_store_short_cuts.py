"""What is made once or kept open gives what the long way gives: rows just written, held targets, statements, connections, counters."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from builder.definitions import load
from builder.errors import Invalid, NotFound
from runtime.catalog import build_catalog
from runtime.ids import decode
from runtime.permissions.conditions import condition
from runtime.query import Query
from runtime.store import records, select
from runtime.store.wanted import columns, indexes
from tests.builders import app, field, form, tiny_app
from tests.contract.stores import Shop, member, shop_on

MOMENT = datetime(2026, 11, 20, 19, 42, 7, 123456, tzinfo=UTC)


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, tiny_app(), clock) as shop:
        yield shop


def test_a_record_just_made_is_what_reading_it_gives(shop: Shop) -> None:
    [gold] = shop.insert("tier", {"name": "金卡", "rate": Decimal("1.50")})
    full = member(
        "林若溪", "13812345678", gender="female", interests=["beauty"], birthday=date(1990, 2, 28), joined_at=MOMENT, tier=gold, vip=False,
        remark="", spent=Decimal("9.90"), average=Decimal("-0.01"),
    )
    for values in (full, member("空", interests=[], remark="")):
        def work(uow: Any, values: Any = values) -> tuple[Any, Any]:
            [id_] = records.insert(uow, "member", [values])
            return records.made(uow, uow.changes[-1]), records.load(uow, "member", [id_])[id_]

        made, read = shop.write(work)
        assert made == read


def test_what_has_changed_since_is_read_again(shop: Shop) -> None:
    def work(uow: Any) -> Any:
        [id_] = records.insert(uow, "member", [member()])
        records.increment(uow, "member", {id_: {"spent": Decimal("5.00")}})
        return records.made(uow, uow.changes[0])

    assert shop.write(work) is None


def test_held_rows_are_at_hand_until_one_of_them_moves(shop: Shop) -> None:
    one, other = shop.insert("member", member("甲", "13800000001"), member("乙", "13800000002"))

    def work(uow: Any) -> list[Any]:
        assert records.hold(uow, "member", [one, other], ("name",)) == {one, other}
        first = records.some(uow, "member", [one], ("name",))[one]
        again = records.some(uow, "member", [one], ("name",))[one]
        records.update(uow, "member", one, {"name": "丙"})
        return [first is again, first.values, records.some(uow, "member", [one], ("name",))[one].values]

    assert shop.write(work) == [True, {"name": "甲"}, {"name": "丙"}]


def test_what_is_in_the_bin_is_not_held(shop: Shop) -> None:
    [gone] = shop.insert("member", member())
    shop.write(lambda uow: records.delete(uow, "member", gone))
    assert shop.write(lambda uow: records.hold(uow, "member", [gone], ("name",))) == set()
    assert shop.read(lambda uow: records.there(uow, "member", [gone])) == set()


def test_counters_of_work_that_failed_are_never_used_again(shop: Shop) -> None:
    failed: list[str] = []

    def fails(uow: Any) -> None:
        failed.extend(records.insert(uow, "member", [member()]))
        raise Invalid("invalid")

    with pytest.raises(Invalid):
        shop.write(fails)
    made = [shop.insert("member", member(mobile=f"139000000{n:02d}"))[0] for n in range(70)]
    counters = [decode(one) % 2**22 for one in (*failed, *made)]
    assert len(set(made)) == 70
    assert len(set(counters[1:])) == 70


def test_a_look_that_fails_leaves_a_good_connection(shop: Shop) -> None:
    [id_] = shop.insert("member", member())

    def fails(uow: Any) -> None:
        raise NotFound("record_not_found")

    for _ in range(3):
        with pytest.raises(NotFound):
            shop.read(fails)
        assert shop.load("member", id_)[0].id == id_


def test_a_reader_sees_what_was_written_between_two_looks(shop: Shop) -> None:
    for count in range(1, 4):
        shop.insert("member", member(mobile=f"1380000000{count}"))
        assert len(shop.page(Query("member")).rows) == count


def test_the_same_rule_for_another_person_finds_other_records(shop: Shop) -> None:
    rule = condition(shop.context(), "member", "owner == @me")
    ids = shop.insert("member", member(), member(mobile="13800000002"))
    assert shop.read(lambda uow: select.satisfying(uow, "member", ids, rule)) == set(ids)  # the system is nobody, and nobody owns them


def test_an_index_is_not_built_once_more_backwards() -> None:
    fields = [field("name"), field("shop", "relation", form="note"), field("day", "date")]
    note = form("note", fields, main_date="day", indexes=[{"fields": ["shop", "-day"]}, {"fields": ["name", "-day"]}])
    definition = load(app(note))
    wanted = {index.fields for index in indexes(definition, columns(definition, build_catalog()), build_catalog())}
    assert {("name", "-day"), ("shop", "day")} <= wanted
    assert ("shop", "-day") not in wanted


def test_a_server_starts_without_what_only_designers_need() -> None:
    program = "import sys, runtime.cli; print([name for name in ('pypinyin', 'networkx', 'xlsxwriter') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("undone", ["rehearsal", "savepoint"])
def test_no_id_is_given_twice_after_work_that_was_undone(shop: Shop, undone: str) -> None:
    """Within one millisecond the counter alone keeps ids apart: what was reserved and taken back must not come again."""

    def work(uow: Any) -> None:
        uow.database.counters.take(1_000)  # nothing in reserve: the ids of the undone work are reserved within it
        with suppress(Invalid), getattr(uow, undone)():
            records.insert(uow, "tier", [{"name": "演"}])
            raise Invalid("invalid")

    shop.write(work)
    given = [key for number in range(80) for key in shop.insert("tier", {"name": f"再 {number}"})]
    assert len(set(given)) == 80
