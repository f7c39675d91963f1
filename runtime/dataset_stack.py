"""A report on its way to a Stack: branches for every home and period, levels, the rest.

Takes: a Frame and a report. Gives: Stack without guards. Never: values of parameters (dataset_asked.py has them).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from builder.checks.homes import Home
from builder.checks.report_parts import home_of, item_type
from builder.definitions.report import Dimension, Measure, Report
from builder.expressions.grammar import Call, Compare, Node, Path, names_used, walk
from builder.expressions.types import Date, Range
from runtime import dataset_axes as axes
from runtime import dataset_measures as numbers
from runtime import dataset_periods as periods
from runtime.dataset_asked import Frame
from runtime.dataset_axes import Cutting, Down
from runtime.dataset_measures import Group
from runtime.stack import Best, Branch, Calendar, Derived, Stack

CLOCK = frozenset(("@now", "@today"))


@dataclass(frozen=True)
class Plan:
    """A report on its way to a stack: dimensions as they are cut, the conditions on its source, which paths move with the calendar."""

    report: Report
    frame: Frame
    down: Down
    cuttings: tuple[Cutting, ...]
    parts: tuple[Node, ...]
    moving: frozenset[tuple[str, ...]]
    bounded: frozenset[tuple[str, ...]]


def plan_of(frame: Frame, report: Report) -> Plan:
    """Reads the spec and the way down."""
    asked = frame.asked
    down = axes.down(report, asked.drill, asked.dimensions)
    parts = frame.parts((*report.filter, *asked.extra))
    ranges = frozenset(key for key, type_ in frame.names.items() if isinstance(type_, Range))
    days = ranges | {key for key, type_ in frame.names.items() if isinstance(item_type(type_), Date)}
    cuttings = tuple(axes.cutting(frame, one) for one in down.dimensions)
    moving = axes.moving(parts, days) or _own_dates(frame, cuttings)
    return _taken(Plan(report, frame, down, cuttings, tuple(parts), moving, axes.moving(parts, ranges)))


def _own_dates(frame: Frame, cuttings: Sequence[Cutting]) -> frozenset[tuple[str, ...]]:
    """Where no condition speaks of the calendar: the dates the report is split by, those of the source itself first."""
    found = [path.names for cutting in cuttings if cutting.dated and (path := axes.dated_path(cutting.node))]
    return frozenset([names for names in found if len(names) == 1] or found)


def _taken(plan: Plan) -> Plan:
    """The values a viewer came by as conditions."""
    parts, ranges = list(plan.parts), dict(plan.frame.ranges)
    for place, (dimension, value) in enumerate(plan.down.taken):
        made = axes.cutting(plan.frame, dimension)
        node, period = axes.equal(made, value, name := f"@drill{place}")
        parts.append(node)
        if period:
            ranges[name] = (period, moves(plan, made))
    return replace(plan, parts=tuple(parts), frame=plan.frame.with_ranges(ranges))


def moves(plan: Plan, made: Cutting) -> bool:
    """Whether the groups of a dimension belong to the calendar the report looks at."""
    path = axes.dated_path(made.node)
    return path is not None and path.names in plan.moving


def stack(plan: Plan) -> Stack:
    """The stack of a report."""
    report = plan.report
    grouped = numbers.groups(report.measures, report.source) or {(report.source, None, ()): []}
    branches = tuple(_branch(plan, group, measures) for group, measures in grouped.items())
    aggregates = {one.key: one for branch in branches for one in branch.aggregates}
    ordered = [aggregates[key] for key in numbers.held(report.measures)]
    steps, scope = numbers.steps(report.measures, ordered)
    keys = tuple(made.dimension.key for made in plan.cuttings)
    return Stack(
        axes=keys,
        numbers=tuple(one.key for one in ordered),
        branches=branches,
        guards={},
        steps=steps,
        derived=_derived(plan, grouped),
        best=tuple(_best(plan)),
        calendars=tuple(_calendars(plan)),
        having=numbers.having(report.having, scope),
        sort=_sort(plan, keys, scope.known),
        limit=report.limit,
        levels=_levels(plan, keys),
    )


def _branch(plan: Plan, group: Group, measures: Sequence[Any]) -> Branch:
    key, offset, paths = group
    frame = plan.frame
    home = _home(plan, key, paths)
    split = tuple(axes.axis(frame, home, made, offset if moves(plan, made) else None) for made in plan.cuttings)
    conditions = frame.conditions(home, (*plan.parts, *(not_ahead(plan) if offset else ())))
    aggregates = tuple(numbers.aggregate(frame, home, one) for one in measures)
    over = any(one.value is not None and axes.several(one.value) for one in split)
    named = [*(one for made in aggregates for one in made.where), *(one.value for one in split if one.value is not None)]
    return Branch(key, split, aggregates, conditions, frame.known((*conditions, *named), offset), over)


def _home(plan: Plan, key: str, paths: tuple[tuple[str, str], ...]) -> Home:
    return home_of(plan.frame.types, plan.frame.source, Measure("", home=key, paths=dict(paths)))


def _derived(plan: Plan, grouped: Iterable[Group]) -> tuple[Derived, ...]:
    """One value for each entity, over all records of the kind the report is about, whatever a viewer chose to see."""
    homes = [_home(plan, key, paths) for key, _, paths in grouped]
    return tuple(_one_derived(plan, made.dimension, homes) for made in plan.cuttings if made.dimension.derive)


def _one_derived(plan: Plan, dimension: Dimension, homes: Sequence[Home]) -> Derived:
    frame, derive = plan.frame, dimension.derive
    assert derive
    names = tuple(derive.per.split("."))
    source = Home(frame.types, frame.source, frame.source)
    conditions = frame.conditions(source, (part for part in frame.parts(plan.report.filter) if _is_fixed(frame, part)))
    made = numbers.aggregate(frame, source, Measure(dimension.key, agg=derive.agg, field=derive.field))
    joins = {home.key: frame.own(home.key, Path(0, 0, seen)) for home in homes if (seen := home.path(names))}
    per = frame.own(frame.source, Path(0, 0, names))
    return Derived(dimension.key, frame.source, per, made, conditions, frame.known(conditions), derive.ntile, joins)


def _is_fixed(frame: Frame, part: Node) -> bool:
    """Whether a condition says which records the report is about, not which of them are looked at now."""
    clocked = any(isinstance(piece, Call) and piece.function in ("TODAY", "SEGMENT") for piece in walk(part))
    return not clocked and not names_used(part) & (frame.constant | CLOCK)


def not_ahead(plan: Plan) -> list[Node]:
    """What keeps groups of the period before out of the future where no period ends them."""
    dated = (axes.dated_path(made.node) for made in plan.cuttings if made.dated and moves(plan, made))
    free = {path.names for path in dated if path} - plan.bounded
    today = Path(0, 0, ("@today",))
    return [Compare(0, 0, "<=", Call(0, 0, "DATE", (Path(0, 0, names),)), today) for names in sorted(free)]


def _best(plan: Plan) -> Iterator[Best]:
    tops = ((one.key, one.top) for one in plan.down.dimensions)
    return (Best(key, top.n, top.by, top.other) for key, top in tops if top)


def _calendars(plan: Plan) -> list[Calendar]:
    found = []
    for made in plan.cuttings:
        period = _period(plan, made) if made.dimension.fill and made.dated else None
        if period and made.cut and made.cut.grain:
            groups = periods.calendar(period, made.cut.grain)
            found += [Calendar(made.dimension.key, groups, made.dimension.fill == "zero")] if groups else []
    return found


def _period(plan: Plan, made: Cutting) -> tuple[date, date] | None:
    """The days all conditions on a date together leave; None where nothing ends them."""
    known = {**plan.frame.asked.values, **{name: period for name, (period, _) in plan.frame.ranges.items()}}
    named = (_named_period(plan.frame, part, made) for part in plan.parts)
    found = [periods.days(known[name], plan.frame.asked.day) for name in named if name and known.get(name)]
    if not found:
        return None
    return max(start for start, _ in found), min(stop for _, stop in found)


def _named_period(frame: Frame, part: Node, made: Cutting) -> str | None:
    """The period a condition holds the dates of a dimension against."""
    if not isinstance(part, Compare) or part.operator != "in" or not isinstance(part.right, Path):
        return None
    asked, split, name = axes.dated_path(part.left), axes.dated_path(made.node), ".".join(part.right.names)
    same = asked is not None and split is not None and asked.names == split.names
    return name if same and isinstance(frame.names.get(name), Range) else None


def _sort(plan: Plan, keys: tuple[str, ...], known: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """As the report says, a dimension's place taken by what stands there now; else by the dimensions."""
    named = [(item.removeprefix("-"), item.startswith("-")) for item in plan.report.sort]
    current = [(plan.down.instead.get(key, key), down) for key, down in named]
    found = tuple((key, down) for key, down in current if key in keys or key in known)
    return found or tuple((key, False) for key in keys)


def _levels(plan: Plan, keys: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Subtotals by the dimensions that are shown now."""
    found: dict[tuple[str, ...], None] = {}
    for level in (*plan.report.totals, *plan.frame.asked.levels):
        current = {plan.down.instead.get(key, key) for key in level}
        shown = tuple(key for key in keys if key in current)
        if len(shown) == len(current) and len(shown) < len(keys):
            found[shown] = None
    return tuple(found)
