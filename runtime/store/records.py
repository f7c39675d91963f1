"""Writing records: rows and their change rows.

Takes: a unit of work, field keys, Python values. Gives: ids and rows. Never: rights, formulas.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, literal, select
from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update

from builder.errors import Conflict, NotFound
from runtime.ids import encode
from runtime.store import changes, lines
from runtime.store.conditions import FormSource, conditions
from runtime.store.dialects.columns import Id, Ids, among, kept
from runtime.store.dialects.together import together
from runtime.store.folding import shelf_of
from runtime.store.plan import FormPlan, columns, plan_of
from runtime.store.prepared import Prepared
from runtime.store.rows import Row, rows_of
from runtime.store.tables import change
from runtime.store.write import RecordChange, UnitOfWork

Values = Mapping[str, Any]
CHUNK = 500


def insert(uow: UnitOfWork, form: str, rows: Sequence[Values]) -> list[str]:
    """New records with their subtable rows; fields not given are empty. One statement for all of them, however many."""
    if not rows:
        return []
    plan = plan_of(uow.ctx, form)
    numbers = uow.new_numbers(2 * len(rows))
    own, logs = numbers[: len(rows)], numbers[len(rows) :]
    ids = [encode(number) for number in own]
    actor = uow.ctx.actor.id
    system = (1, uow.now, actor, uow.now, actor)
    images = [dict(values) for values in rows]
    entries = [RecordChange(form, id_, "create", 1, {}, values) for id_, values in zip(ids, images, strict=True)]
    with together(uow.connection):
        plan.insert.run(uow.connection, (own,), system, plan.cells(rows))
        changes.append(uow, entries, (logs, own))
    for field in plan.lines:
        lines.insert(uow, plan, field, dict(zip(ids, images, strict=True)))
    uow.changes.extend(entries)
    return ids


def _log(uow: UnitOfWork, entries: list[RecordChange]) -> None:
    changes.append(uow, entries)
    uow.changes.extend(entries)


def load(uow: UnitOfWork, form: str, ids: Iterable[str], *, lock: bool = False, deleted: bool | None = False) -> dict[str, Row]:
    """Records by id, subtables included; what is not there (or, by `deleted`, in the bin or not; None = either) is left out.

    `lock` keeps others from changing them until the end of the transaction; always taken in the order of ids.
    """
    plan = plan_of(uow.ctx, form)
    wanted = list(ids)
    found: dict[str, Row] = {}
    if lock and uow.reached is not None:
        uow.reached.stir(form)
    for start in range(0, len(wanted), CHUNK):
        part = _read(uow, plan, wanted[start : start + CHUNK], lock)
        for row in rows_of(part, tuple(plan.layout.places)):
            if deleted is None or (row.deleted_at is not None) == deleted:
                found[row.id] = row
    for field in plan.lines:
        lines.attach(uow, plan, field, found)
    return found


def hold(uow: UnitOfWork, form: str, ids: Iterable[str], fields: tuple[str, ...]) -> set[str]:
    """Those of the records that are not in the bin; nobody deletes them until the end of the transaction. Their `fields` are kept at hand
    for `some`."""
    plan, asked = plan_of(uow.ctx, form), set(ids)
    safe = {id_ for id_ in asked if uow.fates.safe(form, id_)}
    wanted = sorted(asked - safe)
    stored = tuple(key for key in fields if key in plan.layout.places)
    statement = _some(uow, plan, stored, lock=True)
    parts = (statement.run(uow.connection, ids=wanted[start : start + CHUNK]) for start in range(0, len(wanted), CHUNK))
    found = {row.id: row for part in parts for row in rows_of(part, stored) if row.deleted_at is None}
    uow.fates.hold(form, found)
    if len(stored) == len(fields):
        uow.held.setdefault((form, fields), {}).update(found)
    return found.keys() | safe


def some(uow: UnitOfWork, form: str, ids: Iterable[str], fields: tuple[str, ...]) -> dict[str, Row]:
    """Records by id with these fields only, in the bin or not."""
    plan, wanted = plan_of(uow.ctx, form), list(ids)
    held = uow.held.get((form, fields), {})
    if held and held.keys() >= set(wanted) and uow.fates.untouched(wanted):
        return {key: held[key] for key in wanted}
    stored = tuple(key for key in fields if key in plan.layout.places)
    statement = _some(uow, plan, stored)
    parts = (statement.run(uow.connection, ids=wanted[start : start + CHUNK]) for start in range(0, len(wanted), CHUNK))
    found = {row.id: row for part in parts for row in rows_of(part, stored)}
    for field in plan.lines:
        if field in fields:
            lines.attach(uow, plan, field, found)
    return found


def there(uow: UnitOfWork, form: str, ids: Iterable[str]) -> set[str]:
    """Those of the records that are not in the bin."""
    plan, wanted = plan_of(uow.ctx, form), sorted(set(ids))
    parts = (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
    return {row[0] for part in parts for row in plan.there.run(uow.connection, ids=part)}


def made(uow: UnitOfWork, change: RecordChange) -> Row | None:
    """The record a unit of work has made, as reading it would give it; None where more has become of it since."""
    if change.op != "create" or any(one.id == change.id and one is not change for one in uow.changes):
        return None
    plan = plan_of(uow.ctx, change.form)
    actor, places = uow.ctx.actor.id, plan.layout.places.values()
    row = Row(change.id, 1, uow.now, actor, uow.now, actor, None, {one.field: kept(one.type, change.new.get(one.field)) for one in places})
    for field in plan.lines:
        lines.attach(uow, plan, field, {change.id: row})
    return row


def _read(uow: UnitOfWork, plan: FormPlan, ids: list[str], lock: bool) -> Iterable[Sequence[Any]]:
    if len(ids) == 1:
        return (plan.one_locked if lock else plan.one).run(uow.connection, id=ids[0])
    return (plan.many_locked if lock else plan.many).run(uow.connection, ids=ids)


def _some(uow: UnitOfWork, plan: FormPlan, stored: tuple[str, ...], *, lock: bool = False) -> Prepared:
    """The SELECT of some fields of some records; `lock`: of which nobody may be deleted from then on."""
    table = plan.layout.table

    def build() -> Prepared:
        few = among(table.c.id, bindparam("ids", type_=Ids()), uow.dialect.name)
        statement = select(*columns(plan.layout, stored)).where(few).order_by(table.c.id)
        return Prepared(uow.dialect, statement.with_for_update(read=True, key_share=True, of=table) if lock else statement)

    return shelf_of(uow).get(("some", plan.form.key, stored, lock), build)  # type: ignore[no-any-return]


def update(
    uow: UnitOfWork, form: str, id: str, values: Values, *, expected_version: int | None = None, rows: Any = None
) -> tuple[Row, Row]:
    """Changes the given fields of one record: (old, new). Nothing is written where nothing differs.

    NotFound where the record is not there or `rows` (a condition or several) does not hold for it; Conflict("stale") where the version
    is another one. The version counts changes of input fields; computed ones are logged only where the form keeps a history.
    """
    plan = plan_of(uow.ctx, form)
    old = _one(uow, plan, id, rows)
    _expect(old, expected_version)
    changed = {field: value for field, value in values.items() if old.values.get(field) != value}
    if not changed:
        return old, old
    return old, rewrite(uow, form, old, changed)


def rewrite(uow: UnitOfWork, form: str, old: Row, values: Values) -> Row:
    """The same for a record read under its lock in this unit of work and not changed since: it is not read again."""
    plan = plan_of(uow.ctx, form)
    changed = dict(values)
    for field in plan.lines:
        if field in changed:
            changed[field] = lines.replace(uow, plan, (field, old.id), old.values.get(field) or [], changed[field] or [])
    return _write(uow, plan, old, changed)


def _one(uow: UnitOfWork, plan: FormPlan, id_: str, rows: Any) -> Row:
    found: Iterable[Sequence[Any]]
    if uow.reached is not None:
        uow.reached.stir(plan.form.key)
    if not rows:
        found = plan.one_locked.run(uow.connection, id=id_)
    else:
        source = FormSource(uow, plan.form.key)
        where = conditions(source, rows if isinstance(rows, list | tuple) else (rows,))
        found = uow.connection.execute(plan.locked.where(*where).select_from(source.joined.source), {"ids": [id_]})
    row = next(iter(rows_of(found, tuple(plan.layout.places))), None)
    if row is None or row.deleted_at is not None:
        raise NotFound("record_not_found")
    for field in plan.lines:
        lines.attach(uow, plan, field, {id_: row})
    return row


def _expect(row: Row, expected_version: int | None) -> None:
    if expected_version is not None and row.version != expected_version:
        raise Conflict("stale", id=row.id, version=row.version, by=row.updated_by, at=row.updated_at)


def _write(uow: UnitOfWork, plan: FormPlan, old: Row, changed: dict[str, Any]) -> Row:
    input_moved = any(field in plan.inputs for field in changed)
    system: dict[str, Any] = {"version": old.version + 1, "updated_at": uow.now, "updated_by": uow.ctx.actor.id} if input_moved else {}
    row = {**system, **_columns(plan, changed)}
    if row:
        _setting(uow, plan, tuple(row)).change(uow.connection, b_id=old.id, **{f"v_{name}": value for name, value in row.items()})
    new = Row(
        old.id, system.get("version", old.version), old.created_at, old.created_by, system.get("updated_at", old.updated_at),
        system.get("updated_by", old.updated_by), None, {**old.values, **changed},
    )
    before = {field: old.values.get(field) for field in changed}
    entry = RecordChange(plan.form.key, old.id, "update" if input_moved else "derived", new.version, before, changed)
    if input_moved or plan.form.history:
        _log(uow, [entry])
    else:
        uow.changes.append(entry)
    return new


def _setting(uow: UnitOfWork, plan: FormPlan, names: tuple[str, ...]) -> Prepared:
    """The UPDATE of these columns of one record."""

    def build() -> Prepared:
        table = plan.layout.table
        values = {name: bindparam(f"v_{name}", type_=table.c[name].type) for name in names}
        return Prepared(uow.dialect, sql_update(table).where(table.c.id == bindparam("b_id", type_=Id())).values(values))

    return shelf_of(uow).get(("set", plan.form.key, names), build)  # type: ignore[no-any-return]


def _columns(plan: FormPlan, changed: Values) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field, value in changed.items():
        place = plan.layout.places.get(field)
        if place:
            row[place.name] = value
            if place.day:
                row[place.day] = plan.business_day(value)
    return row


def replace_lines(uow: UnitOfWork, form: str, id: str, field: str, rows: Sequence[Values]) -> tuple[Row, Row]:
    """The rows of a subtable become these: those with a known "id" are kept and changed, others are new, missing ones go."""
    return update(uow, form, id, {field: list(rows)})


def delete(uow: UnitOfWork, form: str, id: str, *, expected_version: int | None = None, rows: Any = None) -> Row:
    """Moves a record to the bin; gives it as it was."""
    plan = plan_of(uow.ctx, form)
    row = _one(uow, plan, id, rows)
    _expect(row, expected_version)
    _move(uow, plan, [row], "delete")
    return row


def seize(uow: UnitOfWork, form: str, ids: Sequence[str]) -> None:
    """Locks records so that nobody else can begin to point at them: what a delete does before it asks who does."""
    table = plan_of(uow.ctx, form).layout.table
    uow.connection.execute(select(table.c.id).where(table.c.id.in_(sorted(ids))).order_by(table.c.id).with_for_update())


def delete_many(uow: UnitOfWork, form: str, ids: Iterable[str]) -> list[Row]:
    """Moves records to the bin, those that are not there already."""
    rows = list(load(uow, form, ids, lock=True).values())
    _move(uow, plan_of(uow.ctx, form), rows, "delete")
    return rows


def restore(uow: UnitOfWork, form: str, id: str) -> Row:
    """Takes a record out of the bin; Conflict where a unique value has been taken meanwhile."""
    rows = load(uow, form, [id], lock=True, deleted=True)
    if id not in rows:
        raise NotFound("record_not_found")
    _move(uow, plan_of(uow.ctx, form), [rows[id]], "restore")
    rows[id].deleted_at = None
    return rows[id]


def _move(uow: UnitOfWork, plan: FormPlan, rows: Sequence[Row], op: str) -> None:
    if not rows:
        return
    table = plan.layout.table
    statement = sql_update(table).where(table.c.id == bindparam("b_id")).values(deleted_at=bindparam("b_at"))
    uow.connection.execute(statement, [{"b_id": row.id, "b_at": uow.now if op == "delete" else None} for row in rows])
    images = [(dict(row.values), {}) if op == "delete" else ({}, dict(row.values)) for row in rows]
    _log(uow, [RecordChange(plan.form.key, row.id, op, row.version, old, new) for row, (old, new) in zip(rows, images, strict=True)])


def purge(uow: UnitOfWork, form: str, ids: Sequence[str]) -> None:
    """Removes records for good, with their subtable rows and the values in their history; who, when and what kind of change remain."""
    plan = plan_of(uow.ctx, form)
    for field in plan.lines:
        lines.remove_all(uow, plan, field, ids)
    table = plan.layout.table
    for start in range(0, len(ids), CHUNK):
        part = list(ids[start : start + CHUNK])
        uow.connection.execute(sql_delete(table).where(table.c.id.in_(part)))
        uow.connection.execute(sql_update(change).where(change.c.record_id.in_(part), change.c.form == form).values(changed=None))


def increment(uow: UnitOfWork, form: str, deltas: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Adds to numbers of records in one guarded statement each, in the order of ids: {id: (old, new)} of the fields touched."""
    return {id_: (old, {field: row.values[field] for field in old}) for id_, (row, old) in grow(uow, form, deltas).items()}


def grow(uow: UnitOfWork, form: str, deltas: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Row, dict[str, Any]]]:
    """The same, with the whole rows as they are now, under the lock the addition has taken: {id: (row, the fields touched before)}."""
    plan = plan_of(uow.ctx, form)
    moved: dict[str, tuple[Row, dict[str, Any]]] = {}
    for id_ in sorted(deltas):
        sums = {field: delta for field, delta in deltas[id_].items() if delta}
        row = _add(uow, plan, id_, sums) if sums else None
        if row is not None:
            new = {field: row.values[field] for field in sums}
            old = {field: value - sums[field] for field, value in new.items()}
            moved[id_] = (row, old)
            entry = RecordChange(form, id_, "derived", row.version, old, new)
            _log(uow, [entry]) if plan.form.history else uow.changes.append(entry)
    for field in plan.lines:
        lines.attach(uow, plan, field, {id_: row for id_, (row, _) in moved.items()})
    return moved


def _add(uow: UnitOfWork, plan: FormPlan, id_: str, sums: Mapping[str, Any]) -> Row | None:
    statement: Prepared = shelf_of(uow).get(("add", plan.form.key, *sums), lambda: Prepared(uow.dialect, _adding(plan, tuple(sums))))
    found = statement.run(uow.connection, b_id=id_, **{f"by_{field}": delta for field, delta in sums.items()})
    return next(iter(rows_of(found, tuple(plan.layout.places))), None)


def _adding(plan: FormPlan, fields: tuple[str, ...]) -> Any:
    table = plan.layout.table
    places = {field: table.c[plan.layout.places[field].name] for field in fields}
    sums = {
        column.name: _or_zero(column) + bindparam(f"by_{field}", type_=column.type) for field, column in places.items()
    }
    return sql_update(table).where(table.c.id == bindparam("b_id", type_=Id())).values(sums).returning(*columns(plan.layout))


def _or_zero(column: Any) -> Any:
    return func.coalesce(column, literal(0, column.type), type_=column.type)


__all__ = [
    "delete", "delete_many", "grow", "hold", "increment", "insert", "load", "made", "purge", "replace_lines", "restore", "rewrite", "seize",
    "some", "there", "update",
]
