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
    return [Row(*line[:SYSTEM_COUNT], dict(zip(fields, line[SYSTEM_COUNT:], strict=True))) for line in found]
