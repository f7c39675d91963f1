"""From a report to branches: homes, what applies where, the period before, the way down, levels, calendars, what is touched."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from builder.checks.homes import Home
from builder.checks.scope import Types
from builder.definitions import App, load
from builder.definitions.report import Report
from builder.definitions.report import load as load_report
from builder.definitions.segment import load as load_segment
from builder.errors import BrokenDefinition, Invalid
from builder.expressions.grammar import parse
from builder.expressions.types import Date, Instant, Number, Ref
from builder.expressions.writing import text_of
from runtime import dataset
from runtime.catalog import build_catalog
from runtime.dataset import Asked
from runtime.stack import Branch, Computed, Cut, Stack, Window
from runtime.values import zone
from tests import builders
from tests.builders import field, form

CATALOG = build_catalog()
KINDS = [{"key": key, "label": key} for key in ("dining", "beauty")]


def mall() -> App:
    """Stores on floors; sales with lines; members who joined at a store; calls about a store."""
    lines = field("lines", "subtable", fields=[field("product", "relation", form="product"), field("qty", "integer")])
    return load(builders.app(
        form("floor", [field("name"), field("level", "integer")]),
        form("store", [field("name"), field("format", "choice", options=KINDS), field("floor", "relation", form="floor"), field("area", "number")]),
        form("product", [field("name"), field("category", "choice", options=KINDS), field("store", "relation", form="store")]),
        form("member", [
            field("name"), field("join_store", "relation", form="store"), field("birthday", "date"), field("joined_on", "date"),
            field("age", "formula", expression="AGE(birthday)", keep="live"),
        ]),
        form("sale", [
            field("no"), field("store", "relation", form="store"), field("member", "relation", form="member"), field("paid_at", "datetime"),
            field("amount", "money"), lines,
        ], main_date="paid_at"),
        form("call", [field("text"), field("about", "relation", form="store"), field("sale", "relation", form="sale"), field("at", "datetime")]),
    ))  # fmt: skip


APP = mall()
TYPES = Types(APP, CATALOG)


@pytest.mark.parametrize(("source", "home", "path", "expected"), [
    ("sale", "sale", "store.format", "store.format"),
    ("sale", "sale.lines", "paid_at", "sale.paid_at"),
    ("sale", "sale.lines", "store.floor.level", "sale.store.floor.level"),
    ("sale", "sale.lines", "lines.product.category", "product.category"),
    ("sale", "sale.lines", "lines", "id"),
    ("sale", "store", "store.format", "format"),
    ("sale", "store", "store", "id"),
    ("sale", "store", "store.floor.level", "floor.level"),
    ("sale", "store", "paid_at", None),
    ("sale", "store", "member.join_store.name", None),  # the store a member joined at is not the store of the sale
    ("sale", "floor", "store.floor.level", "level"),
    ("sale", "floor", "store.format", None),
    ("member", "sale", "joined_on", "member.joined_on"),  # sales point at members
    ("member", "sale", "id", "member"),
    ("member", "sale.lines", "joined_on", "sale.member.joined_on"),
    ("sale", "call", "store", "sale.store"),
    ("sale", "product", "paid_at", None),
    ("floor", "sale", "level", None),  # nothing points straight at floors
])  # fmt: skip
def test_a_path_as_a_home_sees_it(source: str, home: str, path: str, expected: str | None) -> None:
    found = Home(TYPES, source, home).path(tuple(path.split(".")))
    assert (".".join(found) if found else None) == expected


def test_the_longest_path_that_is_given_counts() -> None:
    paths = {("store",): ("about",), ("store", "floor"): ("sale", "store", "floor"), ("paid_at",): ("at",)}
    home = Home(TYPES, "sale", "call", paths)
    for path, expected in (("store.format", "about.format"), ("store.floor.level", "sale.store.floor.level"), ("paid_at", "at"), ("member", "sale.member")):
        found = home.path(tuple(path.split(".")))
        assert found is not None
        assert ".".join(found) == expected


@pytest.mark.parametrize(("text", "home", "expected"), [
    ("paid_at in period and store.floor.level == 3", "sale.lines", "sale.paid_at in period and sale.store.floor.level == 3"),
    ("lines.product.category == 'beauty'", "sale.lines", "product.category == 'beauty'"),
    ("SUM(lines.qty) > 2", "sale.lines", "SUM(sale.lines.qty) > 2"),  # still all lines of the sale
    ("store.format == 'dining'", "store", "format == 'dining'"),
    ("store.format == 'dining' or amount > 5", "store", None),
    ("member == @me or store in SEGMENT('best')", "store", None),
    ("store in SEGMENT('best') and period", "store", "id in SEGMENT('best') and period"),
])
def test_a_condition_as_a_home_sees_it(text: str, home: str, expected: str | None) -> None:
    found = Home(TYPES, "sale", home).node(parse(text), frozenset(("period",)))
    assert (text_of(found) if found else None) == expected


NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))
PERIOD = {"key": "period", "type": "daterange"}
FLOORS = {"key": "floors", "type": "integer", "multi": True, "optional": True}
SALES, ORDERS = {"key": "sales", "agg": "sum", "field": "amount"}, {"key": "orders", "agg": "count"}


def report(**spec: Any) -> Report:
    return load_report({"key": "r", "label": "r", "source": "sale", "params": [PERIOD, FLOORS], "measures": [SALES], **spec})


def stack(made: Report, **more: Any) -> Stack:
    asked = Asked({"period": NOVEMBER, "floors": None}, NOW, zone("Asia/Shanghai"))
    return dataset.stack_of(APP, CATALOG, made, replace(asked, **more))


def conditions(branch: Branch) -> list[str]:
    return sorted(" ".join(sorted(one.names)) for one in branch.conditions)


def test_one_branch_for_each_home_and_period() -> None:
    items = {"key": "items", "agg": "sum", "home": "sale.lines", "field": "qty"}
    area = {"key": "area", "agg": "sum", "home": "store", "field": "area"}
    before = {**SALES, "key": "before", "offset": [1, "year"]}
    made = stack(report(
        dimensions=[{"key": "month", "field": "paid_at", "grain": "month"}, {"key": "fmt", "field": "store.format"}],
        measures=[SALES, before, items, ORDERS, area, {"key": "per", "expr": "sales / area"}], filter="paid_at in period",
    ))
    assert [(branch.home, [one.key for one in branch.aggregates]) for branch in made.branches] == [
        ("sale", ["sales", "orders"]), ("sale", ["before"]), ("sale.lines", ["items"]), ("store", ["area"]),
    ]
    assert [[axis.path for axis in branch.axes] for branch in made.branches] == [
        ["paid_at", "store.format"], ["paid_at", "store.format"], ["sale.paid_at", "sale.store.format"], [None, "format"],
    ]
    assert [axis.known for axis in made.branches[3].axes] == [False, True]
    assert [conditions(branch) for branch in made.branches] == [
        ["paid_at period.since period.until"]] * 2 + [["period.since period.until sale.paid_at"], []]
    assert made.branches[1].axes[0].cut == Cut("month", ahead=(12, "month"))
    assert made.branches[1].parameters["period.from"] == date(2025, 11, 1)
    assert made.branches[1].parameters["@today"] == date(2025, 11, 22)
    assert made.branches[0].parameters["period.since"] == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert made.numbers == ("sales", "before", "items", "orders", "area")
    assert made.guards == {}


def test_only_dates_that_the_period_is_about_are_moved() -> None:
    made = stack(report(
        dimensions=[{"key": "month", "field": "paid_at", "grain": "month"}, {"key": "joined", "field": "member.joined_on", "grain": "month"}],
        measures=[{**SALES, "offset": [2, "quarter"]}], filter="paid_at in period",
    ))
    assert [axis.cut for axis in made.branches[0].axes] == [Cut("month", ahead=(6, "month")), Cut("month")]


def test_without_a_period_the_past_does_not_reach_into_the_future() -> None:
    made = stack(report(dimensions=[{"key": "month", "field": "paid_at", "grain": "month"}], measures=[SALES, {**SALES, "key": "ly", "offset": [1, "year"]}]))
    assert conditions(made.branches[0]) == []
    assert conditions(made.branches[1]) == ["@today @zone paid_at"]
    bounded = report(dimensions=[{"key": "month", "field": "paid_at", "grain": "month"}], measures=[{**SALES, "offset": [1, "year"]}], filter="paid_at in period")
    assert conditions(stack(bounded).branches[0]) == ["paid_at period.since period.until"]


@pytest.mark.parametrize(("floors", "expected"), [(None, 1), ([], 1), ([3], 2)])
def test_a_part_with_an_empty_optional_parameter_falls_away(floors: Any, expected: int) -> None:
    made = report(filter=["paid_at in period and store.floor.level in floors"], measures=[{**SALES, "where": "store.floor.level in floors"}])
    (branch,) = stack(made, values={"period": NOVEMBER, "floors": floors}).branches
    assert len(branch.conditions) == expected
    assert len(branch.aggregates[0].where) == expected - 1


def test_over_lines_each_sale_counts_once_and_lines_count_themselves() -> None:
    what = {"key": "what", "field": "lines.product.category"}
    made = stack(report(dimensions=[what], measures=[SALES, {"key": "items", "agg": "sum", "home": "sale.lines", "field": "qty"}]))
    assert [branch.over for branch in made.branches] == [True, False]
    assert [branch.axes[0].path for branch in made.branches] == ["lines.product.category", "product.category"]
    assert made.branches[0].axes[0].value is not None
    assert made.branches[0].axes[0].value.root.prefix == "lines"


def test_numbers_stand_in_the_order_they_need_each_other() -> None:
    made = stack(report(measures=[
        {"key": "rank", "window": "rank", "of": "share"}, {"key": "twice", "expr": "aov * 2"}, {"key": "share", "window": "pct_total", "of": "aov"},
        {"key": "aov", "expr": "sales / orders"}, SALES, ORDERS,
    ], having=["orders >= 1 and aov > 2.5"]))
    assert [step.key for step in made.steps] == ["aov", "twice", "share", "rank"]
    assert [type(step) for step in made.steps] == [Computed, Computed, Window, Window]
    aov = made.steps[0]
    assert isinstance(aov, Computed)
    assert isinstance(aov.value.type, Number)
    assert aov.value.type.scale == 6
    assert made.numbers == ("sales", "orders")
    assert sorted(made.having[0].names) == ["aov", "orders"]
    with pytest.raises(BrokenDefinition):
        stack(report(measures=[{"key": "a", "expr": "b + 1"}, {"key": "b", "expr": "a + 1"}]))


@pytest.mark.parametrize(("dimension", "path", "cut", "kind"), [
    ({"field": "paid_at"}, "paid_at", Cut("day"), Instant()),
    ({"field": "member.birthday"}, "member.birthday", Cut("day"), Date()),
    ({"field": "paid_at", "part": "hour"}, None, None, Number(0, 2)),
    ({"field": "paid_at", "part": "quarter"}, None, None, Number(0, 1)),
    ({"field": "store"}, "store", None, Ref("store")),
    ({"field": "amount", "bins": ["1000", 500, 0.5]}, "amount", Cut(bins=(Decimal("0.5"), 500, 1000)), Number(2, 15)),
    ({"field": "member.birthday", "bins": [18, 30]}, None, Cut(bins=(18, 30)), None),
    ({"field": "member.birthday", "bins": ["1990-01-01"]}, "member.birthday", Cut(bins=(date(1990, 1, 1),)), Date()),
    ({"field": "member.age", "bins": [18]}, None, Cut(bins=(18,)), None),
    ({"expression": "amount * 2", "bins": [5]}, None, Cut(bins=(5,)), None),
])  # fmt: skip
def test_how_a_dimension_is_cut(dimension: Any, path: str | None, cut: Cut | None, kind: Any) -> None:
    (axis,) = stack(report(dimensions=[{"key": "d", **dimension}])).branches[0].axes
    assert (axis.path, axis.cut) == (path, cut)
    assert axis.value is not None
    assert kind is None or axis.value.type == kind
    if kind is None and "member" in str(dimension):
        assert {"member.birthday", "@today"} <= axis.value.names


def test_values_per_member_are_about_all_records_of_the_kind() -> None:
    made = stack(report(
        dimensions=[
            {"key": "first", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"},
            {"key": "after", "field": "paid_at", "grain": "month", "since": "first"},
            {"key": "fifth", "derive": {"per": "member", "agg": "count", "ntile": 5}},
        ],
        measures=[SALES, {"key": "people", "agg": "count", "home": "member"}, {"key": "area", "agg": "sum", "home": "store", "field": "area"}],
        filter=["paid_at in period and amount > 0", "store.floor.level in floors"],
    ), values={"period": NOVEMBER, "floors": [1]})
    first, fifth = made.derived
    assert (first.home, first.aggregate.function, first.parts, fifth.parts) == ("sale", "min", None, 5)
    assert [sorted(one.names) for one in first.conditions] == [["amount"]]
    assert {home: sorted(one.names) for home, one in first.joins.items()} == {"sale": ["member"], "member": ["id"]}
    assert [[axis.derive for axis in branch.axes] for branch in made.branches] == [["first", None, "fifth"], ["first", None, "fifth"], [None] * 3]
    assert [axis.cut for axis in made.branches[0].axes] == [Cut("month"), Cut("month", since="first"), None]


MONTH, FMT = {"key": "month", "field": "paid_at", "grain": "month", "fill": "zero"}, {"key": "fmt", "field": "store.format"}
WAY = {"drill": [{"path": ["fmt", "store", "lines.product"]}], "totals": ["grand", "month", "fmt"], "sort": ["month", "-fmt"]}


def test_the_way_down_swaps_in_what_comes_next() -> None:
    made = report(dimensions=[MONTH, FMT], filter="paid_at in period", **WAY)
    top = stack(made)
    assert (top.axes, top.levels, top.sort) == (("month", "fmt"), ((), ("month",), ("fmt",)), (("month", False), ("fmt", True)))
    one = stack(made, drill=(("fmt", "dining"),))
    assert (one.axes, one.levels, one.sort) == (("month", "store"), ((), ("month",), ("store",)), (("month", False), ("store", True)))
    assert conditions(one.branches[0]) == ["paid_at period.since period.until", "store.format"]
    two = stack(made, drill=(("fmt", "dining"), ("month", date(2026, 11, 1)), ("store", "000000000000A")))
    assert two.axes == ("month", "lines.product")
    assert two.levels == ((), ("month",), ("lines.product",))
    assert two.branches[0].over
    assert two.branches[0].parameters["@drill1.from"] == date(2026, 11, 1)
    last = stack(made, drill=(("fmt", None), ("store", None), ("lines.product", None)))
    assert last.axes == ("month", "lines.product")
    assert conditions(last.branches[0])[-1] == "store.format"


def test_a_clicked_period_is_moved_for_the_period_before() -> None:
    made = report(dimensions=[MONTH], measures=[{**SALES, "offset": [1, "year"]}], filter="paid_at in period")
    (branch,) = stack(made, drill=(("month", date(2026, 2, 1)),)).branches
    assert (branch.parameters["@drill0.from"], branch.parameters["@drill0.to"]) == (date(2025, 2, 1), date(2025, 3, 1))


def test_nobody_goes_down_another_way() -> None:
    for step in (("area", 5), ("store.area", 5), ("@me", None)):
        with pytest.raises(Invalid):
            stack(report(dimensions=[FMT], **WAY), drill=(step,))


def test_a_calendar_covers_what_is_asked_for() -> None:
    made = report(dimensions=[MONTH, FMT], filter="paid_at in period")
    asked = {"period": (date(2026, 1, 15), date(2026, 4, 1)), "floors": None}
    (calendar,) = stack(made, values=asked).calendars
    assert (calendar.axis, calendar.zero) == ("month", True)
    assert calendar.dates == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert stack(report(dimensions=[MONTH]), values=asked).calendars == ()
    (narrow,) = stack(made, values=asked, drill=(("month", date(2026, 2, 1)),)).calendars
    assert narrow.dates == (date(2026, 2, 1),)
    (until_now,) = stack(made, values={"period": (date(2026, 11, 1), NOW), "floors": None}).calendars
    assert until_now.dates == (date(2026, 11, 1),)


def test_only_the_dimensions_that_are_kept() -> None:
    made = stack(report(dimensions=[MONTH, FMT], **WAY), dimensions=frozenset(("fmt",)), levels=((), ("month",)))
    assert (made.axes, made.levels) == (("fmt",), ((),))


def test_what_is_touched_includes_what_nobody_sees() -> None:
    made = report(
        dimensions=[{"key": "age", "field": "member.age", "bins": [18]}, FMT], filter=["store.floor.level in floors", "lines.product.name == 'x'"],
        measures=[{"key": "area", "agg": "sum", "home": "store", "field": "area"}, {**SALES, "where": "member.joined_on > DATE('2026-01-01')"}],
        drill=[{"path": ["fmt", "lines.product.category"]}],
    )
    found = dataset.touched(APP, CATALOG, made)
    assert found.forms == {"sale", "store", "floor", "member", "product"}
    assert found.fields == {
        ("sale", "member"), ("member", "age"), ("sale", "store"), ("store", "format"), ("store", "floor"), ("floor", "level"), ("sale", "lines"),
        ("sale.lines", "product"), ("product", "name"), ("product", "category"), ("store", "area"), ("sale", "amount"), ("member", "joined_on"),
    }


def test_a_drop_down_offers_what_the_rows_hold() -> None:
    made = report(params=[{"key": "names", "type": "text", "multi": True, "field": "store.name"}, {"key": "what", "type": "text", "field": "lines.product.name"}])
    plain = dataset.values_of(APP, CATALOG, made, made.parameters[0], "o'")
    assert (plain.axes, plain.branches[0].home, plain.branches[0].axes[0].path) == (("value",), "sale", "store.name")
    assert [sorted(one.names) for one in plain.branches[0].conditions] == [["store.name"]]
    lines = dataset.values_of(APP, CATALOG, made, made.parameters[1])
    assert (lines.branches[0].home, lines.branches[0].axes[0].path, lines.branches[0].over) == ("sale.lines", "product.name", False)


def test_a_segment_with_its_own_parameters_and_one_that_circles() -> None:
    best = load_segment({
        "key": "best", "label": "b", "entity": "member", "source": "sale", "measures": [ORDERS], "having": "orders >= 3",
        "params": [{"key": "period", "type": "daterange", "default": {"rel": "last", "n": 30, "unit": "day"}}], "filter": "paid_at in period",
    })
    app = replace(APP, segments={"best": best})
    asked = Asked({}, NOW, zone("Asia/Shanghai"))
    among = dataset.segment_of(app, CATALOG, best, asked)
    assert among.stack is not None
    assert among.form == "member"
    assert among.stack.branches[0].axes[0].path == "member"
    assert among.stack.branches[0].parameters["period.from"] == date(2026, 10, 24)
    chosen = dataset.segment_of(app, CATALOG, best, replace(asked, values={"period": NOVEMBER}))
    assert chosen.stack is not None
    assert chosen.stack.branches[0].parameters["period.from"] == date(2026, 11, 1)
    made = report(filter="paid_at in period and member in SEGMENT('best')")
    (branch,) = dataset.stack_of(app, CATALOG, made, replace(asked, values={"period": NOVEMBER})).branches
    assert branch.parameters["@seen.best"].stack.branches[0].parameters["period.from"] == date(2026, 10, 24)
    circle = replace(APP, segments={"a": load_segment({"key": "a", "label": "a", "entity": "member", "where": "id in SEGMENT('a')"})})
    with pytest.raises(BrokenDefinition):
        dataset.segment_of(circle, CATALOG, circle.segments["a"], asked)


def test_a_funnel_finds_who_and_when_where_nobody_says() -> None:
    made = load_report({
        "key": "f", "label": "f", "source": "member", "params": [PERIOD], "filter": "joined_on in period", "funnel": {
            "entity": "member", "within": [7, "day"],
            "steps": [{"form": "member", "at": "joined_on"}, {"form": "sale", "filter": "amount > 0"}, {"form": "call", "entity": "sale.member", "at": "at"}],
        },
    })
    found = dataset.funnel_of(APP, CATALOG, made, Asked({"period": NOVEMBER}, NOW, zone("Asia/Shanghai")))
    assert [(one.home, sorted(one.entity.names), sorted(one.at.names)) for one in found.stages] == [
        ("member", ["id"], ["joined_on"]), ("sale", ["member"], ["paid_at"]), ("call", ["sale.member"], ["at"]),
    ]
    assert found.within == (7, "day")
    assert [sorted(" ".join(sorted(c.names)) for c in one.conditions) for one in found.stages] == [
        ["joined_on period.from period.to"], ["amount", "member.joined_on period.from period.to"], [],
    ]
    touched = dataset.touched(APP, CATALOG, made)
    assert {("sale", "member"), ("sale", "paid_at"), ("call", "at"), ("member", "joined_on")} <= touched.fields
