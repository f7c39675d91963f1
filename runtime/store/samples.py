"""Notes of sample rows: first the row that waits for its app to be published, then the record it became.

Takes: a unit of work. Gives: plain values. Never: the records themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from runtime.store.tables import sample
from runtime.store.write import UnitOfWork


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is no record yet: its note, its form, its place among the rows of that form, its values."""

    note: str
    form: str
    number: int
    row: Mapping[str, Any]


def keep(uow: UnitOfWork, app: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Rows of a new app, in order, until it is published."""
    kept = [(form, number, row) for form, items in rows.items() for number, row in enumerate(items, 1)]
    if kept:
        notes = uow.new_ids(len(kept))
        values = [
            {"id": note, "app": app, "form": form, "number": number, "row": dict(row), "record_id": None}
            for note, (form, number, row) in zip(notes, kept, strict=True)
        ]
        uow.connection.execute(insert(sample), values)


def waiting(uow: UnitOfWork, *, lock: bool = False) -> list[Waiting]:
    """The rows of the Context's app that are no records yet; `lock` keeps another loader from taking them too."""
    query = select(sample).where(sample.c.app == uow.ctx.app, sample.c.record_id.is_(None)).order_by(sample.c.id)
    rows = uow.connection.execute(query.with_for_update() if lock else query)
    return [Waiting(row.id, row.form, row.number, row.row or {}) for row in rows]


def became(uow: UnitOfWork, made: Mapping[str, str]) -> None:
    """Notes the record each row became; rows that became none are forgotten, so nothing waits any more."""
    statement = update(sample).where(sample.c.id == bindparam("note")).values(record_id=bindparam("record"), row=None)
    if made:
        uow.connection.execute(statement, [{"note": note, "record": record} for note, record in made.items()])
    uow.connection.execute(delete(sample).where(sample.c.app == uow.ctx.app, sample.c.record_id.is_(None)))


def noted(uow: UnitOfWork) -> dict[str, list[str]]:
    """The records of the Context's app that are samples, by form."""
    query = select(sample.c.form, sample.c.record_id).where(sample.c.app == uow.ctx.app, sample.c.record_id.is_not(None))
    found: dict[str, list[str]] = defaultdict(list)
    for form, record in uow.connection.execute(query.order_by(sample.c.id)):
        found[form].append(record)
    return dict(found)


def forget(uow: UnitOfWork, ids: Iterable[str]) -> None:
    """These records are samples no longer, and nothing waits."""
    statement = delete(sample).where(sample.c.app == uow.ctx.app, sample.c.record_id == bindparam("record"))
    given = [{"record": id_} for id_ in ids]
    if given:
        uow.connection.execute(statement, given)
    uow.connection.execute(delete(sample).where(sample.c.app == uow.ctx.app, sample.c.record_id.is_(None)))


def count_waiting(uow: UnitOfWork) -> int:
    """How many rows are no records yet."""
    query = select(func.count()).select_from(sample).where(sample.c.app == uow.ctx.app, sample.c.record_id.is_(None))
    return int(uow.connection.execute(query).scalar_one())
