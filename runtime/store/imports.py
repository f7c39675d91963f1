"""Imports as units: who brought what into which form, what was refused, whether it was taken back. Takes: a uow. Gives: plain values."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from builder.errors import Conflict
from runtime.store.tables import change, import_unit


@dataclass(frozen=True, slots=True)
class Result:
    """How an import ended; `rejected` is a workbook of the rows it skipped."""

    created: int
    skipped: int
    rejected: bytes | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One import."""

    id: str
    app: str
    form: str
    by: str | None
    file_name: str
    rejected: bytes | None
    undone: bool


def start(uow: Any, form: str, file_name: str) -> str:
    """Notes that an import begins; its id is the batch of every change it writes."""
    [unit] = uow.new_ids(1)
    row = {"id": unit, "app": uow.ctx.app, "form": form, "by": uow.ctx.actor.id, "at": uow.now, "file_name": file_name[:200],
           "created": 0, "skipped": 0, "state": "running"}
    uow.connection.execute(import_unit.insert().values(row))
    return unit  # type: ignore[no-any-return]


def finish(uow: Any, unit: str, result: Result) -> None:
    """Notes how it ended."""
    values = {"created": result.created, "skipped": result.skipped, "rejected": result.rejected, "state": "done"}
    uow.connection.execute(update(import_unit).where(import_unit.c.id == unit).values(values))


def find(uow: Any, unit: str) -> Unit | None:
    """An import, or None."""
    t = import_unit.c
    row = uow.connection.execute(select(t.id, t.app, t.form, t.by, t.file_name, t.rejected, t.undone_at).where(t.id == unit)).first()
    return None if row is None else Unit(row.id, row.app, row.form, row.by, row.file_name or "", row.rejected, row.undone_at is not None)


def claim(uow: Any, unit: str) -> list[str]:
    """Marks an import as taken back and gives the records it made; raises Conflict where somebody was faster."""
    t = import_unit.c
    done = uow.connection.execute(update(import_unit).where(t.id == unit, t.undone_at.is_(None)).values(undone_at=uow.now, state="undone"))
    if done.rowcount != 1:
        raise Conflict("import_undone")
    made = select(change.c.record_id).join(import_unit, (import_unit.c.app == change.c.app) & (import_unit.c.form == change.c.form))
    made = made.where(t.id == unit, change.c.batch_id == unit, change.c.op == "create", change.c.id > t.id)
    return list(uow.connection.execute(made).scalars())
