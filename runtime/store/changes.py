"""The change log: one row for every change of every record. Takes: a unit of work. Gives: history. Never: updates a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from builder.expressions import types as t
from runtime.ids import decode, encode
from runtime.store.inserting import inserting
from runtime.store.layout import TableLayout
from runtime.store.tables import change
from runtime.store.values import log_json, logged
from runtime.store.write import RecordChange, UnitOfWork

FIXED = ("app", "form", "op", "actor", "at", "revision", "cause", "root_id", "depth", "batch_id")
VARYING = ("version", "changed")
CHUNK = 500
LOGGED_VALUES = ("update", "derived")


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the log. `changed`: field → (old, new), only for updates."""

    id: str
    form: str
    record: str
    op: str
    version: int
    actor: str | None
    at: datetime
    cause: str
    revision: int | None
    changed: Mapping[str, tuple[Any, Any]]


def append(uow: UnitOfWork, entries: Sequence[RecordChange], numbers: tuple[Sequence[int], Sequence[int]] | None = None) -> None:
    """Writes one row per change, all of one form and op. `numbers` (of the changes, of the records) where the caller has them at hand."""
    if not entries:
        return
    statement = uow.revision.memo(("store", "log"), lambda _: inserting(uow.dialect, change, ("id", "record_id"), (FIXED, VARYING)))
    ctx, first = uow.ctx, entries[0]
    ids = numbers or (uow.new_numbers(len(entries)), [decode(entry.id) for entry in entries])
    uow.root = uow.root or encode(ids[0][0])
    fixed = (ctx.app, first.form, first.op, ctx.actor.id, ctx.now, ctx.rev.n, ctx.cause, uow.root, ctx.depth, ctx.batch)
    logged_op = first.op in LOGGED_VALUES
    values: list[list[Any]] = [[entry.version for entry in entries], [_changed(entry) if logged_op else None for entry in entries]]
    statement.run(uow.connection, ids, fixed, values)


def _changed(entry: RecordChange) -> dict[str, Any]:
    return {field: [log_json(entry.old.get(field)), log_json(value)] for field, value in entry.new.items()}


def history(uow: UnitOfWork, form: str, record: str, after: str | None = None, limit: int = 50) -> list[Logged]:
    """Changes of one record, newest first, older than the change `after`."""
    query = select(change).where(change.c.record_id == record, change.c.app == uow.ctx.app, change.c.form == form)
    if after is not None:
        query = query.where(change.c.id < after)
    layouts = uow.revision.layout
    table: TableLayout = layouts.form(form)
    return [_logged(row, table, layouts.lines(form)) for row in uow.connection.execute(query.order_by(change.c.id.desc()).limit(limit))]


def origins(uow: UnitOfWork, records: Sequence[str]) -> dict[str, str]:
    """Why each of the records came into being, by id; those that came by themselves or by a person's hand too."""
    found: dict[str, str] = {}
    for start in range(0, len(records), CHUNK):
        some = change.c.record_id.in_(records[start : start + CHUNK])
        query = select(change.c.record_id, change.c.cause).where(some, change.c.app == uow.ctx.app, change.c.op == "create")
        found |= {row[0]: row[1] or "" for row in uow.connection.execute(query)}
    return found


def _logged(row: Any, table: TableLayout, lines: Mapping[str, TableLayout]) -> Logged:
    changed = {
        field: (_value(field, old, table, lines), _value(field, new, table, lines)) for field, (old, new) in (row.changed or {}).items()
    }
    return Logged(row.id, row.form, row.record_id, row.op, row.version, row.actor, row.at, row.cause or "", row.revision, changed)


def _value(field: str, raw: Any, table: TableLayout, lines: Mapping[str, TableLayout]) -> Any:
    if field in lines and isinstance(raw, list):
        return [{key: logged(_kind(lines[field], key), value) for key, value in line.items()} for line in raw]
    return logged(_kind(table, field), raw)


def _kind(table: TableLayout, field: str) -> t.Type | None:
    place = table.places.get(field)
    return place.type if place else None
