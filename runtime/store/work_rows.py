"""Rows of workflow tables as plain objects, and the statements that read and write whole rows, compiled once.

Takes: a table and a dataclass whose fields are its columns. Gives: objects. Never: what they mean.
"""

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from runtime.store.write import UnitOfWork

R = TypeVar("R")


class Rows(Generic[R]):
    """One table read and written as objects of one dataclass. `changing`: the columns `update` writes; where the table has a version,
    only over the version that was read."""

    def __init__(self, table: Table, shape: type[R], changing: Sequence[str] = ()) -> None:
        self._shape = shape
        self._names = tuple(item.name for item in fields(shape))  # type: ignore[arg-type]
        self._read = attrgetter(*self._names)
        self._changing = tuple(changing)
        self._guarded = "version" in self._names
        self._columns = tuple(table.c[name] for name in self._names)
        self._insert = insert(table).values({one.name: _bind(one, one.name) for one in self._columns}).on_conflict_do_nothing()
        self._update = self._updating(table) if changing else None

    def _updating(self, table: Table) -> Any:
        statement = update(table).where(table.c.id == _bind(table.c.id, "b_id"))
        values: dict[str, Any] = {name: _bind(table.c[name], f"b_{name}") for name in self._changing}
        if self._guarded:
            statement = statement.where(table.c.version == _bind(table.c.version, "b_version"))
            values["version"] = table.c.version + 1
        return statement.values(values)

    def asked(self, *conditions: Any, lock: bool = False, order: Sequence[Any] = ()) -> Any:
        """A statement for `read`, to be kept as long as the program lives."""
        found = select(*self._columns).where(*conditions).order_by(*order)
        return found.with_for_update(key_share=True) if lock else found

    def read(self, uow: UnitOfWork, statement: Any, **values: Any) -> list[R]:
        """The rows of a statement made by `asked`."""
        return [self._shape(*row) for row in uow.prepared(statement).run(uow.connection, **values)]

    def insert(self, uow: UnitOfWork, rows: Sequence[R]) -> int:
        """Writes new rows; those a unique promise forbids are left out. How many were written."""
        if not rows:
            return 0
        statement = uow.prepared(self._insert)
        values = [dict(zip(self._names, self._read(row), strict=True)) for row in rows]
        return int(statement.change(uow.connection, **values[0]) if len(rows) == 1 else statement.change_many(uow.connection, values))

    def update(self, uow: UnitOfWork, row: Any) -> bool:
        """Writes what may change of a row; False where somebody else has written it since it was read."""
        values = {f"b_{name}": getattr(row, name) for name in self._changing}
        values["b_id"] = row.id
        if self._guarded:
            values["b_version"] = row.version
        if uow.prepared(self._update).change(uow.connection, **values) != 1:
            return False
        if self._guarded:
            row.version += 1
        return True


def _bind(column: Any, name: str) -> Any:
    return bindparam(name, type_=column.type)
