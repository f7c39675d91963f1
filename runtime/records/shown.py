"""What the door is asked and what it answers, as frozen values. Takes and gives plain values. Never: a value its caller may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Refs = Mapping[str, Mapping[str, str]]  # form key (or "@user") → id → title


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as one caller sees it. `values` are Python values by field key, hidden fields absent; for a key in `masked` the value is
    the mask's text. `can` names the actions this caller may take on this record (`update`, `delete`, `restore`)."""

    form: str
    id: str
    version: int
    title: str
    values: Mapping[str, Any]
    masked: tuple[str, ...] = ()
    created_at: datetime | None = None
    created_by: str | None = None
    updated_at: datetime | None = None
    updated_by: str | None = None
    deleted_at: datetime | None = None
    can: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class One:
    """One record and the titles of everything it points at."""

    record: Shown
    refs: Refs


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list; `next_cursor` is opaque, None on the last page; `count` only where it was asked for."""

    records: tuple[Shown, ...]
    next_cursor: str | None
    count: int | None
    refs: Refs


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list asks for, as text from outside: `filter` an expression, `sort` "-paid_at,no", `fields` keys (None = all one may see),
    `q` search text, `count` none|exact|estimate, `refs` with titles, `deleted` = the bin, `fixed` (field → value) the caller's own
    equality, used by related lists."""

    filter: str | None = None
    sort: str | None = None
    fields: tuple[str, ...] | None = None
    q: str | None = None
    limit: int = 50
    cursor: str | None = None
    count: str = "none"
    refs: bool = True
    deleted: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Many writes at once: `create` JSON values; `update` {"id", "values", "version"?}; `delete` ids. `atomic`: all or nothing."""

    create: Sequence[Mapping[str, Any]] = ()
    update: Sequence[Mapping[str, Any]] = ()
    delete: Sequence[str] = ()
    atomic: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a batch: `id` of the record and, where it was refused, the `error` (an AppError)."""

    op: str
    index: int
    id: str | None = None
    version: int | None = None
    error: Exception | None = None
