"""The public face of the one door. Takes: a Context first, keys of the app, JSON values. Gives: values of shown.py, or JSON ready to send.

Raises only AppErrors: NotFound (also for what one may not see), NotAllowed, Invalid (all faults, pointers below "/values"), Conflict.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from runtime.context import Context
from runtime.records.shown import Batch, Found, Listing, One, Outcome


def create(ctx: Context, form: str, values: Mapping[str, Any]) -> One:
    """A new record from JSON values; unknown, computed, hidden and read-only fields are refused, all faults at once."""
    raise NotImplementedError


def get(ctx: Context, form: str, record: str, *, deleted: bool = False) -> One:
    """One record by id (`deleted`: from the bin)."""
    raise NotImplementedError


def list_(ctx: Context, form: str, listing: Listing) -> Found:
    """One page of the records the caller may see."""
    raise NotImplementedError


def update(ctx: Context, form: str, record: str, values: Mapping[str, Any], *, expected_version: int | None = None) -> One:
    """Change the named fields. A stale version raises Conflict("stale", by=name, at=RFC 3339 text, record=JSON of the fresh record as
    shape.record gives it, changed=[field keys somebody else changed since])."""
    raise NotImplementedError


def delete(ctx: Context, form: str, record: str, *, expected_version: int | None = None) -> None:
    """Move a record to the bin; what points at it is refused, emptied or deleted with it, as the relation says."""
    raise NotImplementedError


def restore(ctx: Context, form: str, record: str) -> One:
    """Take a record out of the bin."""
    raise NotImplementedError


def batch(ctx: Context, form: str, request: Batch) -> list[Outcome]:
    """Up to 1,000 writes. Atomic: the first AppError is raised as Invalid with pointers "/create/3/values/…" and nothing is written."""
    raise NotImplementedError


def options(ctx: Context, form: str, field: str, *, q: str = "", limit: int = 20, record: str | None = None) -> dict[str, Any]:
    """What a picker of a relation or user field offers: {"options": [{"id", "title", "columns"}], "recent": [same]}."""
    raise NotImplementedError


def search(ctx: Context, q: str, *, limit: int = 5) -> list[dict[str, Any]]:
    """Records of this app's forms found by text: [{"form", "label", "records": [{"id", "title", "subtitle"}]}], empty groups left out."""
    raise NotImplementedError


def history(ctx: Context, form: str, record: str, *, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Changes of one record in words, newest first: {"items": [{"id", "at", "actor": {"id", "title"}, "op", "cause", "version",
    "changed": [{"field", "label", "old", "new"}]}], "next_cursor"}."""
    raise NotImplementedError


def timeline(ctx: Context, form: str, record: str, *, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
    """What happened around a record, in sentences, newest first: {"items": [{"at", "actor", "form", "record", "title", "text", "icon",
    "kind"}], "next_cursor"}."""
    raise NotImplementedError


def why(ctx: Context, form: str, record: str, field: str) -> dict[str, Any]:
    """How a computed value came about: {"field", "label", "value", "text", "steps": [{"label", "value"}], "records": [{"form", "id",
    "title", "value"}], "count"}."""
    raise NotImplementedError


def evaluate(ctx: Context, form: str, values: Mapping[str, Any], *, record: str | None = None) -> dict[str, Any]:
    """A draft as the door would see it, nothing written: {"values": computed JSON, "visible": {field: bool}, "required", "readonly",
    "options", "errors": [{"pointer", "code", "message", "params"}], "refs"}."""
    raise NotImplementedError


def titles(ctx: Context, form: str, ids: Sequence[str]) -> dict[str, str]:
    """Titles of records (or of people: form "@user") as the caller may read them; what he may not see is left out."""
    raise NotImplementedError


def related(ctx: Context, form: str, record: str, child: tuple[str, str], listing: Listing) -> Found:
    """Records of another form that point here: `child` = (form, relation field)."""
    raise NotImplementedError


def recent(ctx: Context, *, limit: int = 10) -> list[dict[str, Any]]:
    """Records this caller touched last: [{"form", "id", "title", "at"}], newest first."""
    raise NotImplementedError
