"""Values at the end of relation paths for many records at once.

Takes: ids and dotted names. Gives: {id: {name: value}}. Never: one query per record.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from runtime.store.joined import Joined
from runtime.store.layout import TableKey
from runtime.store.write import UnitOfWork

CHUNK = 500
Found = dict[str, dict[str, Any]]


def paths(uow: UnitOfWork, form: str | TableKey, ids: Sequence[str], names: Iterable[str]) -> Found:
    """One SELECT for everything reached by to-one relations, one more for each path into a subtable (a list in the order of its rows).

    `form` is a form, or the key of a subtable.
    """
    wanted = tuple(dict.fromkeys(names))
    ids = list(dict.fromkeys(ids))
    single, several = uow.revision.memo(("store", "paths", form, wanted), lambda _: _statements(uow, form, wanted))
    found: Found = {}
    for start in range(0, len(ids), CHUNK):
        part = {"ids": ids[start : start + CHUNK]}
        for row in uow.connection.execute(single[1], part):
            found[row[0]] = {**dict(zip(single[0], row[1:], strict=True)), **{name: [] for name, _ in several}}
        for name, statement in several:
            for owner, value in uow.connection.execute(statement, part):
                found[owner][name].append(value)
    return found


def _statements(uow: UnitOfWork, form: str | TableKey, names: tuple[str, ...]) -> tuple[tuple[list[str], Any], list[tuple[str, Any]]]:
    joined = Joined(uow.revision.layout, (form, "") if isinstance(form, str) else form)
    many = {name: crossing for name in names if (crossing := joined.many(name))}
    single = [name for name in names if name not in many]
    columns = [joined.column(name) for name in single]
    ids = joined.root.c.id.in_(bindparam("ids", expanding=True))
    one = select(joined.root.c.id, *columns).select_from(joined.source).where(ids)
    return (single, one), [(name, _many(uow, form, name)) for name in many]


def _many(uow: UnitOfWork, form: str | TableKey, name: str) -> Any:
    joined = Joined(uow.revision.layout, (form, "") if isinstance(form, str) else form)
    crossing = joined.many(name)
    assert crossing is not None
    lines, rest = crossing
    value = lines.column(rest or "id")
    source = joined.source.join(lines.source, lines.belongs)
    ids = joined.root.c.id.in_(bindparam("ids", expanding=True))
    return select(joined.root.c.id, value).select_from(source).where(ids).order_by(joined.root.c.id, *lines.order)
