"""Cross tables: heads in order, cells where they meet, subtotals as the levels say them."""

from datetime import date
from decimal import Decimal as D
from typing import Any

from builder.expressions import types as t
from runtime.reports import pivot
from runtime.reports.shown import DIMENSION, MEASURE, Column, Shown

OCT, NOV = date(2026, 10, 1), date(2026, 11, 1)
COLUMNS = (
    Column("fmt", "业态", DIMENSION, t.Text()),
    Column("month", "月份", DIMENSION, t.Date(), grain="month"),
    Column("sales", "销售额", MEASURE, t.Number(2), format={"kind": "money"}),
)
CHART = {"type": "pivot", "rows": ["fmt"], "cols": ["month"], "values": ["sales"]}


def crossed(rows: list[tuple[Any, ...]], levels: Any = None, others: Any = None, **more: Any) -> dict[str, Any]:
    found = pivot.of(Shown(COLUMNS, rows, levels or {}, others or {}, rests=more.get("rests", {})), more.get("chart", CHART))
    assert found is not None
    return found


def texts(found: dict[str, Any]) -> list[list[str]]:
    return [[*row["texts"], *(cell["text"] for cell in cells)] for row, cells in zip(found["rows"], found["cells"], strict=True)]


def test_periods_stand_in_order_though_they_came_otherwise() -> None:
    found = crossed([("餐饮", NOV, D("2.00")), ("零售", OCT, D("1.00")), ("零售", NOV, D("3.00"))])
    assert [col["texts"] for col in found["cols"]] == [["2026年10月"], ["2026年11月"]]
    assert texts(found) == [["餐饮", "", "¥2.00"], ["零售", "¥1.00", "¥3.00"]]
    assert [cell["row"] for cells in found["cells"] for cell in cells] == [None, 0, 1, 2]


def test_subtotals_are_those_of_the_levels_and_stand_last() -> None:
    rows = [("餐饮", OCT, D("1.00")), ("零售", OCT, D("2.00")), (None, OCT, D("4.00"))]
    levels = {("fmt",): [("餐饮", None, D("10.00")), ("零售", None, D("20.00")), (None, None, D("30.00"))],
              ("month",): [(None, OCT, D("70.00"))], (): [(None, None, D("99.00"))]}  # fmt: skip
    found = crossed(rows, levels)
    assert [(row["texts"], row["total"]) for row in found["rows"]] == [(["餐饮"], False), (["零售"], False), (["（空）"], False), (["合计"], True)]
    assert texts(found)[0] == ["餐饮", "¥1.00", "¥10.00"]
    assert texts(found)[-1] == ["合计", "¥70.00", "¥99.00"]


def test_the_rest_is_not_the_empty_group() -> None:
    rows = [(None, OCT, D("9.00")), (None, OCT, D("5.00")), ("餐饮", OCT, D("1.00"))]
    found = crossed(rows, others={0: frozenset({"fmt"})})
    assert texts(found) == [["餐饮", "¥1.00"], ["其他", "¥9.00"], ["（空）", "¥5.00"]]


def test_the_subtotal_of_the_rest_stands_with_the_rest() -> None:
    rows = [("餐饮", OCT, D("1.00")), (None, OCT, D("5.00")), (None, OCT, D("9.00"))]
    levels = {("fmt",): [("餐饮", None, D("1.00")), (None, None, D("5.00")), (None, None, D("9.00"))]}
    found = crossed(rows, levels, {2: frozenset({"fmt"})}, rests={("fmt",): {2: frozenset({"fmt"})}})
    assert texts(found) == [["餐饮", "¥1.00", "¥1.00"], ["其他", "¥9.00", "¥9.00"], ["（空）", "¥5.00", "¥5.00"]]


def test_without_columns_the_values_stand_side_by_side() -> None:
    found = crossed([("餐饮", OCT, D("1.00"))], chart={**CHART, "rows": ["fmt", "month"], "cols": [], "values": ["sales", "sales"]})
    assert [(col["texts"], col["label"]) for col in found["cols"]] == [([], "销售额"), ([], "销售额")]
    assert texts(found) == [["餐饮", "2026年10月", "¥1.00", "¥1.00"]]


def test_other_charts_are_no_cross_tables() -> None:
    assert pivot.of(Shown(COLUMNS, []), {"type": "bar", "x": "fmt", "y": ["sales"]}) is None
    assert pivot.of(Shown(COLUMNS, []), None) is None
