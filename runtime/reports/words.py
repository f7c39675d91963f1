"""Values of a report as people read them: exact in tables and tips, short on charts.

Takes: a Column and one of its values. Gives: text. Never: the database, a key or an id.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from builder.expressions import types as t
from builder.messages import text as message
from runtime.fields.boolean import WORDS as TRUTH
from runtime.fields.numbers import SIGNS
from runtime.reports.shown import DIMENSION, Column, Shown

CHINESE = "zh-CN"
EMPTY: Mapping[str, str] = {CHINESE: "（空）", "en": "(empty)"}
OTHERS: Mapping[str, str] = {CHINESE: "其他", "en": "Others"}
WEEKDAYS: Mapping[str, Sequence[str]] = {
    CHINESE: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS: Mapping[str, Mapping[str, str]] = {
    CHINESE: {"day": "第 {n} 天", "week": "第 {n} 周", "month": "第 {n} 个月", "quarter": "第 {n} 季", "year": "第 {n} 年"},
    "en": {"day": "day {n}", "week": "week {n}", "month": "month {n}", "quarter": "quarter {n}", "year": "year {n}"},
}
STEPS: Mapping[str, Sequence[tuple[int, str]]] = {  # from which size on a number is told in which unit, largest first
    CHINESE: ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "B"), (10**6, "M"), (10**4, "K")),
}
SIZES: Mapping[str, int] = {"亿": 10**8, "万": 10**4, "B": 10**9, "M": 10**6, "K": 10**3}
MOST_PLACES = 2


def _of(words: Mapping[str, Any], locale: str) -> Any:
    return words.get(locale, words[CHINESE])


def empty(locale: str) -> str:
    """The group of those without a value."""
    return str(_of(EMPTY, locale))


def others(locale: str) -> str:
    """The group of the rest."""
    return str(_of(OTHERS, locale))


def text(column: Column, value: Any, locale: str) -> str:
    """Exactly what a value is; an empty dimension says so, an empty number says nothing."""
    if value in column.options:
        return column.options[value]
    if column.bins and column.role == DIMENSION:
        return _bin(column, value, locale)
    if value is None:
        return empty(locale) if column.role == DIMENSION else ""
    if column.part:
        return PARTS.get(column.part, _plain)(value, locale)
    if column.grain:
        return _period(column.grain, value, locale)
    if isinstance(value, bool):
        return str(_of(TRUTH, locale)[value])
    if isinstance(value, int | Decimal):
        return _signed(column, _rounded(column, value))
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def row_text(shown: Shown, row: int, key: str) -> str:
    """The words of one cell; the rest of a top list is called so."""
    kept = shown.hidden.rows.get(row, {})
    if key in kept:
        return kept_back(shown, few=kept[key])
    place = shown.place(key)
    return cell(shown.columns[place], shown.rows[row][place], shown.others.get(row, frozenset()), shown.locale)


def level_text(shown: Shown, by: tuple[str, ...], row: int, key: str) -> str:
    """The words of one cell of a subtotal."""
    kept = shown.hidden.levels.get(by, {}).get(row, {})
    if key in kept:
        return kept_back(shown, few=kept[key])
    place = shown.place(key)
    return cell(shown.columns[place], shown.levels[by][row][place], shown.rests.get(by, {}).get(row, frozenset()), shown.locale)


def kept_back(shown: Shown, *, few: bool) -> str:
    """What stands in the place of a number that is kept back."""
    return message("report_fewer", shown.locale, {"n": shown.hidden.n}) if few else message("report_beside", shown.locale)


def cell(column: Column, value: Any, rests: frozenset[str], locale: str) -> str:
    """The words of a value in a row or a subtotal, of which these dimensions are the rest."""
    return others(locale) if column.key in rests else text(column, value, locale)


@dataclass(frozen=True, slots=True)
class Scale:
    """What the numbers of an axis are divided by, and the unit this gives them (`万`, `%`, `¥`, `件`)."""

    divisor: Decimal
    unit: str


def scale(column: Column, numbers: Iterable[Any], locale: str) -> Scale:
    """One scale for all numbers of an axis: as the format says, else by the largest of them."""
    if column.format.get("kind") == "percent":
        return Scale(Decimal("0.01"), "%")
    size, word = _size(column, max((abs(one) for one in numbers if one is not None), default=0), locale)
    sign = sign_of(column)
    told = f"{word}元" if sign == "¥" and locale == CHINESE else f"{sign}{word}"
    return Scale(Decimal(size), " ".join(part for part in (told, str(column.format.get("unit", ""))) if part))


def short(column: Column, number: Any, locale: str) -> str:
    """A number as a chart or a card shows it: 12.3 万, ¥1.2 亿, 45.6%; small ones as they are."""
    if number is None:
        return ""
    if column.format.get("kind") == "percent":
        return text(column, number, locale)
    size, word = _size(column, abs(number), locale)
    if size == 1:
        return _signed(column, _rounded(column, number))
    told = _cut(Decimal(number) / size, 1)
    return _signed(column, f"{told} {word}" if locale == CHINESE else f"{told}{word}")


def sign_of(column: Column) -> str:
    """The sign of the currency of a money column, else nothing."""
    return SIGNS.get(str(column.format.get("currency", "CNY")), "") if column.format.get("kind") == "money" else ""


def _size(column: Column, largest: Any, locale: str) -> tuple[int, str]:
    wanted = str(column.format.get("scale", "auto"))
    steps = {word: size for size, word in _of(STEPS, locale)}
    if wanted == "1":
        return 1, ""
    if wanted in steps:
        return steps[wanted], wanted
    return next(((SIZES[word], word) for size, word in _of(STEPS, locale) if largest >= size), (1, ""))


def _signed(column: Column, told: str) -> str:
    """With the sign of the currency before it and the unit behind."""
    minus, plain = ("-", told[1:]) if told.startswith("-") else ("", told)
    unit = column.format.get("unit")
    return f"{minus}{sign_of(column)}{plain}" + (f" {unit}" if unit else "")


def places(column: Column) -> int | None:
    """Places after the point: as the format says; two for money, one for shares; None: as many as needed, two at most."""
    kind = column.format.get("kind")
    usual = {"money": 2, "percent": 1, "integer": 0}.get(str(kind))
    if isinstance(column.type, t.Number) and column.type.scale == 0 and usual is None:
        usual = 0
    return int(column.format["places"]) if "places" in column.format else usual


def _rounded(column: Column, value: Any) -> str:
    wanted, percent = places(column), column.format.get("kind") == "percent"
    number = Decimal(value) * (100 if percent else 1)
    told = _cut(number, MOST_PLACES) if wanted is None else f"{_half_up(number, wanted):,.{wanted}f}"
    return told + ("%" if percent else "")


def _half_up(number: Decimal, wanted: int) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-wanted), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _cut(number: Decimal, most: int) -> str:
    """At most so many places, none that says nothing: 12.0 → 12."""
    told = f"{_half_up(number, most):,.{most}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _period(grain: str, value: Any, locale: str) -> str:
    if isinstance(value, int | Decimal):  # how many periods later than another date
        return str(_of(UNITS, locale)[grain]).format(n=int(value))
    return PERIODS[grain](value, locale) if isinstance(value, date) else str(value)


def _day(day: date, locale: str) -> str:
    return f"{day.isoformat()} {_of(WEEKDAYS, locale)[day.weekday()]}"


def _week(day: date, locale: str) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}年第{week}周" if locale == CHINESE else f"{year} W{week:02d}"


def _month(day: date, locale: str) -> str:
    return f"{day.year}年{day.month}月" if locale == CHINESE else f"{MONTHS[day.month - 1]} {day.year}"


def _quarter(day: date, locale: str) -> str:
    part = (day.month + 2) // 3
    return f"{day.year}年{part}季度" if locale == CHINESE else f"{day.year} Q{part}"


def _year(day: date, locale: str) -> str:
    return f"{day.year}年" if locale == CHINESE else str(day.year)


PERIODS: Mapping[str, Callable[[date, str], str]] = {"day": _day, "week": _week, "month": _month, "quarter": _quarter, "year": _year}
SHORTER: Mapping[str, Callable[[date, str], str]] = {  # where all dates lie in this year
    "day": lambda day, locale: f"{day:%m-%d} {_of(WEEKDAYS, locale)[day.weekday()]}",
    "week": lambda day, locale: f"第{day.isocalendar()[1]}周" if locale == CHINESE else f"W{day.isocalendar()[1]:02d}",
}


def within_year(grain: str | None, days: Iterable[Any], year: int, locale: str) -> dict[Any, str]:
    """Shorter words for the days or weeks of an axis that does not leave this year; none where it does."""
    told = SHORTER.get(str(grain))
    held = [day for day in days if day is not None]
    inside = all(isinstance(day, date) and day.year == year and day.isocalendar()[0] == year for day in held)
    return {day: told(day, locale) for day in held} if told and inside else {}


def _plain(value: Any, locale: str) -> str:
    return str(value)


PARTS: Mapping[str, Callable[[Any, str], str]] = {
    "hour": lambda value, locale: f"{int(value):02d}:00",
    "weekday": lambda value, locale: str(_of(WEEKDAYS, locale)[int(value) - 1]),
    "day": lambda value, locale: f"{int(value)}日" if locale == CHINESE else str(int(value)),
    "month": lambda value, locale: f"{int(value)}月" if locale == CHINESE else MONTHS[int(value) - 1],
    "quarter": lambda value, locale: f"{int(value)}季度" if locale == CHINESE else f"Q{int(value)}",
    "year": lambda value, locale: f"{int(value)}年" if locale == CHINESE else str(int(value)),
}


def _bin(column: Column, value: Any, locale: str) -> str:
    """500–1,000; what lies below the first bound stands with those that have no value."""
    bounds = [_bound(one) for one in column.bins]
    if value is None:
        first = bounds[0]
        return f"不足 {first} 或未填" if locale == CHINESE else f"below {first} or empty"
    here = _bound(value)
    place = bounds.index(here) if here in bounds else len(bounds) - 1
    if place == len(bounds) - 1:
        return f"{here} 及以上" if locale == CHINESE else f"{here} and more"
    return f"{here}–{bounds[place + 1]}"


def _bound(value: Any) -> str:
    return _cut(Decimal(str(value)), 6) if isinstance(value, int | float | Decimal) else str(value)
