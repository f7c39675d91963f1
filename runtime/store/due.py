"""Records that are due: one indexed statement for each page of a time rule.

Takes: a unit of work, Days (runtime/query.py), conditions. Gives: ids with the date that made them due. Never: a look at each record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, false, func, literal_column, or_, select

from builder.expressions.check import Typed
from runtime.query import Days
from runtime.store.conditions import FormSource, conditions
from runtime.store.ddl import month_day_text
from runtime.store.layout import DAY, TableLayout
from runtime.store.write import UnitOfWork
from runtime.values import zone

CREATED = "created_at"


@dataclass(frozen=True, slots=True)
class Found:
    """A record and the date (or instant) in it that made it due; None where only a condition did."""

    id: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Search:
    """Records of a form that are due by their days (None: whatever the day) and meet conditions of the language."""

    form: str
    days: Days | None = None
    tests: Sequence[Typed] = ()


def page(uow: UnitOfWork, search: Search, after: str | None, limit: int) -> list[Found]:
    """The next records in the order of ids."""
    days, table = search.days, uow.revision.layout.form(search.form)
    source, where = _where(uow, search)
    if after is not None:
        where.append(table.table.c.id > after)
    named = [days.field, *([days.otherwise] if days.otherwise else [])] if days else []
    statement = select(table.table.c.id, *(table.column(name) for name in named)).select_from(source).where(*where)
    most: Any = literal_column(str(limit), Integer())  # written down: PostgreSQL then plans for few rows
    rows = uow.connection.execute(statement.order_by(table.table.c.id).limit(most))
    return [Found(row[0], next((value for value in row[1:] if value is not None), None)) for row in rows]


def count(uow: UnitOfWork, search: Search) -> int:
    """How many there are."""
    source, where = _where(uow, search)
    return int(uow.connection.execute(select(func.count()).select_from(source).where(*where)).scalar_one())


def judge(uow: UnitOfWork, form: str, typed: Typed) -> None:
    """Raises ExpressionError where this database cannot judge a condition."""
    conditions(FormSource(uow, form), [typed])


def _where(uow: UnitOfWork, search: Search) -> tuple[Any, list[ColumnElement[bool]]]:
    """(FROM, conditions)."""
    source, table = FormSource(uow, search.form), uow.revision.layout.form(search.form)
    due = [_due(uow, table, search.days)] if search.days else []
    where = [table.table.c.deleted_at.is_(None), *due, *conditions(source, search.tests)]
    return source.joined.source, where


def _due(uow: UnitOfWork, table: TableLayout, days: Days) -> ColumnElement[bool]:
    """The condition in the form the indexes serve."""
    own = _in(uow, table, days, days.field)
    if not days.otherwise:
        return own
    return or_(own, and_(table.column(days.field).is_(None), _in(uow, table, days, days.otherwise)))


def _in(uow: UnitOfWork, table: TableLayout, days: Days, field: str) -> ColumnElement[bool]:
    if field == CREATED:
        return _made(uow, table, days)
    column = table.column(field_of_day(table, field))
    if days.month_days:
        place: Any = literal_column(month_day_text(uow.dialect, column, qualified=True))
        named: Any = literal_column("(" + ", ".join(_month_day(uow.dialect.name, one) for one in days.month_days) + ")")
        return and_(place.op("IN")(named), column < date(days.before or 9999, 1, 1))
    ends = [column >= days.first] if days.first else []
    ends += [column <= days.last] if days.last else []
    return and_(column.is_not(None), *ends) if ends else false()


def _month_day(dialect: str, named: str) -> str:
    """`12-27` as the index holds it; digits alone, whoever wrote them."""
    month, _, day = named.partition("-")
    return f"'{int(month):02d}-{int(day):02d}'" if dialect == "sqlite" else str(int(month) * 100 + int(day))


def field_of_day(table: TableLayout, field: str) -> str:
    """The field with its local date: an instant's companion, else the date itself."""
    place = table.places.get(field)
    return f"{field}{DAY}" if place and place.day else field


def _made(uow: UnitOfWork, table: TableLayout, days: Days) -> ColumnElement[bool]:
    """Records made on these local days."""
    where, made = zone(uow.revision.definition.info.timezone), table.table.c.created_at
    ends = [made >= datetime.combine(days.first, time(), where)] if days.first else []
    ends += [made < datetime.combine(days.last + timedelta(days=1), time(), where)] if days.last else []
    return and_(*ends) if ends else false()


def has(uow: UnitOfWork, search: Search, record: str) -> bool:
    """Whether a record is among them."""
    source, where = _where(uow, search)
    table = uow.revision.layout.form(search.form).table
    return uow.connection.execute(select(table.c.id).select_from(source).where(*where, table.c.id == record)).first() is not None


def plan(uow: UnitOfWork, search: Search) -> list[str]:
    """How this database goes about it, line by line: which index serves it."""
    source, where = _where(uow, search)
    table = uow.revision.layout.form(search.form).table
    statement = select(table.c.id).select_from(source).where(*where).order_by(table.c.id).limit(500)
    text = str(statement.compile(dialect=uow.dialect, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN" if uow.dialect.name == "sqlite" else "EXPLAIN"
    return [str(row[-1]) for row in uow.connection.exec_driver_sql(f"{how} {text}".replace("%", "%%"))]
