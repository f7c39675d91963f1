"""Values at the end of relation paths for many records at once.

Takes: ids and dotted names. Gives: {id: {name: value}}. Never: one query per record.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from runtime.store.dialects.columns import Id, Ids, among
from runtime.store.joined import Joined
from runtime.store.layout import TableKey
from runtime.store.prepared import Prepared
from runtime.store.write import UnitOfWork

CHUNK = 500
Found = dict[str, dict[str, Any]]


def paths(uow: UnitOfWork, form: str | TableKey, ids: Sequence[str], names: Iterable[str]) -> Found:
    """One SELECT for everything reached by to-one relations, one more for each path into a subtable (a list in the order of its rows).

    `form` is a form, or the key of a subtable.
    """
    wanted = tuple(dict.fromkeys(names))
    ids = list(dict.fromkeys(ids))
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
