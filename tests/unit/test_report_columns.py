"""What is known of every report of the mall before it runs: labels, types and formats of its columns, and that all it reads is judged."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from builder import templates
from builder.checks.computed import keep_of
from builder.checks.places import columns_of, walk
from builder.definitions import App, load
from builder.definitions.report import Dimension, Measure, Report
from builder.expressions import types as t
from builder.expressions.check import Typed
from runtime import dataset
from runtime.catalog import build_catalog
from runtime.dataset_asked import defaults
from runtime.reports import columns, exporting, feeding
from runtime.reports.columns import Frame
from runtime.reports.shown import DIMENSION, MEASURE, Column
from runtime.stack import Aggregate, Branch, Stack
from runtime.values import zone
from tests.builders import tiny_app

FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
CATALOG = build_catalog()
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
REPORTS = sorted(path.stem for path in (FOLDER / "reports").glob("*.json"))


@cache
def app() -> App:
    return load(templates.read_folder(FOLDER).documents)


@cache
def frame(locale: str) -> Frame:
    return columns.frame(app(), CATALOG, locale)


@cache
def stack(key: str) -> Stack | None:
    report = app().reports[key]
    plain = dataset.Asked({}, NOW, zone("Asia/Shanghai"), 0, None)
    asked = dataset.Asked(defaults(report.parameters, plain.day), NOW, plain.zone, 0, "0" * 13)
    return None if report.funnel else dataset.stack_of(app(), CATALOG, report, asked)


@pytest.mark.parametrize("key", REPORTS)
def test_every_column_has_words_and_a_type(key: str) -> None:
    report, made = app().reports[key], stack(key)
    for locale in ("zh-CN", "en"):
        found = columns.columns_of(frame(locale), report, made) if made else columns.funnel(frame(locale), report)
        assert [one.key for one in found][: len(report.dimensions)] == [one.key for one in report.dimensions]
        for one in found:
            assert one.label, one.key
            assert one.label != one.key, one
            assert not isinstance(one.type, t.Choice) or set(one.type.options) <= set(one.options), one
            assert one.role == DIMENSION or isinstance(one.type, t.Number | t.Date | t.Instant), one


def read(branch: Branch) -> Iterator[Typed]:
    yield from (axis.value for axis in branch.axes if axis.value)
    yield from branch.conditions
    for one in branch.aggregates:
        yield from aggregate(one)


def aggregate(one: Aggregate) -> Iterator[Typed]:
    yield from (*((one.value,) if one.value else ()), *one.where)


def addresses(home: str, name: str) -> Iterator[tuple[str, str]]:
    form, _, subtable = home.partition(".")
    path = tuple(name.split("."))
    own = subtable and path[0] == form
    yield from ((place.table, place.name) for place in walk(app(), CATALOG, form if own else home, path[1:] if own else path) if place.field)


def behind_live(fields: frozenset[tuple[str, str]]) -> bool:
    """Whether a report reads a formula no column holds: what that is made of is not the viewer's to be judged by."""
    return any(keep_of(columns_of(app(), table)[key]) == "live" for table, key in fields if key in columns_of(app(), table))


@pytest.mark.parametrize("key", REPORTS)
def test_what_the_statement_reads_is_what_is_judged(key: str) -> None:
    made, touched = stack(key), dataset.touched(app(), CATALOG, app().reports[key])
    if made is None or behind_live(touched.fields):
        return
    names = {(branch.home, name) for branch in made.branches for typed in read(branch) for name in typed.names}
    names |= {(one.home, name) for one in made.derived for typed in (one.per, *one.conditions, *aggregate(one.aggregate)) for name in typed.names}
    fields = {address for home, name in names if not name.startswith("@") for address in addresses(home, name)}
    assert fields
    assert fields <= touched.fields
    assert {branch.home.partition(".")[0] for branch in made.branches} <= touched.forms


def test_money_stays_money_and_shares_are_shares() -> None:
    measures = (
        Measure("sales", agg="sum", field="amount"), Measure("mean", agg="avg", field="amount"), Measure("orders", agg="count"),
        Measure("buyers", agg="count_distinct", field="member"), Measure("aov", expr="sales / orders"), Measure("double", expr="sales * 2"),
        Measure("left", expr="sales - mean"), Measure("ratio", expr="sales / mean"), Measure("odd", expr="orders - buyers"),
        Measure("share", window="pct_total", of="sales"), Measure("sum", window="running", of="sales", along="day"),
        Measure("rank", window="rank", of="sales"), Measure("own", agg="sum", field="amount", format={"kind": "number", "places": 0}),
    )  # fmt: skip
    tiny = load(tiny_app())
    report = Report("x", "x", "purchase", dimensions=(Dimension("day", field="paid_at", grain="day"),), measures=measures)
    made = dataset.stack_of(tiny, CATALOG, report, dataset.Asked({}, NOW, zone("Asia/Shanghai")))
    found = columns.columns_of(columns.frame(tiny, CATALOG, "zh-CN"), report, made)
    assert {one.key: one.format.get("kind") for one in found[1:]} == {
        "sales": "money", "mean": "money", "orders": "integer", "buyers": "integer", "aov": "money", "double": "money", "left": "money",
        "ratio": None, "odd": "integer", "share": "percent", "sum": "money", "rank": "integer", "own": "number",
    }  # fmt: skip
    assert [one.label for one in found[:4]] == ["消费时间", "金额", "平均金额", "数量"]
    assert (found[0].type, found[0].grain) == (t.Date(), "day")


def test_what_feeds_a_roll_up_counts_for_how_new_it_is() -> None:
    report = app().reports["tier_value"]
    touched = dataset.touched(app(), CATALOG, report)
    found = feeding.forms(app(), CATALOG, touched, {})
    assert touched.forms <= found
    assert "purchase" in found


@pytest.mark.parametrize(
    ("made", "pattern"),
    [
        ({"kind": "money"}, '"¥"#,##0.00'), ({"kind": "money", "currency": "USD", "places": 0}, '"$"#,##0'), ({"kind": "percent"}, "0.0%"),
        ({"kind": "percent", "places": 0}, "0%"), ({"kind": "integer"}, "#,##0"), ({}, "#,##0.00"), ({"places": 3}, "#,##0.000"),
    ],
)  # fmt: skip
def test_a_spreadsheet_shows_numbers_as_the_page_does(made: dict[str, object], pattern: str) -> None:
    assert exporting.pattern(Column("m", "M", MEASURE, t.Number(6), format=made)) == pattern
