"""Rows as the store hands them out. Takes: database rows. Gives: Row. Never: rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runtime.store.layout import SYSTEM_FIELDS

SYSTEM_COUNT = len(SYSTEM_FIELDS)


@dataclass(slots=True)
class Row:
    """One record. `values` by field key; None = empty; a subtable is a list of dicts with "id"."""

    id: str
    version: int
    created_at: datetime
    created_by: str | None
    updated_at: datetime
    updated_by: str | None
    deleted_at: datetime | None
    values: dict[str, Any]


def rows_of(found: Iterable[Sequence[Any]], fields: Sequence[str]) -> list[Row]:
    """Rows from tuples whose first columns are the system fields."""
    return [_row(line, fields) for line in found]


def _row(line: Sequence[Any], fields: Sequence[str]) -> Row:
    values = dict(zip(fields, line[SYSTEM_COUNT:], strict=True))
    return Row(line[0], line[1], line[2], line[3], line[4], line[5], line[6], values)
