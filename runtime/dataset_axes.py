"""What the numbers of a report are split by: dimensions as axes of a home, their groups as conditions, the way down.

Takes: dimensions, a Frame. Gives: Axis, Derived, condition trees. Never: numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from builder.checks.homes import Home
from builder.checks.unfolding import unfolded
from builder.definitions.report import Dimension, Report
from builder.errors import Fault, Invalid
from builder.expressions import dates, grammar
from builder.expressions.check import Typed, each
from builder.expressions.grammar import Call, Compare, Constant, Node, Path
from builder.expressions.rewriting import every
from builder.expressions.types import Date, Instant, List, Number, Type
from builder.expressions.writing import value_node
from runtime import dataset_periods as periods
from runtime.dataset_asked import Frame
from runtime.dataset_periods import Offset
from runtime.stack import Axis, Cut

PARTS: Mapping[str, str] = {
    "hour": "HOUR", "weekday": "WEEKDAY", "day": "DAY", "month": "MONTH", "quarter": "QUARTER", "year": "YEAR",
}  # fmt: skip
Step = tuple[str, Any]  # a dimension and the value that was clicked


@dataclass(frozen=True)
class Cutting:
    """A dimension of a source: the value that is cut (None: derived), how, of which type it is before."""

    dimension: Dimension
    node: Node | None
    cut: Cut | None
    type: Type

    @property
    def dated(self) -> bool:
        """Whether its groups are periods of the calendar."""
        return self.node is not None and self.cut is not None and self.cut.grain is not None and self.cut.since is None


def path_node(path: str) -> Path:
    """A dotted path as a tree."""
    return Path(0, 0, tuple(path.split(".")))


def dated_path(node: Node | None) -> Path | None:
    """The date or moment an expression is about: a path, or the day of one."""
    inner = node.arguments[0] if isinstance(node, Call) and node.function == "DATE" and node.arguments else node
    return inner if isinstance(inner, Path) else None


def value_of(dimension: Dimension) -> Node:
    """What a dimension without `derive` splits by, before it is cut."""
    node = path_node(dimension.field) if dimension.field else grammar.parse(str(dimension.expression))
    return Call(0, 0, PARTS[dimension.part], (node,)) if dimension.part else node


def cutting(frame: Frame, dimension: Dimension) -> Cutting:
    """How a dimension of the frame's source is cut."""
    if dimension.derive:
        return Cutting(dimension, None, _cut(dimension, Number()), Number())
    node = value_of(dimension)
    type_ = _typed(frame, node).type
    if dimension.bins and isinstance(type_, Date | Instant) and not _dates(dimension.bins):
        node, type_ = Call(0, 0, "AGE", (node,)), Number(0)
    return Cutting(dimension, node, _cut(dimension, type_), type_)


def _typed(frame: Frame, node: Node) -> Typed:
    return each(unfolded(frame.types, frame.source, node), frame.scope(frame.source))


def _dates(bins: Iterable[Any]) -> bool:
    return any(isinstance(item, str) and dates.read(item) for item in bins)


def _cut(dimension: Dimension, type_: Type) -> Cut | None:
    if dimension.bins:
        return Cut(bins=tuple(sorted(bound(item, type_) for item in dimension.bins)))
    if dimension.since:
        return Cut(grain=dimension.grain or "month", since=dimension.since)
    if dimension.grain:
        return Cut(grain=dimension.grain)
    return Cut(grain="day") if isinstance(type_, Date | Instant) else None


def bound(raw: Any, type_: Type) -> Any:
    """The lower bound of a bin: a day, or a number as it is written."""
    if isinstance(type_, Date | Instant):
        return date.fromisoformat(raw)
    try:
        exact = Decimal(str(raw))
    except InvalidOperation:
        raise Invalid("invalid", [Fault("/dimensions", "not_number")]) from None
    return int(exact) if exact == exact.to_integral_value() else exact


def axis(frame: Frame, home: Home, made: Cutting, offset: Offset | None) -> Axis:
    """A dimension as a home sees it; neither value nor derive where it does not know it. `offset`: its groups are moved ahead."""
    key, cut = made.dimension.key, made.cut
    if made.node is None:
        return Axis(key, derive=key if home.path(_names(made.dimension)) is not None else None, cut=cut)
    seen = home.node(unfolded(frame.types, frame.source, made.node), frame.constant)
    if seen is None:
        return Axis(key)
    if offset and cut and made.dated:
        cut = replace(cut, ahead=whole(offset))
    typed = each(seen, frame.scope(home.key))
    return Axis(key, typed, cut=cut, path=".".join(seen.names) if isinstance(seen, Path) else None)


def whole(offset: Offset) -> Offset:
    """An offset in days or months."""
    n, unit = offset
    months = periods.MONTHS.get(unit)
    return (n * months, "month") if months else (n * 7 if unit == "week" else n, "day")


def several(value: Typed) -> bool:
    """Whether a row has several values: one for each line, or a list of them."""
    return bool(value.root.prefix) or isinstance(value.type, List)


def _names(dimension: Dimension) -> tuple[str, ...]:
    assert dimension.derive
    return tuple(dimension.derive.per.split("."))


@dataclass(frozen=True)
class Down:
    """Where a viewer is on the way down: the dimensions he sees now, the values he came by with the dimensions they belong to, and key by
    key what stands in its place now."""

    dimensions: tuple[Dimension, ...]
    taken: tuple[tuple[Dimension, Any], ...]
    instead: Mapping[str, str]


def dimension_of(report: Report, key: str) -> Dimension:
    """A dimension of a report, or one of its ways down, which are called by their path; Invalid where it has none."""
    own = next((one for one in report.dimensions if one.key == key), None)
    if own is None and not any(key in drill.path for drill in report.drill):
        raise Invalid("invalid", [Fault("/drill", "report_drill_unknown")])
    return own or Dimension(key, field=key)


def down(report: Report, steps: Sequence[Step], kept: frozenset[str] | None = None) -> Down:
    """The way a viewer went: each value is a filter, and the next dimension of the path stands where it was clicked."""
    shown = [one for one in report.dimensions if kept is None or one.key in kept]
    taken: list[tuple[Dimension, Any]] = []
    instead: dict[str, str] = {}
    for key, value in steps:
        here = dimension_of(report, key)
        taken.append((here, value))
        after = _next(report, key, {one.key for one in shown})
        if after is None or any(one.since == key for one in shown):
            continue
        place = next((place for place, one in enumerate(shown) if one.key == key), None)
        if place is not None:
            shown[place] = dimension_of(report, after)
            instead = {**{before: after if now == key else now for before, now in instead.items()}, key: after}
    return Down(tuple(shown), tuple(taken), instead)


def _next(report: Report, key: str, shown: set[str]) -> str | None:
    """What follows a dimension on the first way down it stands on and that is not shown yet."""
    for drill in report.drill:
        if key in drill.path:
            rest = [name for name in drill.path[drill.path.index(key) + 1 :] if name not in shown]
            if rest:
                return rest[0]
    return None


def equal(made: Cutting, value: Any, name: str) -> tuple[Node, tuple[date, date] | None]:
    """The condition that a record falls into a group, and where it is a period, its days under `name`."""
    node = made.node
    if node is None:
        raise Invalid("invalid", [Fault("/drill", "report_group_derived")])
    if value is None:
        return _below(made, node), None
    if made.cut and made.cut.since:
        raise Invalid("invalid", [Fault("/drill", "report_group_derived")])
    if made.dated:
        grain = str(made.cut.grain) if made.cut else "day"
        start = periods.begin(value, grain)
        return Compare(0, 0, "in", node, Path(0, 0, (name,))), (start, periods.moved(start, (1, grain)))
    if made.cut and made.cut.bins:
        return every(list(_bin(node, value, made.cut.bins))), None
    if isinstance(made.type, List):
        return Compare(0, 0, "in", value_node(value), node), None
    return Compare(0, 0, "==", node, value_node(value)), None


def _below(made: Cutting, node: Node) -> Node:
    """Nothing to group by; of bins also what lies below the first."""
    empty = Call(0, 0, "EMPTY", (node,))
    if not (made.cut and made.cut.bins):
        return empty
    return grammar.Logic(0, 0, "or", (empty, Compare(0, 0, "<", node, value_node(made.cut.bins[0]))))


def _bin(node: Node, value: Any, bins: Sequence[Any]) -> Iterator[Node]:
    yield Compare(0, 0, ">=", node, value_node(value))
    above = next((item for item in bins if item > value), None)
    if above is not None:
        yield Compare(0, 0, "<", node, value_node(above))


def moving(parts: Iterable[Node], ranges: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """Paths whose values a condition holds against the calendar: against a period, a day that is chosen, or today."""
    found = {path.names for part in parts for piece in grammar.walk(part) for path in _dated(piece, ranges)}
    return frozenset(found)


def _dated(piece: Node, ranges: frozenset[str]) -> Iterator[Path]:
    if not isinstance(piece, Compare):
        return
    for one, other in ((piece.left, piece.right), (piece.right, piece.left)):
        inner = dated_path(one)
        if inner and _clocked(other, ranges):
            yield inner


def _clocked(node: Node, ranges: frozenset[str]) -> bool:
    names = grammar.names_used(node)
    today = any(isinstance(piece, Call) and piece.function == "TODAY" for piece in grammar.walk(node))
    return today or bool(names & ({"@now", "@today"} | ranges))


def constant(value: Any) -> Constant:
    """A written value."""
    return Constant(0, 0, value)
