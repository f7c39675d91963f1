"""Values of reports in words: numbers exact and short, periods, parts, bins, what is empty and what is left."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.expressions import types as t
from runtime.reports import answering, words
from runtime.reports.shown import DIMENSION, MEASURE, Column, Shown

ZH, EN = "zh-CN", "en"


def measure(kind: str | None = None, scale: int = 2, **rest: Any) -> Column:
    return Column("m", "M", MEASURE, t.Number(scale), format=({"kind": kind} if kind else {}) | rest)


def dimension(type_: t.Type = t.Date(), **rest: Any) -> Column:  # noqa: B008 frozen
    return Column("d", "D", DIMENSION, type_, **rest)


@pytest.mark.parametrize(
    ("column", "value", "zh", "en"),
    [
        (measure("money"), D("1234.50"), "¥1,234.50", "¥1,234.50"),
        (measure("money"), D("-0.004"), "¥0.00", "¥0.00"),
        (measure("money"), D("-3"), "-¥3.00", "-¥3.00"),
        (measure("money", currency="USD"), D("3"), "$3.00", "$3.00"),
        (measure("money", places=0), D("1234.50"), "¥1,235", "¥1,235"),
        (measure("percent"), D("0.12345"), "12.3%", "12.3%"),
        (measure("percent", places=2), D("-0.12345"), "-12.35%", "-12.35%"),
        (measure("integer"), 1234567, "1,234,567", "1,234,567"),
        (measure(scale=6), D("12.345678"), "12.35", "12.35"),
        (measure(scale=6), D("12.000000"), "12", "12"),
        (measure(unit="件", scale=0), 12, "12 件", "12 件"),
        (Column("m", "M", MEASURE, t.Instant()), datetime(2026, 11, 20, 4, 5, tzinfo=UTC), "2026-11-20 04:05", "2026-11-20 04:05"),
        (measure(), None, "", ""),
        (dimension(), None, "（空）", "(empty)"),
        (dimension(grain="month"), date(2026, 11, 1), "2026年11月", "Nov 2026"),
        (dimension(grain="quarter"), date(2026, 10, 1), "2026年4季度", "2026 Q4"),
        (dimension(grain="year"), date(2026, 1, 1), "2026年", "2026"),
        (dimension(grain="week"), date(2026, 11, 16), "2026年第47周", "2026 W47"),
        (dimension(grain="week"), date(2024, 12, 30), "2025年第1周", "2025 W01"),
        (dimension(grain="day"), date(2026, 11, 18), "2026-11-18 周三", "2026-11-18 Wed"),
        (dimension(t.Number(0), grain="month"), 3, "第 3 个月", "month 3"),
        (dimension(t.Number(0), part="hour"), 9, "09:00", "09:00"),
        (dimension(t.Number(0), part="weekday"), 7, "周日", "Sun"),
        (dimension(t.Number(0), part="month"), 2, "2月", "Feb"),
        (dimension(t.Boolean()), True, "是", "Yes"),
        (dimension(t.Choice(("a",)), options={"a": "餐饮"}), "a", "餐饮", "餐饮"),
        (dimension(t.Number(2), bins=(500, 1000)), D("500.00"), "500–1,000", "500–1,000"),
        (dimension(t.Number(2), bins=(500, 1000)), D("1000.00"), "1,000 及以上", "1,000 and more"),
        (dimension(t.Number(2), bins=(500, 1000)), None, "不足 500 或未填", "below 500 or empty"),
    ],
)
def test_a_value_in_words(column: Column, value: Any, zh: str, en: str) -> None:
    assert (words.text(column, value, ZH), words.text(column, value, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("column", "value", "zh", "en"),
    [
        (measure("money"), D("9999.99"), "¥9,999.99", "¥9,999.99"),
        (measure("money"), D("123456"), "¥12.3 万", "¥123.5K"),
        (measure("money"), D("-123000000"), "-¥1.2 亿", "-¥123M"),
        (measure("integer"), 10_000, "1 万", "10K"),
        (Column("m", "M", MEASURE, t.Number(0), format={"scale": "1"}), 20_000, "20,000", "20,000"),
        (Column("m", "M", MEASURE, t.Number(0), format={"scale": "万"}), 2_000, "0.2 万", "2,000"),
        (measure("percent"), D("123.4"), "12,340.0%", "12,340.0%"),
        (measure(), None, "", ""),
    ],
)
def test_a_number_in_short(column: Column, value: Any, zh: str, en: str) -> None:
    assert (words.short(column, value, ZH), words.short(column, value, EN)) == (zh, en)


def test_an_axis_has_one_scale() -> None:
    numbers = [None, D("3"), D("-2345678")]
    assert words.scale(measure("money"), numbers, ZH) == words.Scale(D(10_000), "万元")
    assert words.scale(measure("money"), numbers, EN) == words.Scale(D(1_000_000), "¥M")
    assert words.scale(measure("percent"), numbers, ZH) == words.Scale(D("0.01"), "%")
    assert words.scale(measure(unit="件"), [1], ZH) == words.Scale(D(1), "件")
    assert words.scale(measure(), [], ZH) == words.Scale(D(1), "")


def test_days_of_this_year_are_short_and_of_others_are_not() -> None:
    assert words.within_year("day", [date(2026, 11, 18), None], 2026, ZH) == {date(2026, 11, 18): "11-18 周三"}
    assert words.within_year("day", [date(2026, 1, 5), date(2025, 12, 31)], 2026, ZH) == {}
    assert words.within_year("week", [date(2026, 12, 28)], 2026, EN) == {date(2026, 12, 28): "W53"}
    assert words.within_year("week", [date(2024, 12, 30)], 2024, EN) == {}
    assert words.within_year("month", [date(2026, 1, 1)], 2026, ZH) == {}


def test_the_rest_is_called_so() -> None:
    rest = {1: frozenset({"d"})}
    shown = Shown((dimension(t.Text()), measure("integer", 0)), [("a", 3), (None, 1), (None, 0)], others=rest)
    assert [words.row_text(shown, row, "d") for row in range(3)] == ["a", "其他", "（空）"]
    level = answering.level(replace(shown, levels={("d",): shown.rows}, rests={("d",): rest}), ("d",))
    assert (level["texts"], level["others"]) == ([["a", "3"], ["其他", "1"], ["（空）", "0"]], {"1": ["d"]})


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_short_number_is_never_far_from_the_exact_one(value: D) -> None:
    told = words.short(measure("money"), value, ZH).replace("¥", "").replace(",", "")
    number, _, unit = told.partition(" ")
    size = words.SIZES.get(unit, 1)
    assert abs(D(number) * size - value) <= D(size) / 20 + D("0.005")
