"""Numbers over many records: a Stack as one statement.

Takes: a unit of work, a Stack. Gives: Rows. Never: a row its guards do not let through.
"""

from typing import Any

from runtime.stack import Rows, Stack
from runtime.store.conditions import clock
from runtime.store.prepared import Prepared
from runtime.store.stack_source import Making
from runtime.store.stack_whole import Whole
from runtime.store.write import UnitOfWork


def run(uow: UnitOfWork, stack: Stack) -> Rows:
    """The rows of a report, in its order."""
    found = _prepared(uow, stack).run(uow.connection)
    keys = (*stack.axes, *stack.numbers, *(step.key for step in stack.steps))
    return Rows(keys, tuple(found[: stack.limit]), cut_off=len(found) > stack.limit)


def statement(uow: UnitOfWork, stack: Stack) -> tuple[str, Any]:
    """The text and the bound values of what `run` would ask: what a cache may know an answer by."""
    return _prepared(uow, stack).asked()


def _prepared(uow: UnitOfWork, stack: Stack) -> Prepared:
    making = Making(uow, stack.guards, clock(uow.ctx))
    return Prepared(uow.dialect, Whole(making, stack).statement())
