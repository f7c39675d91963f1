"""Pages by keyset: the place a page ended as a condition. Takes: columns, directions, values. Gives: conditions, orders. Never: OFFSET.

Empty values come last in every direction. The first column is taken in two parts, filled and empty, so that its index serves both
directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, and_, false, literal, or_


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    column: Any
    descending: bool
    never_empty: bool = False

    def order(self) -> list[Any]:
        """As ORDER BY, empty last."""
        plain = self.column.desc() if self.descending else self.column.asc()
        return [plain if self.never_empty else plain.nulls_last()]

    def equals(self, value: Any) -> Any:
        """Rows that share a value."""
        return self.column.is_(None) if value is None else self.column == self._bound(value)

    def after(self, value: Any) -> Any:
        """Rows that come after a value."""
        if value is None:
            return false()
        beyond = self.column < self._bound(value) if self.descending else self.column > self._bound(value)
        return beyond if self.never_empty else or_(beyond, self.column.is_(None))

    def at_or_after(self, value: Any) -> Any:
        """What an index can use: rows at a value or beyond."""
        return self.column <= self._bound(value) if self.descending else self.column >= self._bound(value)

    def _bound(self, value: Any) -> Any:
        return value if isinstance(value, BindParameter) else literal(value, self.column.type)

    def filled(self) -> "Key":
        """The same column among rows where it is not empty."""
        return Key(self.column, self.descending, True)


def after(keys: Sequence[Key], values: Sequence[Any]) -> Any:
    """Rows that come after these values in this order."""
    steps = [
        and_(*(key.equals(value) for key, value in zip(keys[:place], values[:place], strict=True)), keys[place].after(values[place]))
        for place in range(len(keys))
    ]
    return and_(_bound(keys[0], values[0]), or_(*steps)) if len(keys) > 1 else or_(*steps)


def _bound(key: Key, value: Any) -> Any:
    """What the index can use: the first column at the value or beyond."""
    if value is None:
        return key.column.is_(None)
    return key.at_or_after(value) if key.never_empty else or_(key.at_or_after(value), key.column.is_(None))


def order(keys: Sequence[Key]) -> list[Any]:
    """ORDER BY of these keys."""
    return [part for key in keys for part in key.order()]


def parts(keys: Sequence[Key], cursor: Sequence[Any] | None) -> list[tuple[Any, Sequence[Key]]]:
    """(condition, keys to order by) of the one or two parts a page is read from, in turn."""
    first, rest = keys[0], keys[1:]
    if first.never_empty:
        return [(None if cursor is None else after(keys, cursor), keys)]
    found: list[tuple[Any, Sequence[Key]]] = []
    if cursor is None or cursor[0] is not None:
        filled = [first.filled(), *rest]
        there = first.column.is_not(None)
        found.append((there if cursor is None else and_(there, after(filled, cursor)), filled))
    empty = first.column.is_(None)
    found.append((empty if cursor is None or cursor[0] is not None else and_(empty, after(rest, cursor[1:])), rest))
    return found
