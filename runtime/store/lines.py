"""Rows of subtables. Takes: a unit of work, the plan of a form. Gives: lists of dicts with "id", in their order. Never: change rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, update

from runtime.store.layout import PARENT, POSITION
from runtime.store.plan import FormPlan
from runtime.store.rows import Row
from runtime.store.write import UnitOfWork

Line = dict[str, Any]
CHUNK = 500


def insert(uow: UnitOfWork, plan: FormPlan, field: str, parents: Mapping[str, dict[str, Any]]) -> None:
    """The rows of new records: the dicts of `parents` get copies of them, each with its "id"."""
    placed: list[tuple[str, int, Line]] = []
    for parent, values in parents.items():
        values[field] = [dict(row) for row in values.get(field) or ()]
        placed.extend((parent, position, row) for position, row in enumerate(values[field]))
    if not placed:
        return
    for (_, _, row), id_ in zip(placed, uow.new_ids(len(placed)), strict=True):
        row["id"] = id_
    params = [{"id": row["id"], **_params(plan, field, parent, position, row)} for parent, position, row in placed]
    plan.lines[field].insert.change_many(uow.connection, params)


def _params(plan: FormPlan, field: str, parent: str, position: int, row: Mapping[str, Any]) -> dict[str, Any]:
    lines = plan.lines[field]
    return {PARENT: parent, POSITION: position, **plan.params(lines.layout, lines.days, row)}


def attach(uow: UnitOfWork, plan: FormPlan, field: str, rows: Mapping[str, Row]) -> None:
    """Reads the rows of a subtable into these records."""
    lines = plan.lines[field]
    found: dict[str, list[Line]] = {}
    ids = list(rows)
    for start in range(0, len(ids), CHUNK):
        for line in lines.of_parents.run(uow.connection, ids=ids[start : start + CHUNK]):
            values = dict(zip(lines.layout.places, line[2:], strict=True))
            found.setdefault(line[1], []).append({"id": line[0], **values})
    for id_, row in rows.items():
        row.values[field] = found.get(id_, [])


def replace(uow: UnitOfWork, plan: FormPlan, place: tuple[str, str], old: Sequence[Line], new: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Makes the rows of `place` (field, record) these: known ids are kept, others are new, missing ones go. Gives the rows as stored."""
    field = place[0]
    known = {line["id"]: line for line in old}
    fields = plan.lines[field].layout.places
    rows = [_merged(known, line, fields) for line in new]
    fresh = [line for line in rows if "id" not in line]
    for line, id_ in zip(fresh, uow.new_ids(len(fresh)) if fresh else (), strict=True):
        line["id"] = id_
    _delete(uow, plan, field, known.keys() - {line["id"] for line in rows})
    _insert_and_update(uow, plan, place, (known, rows))
    return rows


def _merged(known: Mapping[str, Line], line: Mapping[str, Any], fields: Iterable[str]) -> Line:
    kept = known.get(line.get("id") or "")
    values = {key: line.get(key, kept.get(key) if kept else None) for key in fields}
    return {"id": kept["id"], **values} if kept else values


def _insert_and_update(uow: UnitOfWork, plan: FormPlan, place: tuple[str, str], rows: tuple[Mapping[str, Line], list[Line]]) -> None:
    (field, parent), (known, wanted) = place, rows
    table = plan.lines[field].layout.table
    params = {line["id"]: {**_params(plan, field, parent, position, line), "id": line["id"]} for position, line in enumerate(wanted)}
    fresh = [row for id_, row in params.items() if id_ not in known]
    kept = [{**row, "b_id": id_} for id_, row in params.items() if id_ in known]
    if fresh:
        plan.lines[field].insert.change_many(uow.connection, fresh)
    if kept:
        columns = [name for name in kept[0] if name not in ("b_id", "id", PARENT)]
        values: dict[str, Any] = {name: bindparam(name) for name in columns}
        uow.connection.execute(update(table).where(table.c.id == bindparam("b_id")).values(values), kept)


def _delete(uow: UnitOfWork, plan: FormPlan, field: str, ids: Iterable[str]) -> None:
    table = plan.lines[field].layout.table
    gone = list(ids)
    if gone:
        uow.connection.execute(delete(table).where(table.c.id.in_(gone)))


def remove_all(uow: UnitOfWork, plan: FormPlan, field: str, parents: Sequence[str]) -> None:
    """Removes every row of these records for good."""
    table = plan.lines[field].layout.table
    for start in range(0, len(parents), CHUNK):
        uow.connection.execute(delete(table).where(table.c[PARENT].in_(list(parents[start : start + CHUNK]))))
