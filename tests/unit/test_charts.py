"""Chart types: every example is drawn and accepted by plotly; numbers, words, gaps and rows stand where they belong."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as plotly
import pytest

from builder.expressions.types import Choice, Date, Number, Ref, Text
from builder.kinds import ChartType
from runtime.reports.charts import CHARTS, sampled, texts
from runtime.reports.charts.floors import height
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
    wanted = Column("sales", "销售额", MEASURE, Number(2), format={**MONEY, "good": "up"})
    rows = shown([wanted, LAST], [(Decimal("123000.00"), Decimal("100000.00"))])
    card = drawn("number", rows, value="sales", compare=["last"])["layout"]["meta"]
    assert card["value"] == "¥12.3 万"
    assert card["exact"] == "¥123,000.00"
    one = card["compare"][0]
    assert (one["text"], one["words"], one["direction"], one["good"]) == ("▲ +23.0%", "比上月高 23.0%", "up", True)


def test_less_may_be_better_and_nothing_is_judged_that_nobody_wants() -> None:
    for good, expected in (("down", False), (None, None)):
        late = Column("late", "超时率", MEASURE, Number(4), format={"kind": "percent", **({"good": good} if good else {})})
        before = Column("before", "上期", MEASURE, Number(4), format={"kind": "percent"})
        one = drawn("number", shown([late, before], [(Decimal("0.12"), Decimal("0.10"))]), value="late", compare=["before"])
        told = one["layout"]["meta"]["compare"][0]
        assert (told["text"], told["direction"], told["good"]) == ("▲ +2.0 个百分点", "up", expected)
    none = drawn("number", shown([SALES, LAST], [(Decimal(5), Decimal(0))]), value="sales", compare=["last"])["layout"]["meta"]["compare"][0]
    assert none["text"] == "▲ +¥5.00"
    empty = drawn("number", shown([SALES, LAST], [(None, Decimal(1))]), value="sales", compare=["last"])["layout"]["meta"]
    assert (empty["value"], empty["compare"][0]["text"]) == ("–", "–")


def test_a_pie_has_no_slice_below_zero() -> None:
    rows = shown([STORE, SALES], [("a", Decimal("-1.00")), ("b", Decimal("2.00")), ("c", Decimal("3.00"))])
    trace = drawn("pie", rows, label="store", value="sales")["data"][0]
    assert trace["values"] == [3.0, 2.0]
    assert trace["customdata"] == [2, 1]


def ticks(rows: Shown, **more: Any) -> list[str]:
    """What stands under a line."""
    axis = drawn("line", rows, x="month", y=["sales"], **more)["layout"]["xaxis"]
    assert axis["tickangle"] == 0
    assert set(axis["tickvals"]) <= set(axis["categoryarray"])
    return list(axis["ticktext"])


def test_dates_stand_on_two_lines_the_year_where_it_turns() -> None:
    months = [(date(2025 + month // 12, month % 12 + 1, 1), Decimal(month)) for month in range(9, 15)]
    assert ticks(shown([MONTH, SALES], months)) == ["10月<br>2025年", "11月", "12月", "1月<br>2026年", "2月", "3月"]
    assert ticks(shown([MONTH, SALES], months, locale="en"))[2:4] == ["Dec", "Jan<br>2026"]
    day = Column("month", "日期", DIMENSION, Date(), grain="day")
    assert ticks(shown([day, SALES], [(date(2026, 11, 21), Decimal(1)), (date(2026, 11, 22), Decimal(2))])) == ["11-21<br>周六", "11-22<br>周日"]
    year = [(date(2026, 1, 1), Decimal(1)), (date(2026, 12, 31), Decimal(2))]
    assert len(ticks(shown([day, SALES], year))) <= 24


def test_long_names_are_wrapped_under_bars_and_every_one_stands_beside_lying_ones() -> None:
    names = [(f"很长很长的门店名字（第{number}号店）", Decimal(number)) for number in range(30)]
    store = Column("store", "门店", DIMENSION, Text())
    lying = drawn("bar", shown([store, SALES], names), x="store", y=["sales"], horizontal=True)["layout"]["yaxis"]
    assert len(lying["ticktext"]) == 30
    assert lying["autorange"] == "reversed"
    few = drawn("bar", shown([store, SALES], names[:8]), x="store", y=["sales"])["layout"]["xaxis"]
    assert all("<br>" in told for told in few["ticktext"])
    assert max(texts.width(line) for told in few["ticktext"] for line in told.split("<br>")) <= 17


def test_a_week_by_hours_has_every_cell() -> None:
    weekday = Column("weekday", "星期", DIMENSION, Number(0), part="weekday")
    hour = Column("hour", "小时", DIMENSION, Number(0), part="hour")
    orders = Column("orders", "笔数", MEASURE, Number(0), format={"kind": "integer"})
    trace = drawn("heatmap", shown([weekday, hour, orders], [(6, 14, 9), (7, 11, 3)]), x="hour", y="weekday", value="orders")["data"][0]
    assert trace["y"] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    assert trace["x"] == ["11:00", "12:00", "13:00", "14:00"]
    assert trace["z"][5] == [None, None, None, 9.0]
    assert (trace["customdata"][5][3], trace["customdata"][6][0], trace["customdata"][0][0]) == (0, 1, None)
    assert trace["hovertext"][5][3] == "周六 · 14:00<br>笔数：9"


def test_a_histogram_keeps_the_place_of_an_empty_range() -> None:
    ticket = Column("ticket", "单笔金额", DIMENSION, Number(2), bins=(0, 100, 500))
    figure = drawn("histogram", shown([ticket, SALES], [(Decimal(500), Decimal(7)), (Decimal(0), Decimal(4))]), x="ticket", y="sales")
    assert figure["data"][0]["x"] == ["0–100", "100–500", "500 及以上"]
    assert figure["data"][0]["y"] == [4.0, None, 7.0]
    assert figure["data"][0]["customdata"] == [1, None, 0]


def test_a_funnel_tells_the_rate_from_step_to_step() -> None:
    step = Column("step", "步骤", DIMENSION, Text(), options={0: "发放", 1: "核销", 2: "复购"})
    people = Column("entities", "人数", MEASURE, Number(0), format={"kind": "integer"})
    trace = drawn("funnel", shown([step, people], [(0, 200), (1, 50), (2, 0)]))["data"][0]
    assert trace["y"] == ["发放", "核销", "复购"]
    assert trace["text"] == ["200", "50<br>较上一步 25.0%", "0<br>较上一步 0.0%"]
    assert trace["hovertext"][2].endswith("较上一步 0.0%<br>较第一步 0.0%")


def test_a_radar_is_closed_and_filled() -> None:
    axis = Column("axis", "品类", DIMENSION, Choice(("a", "b", "c")), options={"a": "美妆", "b": "运动", "c": "餐饮"})
    trace = drawn("radar", shown([axis, SALES], [("a", Decimal(1)), ("b", None), ("c", Decimal(3))]), axis="axis", y=["sales"])["data"][0]
    assert trace["fill"] == "toself"
    assert (trace["r"], trace["theta"][0], trace["theta"][-1]) == ([1.0, 0.0, 3.0, 1.0], "美妆", "美妆")


def test_a_gauge_stands_before_its_target() -> None:
    target = Column("target", "目标", MEASURE, Number(2), format=MONEY)
    figure = drawn("gauge", shown([SALES, target], [(Decimal("80000.00"), Decimal("100000.00"))]), value="sales", target="target")
    trace = figure["data"][0]
    assert (trace["value"], trace["gauge"]["threshold"]["value"], trace["gauge"]["axis"]["range"]) == (8.0, 10.0, [0.0, 10.0])
    assert figure["layout"]["annotations"][0]["text"] == "目标 ¥10 万，完成 80.0%"
    meta = figure["layout"]["meta"]
    assert (meta["value"], meta["target"], meta["done"], meta["words"]) == ("¥8 万", "¥10 万", 0.8, "目标 ¥10 万，完成 80.0%")
    assert trace["number"]["suffix"] == " 万元"
    english = drawn("gauge", shown([SALES], [(Decimal("80000.00"),)], locale="en"), value="sales")["data"][0]["number"]
    assert (english["prefix"], english["suffix"]) == ("¥", "K")


def test_floors_lie_as_they_are_built() -> None:
    assert sorted(["2F", "B1", "1F", "B2", "屋顶", "5楼"], key=height) == ["B2", "B1", "1F", "2F", "5楼", "屋顶"]
    floor = Column("floor", "楼层", DIMENSION, Text())
    area = Column("area", "面积", MEASURE, Number(0))
    rows = [("1F", "a", Decimal(5), 100), ("B1", "b", None, 50), ("1F", "c", Decimal(9), 300)]
    figure = drawn("floors", shown([floor, STORE, SALES, area], rows), floor="floor", unit="store", value="sales", area="area")
    shaded, hatched = figure["data"]
    assert figure["layout"]["yaxis"]["categoryarray"] == ["B1", "1F"]
    assert (shaded["base"], shaded["x"], shaded["customdata"]) == ([0.0, 25.0], [24.8, 74.8], [0, 2])
    assert (hatched["y"], hatched["customdata"]) == (["B1"], [1])


def test_nested_areas_take_the_number_of_a_whole_from_its_subtotal() -> None:
    kind = Column("format", "业态", DIMENSION, Text())
    rows = [("餐饮", "a", Decimal(3)), ("餐饮", "b", Decimal(4)), ("零售", "c", Decimal(0))]
    levels = {("format",): [("餐饮", None, Decimal("7.00"))]}
    trace = drawn("treemap", shown([kind, STORE, SALES], rows, levels=levels), path=["format", "store"], value="sales")["data"][0]
    assert trace["labels"] == ["餐饮", "禾里火锅", "青陌女装"]
    assert (trace["parents"], trace["values"]) == (["", "0", "0"], [0, 3.0, 4.0])
    assert trace["hovertext"][0] == "餐饮<br>销售额：¥7.00"


def test_the_rest_of_a_whole_takes_its_own_subtotal() -> None:
    kind = Column("format", "业态", DIMENSION, Text())
    rows = [("餐饮", "a", Decimal(3)), (None, "b", Decimal(4)), (None, "c", Decimal(5))]
    levels = {("format",): [("餐饮", None, Decimal(3)), (None, None, Decimal(40)), (None, None, Decimal(50))]}
    more = {"others": {2: frozenset({"format"})}, "rests": {("format",): {2: frozenset({"format"})}}}
    trace = drawn("treemap", shown([kind, STORE, SALES], rows, levels=levels, **more), path=["format", "store"], value="sales")["data"][0]
    wholes = {tip for tip, parent in zip(trace["hovertext"], trace["parents"], strict=True) if not parent}
    assert wholes == {"餐饮<br>销售额：¥3.00", "（空）<br>销售额：¥40.00", "其他<br>销售额：¥50.00"}


def test_a_map_turns_outlines_so_that_only_the_region_is_filled() -> None:
    square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    shapes = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"key": "a"}, "geometry": {"type": "Polygon", "coordinates": [square]}}]}  # fmt: skip
    figure = drawn("map", shown([STORE, SALES], [("a", Decimal(3)), ("x", Decimal(4))]), region="store", shapes=shapes, value="sales")
    trace = figure["data"][0]
    assert trace["locations"] == ["a"]
    assert trace["geojson"]["features"][0]["geometry"]["coordinates"] == [square[::-1]]
    named = figure["data"][1]
    assert (named["type"], named["text"], named["lon"], named["lat"]) == ("scattergeo", ["禾里火锅"], [0.5], [0.5])
    assert shapes["features"][0]["geometry"]["coordinates"] == [square]


def test_a_card_warns_of_what_should_be_nothing() -> None:
    late = Column("late", "已超时", MEASURE, Number(0), format={"kind": "integer"})
    rows = shown([SALES, late], [(Decimal(3), 2)])
    assert drawn("number", rows, value="sales", alert="late")["layout"]["meta"]["alert"]["words"] == "已超时：2"
    calm = shown([SALES, late], [(Decimal(3), 0)])
    assert drawn("number", calm, value="sales", alert="late")["layout"]["meta"]["alert"] is None


def test_a_pivot_asks_for_every_subtotal_its_table_shows() -> None:
    levels = KINDS["pivot"].levels({"rows": ["a", "b"], "cols": ["c"], "values": ["v"], "totals": True})
    assert levels == (("a", "b", "c"), ("a", "b"), ("a", "c"), ("a",), ("c",), ())
    assert KINDS["pivot"].levels({"rows": ["a"], "values": ["v"]}) == (("a",),)  # of a report that is split by more


def test_a_long_label_breaks_before_brackets_and_between_words() -> None:
    assert texts.wrapped("暮光美妆（星澜店）") == "暮光美妆<br>（星澜店）"
    assert texts.wrapped("North gate coffee house", 12) == "North gate<br>coffee house"
    assert texts.wrapped("短") == "短"
    assert texts.wrapped("一二三四五六七八九十一二三四五六七八九十", 8, 2) == "一二三四<br>五六七八…"
