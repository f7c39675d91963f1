"""Exact decimal arithmetic as language.md §3 defines it. Takes and gives int (scale 0) and Decimal. Never: floats, silent rounding."""

from collections.abc import Iterable
from decimal import (
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

Exact = int | Decimal
PRECISION = 80
QUOTIENT = Decimal("0.000001")
EXACT = Context(prec=PRECISION, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero, Clamped])
_STICKY = Context(prec=PRECISION, rounding=ROUND_05UP, traps=[InvalidOperation, Overflow, DivisionByZero])
_HALF = Context(prec=PRECISION, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
_FLOOR = Context(prec=PRECISION, rounding=ROUND_FLOOR, traps=[InvalidOperation, Overflow])
_CEILING = Context(prec=PRECISION, rounding=ROUND_CEILING, traps=[InvalidOperation, Overflow])
ONE = Decimal(1)

add = EXACT.add
subtract = EXACT.subtract


def unit(scale: int) -> Decimal:
    """The smallest number with `scale` places."""
    return Decimal((0, (1,), -scale))


def zero(scale: int) -> Exact:
    """Nothing, with `scale` places."""
    return Decimal((0, (0,), -scale)) if scale else 0


def multiply(left: Exact, right: Exact) -> Decimal:
    """The exact product; never minus zero."""
    product = EXACT.multiply(left, right)
    return product if product else abs(product)


def divide(left: Exact, right: Exact) -> Decimal | None:
    """The quotient, rounded half away from zero to six places; by zero is empty."""
    if not right:
        return None
    quotient = _HALF.quantize(_STICKY.divide(left, right), QUOTIENT)
    return quotient if quotient else abs(quotient)


def remainder(left: Exact, right: Exact) -> Exact | None:
    """What is left of a whole division, with the sign of the dividend and the larger number of places; by zero is empty."""
    if not right:
        return None
    if isinstance(left, int) and isinstance(right, int):
        rest = abs(left) % abs(right)
        return rest if left >= 0 else -rest
    rest_ = EXACT.remainder(left, right)
    return rest_ if rest_ else abs(rest_)


def scale_up(value: Exact, step: Decimal) -> Decimal:
    """The same number with more places."""
    return EXACT.quantize(value, step)


def round_to(value: Exact, scale: int) -> Exact:
    """Rounded half away from zero to `scale` places (negative: tens, hundreds); int where no place is left."""
    step = unit(scale)
    rounded = _HALF.quantize(_HALF.create_decimal(value), step)
    if scale <= 0:
        return int(rounded)
    return rounded if rounded else abs(rounded)


def floor(value: Exact) -> int:
    """Down to a whole number."""
    return value if isinstance(value, int) else int(_FLOOR.quantize(value, ONE))


def ceiling(value: Exact) -> int:
    """Up to a whole number."""
    return value if isinstance(value, int) else int(_CEILING.quantize(value, ONE))


def total(values: Iterable[Exact | None], start: Exact) -> Exact:
    """The sum of what is filled, `start` being zero with the right places."""
    result = start
    for value in values:
        if value is not None:
            result = result + value if isinstance(result, int) and isinstance(value, int) else EXACT.add(result, value)
    return result


def fits(value: Exact, scale: int, digits: int) -> bool:
    """Whether a number of at most `scale` places has at most `digits` digits in all."""
    limit: Decimal = unit(scale - digits)
    return -limit < value < limit
