"""What a unit of work remembers instead of asking again gives what asking gives: targets held, values at the end of paths, savepoints,
and COMMITs that do not wait while a first database is filled."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import Conflict
from runtime.query import Query
from runtime.store import jobs, records, select
from runtime.store.jobs import NewJob
from runtime.store.reached import Reached
from tests.builders import tiny_app
from tests.contract.stores import Shop, member, shop_on


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, tiny_app(), clock) as shop:
        yield shop


def test_what_was_made_here_is_there_until_it_is_put_in_the_bin_and_only_as_what_it_is(shop: Shop) -> None:
    def work(uow: Any) -> list[set[str]]:
        [id_] = records.insert(uow, "member", [member()])
        there = [records.hold(uow, "member", [id_], ("name",)), records.hold(uow, "tier", [id_], ("name",))]
        records.delete(uow, "member", id_)
        return [*there, records.hold(uow, "member", [id_], ("name",)), {id_}]

    as_member, as_tier, gone, own = shop.write(work)
    assert (as_member, as_tier, gone) == (own, set(), set())


def test_what_was_held_and_then_put_in_the_bin_here_is_not_there(shop: Shop) -> None:
    [id_] = shop.insert("member", member())

    def work(uow: Any) -> list[set[str]]:
        before = records.hold(uow, "member", [id_], ("name",))
        records.delete(uow, "member", id_)
        after = records.hold(uow, "member", [id_], ("name",))
        records.restore(uow, "member", id_)
        return [before, after, records.hold(uow, "member", [id_], ("name",))]

    assert shop.write(work) == [{id_}, set(), {id_}]


def test_what_was_made_in_undone_work_is_not_there(shop: Shop) -> None:
    def work(uow: Any) -> set[str]:
        made: list[str] = []
        with suppress(Conflict), uow.savepoint():
            made += records.insert(uow, "member", [member()])
            assert records.hold(uow, "member", made, ("name",)) == set(made)
            raise Conflict("stale")
        return records.hold(uow, "member", made, ("name",))

    assert shop.write(work) == set()


def test_a_savepoint_inside_another_is_undone_alone(shop: Shop) -> None:
    def work(uow: Any) -> None:
        with uow.savepoint():
            records.insert(uow, "member", [member("甲", "13800000001")])
            with suppress(Conflict), uow.savepoint():
                records.insert(uow, "member", [member("乙", "13800000002")])
                raise Conflict("stale")
            with uow.rehearsal():
                records.insert(uow, "member", [member("丙", "13800000003")])
            records.insert(uow, "member", [member("丁", "13800000004")])

    shop.write(work)
    names = shop.read(lambda uow: sorted(row.values["name"] for row in shop_page(uow)))
    assert names == ["丁", "甲"]


def shop_page(uow: Any) -> Any:
    return select.page(uow, Query("member")).rows


def test_paths_read_twice_follow_what_is_written_and_locked_in_between(shop: Shop) -> None:
    gold, silver = shop.insert("tier", {"name": "金卡", "rate": Decimal("1.50")}, {"name": "银卡", "rate": Decimal("1.20")})
    [one] = shop.insert("member", member(tier=gold))

    def names(uow: Any) -> Any:
        return select.paths(uow, "member", [one], ["name", "tier.name", "tier.rate"])[one]["tier.name"]

    def work(uow: Any) -> list[Any]:
        uow.reached = Reached(uow.changes)
        seen = [names(uow), names(uow)]
        records.update(uow, "tier", gold, {"name": "金"})
        seen.append(names(uow))
        records.update(uow, "member", one, {"tier": silver})
        seen.append(names(uow))
        with uow.rehearsal():
            records.update(uow, "tier", silver, {"name": "银"})
            seen.append(names(uow))
        return [*seen, names(uow)]

    assert shop.write(work) == ["金卡", "金卡", "金", "银卡", "银", "银卡"]


def test_values_of_a_path_are_read_once_and_anew_under_a_lock(shop: Shop) -> None:
    [gold] = shop.insert("tier", {"name": "金卡", "rate": Decimal("1.50")})
    [one] = shop.insert("member", member(tier=gold))

    def work(uow: Any) -> list[bool]:
        uow.reached = reached = Reached(uow.changes)
        place = (uow.revision.n, "member", one)
        select.paths(uow, "member", [one], ["name", "tier.name"])
        first = set(reached.known(place)) == {"name", "tier.name"}
        records.load(uow, "tier", [gold], lock=True)
        return [first, set(reached.known(place)) == {"name"}]

    assert shop.write(work) == [True, True]


def test_the_soonest_job_of_those_planned_for_later(shop: Shop, clock: Any) -> None:
    now = shop.clock()

    def put(uow: Any) -> None:
        jobs.enqueue(uow, [NewJob("noop", f"k{hours}", {}, run_at=now + timedelta(hours=hours)) for hours in (5, 0, 2)])

    assert shop.read(lambda uow: jobs.soonest(uow, now)) is None
    shop.write(put)
    assert shop.read(lambda uow: jobs.soonest(uow, now)) == now + timedelta(hours=2)
    assert shop.read(lambda uow: jobs.soonest(uow, now + timedelta(hours=2))) == now + timedelta(hours=5)


def test_commits_wait_for_the_disk_again_after_the_first_fill(shop: Shop) -> None:
    if not shop.runtime.settings.sqlite:
        with shop.store.unsafe():
            shop.insert("member", member())
        return
    with shop.store.unsafe():
        assert waits(shop) == 0
        shop.insert("member", member())
    assert waits(shop) == 2
    assert len(shop.read(shop_page)) == 1


def waits(shop: Shop) -> int:
    """SQLite's `synchronous`: 0 off, 2 full."""
    found: int = shop.write(lambda uow: uow.connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
    return found
