"""What passes the checks of reports and segments can be asked of both databases: nothing is published that cannot become SQL."""

import copy
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from builder import schema
from builder.checks import reports, segments
from builder.checks.scope import Types
from builder.definitions import load
from builder.definitions import report as report_definition
from builder.definitions import segment as segment_definition
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Batch, Listing
from runtime.reports import engine, parameters
from runtime.reports import segments as asking
from runtime.reports.asking import records_behind
from runtime.reports.cache import Cache, Kept
from runtime.reports.engine import Question
from runtime.store.prepared import Prepared
from tests.installation import Installation, open_installation
from tests.reporting import REPORT, SEGMENT, documents

TRIES = int(os.environ.get("DOUGONG_MUTATIONS", "150"))
PATHS = (
    "amount", "paid_at", "member", "no", "points", "id", "created_at", "created_by", "lines.qty", "lines.product", "lines.net", "lines_total",
    "member.tier", "member.tier.rate", "member.name", "member.birthday", "member.joined_at", "member.gender", "member.interests",
    "member.vip", "member.owner", "member.spent", "member.average", "member.remark", "qty", "net", "purchase.paid_at", "tier", "name",
)  # fmt: skip
TEXTS = (
    "amount > 100", "paid_at in period", "member.tier in tiers", "lines.qty > 1", "EMPTY(member.birthday)", "member.gender == 'female'",
    "WEEKDAY(paid_at) in [6, 7] and HOUR(paid_at) >= 14", "member.vip", "not member.vip", "SUM(lines.qty) > 2", "member.owner == @me",
    "DATE(paid_at) <= TODAY()", "member in SEGMENT('regulars')", "member not in SEGMENT('regulars')", "member.average > 10 or points > 5",
    "qty > 1", "purchase.amount > 3", "CONTAINS(member.name, 'a')", "'beauty' in member.interests", "amount * 2 > member.spent",
    "total > 0", "total / buyers", "total - before", "share * 100", "buyers", "IF(total > 10, 1, 0)", "ROUND(mean, 1)", "orders >= 3",
    "IF(amount > 100, 'big', 'small')", "AGE(member.birthday)", "DATE(paid_at)", "amount / 7", "CONCAT(member.name, '!')",
)  # fmt: skip
NUMBERS = ("total", "buyers", "mean", "share", "items", "before")
POOLS: dict[str, tuple[Any, ...]] = {  # what may stand at a place, by its name
    "field": PATHS, "per": ("member", "member.tier", "amount"), "grain": ("day", "week", "month", "quarter", "year"),
    "part": ("hour", "weekday", "day", "month", "quarter", "year"), "fill": ("zero", "empty"), "n": (1, 2, 5), "by": NUMBERS,
    "bins": ([0, 10, 20.5], [18, 30], ["2026-01-01", "2026-06-01"]), "agg": ("count", "count_distinct", "sum", "avg", "min", "max"),
    "home": ("purchase", "purchase.lines", "member", "tier"), "offset": ([1, "year"], [3, "day"], [2, "quarter"], [1, "month"], [5, "week"]),
    "window": ("pct_total", "running", "rank"), "of": NUMBERS, "within": ([], ["month"], ["tier", "size"]), "along": ("month", "tier"),
    "ntile": (2, 5), "other": (True, False), "unit": ("day", "week", "weekend", "month", "quarter", "year"), "rel": ("this", "last", "past", "next"),
    "to": ("end", "today", "now"), "sort": (["-total"], ["tier"], ["month", "-total"]), "limit": (1, 3), "source": ("purchase", "member"),
    "totals": (["grand"], ["month"], ["grand", "tier", "size"]), "optional": (True, False), "multi": (True, False), "via": ("member", "created_by"),
    "entity": ("member", "tier"),
}  # fmt: skip
SPOTS: dict[str, tuple[tuple[str, Any], ...]] = {  # what a piece may gain
    "dimensions": (("grain", "month"), ("part", "weekday"), ("top", {"n": 2, "by": "total"}), ("fill", "zero"), ("bins", [0, 50])),
    "measures": (("where", "amount > 30"), ("offset", [1, "year"]), ("home", "purchase.lines"), ("paths", {"member": "purchase.member"})),
}


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*way, name)
        yield from places(inner, (*way, name))


def smaller(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A few of its dimensions and numbers, and what can stand without the others."""
    made = copy.deepcopy(document)
    made["dimensions"] = chance.sample(made["dimensions"][:4], chance.randint(0, 2))
    made["measures"] = [made["measures"][0], *chance.sample(made["measures"][1:4], chance.randint(0, 2))]
    kept = {one["key"] for one in (*made["dimensions"], *made["measures"])}
    made["sort"] = [one for one in made["sort"] if one.removeprefix("-") in kept]
    made["totals"] = [one for one in made["totals"] if one in {*kept, "grand"}]
    del made["charts"], made["drill"]
    return made


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with a few places removed, exchanged for something that might well stand there, or added to."""
    made = copy.deepcopy(document)
    for _ in range(chance.randint(1, 4)):
        way = chance.choice([one for one in places(made) if one[-1] != "key"])
        name = next(part for part in reversed(way) if isinstance(part, str))
        here = made
        for part in way[:-1]:
            here = here[part]
        chosen = chance.random()
        if chosen < 0.15:
            del here[way[-1]]
        elif chosen < 0.4 and way[0] in SPOTS and made.get(way[0]):
            key, value = chance.choice(SPOTS[way[0]])
            chance.choice(made[way[0]])[key] = copy.deepcopy(value)
        elif name in POOLS or name in ("filter", "where", "having", "expr", "expression"):
            here[way[-1]] = copy.deepcopy(chance.choice(POOLS.get(name, TEXTS)))
    return made


@pytest.fixture
def shop(database: str, tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Context]:
    """The tiny app with a few purchases, seen by its owner."""
    installation: Installation = open_installation(database, tmp_path, clock)
    installation.publish(documents())
    ctx = installation.context(installation.user("owner", [("tiny", "owner")]), "tiny")
    tier = service.create(ctx, "tier", {"name": "金卡", "rate": "1.50"}).record.id
    for number, gender in enumerate(("female", "male", None)):
        person = {"name": f"m{number}", "gender": gender, "tier": tier if number else None, "birthday": "1990-02-28", "interests": ["beauty"]}
        member = service.create(ctx, "member", person).record.id
        for amount in range(number + 2):
            line = {"product": "p", "qty": amount + 1, "price": "2.50"}
            sale = {"member": member, "paid_at": f"2026-{11 - amount:02d}-01T04:00:00Z", "amount": f"{amount * 40}.00", "lines": [line]}
            service.create(ctx, "purchase", sale)
    yield ctx
    installation.runtime.store.close()


def test_reports_that_pass_run(shop: Context) -> None:
    chance, ran = random.Random("reports"), 0
    types = Types(load(documents()), shop.runtime.catalog)
    for _ in range(TRIES):
        made = mutated(smaller(REPORT, chance), chance)
        if not isinstance(made, dict) or schema.shape("report", str(made.get("key")), made):
            continue
        report = report_definition.load(made)
        if any(one.level == "error" for one in reports.of_report(types, report)):
            continue
        if any(one.default is None and not one.optional for one in report.parameters):
            continue  # somebody would have to choose
        ran += 1
        answer = engine.run(shop, report, Question())
        assert len(answer.prepared.columns) == len(report.dimensions) + len(report.measures)
    assert ran >= TRIES // 4, ran


class Watching(Cache):
    """Sees how many read connections are lent while one may have to wait for another."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx.runtime.clock)
        self.lent, self.seen = 0, list[int]()

    def get(self, key: str, ttl: int, work: Callable[[], Any]) -> Kept:
        self.seen.append(self.lent)
        return super().get(key, ttl, work)


def test_who_waits_for_an_answer_holds_no_connection(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    watching, database = Watching(shop), shop.runtime.store.database
    reading = database.reading

    @contextmanager
    def counted(seconds: float | None = None) -> Iterator[Any]:
        with reading(seconds) as connection:
            watching.lent += 1
            yield connection
            watching.lent -= 1

    monkeypatch.setattr(database, "reading", counted)
    report = report_definition.load({"key": "r", "label": "r", "source": "purchase", "measures": [{"key": "n", "agg": "count"}]})
    answer = engine.run(replace(shop, runtime=replace(shop.runtime, kept=watching)), report, Question())
    assert (answer.shown.rows, watching.seen) == ([(9,)], [0])


def test_what_asks_for_a_segment_is_written_once_a_run(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_definition.load({
        "key": "r", "label": "r", "source": "purchase", "filter": "member not in SEGMENT('regulars')", "dimensions": [],
        "measures": [{"key": "n", "agg": "count"}],
    })
    before, made, write = engine.run(shop, report, Question()).shown.rows, [], Prepared.__init__
    monkeypatch.setattr(Prepared, "__init__", lambda self, *given: (made.append(given), write(self, *given))[1])
    one = service.list_(shop, "purchase", Listing(limit=1)).records[0]
    service.delete(shop, "purchase", one.id)
    made.clear()
    assert engine.run(shop, report, Question()).shown.rows != before
    assert len(made) == 1


def test_segments_that_pass_are_counted(shop: Context) -> None:
    chance, ran, app = random.Random("segments"), 0, load(documents())
    for _ in range(TRIES):
        made = mutated(SEGMENT, chance)
        if not isinstance(made, dict) or schema.shape("segment", str(made.get("key")), made):
            continue
        segment = segment_definition.load(made)
        if any(one.level == "error" for one in segments.problems_of(app, shop.runtime.catalog, segment)):
            continue
        ran += 1
        within = asking.having(shop, segment)
        listing = Listing(filter=f"id in SEGMENT('{segment.key}')", fields=(), limit=1, refs=False, count="exact")
        assert asking.count(shop, segment, {})["count"] == service.list_(within, segment.entity, listing).count
    assert ran >= TRIES // 4, ran


COUNTED = {"key": "n", "agg": "count"}
DIFFERENTLY: tuple[tuple[dict[str, Any], list[Any]], ...] = (  # a dimension, the period before; the groups
    ({"expression": "member in SEGMENT('regulars')"}, [(False,), (True,)]),
    ({"expression": "IF(member in SEGMENT('regulars'), 'often', 'seldom')"}, [("often",), ("seldom",)]),
    ({"expression": "DATE(paid_at)", "grain": "year"}, [(date(2025, 1, 1),), (date(2026, 1, 1),)]),
)


@pytest.mark.parametrize(("dimension", "groups"), DIFFERENTLY, ids=lambda value: str(value)[:50])
def test_what_is_split_by_more_than_a_field_runs(shop: Context, dimension: dict[str, Any], groups: list[Any]) -> None:
    regular = {"name": "r", "mobile": "13800138000"}
    sale = {"member": service.create(shop, "member", regular).record.id, "paid_at": shop.now.isoformat(), "amount": "1.00"}
    service.batch(shop, "purchase", Batch(create=[*[sale] * 3, {**sale, "paid_at": "2025-03-01T04:00:00Z"}]))
    before = [{**COUNTED, "key": "before", "offset": [1, "year"]}] if "grain" in dimension else []
    report = report_definition.load({
        "key": "r", "label": "r", "source": "purchase", "dimensions": [{"key": "d", **dimension}], "measures": [COUNTED, *before],
    })
    rows = engine.run(shop, report, Question()).shown.rows
    assert [row[:1] for row in rows] == groups
    assert sum(row[1] for row in rows) == 13
    assert not before or [row[2] for row in rows] == [0, 1]
    assert asking_of(shop, report, rows[0][0]) == rows[0][1]


def asking_of(ctx: Context, report: report_definition.Report, value: Any) -> int:
    """How many records the list behind a group holds."""
    raw = value.isoformat() if isinstance(value, date) else value
    behind = records_behind(ctx, report, Question(), {"d": raw}, "n")
    return len(service.list_(ctx, behind["form"], Listing(filter=behind["filter"])).records)


def test_what_is_chosen_elsewhere_does_not_change_when_somebody_began(shop: Context) -> None:
    began = {"key": "began", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"}
    report = report_definition.load({"key": "r", "label": "r", "source": "purchase", "dimensions": [began], "measures": [COUNTED]})
    all_of_them = engine.run(shop, report, Question()).shown.rows
    chosen = engine.run(shop, report, Question(extra=("amount < 30",))).shown.rows
    assert [row[0] for row in chosen] == [row[0] for row in all_of_them] == [date(2026, month, 1) for month in (8, 9, 10)]
    assert [row[1] for row in chosen] == [1, 1, 1]


def test_a_day_may_be_a_relative_one_until_somebody_chooses(shop: Context) -> None:
    since = {"key": "since", "label": "从", "type": "date", "default": {"rel": "this", "unit": "month"}}
    report = report_definition.load({
        "key": "r", "label": "r", "source": "purchase", "params": [since], "filter": "DATE(paid_at) >= since", "measures": [COUNTED],
    })
    assert reports.problems_of(load(documents()), shop.runtime.catalog, report) == []
    told = parameters.shown(parameters.asking(shop, engine.frame_of(shop), "purchase"), report.parameters[0])
    assert told["default"] == "2026-11-01"
    assert [engine.run(shop, report, Question(params=given)).shown.rows for given in ({}, {"since": "2026-10-01"})] == [[(3,)], [(6,)]]
