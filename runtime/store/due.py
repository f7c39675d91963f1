"""Records that are due: one indexed statement for each page of a time rule.

Takes: a unit of work, Days (runtime/query.py), conditions. Gives: ids with the date that made them due. Never: a look at each record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, bindparam, false, func, literal_column, or_, select

from builder.expressions.check import Typed
from runtime.query import Days
from runtime.store.conditions import FormSource, clock, conditions
from runtime.store.ddl import month_day_text
from runtime.store.dialects.columns import Id
from runtime.store.folding import Values, kept, values_of
from runtime.store.layout import DAY, TableLayout
from runtime.store.prepared import Prepared
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
    fixed = values_of(uow, search.tests, clock(uow.ctx))
    shape = ("due", search.form, _shape(search.days), after is None, limit, tuple(map(id, search.tests)))
    statement = kept(uow, shape, search.tests, fixed, lambda: _paging(uow, search, fixed, (after is None, limit)))
    start = {} if after is None else {"after": after}
    rows = statement.run(uow.connection, **fixed.bound(), **_ends(uow, search.days), **start)
    return [Found(row[0], next((value for value in row[1:] if value is not None), None)) for row in rows]


def _shape(days: Days | None) -> tuple[Any, ...]:
    """What a statement depends on; the ends of the days are bound."""
    if days is None:
        return ()
    return (days.field, days.otherwise, days.month_days, days.before, days.first is None, days.last is None)


def _ends(uow: UnitOfWork, days: Days | None) -> dict[str, Any]:
    """The values of the places `_paging` leaves open: the days as dates, and as instants for what was made on them."""
    if days is None or days.month_days:
        return {}
    where, found = zone(uow.revision.definition.info.timezone), dict[str, Any]()
    if days.first:
        found |= {"first": days.first, "made_from": datetime.combine(days.first, time(), where)}
    if days.last:
        found |= {"last": days.last, "made_before": datetime.combine(days.last + timedelta(days=1), time(), where)}
    return found


def _paging(uow: UnitOfWork, search: Search, fixed: Values, page: tuple[bool, int]) -> Prepared:
    days, table = search.days, uow.revision.layout.form(search.form)
    source, where = _where(uow, search, fixed)
    if not page[0]:
        where.append(table.table.c.id > bindparam("after", type_=Id()))
    named = [days.field, *([days.otherwise] if days.otherwise else [])] if days else []
    statement = select(table.table.c.id, *(table.column(name) for name in named)).select_from(source).where(*where)
    most: Any = literal_column(str(page[1]), Integer())  # written down: PostgreSQL then plans for few rows
    return Prepared(uow.dialect, statement.order_by(table.table.c.id).limit(most))


def count(uow: UnitOfWork, search: Search) -> int:
    """How many there are."""
    source, where = _where(uow, search)
    return int(uow.connection.execute(select(func.count()).select_from(source).where(*where)).scalar_one())


def judge(uow: UnitOfWork, form: str, typed: Typed) -> None:
    """Raises ExpressionError where this database cannot judge a condition."""
    fixed = values_of(uow, [typed], clock(uow.ctx))
    kept(uow, ("judged", form, id(typed)), [typed], fixed, lambda: _tried(uow, form, typed, fixed))


def _tried(uow: UnitOfWork, form: str, typed: Typed, fixed: Values) -> bool:
    source = FormSource(uow, form)
    source.lateable = fixed.lateable()
    conditions(source, [typed])
    fixed.built(source.late)
    return True


def _where(uow: UnitOfWork, search: Search, fixed: Values | None = None) -> tuple[Any, list[ColumnElement[bool]]]:
    """(FROM, conditions); with `fixed` the ends of the days and what is fixed in the conditions are left open."""
    source, table = FormSource(uow, search.form), uow.revision.layout.form(search.form)
    source.lateable = fixed.lateable() if fixed else {}
    ends = _ends(uow, search.days)
    places = {name: bindparam(name, type_=_kind(table, name)) for name in ends} if fixed else ends
    due = [_due(uow, table, search.days, places)] if search.days else []
    where = [table.table.c.deleted_at.is_(None), *due, *conditions(source, search.tests)]
    if fixed:
        fixed.built(source.late)
    return source.joined.source, where


def _kind(table: TableLayout, place: str) -> Any:
    return table.table.c.created_at.type if place.startswith("made_") else Date()


def _due(uow: UnitOfWork, table: TableLayout, days: Days, ends: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition in the form the indexes serve."""
    own = _in(uow, table, days, (days.field, ends))
    if not days.otherwise:
        return own
    return or_(own, and_(table.column(days.field).is_(None), _in(uow, table, days, (days.otherwise, ends))))


def _in(uow: UnitOfWork, table: TableLayout, days: Days, which: tuple[str, Mapping[str, Any]]) -> ColumnElement[bool]:
    field, named_ends = which
    if field == CREATED:
        return _made(table, named_ends)
    column = table.column(field_of_day(table, field))
    if days.month_days:
        place: Any = literal_column(month_day_text(uow.dialect, column, qualified=True))
        named: Any = literal_column("(" + ", ".join(_month_day(uow.dialect.name, one) for one in days.month_days) + ")")
        return and_(place.op("IN")(named), column < date(days.before or 9999, 1, 1))
    ends = [column >= named_ends["first"]] if days.first else []
    ends += [column <= named_ends["last"]] if days.last else []
    return and_(column.is_not(None), *ends) if ends else false()


def _month_day(dialect: str, named: str) -> str:
    """`12-27` as the index holds it; digits alone, whoever wrote them."""
    month, _, day = named.partition("-")
    return f"'{int(month):02d}-{int(day):02d}'" if dialect == "sqlite" else str(int(month) * 100 + int(day))


def field_of_day(table: TableLayout, field: str) -> str:
    """The field with its local date: an instant's companion, else the date itself."""
    place = table.places.get(field)
    return f"{field}{DAY}" if place and place.day else field


def _made(table: TableLayout, named_ends: Mapping[str, Any]) -> ColumnElement[bool]:
    """Records made on these local days."""
    made = table.table.c.created_at
    ends = [made >= named_ends["made_from"]] if "made_from" in named_ends else []
    ends += [made < named_ends["made_before"]] if "made_before" in named_ends else []
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
