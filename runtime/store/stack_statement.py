"""The statement of a stack: its groups in their order, and further levels below. Takes: a Stack. Gives: a SELECT. Never: executes.

Columns: `level` (0, 1 …), `f…` whether a group is the rest, then axes, numbers and steps.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Select, func, literal_column, select, type_coerce, union_all

from runtime.stack import Stack
from runtime.store.dialects.evaluate import Result
from runtime.store.stack_making import Making
from runtime.store.stack_whole import Whole

MOST = 10_000  # rows of a further level


def written(making: Making, stack: Stack) -> "Select[Any]":
    """One statement; of the groups one more than the limit."""
    whole = Whole(making, stack)
    if not stack.levels:
        rows = whole.level(whole.axes)
        columns = _told(whole, rows, literal_column("0", Integer()))
        return select(*columns).where(*whole.having(rows)).order_by(*whole.sorted(rows, whole.axes)).limit(_number(stack.limit + 1))
    parts = [_part(whole, whole.axes, (0, stack.limit + 1))]
    parts += [_part(whole, level, (place, MOST)) for place, level in enumerate(stack.levels, 1)]
    every = union_all(*parts).cte(making.fresh("v"))
    return select(*_told(whole, every, every.c.level)).order_by(every.c.level, every.c.pos)


def _number(value: int) -> Any:
    return literal_column(str(value), Integer())


def _names(whole: Whole) -> list[str]:
    rests = [rest for key in whole.axes if (rest := whole.rest(key))]
    return [*rests, *(whole.name(key) for key in (*whole.axes, *whole.finished))]


def _part(whole: Whole, kept: Sequence[str], about: tuple[int, int]) -> Any:
    """One level, numbered in its order. Conditions on finished numbers are for the groups, not for their totals."""
    level, most = about
    rows = whole.level(kept)
    order: Any = whole.sorted(rows, kept)
    place = func.row_number().over(order_by=order or None).label("pos")
    numbered = select(*(rows.c[name] for name in _names(whole)), place).where(*(() if level else whole.having(rows)))
    table = numbered.cte(whole.making.fresh("n"))
    return select(_number(level).label("level"), *table.c).where(table.c.pos <= _number(most))


def _told(whole: Whole, rows: Any, level: Any) -> list[Any]:
    """The columns as Python reads them."""
    kinds = {**whole.kinds.axes, **whole.finished}
    rests = [rows.c[rest] for key in whole.axes if (rest := whole.rest(key))]
    values = [type_coerce(rows.c[whole.name(key)], Result(kind)).label(whole.name(key)) for key, kind in kinds.items()]
    return [level.label("level"), *rests, *values]
