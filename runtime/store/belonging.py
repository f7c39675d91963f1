"""Whether one record is in a segment right now. Takes: a unit of work, a name, an id. Gives: yes or no. Never: by whom it may be known.

Rules ask it record by record inside the transaction that writes: what a segment means is worked out once a day, the record is bound late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select

from builder.expressions.check import Typed
from builder.expressions.grammar import Path
from builder.expressions.terms import SEGMENT, Term, boolean
from builder.expressions.terms import name as named
from builder.expressions.types import Ref
from runtime.ids import encode
from runtime.stack import Among, Branch, Stack, Window
from runtime.store import segments
from runtime.store.conditions import clock
from runtime.store.dialects.conditions import Open
from runtime.store.folding import shelf_of
from runtime.store.prepared import Prepared
from runtime.store.stack_making import Making, Place
from runtime.store.write import UnitOfWork

RECORD = "@record"
SOMEBODY = encode(0)  # stands in the statement until it is run


@dataclass(frozen=True)
class _Asked:
    """A statement that says whether a record belongs, and the place of the record in it."""

    statement: Prepared
    place: Open


def belongs(uow: UnitOfWork, name: str, record: str) -> bool:
    """As the system knows it, in the transaction at hand; a segment that is not there has no members."""
    if name.removeprefix(SEGMENT) not in uow.revision.definition.segments:
        return False
    asked = _asked(uow, name)
    values = {asked.place.name: asked.place.write(record)}
    return bool(asked.statement.run(uow.connection, **values)[0][0])


def _asked(uow: UnitOfWork, name: str) -> _Asked:
    """The statement of today, kept unless it holds for this moment alone."""
    now = clock(uow.ctx)
    key = ("belonging", name, now["@today"], now["@me"])
    if uow.revision.memo(("store", "belonging", "moves", name), lambda _: _moves(segments.of_system(uow, name), uow.now)):
        return _written(uow, name)
    return shelf_of(uow).get(key, lambda: _written(uow, name))  # type: ignore[no-any-return]


def _moves(among: Among, now: datetime) -> bool:
    """Whether it means something else a moment later."""
    typed = (*among.conditions, *(one for branch in _branches(among) for one in _of(branch)))
    given = [among.parameters, *(branch.parameters for branch in _branches(among))]
    if any("@now" in one.names for one in typed):
        return True
    values = [(key, value) for parameters in given for key, value in parameters.items() if key != "@now"]
    return any(_moves(value, now) if isinstance(value, Among) else value == now for _, value in values)


def _branches(among: Among) -> tuple[Branch, ...]:
    return among.stack.branches if among.stack else ()


def _of(branch: Branch) -> Iterator[Typed]:
    yield from branch.conditions
    yield from (axis.value for axis in branch.axes if axis.value is not None)
    yield from (one.value for one in branch.aggregates if one.value is not None)
    yield from (test for one in branch.aggregates for test in one.where)


def _written(uow: UnitOfWork, name: str) -> _Asked:
    among = segments.of_system(uow, name)
    one = Term("name", Ref(among.form), value=RECORD, nullable=False)
    conditions = (*among.conditions, _only(named("id", Ref(among.form)), one))
    among = replace(among, conditions=conditions, stack=_narrowed(among.stack, one), parameters={**among.parameters, RECORD: SOMEBODY})
    places = [None, *(("branch", number) for number in range(len(_branches(among))))]
    making = Making(uow, among.guards, Place(clock(uow.ctx)), segments.members, lateables={key: {id(one): 0} for key in places})
    statement = Prepared(uow.dialect, select(exists(segments.written(making, among))))
    return _Asked(statement, making.late[0])


def _narrowed(stack: Stack | None, one: Term) -> Stack | None:
    """The numbers of one record alone, where they do not depend on those of others."""
    if stack is None or any(isinstance(step, Window) for step in stack.steps):
        return stack
    return replace(stack, branches=tuple(_of_one(branch, one) for branch in stack.branches))


def _of_one(branch: Branch, one: Term) -> Branch:
    values = [axis.value.root for axis in branch.axes if axis.value is not None]
    conditions = [_only(value, one) for value in values if isinstance(value.type, Ref) and not value.prefix]
    return replace(branch, conditions=(*branch.conditions, *conditions), parameters={**branch.parameters, RECORD: SOMEBODY})


def _only(value: Term, one: Term) -> Typed:
    return Typed("", Path(0, 0, (RECORD,)), boolean("eq", value, one))


__all__ = ["belongs"]
