"""Values at the end of relation paths for many records at once.

Takes: ids and dotted names. Gives: {id: {name: value}}. Never: one query per record.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from builder.expressions.types import Ref
from runtime.store.dialects.columns import Id, Ids, among
from runtime.store.joined import Joined
from runtime.store.layout import Layout, TableKey
from runtime.store.prepared import Prepared
from runtime.store.reached import Place, Reached
from runtime.store.write import UnitOfWork

CHUNK = 500
Found = dict[str, dict[str, Any]]


def paths(uow: UnitOfWork, form: str | TableKey, ids: Sequence[str], names: Iterable[str]) -> Found:
    """One SELECT for everything reached by to-one relations, one more for each path into a subtable (a list in the order of its rows).

    `form` is a form, or the key of a subtable.
    """
    wanted = tuple(dict.fromkeys(names))
    ids = list(dict.fromkeys(ids))
    if uow.reached is None or len(ids) != 1 or not isinstance(form, str):
        return _read(uow, form, ids, wanted)
    return _once(uow, uow.reached, (uow.revision.n, form, ids[0]), wanted)


def _once(uow: UnitOfWork, reached: Reached, place: Place, wanted: tuple[str, ...]) -> Found:
    """The same for one record, read where this work has not read it before."""
    _, form, id_ = place
    known = reached.known(place)
    rest = tuple(name for name in wanted if name not in known)
    if not rest and wanted:
        return {id_: {name: known[name] for name in wanted}}
    found = _read(uow, form, [id_], rest)
    if id_ in found:
        fresh = {name: value for name, value in found[id_].items() if not isinstance(value, list)}
        reached.keep(place, fresh, {name: passed(uow, form, name) for name in fresh})
        found[id_] |= {name: known[name] for name in wanted if name in known}
    return found


def passed(uow: UnitOfWork, form: str, name: str) -> frozenset[str]:
    """The forms a path of relations passes, the first one included."""
    return uow.revision.memo(("store", "passed", form, name), lambda _: frozenset(_passed(uow.revision.layout, form, name)))


def _passed(layout: Layout, form: str, name: str) -> Iterator[str]:
    yield form
    for head in name.split(".")[:-1]:
        place = layout.form(form).places.get(head)
        if place is None or not isinstance(place.type, Ref):
            return
        form = place.type.form
        if (form, "") not in layout.tables:
            return
        yield form


def _read(uow: UnitOfWork, form: str | TableKey, ids: list[str], wanted: tuple[str, ...]) -> Found:
    alone = len(ids) == 1
    single, several = uow.revision.memo(("store", "paths", form, wanted, alone), lambda _: _statements(uow, form, wanted, alone))
    found: Found = {}
    for start in range(0, len(ids), CHUNK):
        part: dict[str, Any] = {"id": ids[0]} if alone else {"ids": ids[start : start + CHUNK]}
        for row in single[1].run(uow.connection, **part):
            found[row[0]] = {**dict(zip(single[0], row[1:], strict=True)), **{name: [] for name, _ in several}}
        for name, statement in several:
            for owner, value in statement.run(uow.connection, **part):
                found[owner][name].append(value)
    return found


def _these(uow: UnitOfWork, joined: Joined, alone: bool) -> Any:
    column = joined.root.c.id
    return column == bindparam("id", type_=Id()) if alone else among(column, bindparam("ids", type_=Ids()), uow.dialect.name)


def _statements(
    uow: UnitOfWork, form: str | TableKey, names: tuple[str, ...], alone: bool
) -> tuple[tuple[list[str], Prepared], list[tuple[str, Prepared]]]:
    joined = Joined(uow.revision.layout, (form, "") if isinstance(form, str) else form)
    many = {name: crossing for name in names if (crossing := joined.many(name))}
    single = [name for name in names if name not in many]
    columns = [joined.column(name) for name in single]
    labelled = [column.label(f"c{place}") for place, column in enumerate(columns)]
    one = select(joined.root.c.id, *labelled).select_from(joined.source).where(_these(uow, joined, alone))
    return (single, Prepared(uow.dialect, one)), [(name, _many(uow, form, name, alone)) for name in many]


def _many(uow: UnitOfWork, form: str | TableKey, name: str, alone: bool) -> Prepared:
    joined = Joined(uow.revision.layout, (form, "") if isinstance(form, str) else form)
    crossing = joined.many(name)
    assert crossing is not None
    lines, rest = crossing
    value = lines.column(rest or "id")
    source = joined.source.join(lines.source, lines.belongs)
    rows = select(joined.root.c.id, value.label("c0")).select_from(source).where(_these(uow, joined, alone))
    return Prepared(uow.dialect, rows.order_by(joined.root.c.id, *lines.order))
