"""The public face of the one door. Takes: a Context first, keys of the app, JSON values. Gives: values of shown.py, or JSON ready to send.

Raises only AppErrors: NotFound (also for what one may not see), NotAllowed, Invalid (all faults, pointers below "/values"), Conflict.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from builder.errors import LimitExceeded, NotFound
from runtime.context import Context
from runtime.permissions import policy
from runtime.records import (
    asking,
    batches,
    cursors,
    drafts,
    explaining,
    histories,
    judge,
    pickers,
    reading,
    searches,
    stale,
    timelines,
    words,
    writing,
)
from runtime.records.links import links_of
from runtime.records.ripple import Ripple
from runtime.records.shown import Batch, Found, Listing, One, Outcome
from runtime.store import select

T = TypeVar("T")
ROUNDS = 24  # far more than the depth the listeners themselves allow


def _read(ctx: Context, work: Callable[[Any], T]) -> T:
    result: T = ctx.runtime.store.read(ctx, work)
    return result


def _write(ctx: Context, work: Callable[[Any], T]) -> T:
    result: T = ctx.runtime.store.write(ctx, work)
    return result


def create(ctx: Context, form: str, values: Mapping[str, Any]) -> One:
    """A new record from JSON values; unknown, computed, hidden and read-only fields are refused, all faults at once.

    A caller who may create but not read what he made gets its id, version and title, and no values.
    """

    def work(uow: Any) -> One:
        ripple = Ripple(uow)
        record = writing.create(ripple, form, values)
        finish(ripple)
        return reading.made(uow, form, record)

    return stale.explained(ctx, form, None, lambda: _write(ctx, work))


def finish(ripple: Ripple) -> None:
    """The end of every unit of work on records, round by round: the rooms above hear of the changes while relations and roll-ups still show
    what was before, then everything follows; what moved by that is heard of in the next round."""
    listeners = ripple.uow.ctx.runtime.listeners
    for _ in range(ROUNDS):
        events = ripple.heard()
        for listener in listeners if events else ():
            listener.hear(ripple, events)
        ripple.settle()
        if not ripple.events:
            break
    else:
        raise LimitExceeded("too_deep", rounds=ROUNDS)
    for listener in listeners:
        listener.done(ripple)


def get(ctx: Context, form: str, record: str, *, deleted: bool = False) -> One:
    """One record by id (`deleted`: from the bin)."""
    asking.readable(ctx, form, deleted=deleted)

    def work(uow: Any) -> One:
        judge.seen(uow, form, record)
        return reading.one(uow, form, record, deleted=deleted)

    return _read(ctx, work)


def list_(ctx: Context, form: str, listing: Listing) -> Found:
    """One page of the records the caller may see."""
    asked = asking.asked(ctx, form, listing)

    def work(uow: Any) -> Found:
        page = select.page(uow, asked.query, reading.columns(ctx, form, asked.fields))
        shown, refs = reading.show(uow, form, page.rows, asked.fields, with_refs=listing.refs)
        count = None if listing.count == "none" else select.count(uow, asked.query, listing.count == "exact")
        cursor = cursors.seal(ctx.runtime.settings.secret_key, asked.purpose, page.next_cursor) if page.next_cursor else None
        return Found(shown, cursor, count, refs)

    return _read(ctx, work)


def update(ctx: Context, form: str, record: str, values: Mapping[str, Any], *, expected_version: int | None = None) -> One:
    """Change the named fields. A stale version raises Conflict("stale", by=name, at=RFC 3339 text, record=JSON of the fresh record as
    shape.record gives it, changed=[field keys somebody else changed since])."""

    def work(uow: Any) -> One:
        ripple = Ripple(uow)
        writing.update(ripple, form, record, values, expected_version)
        finish(ripple)
        return reading.made(uow, form, record)

    return stale.explained(ctx, form, expected_version, lambda: _write(ctx, work))


def delete(ctx: Context, form: str, record: str, *, expected_version: int | None = None) -> None:
    """Move a record to the bin; what points at it is refused, emptied or deleted with it, as the relation says."""

    def work(uow: Any) -> None:
        ripple = Ripple(uow)
        writing.delete(ripple, form, record, expected_version)
        finish(ripple)

    stale.explained(ctx, form, expected_version, lambda: _write(ctx, work))


def restore(ctx: Context, form: str, record: str) -> One:
    """Take a record out of the bin."""

    def work(uow: Any) -> One:
        ripple = Ripple(uow)
        writing.restore(ripple, form, record)
        finish(ripple)
        return reading.made(uow, form, record)

    return stale.explained(ctx, form, None, lambda: _write(ctx, work))


def batch(ctx: Context, form: str, request: Batch, *, automations: bool = True) -> list[Outcome]:
    """Up to 1,000 writes. Atomic: the first AppError is raised as Invalid with pointers "/create/3/values/…" and nothing is written.
    Without `automations` no rule and no workflow hears of it."""
    batches.check(request)

    def work(uow: Any) -> list[Outcome]:
        ripple = Ripple(uow)
        outcomes = batches.run(ripple, form, request)
        if automations:
            finish(ripple)
        else:
            ripple.settle()
        return outcomes

    return _write(ctx if ctx.batch else replace(ctx, batch=batches.name(ctx)), work)


def options(ctx: Context, form: str, field: str, *, q: str = "", limit: int = 20) -> dict[str, Any]:
    """What a picker of a relation or user field (or `subtable.column`) offers: {"options": [{"id", "title", "columns"}], "recent": […]}."""
    return _read(ctx, lambda uow: pickers.options(uow, form, field, q.strip(), limit))


def search(ctx: Context, q: str, *, limit: int = 5) -> list[dict[str, Any]]:
    """Records of this app's forms found by text: [{"form", "label", "records": [{"id", "title", "subtitle"}]}], empty groups left out."""
    return _read(ctx, lambda uow: searches.groups(uow, q.strip(), limit)) if q.strip() else []


def history(ctx: Context, form: str, record: str, *, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Changes of one record in words, newest first: {"items": [{"id", "at", "actor": {"id", "title"}, "op", "cause", "version",
    "changed": [{"field", "label", "old", "new"}]}], "next_cursor"}."""
    policy.require(ctx, form, "read")
    return _read(ctx, lambda uow: histories.page(uow, form, record, cursor, limit))


def timeline(ctx: Context, form: str, record: str, *, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
    """What happened around a record, in sentences, newest first: {"items": [{"at", "actor", "form", "record", "title", "text", "icon",
    "kind"}], "next_cursor"}."""
    policy.require(ctx, form, "read")
    return _read(ctx, lambda uow: timelines.page(uow, form, record, cursor, limit))


def why(ctx: Context, form: str, record: str, field: str) -> dict[str, Any]:
    """How a computed value came about: {"field", "label", "value", "text", "steps": [{"label", "value"}], "records": [{"form", "id",
    "title", "value"}], "count"}."""
    policy.require(ctx, form, "read")
    return _read(ctx, lambda uow: explaining.why(uow, form, record, field))


def evaluate(ctx: Context, form: str, values: Mapping[str, Any], *, record: str | None = None) -> dict[str, Any]:
    """A draft as the door would see it, nothing written: {"values": computed JSON, "visible": {field: bool}, "required", "readonly",
    "options", "errors": [{"pointer", "code", "message", "params"}], "refs"}."""
    return _read(ctx, lambda uow: drafts.evaluate(uow, form, values, record))


def titles(ctx: Context, form: str, ids: Sequence[str]) -> dict[str, str]:
    """Titles of records (or of people: form "@user") as the caller may read them; what he may not see is left out."""
    return _read(ctx, lambda uow: words.titles(uow, form, ids))


def related(ctx: Context, form: str, record: str, child: tuple[str, str], listing: Listing) -> Found:
    """Records of another form that point here: `child` = (form, relation field)."""
    get(ctx, form, record)
    child_form, field = child
    if child not in {(pointer.form, pointer.path) for pointer in links_of(ctx).pointers.get(form, ())}:
        raise NotFound("form_not_found")
    return list_(ctx, child_form, replace(listing, fixed={**listing.fixed, field: record}))


def recent(ctx: Context, *, limit: int = 10) -> list[dict[str, Any]]:
    """Records this caller touched last: [{"form", "id", "title", "at"}], newest first."""
    return _read(ctx, lambda uow: searches.recent(uow, limit))
