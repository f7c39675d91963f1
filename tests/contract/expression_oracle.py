"""What an expression means, written a second time on fractions straight from the written tree; shares no code with the back ends.

Takes: a grammar node and a row. Gives: Num (fraction, scale), text, bool, date, datetime, list or None.
"""

import calendar
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from builder.expressions import grammar
from builder.expressions import types as t
from tests.contract.expression_table import FIELDS, LINES

ALL: Mapping[str, t.Type] = {**FIELDS, **LINES}


class Num(NamedTuple):
    """An exact number and the places it is shown with."""

    value: Fraction
    scale: int


def canonical(value: Any) -> str:
    """A value as text that tells value, emptiness and scale."""
    if isinstance(value, Num):
        units = value.value * 10**value.scale
        assert units.denominator == 1, "more places than the scale says"
        digits = str(abs(int(units))).rjust(value.scale + 1, "0")
        text = digits if value.scale == 0 else f"{digits[: -value.scale]}.{digits[-value.scale :]}"
        return ("-" if units < 0 else "") + text
    if isinstance(value, Decimal):
        assert int(value.as_tuple().exponent) < 0, "a whole number is an int"
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "∅"}[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def half_away(value: Fraction, places: int) -> Fraction:
    """Rounded half away from zero."""
    units = abs(value) * Fraction(10) ** places
    whole = int(units + Fraction(1, 2))
    return (whole if value >= 0 else -whole) / Fraction(10) ** places


def _from(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Num(Fraction(value), -int(value.as_tuple().exponent))
    if isinstance(value, int) and not isinstance(value, bool):
        return Num(Fraction(value), 0)
    return value


class Oracle:
    """Evaluates nodes over one row."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row
        self.line: int | None = None

    def value(self, node: grammar.Node) -> Any:
        match node:
            case grammar.Constant(value=value):
                return None if value == "" else _from(value)
            case grammar.Path(names=names):
                return self._path(".".join(names))
            case grammar.ListOf(items=items):
                return [self.value(item) for item in items]
            case grammar.Unary(operator="not", operand=operand):
                return self.value(operand) is not True
            case grammar.Unary(operand=operand):
                number = self.value(operand)
                return None if number is None else Num(-number.value, number.scale)
            case grammar.Binary():
                return self._binary(node)
            case grammar.Compare():
                return self._compare(node)
            case grammar.Logic(operator=operator, items=items):
                held = [self.value(item) is True for item in items]
                return all(held) if operator == "and" else any(held)
            case grammar.If(condition=condition, then=then, otherwise=otherwise):
                chosen = self.value(then if self.value(condition) is True else otherwise)
                return at_scale(chosen, scale(node))
            case grammar.Call(function=name, arguments=arguments):
                return self._call(name, arguments, node)
        raise AssertionError(node)

    def _path(self, dotted: str) -> Any:
        value = self.row[dotted]
        if dotted in LINES or dotted == "lines":
            assert self.line is not None
            return _from(value[self.line])
        return _from(value)

    def _binary(self, node: grammar.Binary) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        places = max(left.scale, right.scale)
        if node.operator == "+":
            return Num(left.value + right.value, places)
        if node.operator == "-":
            return Num(left.value - right.value, places)
        if node.operator == "*":
            return Num(left.value * right.value, left.scale + right.scale)
        if right.value == 0:
            return None
        if node.operator == "/":
            return Num(half_away(left.value / right.value, 6), 6)
        rest = abs(left.value) % abs(right.value)
        return Num(rest if left.value >= 0 else -rest, places)

    def _compare(self, node: grammar.Compare) -> bool:
        if isinstance(node.right, grammar.Path) and node.right.names == ("period",):
            return self._within(self.day(self.value(node.left))) is (node.operator == "in")
        left, right = self.value(node.left), self.value(node.right)
        if node.operator in ("in", "not in"):
            plain = [_plain(item) for item in right or [] if item is not None]
            return (left is not None and _plain(left) in plain) is (node.operator == "in")
        left, right = self._days(left, right)
        if node.operator in ("==", "!="):
            return (left == right) is (node.operator == "==")
        if left is None or right is None:
            return False
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[node.operator]

    def _within(self, day: Any) -> bool:
        """Whether a (business) day lies in the period."""
        return day is not None and self.row["period.from"] <= day < self.row["period.to"]

    def _days(self, left: Any, right: Any) -> tuple[Any, Any]:
        kinds = {isinstance(side, datetime) for side in (left, right) if isinstance(side, date)}
        sides = [self.day(side) for side in (left, right)] if len(kinds) == 2 else [left, right]
        return _plain(sides[0]), _plain(sides[1])

    def day(self, value: Any) -> Any:
        """The business day of an instant."""
        if not isinstance(value, datetime):
            return value
        zone, start = self.row["@zone"]
        local = value.astimezone(zone).replace(tzinfo=None)
        return (local - timedelta(hours=start)).date()

    def _many(self, arguments: tuple[grammar.Node, ...]) -> list[Any]:
        """The values an aggregate works on."""
        if len(arguments) == 1 and over_lines(arguments[0]):
            return [self._on_line(line, arguments[0]) for line in range(len(self.row["lines"]))]
        if len(arguments) == 1 and isinstance(arguments[0], grammar.Path) and arguments[0].names == ("tags",):
            return self.row["tags"] or []
        return [self.value(item) for item in arguments]

    def _on_line(self, line: int, node: grammar.Node) -> Any:
        self.line = line
        value = self.value(node)
        self.line = None
        return value

    def _call(self, name: str, arguments: tuple[grammar.Node, ...], node: grammar.Call) -> Any:
        if name == "IF":
            otherwise = self.value(arguments[2]) if len(arguments) > 2 else None
            chosen = self.value(arguments[1]) if self.value(arguments[0]) is True else otherwise
            return at_scale(chosen, scale(node))
        if name in ("SUM", "COUNT", "AVG", "MIN", "MAX"):
            return at_scale(_aggregate(name, [item for item in self._many(arguments) if item is not None]), scale(node))
        if name == "EMPTY":
            return self._is_empty(arguments[0])
        values = [self.value(item) for item in arguments]
        if name == "COALESCE":
            return at_scale(next((item for item in values if item is not None), None), scale(node))
        if name == "CONCAT":
            return "".join("" if item is None else canonical(item) for item in values) or None
        if name in ("CONTAINS", "STARTS", "ENDS"):
            return None not in values and SEARCHES[name](_fold(values[0]), _fold(values[1]))
        if name == "TODAY":
            return self.row["@today"]
        if name == "AGE":
            values = [*values, self.row["@today"]][:2]
        return None if None in values else at_scale(self._strict(name, values), scale(node))

    def _is_empty(self, node: grammar.Node) -> bool:
        if over_lines(node):
            return not [item for item in self._many((node,)) if item is not None]
        return self.value(node) in (None, [])

    def _strict(self, name: str, values: list[Any]) -> Any:
        first = values[0]
        if name in NUMBERS:
            places = int(values[1].value) if len(values) > 1 else 0
            return Num(NUMBERS[name](first.value, places), first.scale)
        if name in TEXTS:
            return TEXTS[name](first)
        if name == "DATEADD":
            return _shift(first, int(values[1].value), values[2], self.row["@zone"][0])
        if name in ("DATEDIFF", "AGE"):
            unit = values[2] if name == "DATEDIFF" else "year"
            return Num(Fraction(self._difference(first, values[1], unit)), 0)
        if name == "HOUR":
            return Num(Fraction(first.astimezone(self.row["@zone"][0]).hour), 0)
        if name == "DATE":
            return date.fromisoformat(first) if isinstance(first, str) else self.day(first)
        if name == "DATETIME":
            return datetime.fromisoformat(first)
        return Num(Fraction(PARTS[name](self.day(first))), 0)

    def _difference(self, start: Any, end: Any, unit: str) -> int:
        if unit in ("hour", "minute"):
            return _cut(Fraction((end - start) / timedelta(milliseconds=1)) / (3_600_000 if unit == "hour" else 60_000))
        start, end = self.day(start), self.day(end)
        if unit in ("day", "week"):
            return _cut(Fraction((end - start).days, 7 if unit == "week" else 1))
        sign = 1 if end >= start else -1
        early, late = sorted((start, end))
        months = (late.year - early.year) * 12 + late.month - early.month
        months -= late.day < early.day
        return sign * (months // (12 if unit == "year" else 1))


def over_lines(node: grammar.Node) -> bool:
    """Whether an expression has a value for each line, not one for the record."""
    if isinstance(node, grammar.Path):
        return node.names[0] == "lines"
    gathers = isinstance(node, grammar.Call) and node.function in ("SUM", "COUNT", "AVG", "MIN", "MAX", "EMPTY")
    return not gathers and any(over_lines(item) for item in grammar.children(node))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Num) else value


def at_scale(value: Any, places: int) -> Any:
    """The number with the places its expression always has."""
    return Num(value.value, places) if isinstance(value, Num) else value


def scale(node: grammar.Node) -> int:
    """The places of an expression's number, from the written tree alone."""
    match node:
        case grammar.Constant(value=Decimal() as value):
            return -int(value.as_tuple().exponent)
        case grammar.Path(names=names):
            return getattr(ALL.get(".".join(names)), "scale", 0)
        case grammar.Unary(operand=operand):
            return scale(operand)
        case grammar.Binary(operator="/"):
            return 6
        case grammar.Binary(operator="*", left=left, right=right):
            return scale(left) + scale(right)
        case grammar.Binary(left=left, right=right):
            return max(scale(left), scale(right))
        case grammar.If(then=then, otherwise=otherwise):
            return max(scale(then), scale(otherwise))
        case grammar.Call(function="IF", arguments=arguments):
            return max(scale(item) for item in arguments[1:])
        case grammar.Call(function="ABS" | "SUM" | "MIN" | "MAX" | "COALESCE", arguments=arguments):
            return max(scale(item) for item in arguments)
        case grammar.Call(function="AVG"):
            return 6
        case grammar.Call(function="ROUND", arguments=(_, grammar.Constant(value=int() as places))):
            return max(places, 0)
    return 0


def _aggregate(name: str, values: list[Any]) -> Any:
    if name == "COUNT":
        held = [item for item in values if item is not False]
        return Num(Fraction(len(held)), 0)
    if name == "SUM":
        return Num(sum((item.value for item in values), Fraction(0)), 0)
    if not values:
        return None
    if name == "AVG":
        return Num(half_away(sum((item.value for item in values), Fraction(0)) / len(values), 6), 6)
    return min(values, key=_plain) if name == "MIN" else max(values, key=_plain)


def _fold(text: str) -> str:
    return "".join(chr(ord(item) + 32) if "A" <= item <= "Z" else item for item in text)


def _raise(text: str) -> str:
    return "".join(chr(ord(item) - 32) if "a" <= item <= "z" else item for item in text)


def _cut(value: Fraction) -> int:
    return int(value)


def _floor(value: Fraction, _places: int = 0) -> Fraction:
    return Fraction(value.numerator // value.denominator)


def _shift(when: Any, count: int, unit: str, zone: Any) -> Any:
    spans = {"week": 7 * 24 * 60, "day": 24 * 60, "hour": 60, "minute": 1}
    moment = isinstance(when, datetime)
    try:
        if unit in spans:
            moved = when + timedelta(minutes=spans[unit]) * count
        elif moment:
            local = when.astimezone(zone).replace(tzinfo=None)
            there = datetime.combine(_months_later(local.date(), count * (12 if unit == "year" else 1)), local.time())
            moved = _instant(there, zone)
        else:
            moved = _months_later(when, count * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return None
    return moved if not moment or 2 <= moved.astimezone(UTC).year <= 9998 else None


def _instant(local: datetime, zone: Any) -> datetime:
    """Of the two readings of a wall-clock time the earlier; a missing one with the offset before the gap."""
    readings = [(local - zone.utcoffset(local.replace(fold=fold))).replace(tzinfo=UTC) for fold in (0, 1)]
    real = [item for item in readings if item.astimezone(zone).replace(tzinfo=None) == local]
    return min(real) if real else readings[0]


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


SEARCHES: dict[str, Callable[[str, str], bool]] = {"CONTAINS": lambda a, b: b in a, "STARTS": str.startswith, "ENDS": str.endswith}
NUMBERS: dict[str, Callable[[Fraction, int], Fraction]] = {
    "ROUND": half_away, "FLOOR": _floor, "CEIL": lambda value, _places: -_floor(-value), "ABS": lambda value, _places: abs(value),
}
TEXTS: dict[str, Callable[[str], Any]] = {"LOWER": _fold, "UPPER": _raise, "LENGTH": lambda text: Num(Fraction(len(text)), 0)}
PARTS: dict[str, Callable[[date], int]] = {
    "YEAR": lambda day: day.year, "QUARTER": lambda day: (day.month + 2) // 3, "MONTH": lambda day: day.month, "DAY": lambda day: day.day,
    "WEEKDAY": lambda day: day.isoweekday(),
}
