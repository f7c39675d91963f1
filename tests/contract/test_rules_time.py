"""Rules found by the clock: birthdays, silence, dates, schedules, on a clock that is moved. Both databases."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from runtime.jobs.worker import Worker
from runtime.rules import backlog, switching, ticking
from runtime.rules.book import book_of
from runtime.rules.kinds import Window
from runtime.store import due, rules
from runtime.values import zone
from tests.contract.ruled import House, entry, rule
from tests.installation import Installation

BIRTHDAY = {"event": "date", "form": "shopper", "field": "birthday", "days": -7, "yearly": True}
SILENT = {"event": "absence", "form": "shopper", "field": "last_sale", "days": 60, "otherwise": "joined_on"}


def at(text: str) -> datetime:
    """A moment in Shanghai."""
    return (datetime.fromisoformat(text) - timedelta(hours=8)).replace(tzinfo=UTC)


def house_at(installation: Installation, clock: Any, moment: str, *rules_: dict[str, Any]) -> House:
    """The app published at a moment."""
    clock.now = at(moment)
    return House(installation, *rules_)


def go(house: House, clock: Any, moment: str) -> list[str]:
    """What has fired by a later moment."""
    clock.now = at(moment)
    house.work()
    return sorted(house.entries())


def test_birthdays_seven_days_before_at_nine(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-11-21T14:00", rule("birthday", BIRTHDAY, entry("name")))
    for name, day in (("today", "1990-11-28"), ("tomorrow", "1990-11-29"), ("later", "1980-12-05"), ("born", "2026-11-29"), ("none", None)):
        house.create("shopper", name=name, birthday=day)
    assert go(house, clock, "2026-11-22T08:59") == []
    assert go(house, clock, "2026-11-22T09:00") == ["tomorrow"]
    assert go(house, clock, "2026-11-22T23:00") == ["tomorrow"]
    assert go(house, clock, "2026-11-28T09:30") == ["later", "tomorrow"]
    assert go(house, clock, "2027-11-22T09:30") == ["born", "later", "today", "tomorrow", "tomorrow"]


def test_three_days_off_over_new_year(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-12-29T10:00", rule("greet", {**BIRTHDAY, "days": 0}, entry("name")))
    for day in ("12-29", "12-30", "12-31", "01-01", "01-02", "01-03"):
        house.create("shopper", name=day, birthday=f"1990-{day}")
    assert go(house, clock, "2027-01-02T11:00") == ["01-01", "01-02", "12-30", "12-31"]
    assert go(house, clock, "2027-01-03T11:00") == ["01-01", "01-02", "01-03", "12-30", "12-31"]


def test_once_a_year_counts_the_birthday_not_the_day_it_was_made_up_for(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-12-26T10:00", rule("birthday", BIRTHDAY, entry("name"), once_per="year"))
    house.create("shopper", name="Lin", birthday="1990-01-03")
    assert go(house, clock, "2027-01-01T10:00") == ["Lin"]  # due on 27 December, made up for in the new year
    clock.now = at("2027-12-26T10:00")
    house.work()
    assert go(house, clock, "2027-12-27T10:00") == ["Lin", "Lin"]


@pytest.mark.parametrize(("leap", "day"), [("feb28", "2027-02-28"), ("mar1", "2027-03-01")])
def test_the_29th_of_february(installation: Installation, clock: Any, leap: str, day: str) -> None:
    house = house_at(installation, clock, "2027-02-26T10:00", rule("greet", {**BIRTHDAY, "days": 0, "leap": leap}, entry("name")))
    house.create("shopper", name="leap", birthday="2004-02-29")
    before = (datetime.fromisoformat(day) - timedelta(days=1)).date().isoformat()
    assert go(house, clock, f"{before}T23:00") == []
    assert go(house, clock, f"{day}T09:00") == ["leap"]
    assert go(house, clock, "2027-03-05T09:00") == ["leap"]
    clock.now = at("2028-02-28T10:00")
    house.work()
    assert go(house, clock, "2028-02-29T09:00") == ["leap", "leap"]


def test_four_hundred_days_later(installation: Installation, clock: Any) -> None:
    on = {**BIRTHDAY, "days": 0, "catch_up": 7}
    house = house_at(installation, clock, "2026-11-13T10:00", rule("greet", on, entry("name")))
    for number in range(36):
        born = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=10 * number)
        house.create("shopper", name=f"{born:%m-%d}", birthday=f"{born:%Y-%m-%d}")
    fired = go(house, clock, "2027-12-18T10:00")  # 400 days on: the last seven days are made up for
    assert fired == ["12-17"]
    late = house.read(lambda uow: rules.runs(uow, "greet", None, None, 500))[-1]
    assert (late.outcome, late.reason) == ("skipped", "rule_too_late")
    days = [datetime(2026, 11, 14, tzinfo=UTC) + timedelta(days=number) for number in range(393)]  # to 11 December 2027
    names = {f"{datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=10 * number):%m-%d}" for number in range(36)}
    assert late.params["count"] == sum(f"{day:%m-%d}" in names for day in days)


def test_silence_fires_once_and_again_after_the_next_visit(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-06-01T10:00", rule("wake", SILENT, entry("name"), when="level == 'gold'"))
    lin = house.create("shopper", name="Lin", level="gold", joined_on="2026-01-01")
    house.create("shopper", name="Zhou", level="plain", joined_on="2026-06-01")
    house.create("shopper", name="He", level="gold", joined_on="2026-06-01")
    house.create("sale", no="a", shopper=lin, amount="5", paid_at="2026-06-01T10:00:00+08:00")
    assert go(house, clock, "2026-07-30T12:00") == []
    assert go(house, clock, "2026-07-31T12:00") == ["He", "Lin"]
    assert go(house, clock, "2026-08-20T12:00") == ["He", "Lin"]
    house.create("sale", no="b", shopper=lin, amount="5", paid_at="2026-08-20T10:00:00+08:00")
    assert go(house, clock, "2026-10-18T12:00") == ["He", "Lin"]
    assert go(house, clock, "2026-10-19T12:00") == ["He", "Lin", "Lin"]


def test_who_came_back_meanwhile_is_left_alone(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-06-01T10:00", rule("wake", SILENT, entry("name"), when="agrees == true"))
    lin = house.create("shopper", name="Lin", joined_on="2026-06-01", agrees=True)
    clock.now = at("2026-07-31T09:00")
    worker = Worker(house.runtime, "w")
    worker.run_due()  # the tick alone
    house.update("shopper", lin, agrees=False)
    house.work()
    assert house.entries() == []
    assert house.log("wake") == [("skipped", "rule_no_longer")]


def test_a_date_that_is_moved_plans_anew(installation: Installation, clock: Any) -> None:
    on = {"event": "date", "form": "sale", "field": "paid_at", "days": -1, "at": "08:30"}
    house = house_at(installation, clock, "2026-11-21T10:00", rule("remind", on, entry("no")))
    sale = house.create("sale", no="a", paid_at="2026-11-25T15:00:00+08:00")
    assert go(house, clock, "2026-11-24T08:30") == ["a"]
    house.update("sale", sale, paid_at="2026-11-28T15:00:00+08:00")
    assert go(house, clock, "2026-11-26T12:00") == ["a"]
    assert go(house, clock, "2026-11-27T12:00") == ["a", "a"]


def test_schedules(installation: Installation, clock: Any) -> None:
    house = house_at(
        installation, clock, "2026-11-21T10:00",
        rule("nightly", {"event": "schedule", "every": "day", "at": "02:00"}, entry("'night'")),
        rule("hourly", {"event": "schedule", "every": "hour", "at": "00:15"}, entry("'hour'")),
        rule("monday", {"event": "schedule", "every": "week", "weekday": 1, "at": "08:00", "form": "shopper", "filter": "level == 'gold'"},
             entry("name")),
        rule("month_end", {"event": "schedule", "every": "month", "day": 31, "at": "20:00"}, entry("'month'")),
    )
    house.create("shopper", name="Lin", level="gold")
    house.create("shopper", name="Zhou")
    assert go(house, clock, "2026-11-21T12:20") == ["hour"]  # two planned moments, the last is made up for
    assert go(house, clock, "2026-11-22T02:00") == ["hour", "hour", "night"]
    assert "Lin" not in house.entries()
    assert go(house, clock, "2026-11-23T08:00").count("Lin") == 1
    fired = go(house, clock, "2026-11-30T20:00")
    assert (fired.count("month"), fired.count("Lin"), fired.count("Zhou")) == (1, 2, 0)


def test_ten_ticks_at_once_make_one_effect(installation: Installation, clock: Any) -> None:
    house = house_at(installation, clock, "2026-11-21T10:00", rule("greet", {**BIRTHDAY, "days": 0}, entry("name")))
    for number in range(20):
        house.create("shopper", name=f"n{number}", birthday="1990-11-22")
    clock.now = at("2026-11-22T09:00")
    for number in range(10):
        house.write(lambda uow, number=number: switching.jobs.enqueue(
            uow, [switching.NewJob(switching.TICK, f"extra:{number}", {"rule": "greet"})]))
    workers = [Thread(target=lambda number=number: Worker(house.runtime, f"w{number}").run_due()) for number in range(10)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    house.work()
    assert sorted(house.entries()) == sorted(f"n{number}" for number in range(20))


def test_pages(installation: Installation, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.rules.ticking.PAGE", 3)
    house = house_at(installation, clock, "2026-11-21T10:00", rule("greet", {**BIRTHDAY, "days": 0}, entry("name")))
    for number in range(10):
        house.create("shopper", name=f"n{number}", birthday="1990-11-22")
    assert len(go(house, clock, "2026-11-22T09:00")) == 10
    assert len(go(house, clock, "2026-11-23T09:00")) == 10


def test_from_now_on_and_the_backlog(installation: Installation, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.rules.backlog.PAGE", 4)
    wake = rule("wake", {**SILENT, "days": 30}, entry("name"), when="level == 'gold'", enabled=False)
    house = house_at(installation, clock, "2026-11-21T10:00", wake)
    for number in range(9):
        house.create("shopper", name=f"old{number}", level="gold", joined_on="2026-01-01")
    house.create("shopper", name="young", level="gold", joined_on="2026-11-20")

    def act(work: Any) -> Any:
        return house.write(lambda uow: work(uow, book_of(uow.ctx).rules["wake"]))

    assert act(backlog.count) == 9
    act(switching.switch_on)
    assert go(house, clock, "2026-11-22T10:00") == []
    act(switching.pause)
    assert go(house, clock, "2026-12-21T10:00") == []
    act(switching.switch_on)
    assert go(house, clock, "2026-12-25T10:00") == []  # what came due while it was paused is backlog too
    act(backlog.start)
    assert len(go(house, clock, "2026-12-25T10:01")) == 10
    act(backlog.start)
    assert len(go(house, clock, "2026-12-25T10:02")) == 10


def test_backlog_of_changes(installation: Installation, clock: Any) -> None:
    house = house_at(
        installation, clock, "2026-11-21T10:00",
        rule("rich", {"event": "crossed", "form": "shopper", "field": "points", "at": "100"}, entry("name"), enabled=False),
        rule("after", {"event": "updated", "form": "shopper"}, entry("name"), when="old.points != points", enabled=False),
    )
    for name, points in (("a", 50), ("b", 100), ("c", 500)):
        house.create("shopper", name=name, points=points)
    book = house.read(lambda uow: book_of(uow.ctx))
    assert house.read(lambda uow: backlog.count(uow, book.rules["rich"])) == 2
    assert house.read(lambda uow: backlog.count(uow, book.rules["after"])) is None

    def both(uow: Any) -> None:
        switching.switch_on(uow, book.rules["rich"])
        backlog.start(uow, book.rules["rich"])

    house.write(both)
    house.work()
    assert sorted(house.entries()) == ["b", "c"]


def test_what_is_due_is_found_by_an_index(installation: Installation, clock: Any) -> None:
    wake = rule("wake", SILENT, entry("name"))
    house = house_at(installation, clock, "2026-11-21T10:00", rule("greet", BIRTHDAY, entry("name")), wake)
    for key, columns in (("greet", ("birthday",)), ("wake", ("last_sale__d", "joined_on"))):
        plan = "\n".join(house.write(lambda uow, key=key: plan_of(uow, key)))
        assert " ix" in plan, plan
        assert plan.count("<expr>" if key == "greet" and uow_is_sqlite(house) else columns[0]) >= 1, plan


def uow_is_sqlite(house: House) -> bool:
    """Which database this is."""
    return bool(house.read(lambda uow: uow.dialect.name == "sqlite"))


def plan_of(uow: Any, key: str) -> list[str]:
    """How the database finds a day's records; on an empty table PostgreSQL is told not to read all of it."""
    if uow.dialect.name == "postgresql":
        uow.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        uow.connection.exec_driver_sql("SET LOCAL enable_indexscan = off")
    ready = book_of(uow.ctx).rules[key]
    window = Window(uow.now - timedelta(days=1), uow.now, zone("Asia/Shanghai"))
    search, _ = ticking.searched(uow, ready, ready.kind.search(ready.rule.config, window))
    return due.plan(uow, search)


def test_a_tick_that_fails_does_not_stop_the_rule(installation: Installation, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_at(installation, clock, "2026-11-21T10:00", rule("greet", {**BIRTHDAY, "days": 0}, entry("name")))
    house.create("shopper", name="Lin", birthday="1990-11-22")
    table = house.runtime.store.revision("tiny").layout.form("shopper").table.name
    clock.now = at("2026-11-22T09:00")
    house.write(lambda uow: uow.connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO away"))
    for _ in range(6):
        house.work()
        house.move(hours=1)
    house.write(lambda uow: uow.connection.exec_driver_sql(f"ALTER TABLE away RENAME TO {table}"))
    assert go(house, clock, "2026-11-23T09:00") == ["Lin"]
