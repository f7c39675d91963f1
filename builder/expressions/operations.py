"""What the operations of a checked tree do, in Python. Takes: a Term. Gives: a function of its filled arguments. Never: names, text."""

import operator
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from builder.expressions import dates, numbers
from builder.expressions.terms import Term
from builder.expressions.types import File, List, Number

_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(65, 91)})
_UPPER = str.maketrans({chr(code): chr(code - 32) for code in range(97, 123)})
Operation = Callable[..., Any]


def lower(text: str) -> str:
    """A–Z in lower case, nothing else."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def upper(text: str) -> str:
    """a–z in upper case, nothing else."""
    return text.upper() if text.isascii() else text.translate(_UPPER)


def contains(text: str, part: str) -> bool:
    """Whether the part occurs, case of A–Z apart."""
    return lower(part) in lower(text)


def starts(text: str, part: str) -> bool:
    """Whether the text begins with the part, case of A–Z apart."""
    return lower(text).startswith(lower(part))


def ends(text: str, part: str) -> bool:
    """Whether the text ends with the part, case of A–Z apart."""
    return lower(text).endswith(lower(part))


def written(value: Any) -> str:
    """A value as CONCAT writes it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def concat(*values: Any) -> str | None:
    """One text; empty where nothing is in it."""
    return "".join(map(written, values)) or None


def count(values: Iterable[Any]) -> int:
    """How many are filled."""
    return sum(value is not None for value in values)


def average(values: Iterable[Any], start: numbers.Exact) -> Decimal | None:
    """Sum by count, by the rule of division."""
    filled = [value for value in values if value is not None]
    return numbers.divide(numbers.total(filled, start), len(filled))


def least(values: Iterable[Any]) -> Any:
    """The smallest that is filled."""
    return min((value for value in values if value is not None), default=None)


def greatest(values: Iterable[Any]) -> Any:
    """The largest that is filled."""
    return max((value for value in values if value is not None), default=None)


def some(values: Iterable[Any]) -> bool:
    """Whether one of the conditions holds."""
    return any(value is True for value in values)


def is_listed(item: Term) -> bool:
    """Whether an empty value of the term may be an empty list."""
    return isinstance(item.type, List | File)


def is_whole(item: Term) -> bool:
    """Whether all arguments of the term are whole numbers (Python ints)."""
    return all(isinstance(arg.type, Number) and not arg.scale for arg in item.args)


def _absolute(value: numbers.Exact) -> numbers.Exact:
    return abs(value) if isinstance(value, int) else value.copy_abs()


def _negative(value: numbers.Exact) -> numbers.Exact:
    return -value if isinstance(value, int) else numbers.EXACT.minus(value)


def _date_add(item: Term) -> Operation:
    unit = item.value
    if len(item.args) == 2:
        return lambda day, steps: dates.add_to_date(day, steps, unit)
    return lambda moment, steps, zone: dates.add_to_instant(moment, steps, unit, zone)


def _always(function: Operation) -> Callable[[Term], Operation]:
    return lambda item: function


def _start(item: Term) -> numbers.Exact:
    return numbers.zero(item.args[0].item_type.scale)  # type: ignore[union-attr]


def _step(item: Term) -> Decimal:
    return numbers.unit(item.scale)


OPERATIONS: dict[str, Callable[[Term], Operation]] = {
    **{name: _always(function) for name, function in dict[str, Operation]({
        "div": numbers.divide, "mod": numbers.remainder,
        "neg": _negative, "abs": _absolute, "floor": numbers.floor, "ceil": numbers.ceiling,
        "lower": lower, "upper": upper, "contains": contains, "starts": starts, "ends": ends, "length": len, "concat": concat,
        "count": count, "min": least, "max": greatest, "some": some,
        "business_day": dates.business_day, "hour": dates.hour,
        "year": lambda day: day.year, "month": lambda day: day.month, "day": lambda day: day.day, "weekday": date.isoweekday,
    }).items()},
    "add": lambda item: operator.add if is_whole(item) else numbers.add,
    "sub": lambda item: operator.sub if is_whole(item) else numbers.subtract,
    "mul": lambda item: operator.mul if is_whole(item) else numbers.multiply,
    "scale": lambda item: partial(_scale, step=_step(item)),
    "round": lambda item: partial(numbers.round_to, scale=item.value),
    "sum": lambda item: partial(numbers.total, start=_start(item)),
    "avg": lambda item: partial(average, start=_start(item)),
    "local": lambda item: partial(dates.local, item.value),
    "date_add": _date_add,
    "date_diff": lambda item: dates.DIFFERENCES.get(item.value) or dates.INSTANT_DIFFERENCES[item.value],
}


def _scale(value: numbers.Exact, step: Decimal) -> Decimal:
    return numbers.scale_up(value, step)


def operation(item: Term) -> Operation:
    """The function that computes a term from its arguments; all of them filled, unless it takes a list or is `concat`."""
    return OPERATIONS[item.op](item)
