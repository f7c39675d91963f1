"""Made-up rows for what a chart names, to see whether its figure holds before there are records.

Takes: names and roles. Gives: Shown. Never: records.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import product

from builder.expressions.types import Number, Text
from runtime.reports.charts.options import Named
from runtime.reports.shown import DIMENSION, MEASURE, Column, Shown

VALUES = ("A", "B", None)
MOST = 3  # dimensions that vary; further ones keep one value


def rows(named: Iterable[Named]) -> Shown:
    """Two groups and an empty one for each dimension, rising numbers with a gap for each measure."""
    roles = {key: role for _, key, role in named}
    groups = [key for key, role in roles.items() if role == DIMENSION]
    numbers = [key for key, role in roles.items() if role == MEASURE]
    columns = [Column(key, key, DIMENSION, Text()) for key in groups] + [Column(key, key, MEASURE, Number(2)) for key in numbers]
    made = product(*(VALUES if place < MOST else VALUES[:1] for place in range(len(groups))))
    return Shown(tuple(columns), tuple((*values, *_numbers(place, len(numbers))) for place, values in enumerate(made)))


def _numbers(row: int, count: int) -> list[Decimal | None]:
    return [None if row == 1 else Decimal(100 * (row + 1) + place).scaleb(-2) for place in range(count)]
