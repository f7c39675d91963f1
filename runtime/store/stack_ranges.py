"""What a condition on a date says of its periods, said once more over the period itself, so that an index of periods is searched.

Takes: conditions, axes. Gives: further conditions that follow from them. Never: one that leaves out a row the others keep.

Only SQLite is told: there an index begins with the period as it is grouped by (report_indexes.py). Bounds are two days wide, for the day of
a moment in UTC is at most that far from its business day in any zone.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Text, func, literal_column, type_coerce

from builder.expressions.check import Typed
from builder.expressions.terms import Term
from runtime.stack import Axis
from runtime.store.dialects import cuts
from runtime.store.dialects.conditions import FLIPPED
from runtime.store.expressions_sql import inner
from runtime.store.stack_source import RowSource

LOWER, UPPER = ("ge", "gt"), ("le", "lt")


def implied(conditions: Iterable[Typed], axes: Iterable[Axis], source: RowSource, day: Any) -> Iterator[Any]:
    """Bounds on the periods of axes; `day` writes the day of an axis."""
    if source.dialect != cuts.SQLITE:
        return
    parts = [part for typed in conditions for part in _parts(typed.root)]
    for axis in axes:
        if axis.value is None or axis.cut is None or not axis.cut.grain or axis.value.root.op != "name" or "." in axis.value.root.value:
            continue
        for op, bound in _bounds(parts, axis.value.root, source):
            period = cuts.grain(day(axis), axis.cut.grain, source.dialect)
            wide = func.date(func.substr(bound, literal_column("1"), literal_column("10")), literal_column(_days(op)), type_=Text())
            edge = cuts.grain(wide, axis.cut.grain, source.dialect)
            yield period >= edge if op in LOWER else period <= edge


def _days(op: str) -> str:
    return "'-2 days'" if op in LOWER else "'+2 days'"


def _parts(item: Term) -> Iterator[Term]:
    """What must hold for a condition to hold."""
    if item.op == "and":
        for arg in item.args:
            yield from _parts(arg)
    else:
        yield item


def _bounds(parts: Iterable[Term], name: Term, source: RowSource) -> Iterator[tuple[str, Any]]:
    """(comparison, value) of a date with what is the same for every row."""
    for part in parts:
        if part.op not in (*LOWER, *UPPER):
            continue
        first, second = part.args
        for op, left, right in ((part.op, first, second), (FLIPPED[part.op], second, first)):
            value = _value(right, source) if _is(left, name) else None
            if value is not None:
                yield op, value


def _is(item: Term, name: Term) -> bool:
    inside = item.args[0] if item.op == "business_day" else item
    return inside.op == "name" and inside.value == name.value


def _value(item: Term, source: RowSource) -> Any:
    """A value that is the same for every row, bound as the condition itself binds it; None where it is not, or empty."""
    free = [part for part in item.walk() if part.op in ("name", "each")]
    if any(part.op == "each" or part.value not in source.parameters for part in free):
        return None
    number = source.lateable.get(id(item))
    if number is not None:
        return inner(Term("late", item.type, value=(number, f"late{number}"), nullable=False), source)
    if any(part.op == "name" and source.parameters[part.value] is None for part in free):
        return None
    return type_coerce(inner(item, source), Text())
