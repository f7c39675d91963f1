"""Members of segments as a SELECT of ids. Takes: Among. Gives: SQL. Never: who may know of them (guards come with what asks)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import false, select

from builder.errors import BrokenDefinition
from builder.expressions.terms import SEGMENT
from runtime import dataset
from runtime.stack import Among
from runtime.store.stack_making import Making
from runtime.store.stack_source import Home, RowSource, live, met
from runtime.store.stack_whole import Whole
from runtime.store.write import UnitOfWork


def members(making: Making, name: str, parameters: Mapping[str, Any]) -> Any:
    """The ids of the members of a segment that stands under a name."""
    among = parameters.get(name)
    if not isinstance(among, Among):
        among = of_system(making.uow, name)
    return written(replace(making, guards=among.guards) if among.guards else making, among)


def of_system(uow: UnitOfWork, name: str) -> Among:
    """All members there are, for what a definition says; nobody may ask for those of a viewer without saying who he is."""
    app, key = uow.revision.definition, name.removeprefix(SEGMENT)
    if not name.startswith(SEGMENT) or key not in app.segments:
        raise BrokenDefinition("report_segment_missing", name=name)
    found = dataset.segment_of(app, uow.ctx.runtime.catalog, app.segments[key], dataset.unasked(uow.ctx))
    return replace(found, guards=dict.fromkeys(app.forms, ()))


def written(making: Making, among: Among) -> Any:
    """Records that meet the conditions and, where numbers decide, those the numbers belong to."""
    home = Home(making, (among.form, ""))
    source = RowSource(home, making.place(among.parameters))
    where = [*live(home), *met(among.conditions, source)]
    if among.stack is not None:
        where.append(home.root.c.id.in_(_entities(making, among)) if making.guard(among.form) is not None else false())
    return select(home.root.c.id).select_from(home.source).where(*where)


def _entities(making: Making, among: Among) -> Any:
    assert among.stack is not None
    guards = among.stack.guards or making.guards
    whole = Whole(replace(making, guards=guards), among.stack)
    rows = whole.level(whole.axes)
    return select(rows.c.a0).where(rows.c.a0.is_not(None), *whole.having(rows))
