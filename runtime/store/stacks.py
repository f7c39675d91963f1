"""Numbers over many records: a Stack as one statement.

Takes: a unit of work, a Stack. Gives: Rows. Never: a row its guards do not let through.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from builder.errors import LimitExceeded
from runtime.stack import Rows, Stack
from runtime.store.prepared import Ready
from runtime.store.stack_cache import prepared
from runtime.store.write import UnitOfWork

__all__ = ["exact", "prepared", "run"]


def run(uow: UnitOfWork, stack: Stack, ready: Ready | None = None) -> Rows:
    """The rows of a report, in its order. `ready`: its statement, where that has been prepared."""
    ready = ready or prepared(uow, stack)
    with exact(uow):
        found = ready.rows(uow.connection)
    rests = [one.axis for axis in stack.axes for one in stack.best if one.axis == axis and one.other]
    return _rows(stack, rests, found)


def _rows(stack: Stack, rests: list[str], found: list[tuple[Any, ...]]) -> Rows:
    start = 1 + len(rests)
    levels: dict[int, list[tuple[Any, ...]]] = {place: [] for place in range(len(stack.levels) + 1)}
    for row in found:
        levels[row[0]].append(row)
    own = levels.pop(0)
    shown = own[: stack.limit]
    further = {stack.levels[place - 1]: rows for place, rows in levels.items()}
    return Rows(
        keys=(*stack.axes, *stack.numbers, *(step.key for step in stack.steps)),
        rows=tuple(row[start:] for row in shown),
        levels={by: tuple(row[start:] for row in rows) for by, rows in further.items()},
        others=_others(rests, shown),
        rests={by: rest for by, rows in further.items() if (rest := _others(rests, rows))},
        cut_off=len(own) > stack.limit,
    )


def _others(rests: list[str], rows: list[tuple[Any, ...]]) -> dict[int, frozenset[str]]:
    """The axes whose group is the rest, by the position of the row."""
    found = ((place, frozenset(key for key, flag in zip(rests, row[1:], strict=False) if flag)) for place, row in enumerate(rows))
    return {place: keys for place, keys in found if keys}


@contextmanager
def exact(uow: UnitOfWork) -> Iterator[None]:
    """A number the database cannot hold exactly is told, not bent."""
    try:
        yield
    except DBAPIError as error:
        if uow.database.violation(error).kind == "size":
            raise LimitExceeded("report_number_too_large") from error
        raise
