"""Checked expressions as WHERE of a form's table.

Takes: a unit of work, Typed booleans, parameters. Gives: SQLAlchemy conditions. Never: text.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from builder.expressions.check import Typed
from runtime.context import Context
from runtime.store.dialects.conditions import Open
from runtime.store.expressions_sql import Source, condition
from runtime.store.joined import Joined, Lines
from runtime.store.layout import TableKey
from runtime.store.segments import members
from runtime.store.stack_making import Making, Place
from runtime.store.write import UnitOfWork
from runtime.values import business_date, zone

Build = Callable[[Source], ColumnElement[Any]]


def clock(ctx: Context) -> dict[str, Any]:
    """The names that do not depend on a record: who, when, where."""
    info = ctx.rev.definition.info
    where = zone(info.timezone)
    today = business_date(ctx.now, where, info.day_start)
    return {"@me": ctx.actor.id, "@now": ctx.now, "@today": today, "@zone": (where, info.day_start)}


class FormSource:
    """What expressions of one form (or, by key, of a subtable's rows) are compiled against: its columns, those its relations reach,
    and the names that are the same for every record."""

    def __init__(self, uow: UnitOfWork, form: str | TableKey, parameters: Mapping[str, Any] | None = None) -> None:
        key = (form, "") if isinstance(form, str) else form
        self._uow = uow
        self.joined = Joined(uow.revision.layout, key)
        self.dialect: str = uow.database.name
        self.registry: Any = uow.database.registry
        self.parameters: Mapping[str, Any] = {**clock(uow.ctx), **(parameters or {})}
        self.lateable: Mapping[int, int] = {}
        self.late: dict[int, Open] = {}

    def column(self, path: str) -> ColumnElement[Any]:
        """The column of a field or path, joined as needed."""
        return self.joined.column(path)

    def day(self, path: str) -> ColumnElement[Any] | None:
        """The companion of an instant."""
        return self.joined.day(path)

    def segment(self, name: str) -> Any:
        """A SELECT of the ids of a segment's members; the guards of one that somebody asks for come with it."""
        return members(Making(self._uow, {}, Place(clock(self._uow.ctx)), members), name, self.parameters)

    def exists(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Whether a row of a subtable meets a condition."""
        inner = _LineSource(self, prefix)
        found = build(inner)
        return exists().select_from(inner.rows.source).where(inner.rows.belongs, found).correlate_except(*inner.rows.tables())

    def scalar(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """An aggregate over the rows of a subtable."""
        inner = _LineSource(self, prefix)
        found = build(inner)
        statement = select(found).select_from(inner.rows.source).where(inner.rows.belongs)
        return statement.correlate_except(*inner.rows.tables()).scalar_subquery()


class _LineSource:
    """The same inside a subtable: its paths are columns of its rows, all others those of the record outside."""

    def __init__(self, outer: FormSource, prefix: str) -> None:
        crossing = outer.joined.many(prefix)
        assert crossing is not None, f"{prefix} leads to one record"
        self.rows: Lines = crossing[0]
        self._outer = outer
        self._prefix = prefix
        self.dialect = outer.dialect
        self.registry = outer.registry
        self.parameters = outer.parameters
        self.lateable = outer.lateable
        self.late = outer.late

    def column(self, path: str) -> ColumnElement[Any]:
        """The column of a field of the rows, of what they point at, or of the record outside."""
        inner = self._inner(path)
        return self._outer.column(path) if inner is None else self.rows.column(inner)

    def day(self, path: str) -> ColumnElement[Any] | None:
        """The companion of an instant."""
        inner = self._inner(path)
        return self._outer.day(path) if inner is None else self.rows.day(inner)

    def _inner(self, path: str) -> str | None:
        if path == self._prefix:
            return "id"
        return path.removeprefix(f"{self._prefix}.") if path.startswith(f"{self._prefix}.") else None

    def exists(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Another subtable of the record outside."""
        return self._outer.exists(prefix, build)

    def scalar(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Another subtable of the record outside."""
        return self._outer.scalar(prefix, build)

    def segment(self, name: str) -> Any:
        """The same segments as outside."""
        return self._outer.segment(name)


def conditions(source: FormSource, typed: Iterable[Typed]) -> list[ColumnElement[bool]]:
    """All of them, to be joined by AND. Ask for `source.joined.source` afterwards: it has grown by what they reach."""
    return [condition(item, source) for item in typed]
