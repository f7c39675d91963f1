"""Exact numbers of every field that holds one.

Takes: JSON values and cells. Gives: int or Decimal with the scale of the field. Never: floats kept.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from builder.kinds import BadValue
from builder.problems import Problem
from runtime.fields.texts import plain

MAX_DIGITS = 15
MAX_INTEGER = 2**53 - 1
MAX_LENGTH = 40

Number = int | Decimal

_JSON = re.compile(r"-?\d+(?:\.\d+)?")
_CELL = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?:[eE]([-+]?\d{1,3}))?")
_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_EXCEL_DIGITS = 15


def _decimal(value: Any) -> Decimal:
    """An int, a finite float as it is written, a Decimal or plain digits; anything else is refused."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise BadValue("not_a_number")
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise BadValue("number_too_large")
        return Decimal(value)
    text = value if isinstance(value, str) else format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    if len(text) > MAX_LENGTH or not text.isascii() or not _JSON.fullmatch(text):
        raise BadValue("not_a_number")
    return Decimal(text)


def fit(number: Decimal, scale: int) -> Number:
    """The number with exactly `scale` places; refused where it has more, or too many digits before the point."""
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > scale:
        raise BadValue("too_many_places" if scale else "not_whole", places=scale)
    whole = number.to_integral_value()
    if abs(whole) > MAX_INTEGER or (scale and len(whole.as_tuple().digits) > MAX_DIGITS - scale and whole):
        raise BadValue("number_too_large")
    return int(number) if scale == 0 else number.quantize(Decimal(1).scaleb(-scale)) + 0


def parse(value: Any, scale: int) -> Number | None:
    """A JSON value as a number of the scale; empty text is empty."""
    if value is None or value == "":
        return None
    return fit(_decimal(value), scale)


def parse_text(text: str, scale: int) -> Number | None:
    """A cell: thousands separators, currency signs, 万 and 亿, a percent sign, brackets for negative, a unit after the number."""
    cell = plain(text).replace(" ", "").strip("¥$€£").removesuffix("元")
    if not cell:
        return None
    if len(cell) > MAX_LENGTH:
        raise BadValue("not_a_number")
    if cell.startswith("(") and cell.endswith(")"):
        cell = "-" + cell[1:-1].strip("¥$€£")
    cell, factor = _factor(cell.replace("-¥", "-").replace("¥", ""))
    return fit(_as_typed(cell) * factor, scale)


def _factor(cell: str) -> tuple[str, Decimal]:
    if cell.endswith("%"):
        return cell[:-1], Decimal("0.01")
    if cell[-1:] in _UNITS:
        return cell[:-1], _UNITS[cell[-1]]
    return cell, Decimal(1)


def _as_typed(cell: str) -> Decimal:
    match = _CELL.fullmatch(cell)
    if not match or not cell.isascii() or not (match[2] or match[3]) or abs(int(match[4] or 0)) > 30:
        raise BadValue("not_a_number")
    try:
        number = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        raise BadValue("not_a_number") from None
    digits = len(number.as_tuple().digits)
    if digits > _EXCEL_DIGITS and "." in cell:  # a spreadsheet keeps 15 digits; what follows is noise of its binary numbers
        number = round(number, _EXCEL_DIGITS - number.adjusted() - 1).normalize()
    return number


def check(config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
    """Outside `min` and `max`?"""
    if value is None:
        return None
    low, high = config.get("min"), config.get("max")
    if low is not None and value < Decimal(str(low)):
        return "too_small", {"min": str(low)}
    if high is not None and value > Decimal(str(high)):
        return "too_large", {"max": str(high)}
    return None


def dump(value: Any) -> Any:
    """JSON: integers as numbers, numbers with a scale as text in major units."""
    return format(value, "f") if isinstance(value, Decimal) else value


def grouped(value: Any, places: int | None = None) -> str:
    """With thousands separators: 1,234.50."""
    return f"{value:,f}" if places is None and isinstance(value, Decimal) else f"{value:,.{places or 0}f}"


def percent(value: Any) -> str:
    """A fraction as a percentage without needless zeros: 0.8500 → 85%."""
    text = format((Decimal(value) * 100).normalize(), "f")
    return f"{text}%"


SIGNS: Mapping[str, str] = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "MOP": "MOP$", "SGD": "S$"}


def money(value: Any, currency: str) -> str:
    """With the sign of the currency: ¥1,234.50, -¥3.00."""
    sign = SIGNS.get(currency, currency + " ")
    return f"{'-' if value < 0 else ''}{sign}{grouped(abs(value), 2)}"


NUMBER_OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "between", "empty", "filled")


def limit(zh: str, en: str) -> Mapping[str, Any]:
    """The schema of `min` or `max` in a configuration."""
    return {"type": ["number", "string"], "maxLength": 24, "label": {"zh-CN": zh, "en": en}, "more": True}


def check_limits(config: Mapping[str, Any]) -> list[Problem]:
    """`min` and `max` are numbers, the first not above the second."""
    limits = {}
    for name in ("min", "max"):
        if config.get(name) is not None:
            try:
                limits[name] = _decimal(config[name])
            except BadValue:
                return [Problem("error", "limit_not_number", name)]
    if len(limits) == 2 and limits["min"] > limits["max"]:
        return [Problem("error", "limits_crossed", "min", {"min": str(config["min"]), "max": str(config["max"])})]
    return []


def with_unit(text: str, unit: str | None) -> str:
    """A number and its unit: 12 件."""
    return f"{text} {unit}" if unit else text
