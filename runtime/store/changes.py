"""The change log: one row for every change of every record. Takes: a unit of work. Gives: history. Never: updates a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from builder.expressions import types as t
from runtime.store.layout import TableLayout
from runtime.store.tables import change
from runtime.store.values import log_json, logged
from runtime.store.write import RecordChange, UnitOfWork

_INSERT = insert(change)


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


def append(uow: UnitOfWork, entries: Sequence[RecordChange], ids: Sequence[str] | None = None) -> None:
    """Writes one row per change and tells the unit of work. `ids` where the caller has reserved them together with others."""
    ctx = uow.ctx
    fixed = {
        "app": ctx.app, "actor": ctx.actor.id, "at": ctx.now, "revision": ctx.rev.n, "cause": ctx.cause, "root_id": None,
        "depth": ctx.depth, "batch_id": ctx.batch,
    }
    rows = [
        {
            "id": id_, "form": entry.form, "record_id": entry.id, "version": entry.version, "op": entry.op,
            "changed": _changed(entry) if entry.op in ("update", "derived") else None, **fixed,
        }
        for id_, entry in zip(ids or uow.new_ids(len(entries)), entries, strict=True)
    ]
    uow.connection.execute(_INSERT, rows if len(rows) > 1 else rows[0])


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
