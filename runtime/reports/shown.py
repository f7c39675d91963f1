"""Rows of a report as a viewer sees them: what charts, tables and exports are made of.

Takes: plain values. Gives: the same with words. Never: the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.expressions.types import Type

DIMENSION, MEASURE = "dimension", "measure"


@dataclass(frozen=True, slots=True)
class Column:
    """A dimension or a measure. `form`: whose records its values are (ids); `options`: words of its values; `format`: kind (money, percent,
    integer, number), scale (auto, 1, 万, 亿), places, unit, good (up, down); `bins`: the lower bounds it was cut by."""

    key: str
    label: str
    role: str
    type: Type
    form: str | None = None
    options: Mapping[Any, str] = field(default_factory=dict)
    grain: str | None = None
    part: str | None = None
    bins: tuple[Any, ...] = ()
    format: Mapping[str, Any] = field(default_factory=dict)


Kept = Mapping[int, Mapping[str, bool]]  # row → key of a measure → whether too few people stand in it, or it would tell of such a group


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers that are kept back, of the rows and of each level, because fewer than `n` people stand in them or in a group they would tell.
    Their values are None."""

    n: int = 0
    rows: Kept = field(default_factory=dict)
    levels: Mapping[tuple[str, ...], Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows in the order of the report: one value per column, Python values (Decimal, int, date, str, bool, None).

    `levels`: subtotal rows by the dimensions that remain, other dimensions None. The words of a dimension's value stand in its column's
    `options`; a value without any speaks for itself (runtime/reports/words.py). `others`: positions of rows whose dimension is "the rest";
    `rests`: the same in each level.
    """

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    levels: Mapping[tuple[str, ...], Sequence[tuple[Any, ...]]] = field(default_factory=dict)
    others: Mapping[int, frozenset[str]] = field(default_factory=dict)
    locale: str = "zh-CN"
    rests: Mapping[tuple[str, ...], Mapping[int, frozenset[str]]] = field(default_factory=dict)
    hidden: Hidden = Hidden()

    def values(self, place: int) -> set[Any]:
        """What stands in a column, in rows and subtotals alike; not the empty."""
        every = (self.rows, *self.levels.values())
        return {row[place] for rows in every for row in rows if row[place] is not None}

    def level(self, by: tuple[str, ...]) -> Iterator[tuple[tuple[Any, ...], frozenset[str]]]:
        """The rows of a level, each with its dimensions that are the rest."""
        rests = self.rests.get(by, {})
        return ((row, rests.get(number, frozenset())) for number, row in enumerate(self.levels.get(by, ())))

    def place(self, key: str) -> int:
        """The position of a column; KeyError where there is none."""
        for place, column in enumerate(self.columns):
            if column.key == key:
                return place
        raise KeyError(key)

    def column(self, key: str) -> Column:
        """A column by its key."""
        return self.columns[self.place(key)]
