"""How many pass each stage of a funnel, each once, in order. Takes: a unit of work, a Passage. Gives: counts. Never: who they are."""

from typing import Any

from sqlalchemy import and_, func, literal_column, select, type_coerce, union_all

from builder.expressions import types as t
from builder.expressions.terms import Term, business_day, constant
from runtime.stack import Passage, Stage
from runtime.store.conditions import clock
from runtime.store.dialects import cuts
from runtime.store.expressions_sql import inner
from runtime.store.layout import home_key
from runtime.store.prepared import Prepared, Ready
from runtime.store.segments import members
from runtime.store.stack_making import Making, Place
from runtime.store.stack_source import Columns, Home, RowSource, live, met
from runtime.store.write import UnitOfWork

Counts = tuple[tuple[str, int], ...]


def pass_(uow: UnitOfWork, passage: Passage, ready: Ready | None = None) -> Counts:
    """(stage, how many reached it), in order. `ready`: its statement, where that has been prepared."""
    ready = ready or prepared(uow, passage)
    return tuple((passage.stages[place].key, count) for place, count in ready.rows(uow.connection))


def prepared(uow: UnitOfWork, passage: Passage) -> Ready:
    """The statement of a funnel, written anew for each run."""
    making = Making(uow, passage.guards, Place(clock(uow.ctx)), members)
    before: Reached | None = None
    parts: list[Any] = []
    for place, stage in enumerate(passage.stages):
        reached = _reached(making, passage, stage, before)
        parts.append(select(literal_column(str(place)).label("place"), func.count().label("entities")).select_from(reached[0]))
        before = reached
    every = union_all(*parts).cte(making.fresh("v"))
    return Ready(Prepared(uow.dialect, select(every.c.place, every.c.entities).order_by(every.c.place)), {})


Reached = tuple[Any, t.Type]  # a CTE of (e: the entity, t: when it first got there), the type of t


def _reached(making: Making, passage: Passage, stage: Stage, before: Reached | None) -> Reached:
    """Who came to a stage, and when first: after the stage before, and not too late after it."""
    home = Home(making, home_key(stage.home))
    source = RowSource(home, making.place(stage.parameters))
    where = [*live(home), *met(stage.conditions, source)]
    entity = cuts.told(inner(stage.entity.root, source), stage.entity.type, making.dialect)
    if before is None:
        return _first(making, select(entity.label("e"), _at(source, stage.at.root).label("t")), home.source, where), stage.at.type
    table, kind = before
    root, earlier = _alike(stage.at.root, kind)
    at = _at(source, root)
    came = _at(Columns(making, {"t": table.c.t}), earlier)
    after = at > came if isinstance(root.type, t.Instant) else at >= came
    ends = [] if passage.within is None else [at <= _at(Columns(making, {"t": table.c.t}), _later(earlier, passage.within, making))]
    joined = home.source.join(table, and_(entity == table.c.e, after, *ends))
    return _first(making, select(entity.label("e"), at.label("t")), joined, where), root.type


def _first(making: Making, columns: Any, source: Any, where: list[Any]) -> Any:
    rows = columns.select_from(source).where(*where).cte(making.fresh("r"))
    first = type_coerce(func.min(rows.c.t), rows.c.t.type).label("t")
    return select(rows.c.e, first).where(rows.c.e.is_not(None), rows.c.t.is_not(None)).group_by(rows.c.e).cte(making.fresh("first"))


def _at(source: Any, root: Term) -> Any:
    return cuts.told(inner(root, source), root.type, source.dialect)


def _alike(at: Term, kind: t.Type) -> tuple[Term, Term]:
    """This moment and the one before in one type: where either is a day, both are."""
    before = Term("name", kind, value="t")
    if isinstance(at.type, t.Instant) and isinstance(kind, t.Instant):
        return at, before
    return business_day(at), business_day(before)


def _later(at: Term, within: tuple[int, str], making: Making) -> Term:
    """The last moment that still counts."""
    count, unit = within
    if unit == "quarter":
        count, unit = count * 3, "month"
    if unit == "hour" and isinstance(at.type, t.Date):
        count, unit = -(-count // 24), "day"
    zone = () if isinstance(at.type, t.Date) else (Term("name", t.Json(), value="@zone", nullable=False),)
    return Term("date_add", at.type, (at, constant(count, t.Number()), *zone), value=unit)
