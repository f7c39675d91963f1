"""Whether one record is in a segment right now. Takes: a unit of work, a name, an id. Gives: yes or no. Never: by whom it may be known."""

from dataclasses import replace

from sqlalchemy import exists, select

from builder.expressions.terms import SEGMENT
from runtime import dataset
from runtime.store.conditions import FormSource
from runtime.store.write import UnitOfWork
from runtime.values import zone


def belongs(uow: UnitOfWork, name: str, record: str) -> bool:
    """As the system knows it, in the transaction at hand; a segment that is not there has no members."""
    app = uow.revision.definition
    segment = app.segments.get(name.removeprefix(SEGMENT))
    if segment is None:
        return False
    asked = dataset.Asked({}, uow.now, zone(app.info.timezone), app.info.day_start, uow.ctx.actor.id)
    among = dataset.segment_of(app, uow.ctx.runtime.catalog, segment, asked, record)
    source = FormSource(uow, segment.entity, {name: replace(among, guards=dict.fromkeys(app.forms, ()))})
    return bool(uow.connection.execute(select(exists(source.segment(name)))).scalar())
