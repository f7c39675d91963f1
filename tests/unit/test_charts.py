"""Chart types: every example is drawn and accepted by plotly; numbers, words, gaps and rows stand where they belong."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as plotly
import pytest

from builder.expressions.types import Date, Number, Ref, Text
from builder.kinds import ChartType
from runtime.reports.charts import CHARTS, sampled
from runtime.reports.shown import DIMENSION, MEASURE, Column, Shown

KINDS = {kind.name: kind for kind in CHARTS}
MONEY = {"kind": "money"}
MONTH = Column("month", "月份", DIMENSION, Date(), grain="month")
STORE = Column("store", "门店", DIMENSION, Ref("store"), form="store", options={"a": "禾里火锅", "b": "青陌女装", "c": "青陌女装"})
SALES = Column("sales", "销售额", MEASURE, Number(2), format=MONEY)
LAST = Column("last", "上月", MEASURE, Number(2), format=MONEY)
SHARE = Column("share", "占比", MEASURE, Number(6), format={"kind": "percent"})


def shown(columns: list[Column], rows: list[tuple[Any, ...]], **more: Any) -> Shown:
    """Rows made by hand."""
    return Shown(tuple(columns), tuple(rows), **more)


def drawn(name: str, rows: Shown, **config: Any) -> dict[str, Any]:
    """The figure, which plotly accepts and JSON carries."""
    figure = KINDS[name].figure(rows, config)
    assert figure is not None
    plotly.Figure(figure)
    json.dumps(figure, allow_nan=False)
    return figure


@pytest.mark.parametrize("kind", CHARTS, ids=lambda kind: kind.name)
def test_every_kind_is_whole(kind: ChartType) -> None:
    """Words in both languages; the example has the shape, is drawn with many rows, one row and none, and carries no colour or font."""
    assert all(set(words) == {"zh-CN", "en"} and all(words.values()) for words in (kind.label, kind.help))
    assert kind.icon
    assert kind.group
    assert kind.wants or kind.name == "table"
    assert kind.check(kind.example, None) == []
    whole = sampled.rows(kind.encodes(kind.example))
    for rows in (whole, shown(list(whole.columns), list(whole.rows[:1])), shown(list(whole.columns), [])):
        figure = kind.figure(rows, kind.example)
        if figure is None:
            assert not kind.figured
            continue
        plotly.Figure(figure)
        text = json.dumps(figure, allow_nan=False)
        assert '"template": null' in text
        assert not any(word in text for word in ('"color": "', '"font"', '"family"', "colorway", "colorscale", "bdata"))


def test_a_line_breaks_where_a_month_is_missing() -> None:
    rows = shown([MONTH, SALES], [(date(2026, 1, 1), Decimal("12000.50")), (date(2026, 3, 1), Decimal("24000.00"))])
    trace = drawn("line", rows, x="month", y=["sales"])["data"][0]
    assert trace["y"] == [1.20005, None, 2.4]
    assert trace["x"] == ["2026年1月", "2026年2月", "2026年3月"]
    assert trace["customdata"] == [0, None, 1]
    assert trace["hovertext"][0] == "2026年1月<br>销售额：¥12,000.50"
    assert trace["connectgaps"] is False


def test_units_stand_in_the_title_and_shares_on_an_axis_of_their_own() -> None:
    rows = shown([MONTH, SALES, SHARE], [(date(2026, 1, 1), Decimal("12000.50"), Decimal("0.254"))])
    layout = drawn("line", rows, x="month", y=["sales", "share"])["layout"]
    assert layout["yaxis"]["title"]["text"] == "销售额（万元）"
    assert layout["yaxis2"]["ticksuffix"] == "%"


def test_two_shops_of_one_name_are_two_bars_and_the_rest_comes_last() -> None:
    rows = shown([STORE, SALES], [(None, Decimal("9.00")), ("b", Decimal("2.00")), ("c", Decimal("1.00"))], others={0: frozenset(("store",))})
    trace = drawn("bar", rows, x="store", y=["sales"])["data"][0]
    assert trace["x"] == ["青陌女装", "青陌女装\u200b", "其他"]
    assert trace["y"] == [2.0, 1.0, 9.0]
    assert trace["customdata"] == [1, 2, 0]


def test_markup_of_a_user_is_text() -> None:
    column = Column("store", "门店", DIMENSION, Text())
    trace = drawn("bar", shown([column, SALES], [("<b>A&B</b>", Decimal(1))]), x="store", y=["sales"])["data"][0]
    assert trace["x"] == ["&lt;b&gt;A&amp;B&lt;/b&gt;"]


def test_a_card_says_how_it_stands_to_the_month_before() -> None:
    rows = shown([SALES, LAST], [(Decimal("123000.00"), Decimal("100000.00"))])
    card = drawn("number", rows, value="sales", compare=["last"])["layout"]["meta"]
    assert card["value"] == "¥12.3 万"
    assert card["exact"] == "¥123,000.00"
    one = card["compare"][0]
    assert (one["text"], one["words"], one["direction"], one["good"]) == ("▲ +23.0%", "比上月高 23.0%", "up", True)


def test_a_pie_has_no_slice_below_zero() -> None:
    rows = shown([STORE, SALES], [("a", Decimal("-1.00")), ("b", Decimal("2.00")), ("c", Decimal("3.00"))])
    trace = drawn("pie", rows, label="store", value="sales")["data"][0]
    assert trace["values"] == [3.0, 2.0]
    assert trace["customdata"] == [2, 1]
