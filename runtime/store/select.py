"""Reading records: pages, counts, titles, paths, row rules.

Takes: a unit of work and a Query. Gives: Row, ids, values. Never: who may see them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, literal_column, or_, select, text

from builder.expressions.types import Text
from runtime.query import Query, Sort
from runtime.store import keyset, lines
from runtime.store.conditions import FormSource, clock, conditions
from runtime.store.dialects.columns import Ids, Word, among
from runtime.store.folding import Values, kept, values_of
from runtime.store.joined import Joined
from runtime.store.keyset import Key
from runtime.store.paths import paths
from runtime.store.plan import FormPlan, columns, plan_of
from runtime.store.prepared import Prepared
from runtime.store.rows import Row, rows_of
from runtime.store.titles import titles
from runtime.store.write import UnitOfWork

NEWEST = (Sort("id", True),)
CHUNK = 500
FEW = 10_000
_NEVER_EMPTY = frozenset({"id", "version", "created_at", "updated_at"})

__all__ = ["Page", "count", "one", "page", "paths", "pointing", "satisfying", "titles"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `next_cursor` are the sort values and id of its last row, None where nothing follows."""

    rows: list[Row]
    next_cursor: tuple[Any, ...] | None


def page(uow: UnitOfWork, query: Query, fields: Sequence[str] | None = None) -> Page:
    """The next `limit` records in the order of the query (newest first where it names none), with these fields (None = all)."""
    plan = plan_of(uow.ctx, query.form)
    wanted = tuple(plan.layout.places) + tuple(plan.lines) if fields is None else tuple(fields)
    stored = tuple(key for key in wanted if key in plan.layout.places)
    cursor = query.cursor
    empties = None if cursor is None else tuple(value is None for value in cursor)
    fixed = values_of(uow, query.conditions, {**clock(uow.ctx), **dict(query.parameters)})
    asked = (query.form, query.sort, query.limit, query.search is not None, query.deleted)
    shape = ("page", *asked, stored, empties, tuple(map(id, query.conditions)))
    parts = kept(uow, shape, query.conditions, fixed, lambda: _parts(uow, (plan, stored), query, fixed))
    values = {} if cursor is None else {f"c{position}": value for position, value in enumerate(cursor)}
    values |= fixed.bound()
    if query.search is not None:
        values["words"] = _pattern(query.search)
    found: list[Any] = []
    for part in parts:
        found += part.run(uow.connection, **values)
        if len(found) > query.limit:
            break
    return _page(uow, plan, (wanted, stored), (found, query.limit, len(_sorted(query.sort))))


def _source(uow: UnitOfWork, query: Query, fixed: Values) -> FormSource:
    source = FormSource(uow, query.form, dict(query.parameters))
    source.lateable = fixed.lateable()
    return source


def _parts(uow: UnitOfWork, shown: tuple[FormPlan, tuple[str, ...]], query: Query, fixed: Values) -> list[Prepared]:
    plan, stored = shown
    source = _source(uow, query, fixed)
    keys = [Key(source.joined.column(item.field), item.descending, item.field in _NEVER_EMPTY) for item in _sorted(query.sort)]
    base = _filtered(plan, source, query, select(*columns(plan.layout, stored), *(key.column.label(f"k{n}") for n, key in enumerate(keys))))
    fixed.built(source.late)
    cursor = None
    if query.cursor is not None:
        cursor = [
            None if value is None else bindparam(f"c{position}", type_=key.column.type)
            for position, (key, value) in enumerate(zip(keys, query.cursor, strict=True))
        ]
    most: Any = literal_column(str(query.limit + 1), Integer())  # written down: PostgreSQL then plans for few rows
    return [
        Prepared(uow.dialect, (base if condition is None else base.where(condition)).order_by(*keyset.order(order)).limit(most))
        for condition, order in keyset.parts(keys, cursor)
    ]


def _page(uow: UnitOfWork, plan: FormPlan, fields: tuple[tuple[str, ...], tuple[str, ...]], found: tuple[list[Any], int, int]) -> Page:
    wanted, stored = fields
    lines_, limit, sorted_by = found
    here = lines_[:limit]
    rows = rows_of((line[:-sorted_by] for line in here), stored)
    by_id = {row.id: row for row in rows}
    for key in wanted:
        if key in plan.lines and rows:
            lines.attach(uow, plan, key, by_id)
    return Page(rows, tuple(here[-1][-sorted_by:]) if len(lines_) > limit else None)


def _sorted(sort: Iterable[Sort]) -> list[Sort]:
    """The order with the id behind it, in the direction of the first key, so that every place in it is one record."""
    asked = list(sort) or list(NEWEST)
    return asked if any(item.field == "id" for item in asked) else [*asked, Sort("id", asked[0].descending)]


def _filtered(plan: FormPlan, source: FormSource, query: Query, statement: "Select[Any]") -> "Select[Any]":
    table = plan.layout.table
    where = [table.c.deleted_at.is_not(None) if query.deleted else table.c.deleted_at.is_(None), *conditions(source, query.conditions)]
    if query.search is not None:
        where.append(_search(plan))
    return statement.select_from(source.joined.source).where(*where)


def _search(plan: FormPlan) -> Any:
    """Records in one of whose search fields the text occurs; upper and lower case alike for A–Z."""
    places = [plan.layout.places[key] for key in plan.form.search if key in plan.layout.places]
    texts = [plan.layout.table.c[place.name] for place in places if isinstance(place.type, Text)]
    words: Any = bindparam("words", type_=Word())
    return or_(*(column.ilike(words, escape="/") for column in texts)) if texts else text("1 = 0")


def _pattern(words: str) -> str:
    """The text anywhere, its signs taken literally."""
    return "%" + words.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"


def count(uow: UnitOfWork, query: Query, exact: bool = True) -> int:
    """How many records the query finds. Not exact: counted up to ten thousand, beyond that the database's own estimate."""
    plan = plan_of(uow.ctx, query.form)
    source = FormSource(uow, query.form, dict(query.parameters))
    statement = _filtered(plan, source, replace(query, cursor=None), select(plan.layout.table.c.id))
    if query.search is not None:
        statement = statement.params(words=_pattern(query.search))
    if exact:
        return int(uow.connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())
    few = int(uow.connection.execute(select(func.count()).select_from(statement.limit(FEW + 1).subquery())).scalar_one())
    return few if few <= FEW else uow.database.estimate(uow.connection, statement)


def one(uow: UnitOfWork, form: str, id: str, conditions_: Any = (), fields: Sequence[str] | None = None) -> Row | None:
    """A live record for which the conditions hold, or None."""
    plan = plan_of(uow.ctx, form)
    source = FormSource(uow, form)
    wanted = tuple(plan.layout.places) + tuple(plan.lines) if fields is None else tuple(fields)
    stored = tuple(key for key in wanted if key in plan.layout.places)
    statement = _filtered(plan, source, Query(form, _several(conditions_)), select(*columns(plan.layout, stored)))
    rows = rows_of(uow.connection.execute(statement.where(plan.layout.table.c.id == id)), stored)
    for key in wanted:
        if key in plan.lines and rows:
            lines.attach(uow, plan, key, {id: rows[0]})
    return rows[0] if rows else None


def _several(found: Any) -> tuple[Any, ...]:
    return tuple(found) if isinstance(found, list | tuple) else (found,)


def satisfying(uow: UnitOfWork, form: str, ids: Sequence[str], condition: Any, parameters: Mapping[str, Any] | None = None) -> set[str]:
    """Those of the records, in the bin or not, for which a condition (or every one of several) holds as they are now."""
    query = Query(form, _several(condition), parameters=tuple((parameters or {}).items()))
    fixed = values_of(uow, query.conditions, {**clock(uow.ctx), **dict(query.parameters)})
    single = len(ids) == 1
    shape = ("satisfying", form, single, tuple(map(id, query.conditions)))
    statement = kept(uow, shape, query.conditions, fixed, lambda: _satisfying(uow, query, single, fixed))
    values = fixed.bound()
    if single:
        return {row[0] for row in statement.run(uow.connection, id=ids[0], **values)}
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        found.update(row[0] for row in statement.run(uow.connection, ids=list(ids[start : start + CHUNK]), **values))
    return found


def _satisfying(uow: UnitOfWork, query: Query, single: bool, fixed: Values) -> Prepared:
    """The statement for one id or for several."""
    source = _source(uow, query, fixed)
    table = plan_of(uow.ctx, query.form).layout.table
    where = conditions(source, query.conditions)
    fixed.built(source.late)
    statement = select(table.c.id).select_from(source.joined.source).where(*where)
    if single:
        return Prepared(uow.dialect, statement.where(table.c.id == bindparam("id", type_=table.c.id.type)))
    return Prepared(uow.dialect, statement.where(among(table.c.id, bindparam("ids", type_=Ids()), uow.dialect.name)))


def pointing(uow: UnitOfWork, form: str, path: str, target: str) -> list[str]:
    """Ids of live records whose relation (`member`, or `lines.product` in a subtable) points at a record, in order."""
    joined = Joined(uow.revision.layout, (form, ""))
    statement = select(joined.root.c.id).where(joined.root.c.deleted_at.is_(None)).order_by(joined.root.c.id)
    crossing = joined.many(path)
    if crossing is None:
        statement = statement.where(joined.column(path) == target)
    else:
        rows, rest = crossing
        statement = statement.where(select(rows.root.c.id).where(rows.belongs, rows.column(rest) == target).exists())
    return list(uow.connection.execute(statement).scalars())
