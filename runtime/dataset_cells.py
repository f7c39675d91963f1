"""From a number back to records: what lies behind a cell, and what a drop-down may offer.

Takes: a report, Asked, a cell. Gives: a form and filter text, a Stack of one axis. Never: rights (the list asks for its own).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder.checks.homes import Home, HomeScope, is_same_everywhere
from builder.checks.report_parts import home_of, parsed
from builder.checks.scope import Types
from builder.checks.unfolding import unfolded
from builder.definitions.report import Dimension, Measure, Parameter, Report
from builder.errors import Fault, Invalid
from builder.expressions.check import DAYS, MOMENTS, check, each
from builder.expressions.grammar import Call, Compare, Constant, Node, Path, Unary
from builder.expressions.rewriting import every, replaced, rewritten
from builder.expressions.types import Boolean, Choice, Instant, Range, Text
from builder.expressions.writing import text_of, value_node
from runtime import dataset_axes as axes
from runtime import dataset_periods as periods
from runtime.dataset_asked import Asked, Frame
from runtime.dataset_axes import Cutting
from runtime.dataset_periods import Offset
from runtime.dataset_segments import plan_for
from runtime.dataset_stack import moves, not_ahead
from runtime.stack import Aggregate, Axis, Branch, Stack

VALUE, RECORDS = "value", "records"
MOST = 200
WRITTEN = frozenset(("@now", "@today"))
DATED = frozenset(("AGE", "TODAY"))


def cell_filter(types: Types, report: Report, asked: Asked, cell: Mapping[str, Any]) -> tuple[str, str]:
    """The form and the text of a filter that finds the records behind a cell; `asked.measure`: those one number of it was made of."""
    plan = plan_for(types, report, asked)
    measure = next((one for one in report.measures if one.key == asked.measure and one.agg), None)
    offset = measure.offset if measure else None
    nodes, frame = [*plan.parts, *(not_ahead(plan) if offset else ())], plan.frame
    for place, (key, value) in enumerate(cell.items()):
        made = next((one for one in plan.cuttings if one.dimension.key == key), None) or axes.cutting(frame, axes.dimension_of(report, key))
        node, period = axes.equal(made, value, name := f"@cell{place}")
        nodes.append(node)
        if period:
            _require_movable(made, offset)
            frame = frame.with_ranges({name: (period, moves(plan, made))})
    form, home = _behind(types, report, measure)
    seen = [home.node(node, frame.constant) for node in nodes]
    own = _counted(frame, measure, measure.home or report.source) if measure else []
    written = [spelled(frame, home, node, offset) for node in (*seen, *own) if node is not None]
    return form, _fitting(text_of(every(written))) if written else ""


def _fitting(text: str) -> str:
    """A filter a list can take: with everything that is chosen written out it may become longer than any filter may be."""
    if parsed(text) is None:
        raise Invalid("invalid", [Fault("/cell", "report_filter_too_long")])
    return text


def _counted(frame: Frame, measure: Measure, home: str) -> list[Node]:
    """Which rows of its home a number counts, as conditions on what they belong to: of lines, that there is such a line."""
    subtable = home.partition(".")[2]
    own = frame.parts(measure.where)
    if not subtable:
        return own

    def outside(path: Path) -> Path:
        return path if is_same_everywhere(path, frame.constant) else Path(path.start, path.end, _outside(home, path.names))

    return [Unary(0, 0, "not", Call(0, 0, "EMPTY", (Path(0, 0, (subtable,)),))), *(rewritten(node, outside) for node in own)]


def _outside(home: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """A path of the rows of a home as the record they belong to sees it."""
    form, _, subtable = home.partition(".")
    return names if not subtable else names[1:] if names[0] == form and len(names) > 1 else (subtable, *names)


def _require_movable(made: Cutting, offset: Offset | None) -> None:
    """Refuses groups that do not lie on whole groups of the period before: its weeks are not those of the month before."""
    grain = (made.cut and made.cut.grain) or "day"
    months = periods.MONTHS.get(offset[1], 0) * offset[0] if offset else 0
    if months and grain != "day" and months % periods.MONTHS.get(grain, months + 1):
        raise Invalid("invalid", [Fault("/cell", "report_group_derived")])


def equality_text(types: Types, source: str, clicked: tuple[Dimension, Any], asked: Asked) -> str:
    """The text of "this dimension of a source has this value"."""
    dimension, value = clicked
    frame = Frame(types, source, (), asked, lambda *_: None)
    node, period = axes.equal(axes.cutting(frame, dimension), value, VALUE)
    frame = frame.with_ranges({VALUE: (period, False)}) if period else frame
    return text_of(spelled(frame, Home(types, source, source), node))


def _behind(types: Types, report: Report, measure: Measure | None) -> tuple[str, Home]:
    """The records a click ends at: those a number was counted in (of lines: what they belong to), else those the report leads to."""
    led = next((drill.records for drill in report.drill if drill.records), report.source)
    form = (measure.home or report.source).partition(".")[0] if measure else led
    homes = [one for one in report.measures if (one.home or "").partition(".")[0] == form]
    counted = measure or next((one for one in homes if one.home == form), homes[0] if homes else None)
    seen = home_of(types, report.source, counted) if counted else Home(types, report.source, form)
    return form, Home(types, report.source, form, {path: _outside(seen.key, here) for path, here in seen.paths.items()})


def spelled(frame: Frame, home: Home, node: Node, offset: Offset | None = None) -> Node:
    """A condition without names of its own: periods, parameters and the clock as they are now (or were, in the period before)."""
    values = frame.values(offset)
    today = value_node(values["@today"])

    def change(piece: Node) -> Node | None:
        if isinstance(piece, Path):
            name = ".".join(piece.names)
            known = name in WRITTEN or (len(piece.names) == 1 and name in frame.constant)
            return value_node(values[name]) if known else None
        if isinstance(piece, Call) and piece.function in DATED:
            return today if piece.function == "TODAY" else _aged(piece, today)
        if isinstance(piece, Compare) and isinstance(piece.right, Path) and isinstance(_type(frame, piece.right), Range):
            within = _within(frame, home, replace(piece, left=replaced(piece.left, change)), values)
            return within if piece.operator == "in" else Unary(0, 0, "not", within)
        return None

    return replaced(node, change)


def _aged(piece: Call, today: Node) -> Node | None:
    """An age on that day."""
    return Call(piece.start, piece.end, "AGE", (*piece.arguments, today)) if len(piece.arguments) == 1 else None


def _type(frame: Frame, path: Path) -> Any:
    return frame.names.get(path.names[0]) if len(path.names) == 1 else None


def _within(frame: Frame, home: Home, piece: Compare, values: Mapping[str, Any]) -> Node:
    """Days wherever days say it, for they are easier to read; moments where the period ends during a day."""
    assert isinstance(piece.right, Path)
    name, left = piece.right.names[0], piece.left
    first, last, since, until = (values[f"{name}.{end}"] for end in (*DAYS, *MOMENTS))
    if first is None:
        return Constant(0, 0, False)
    moments = isinstance(each(left, HomeScope(frame.types, home.key)).type, Instant)
    exact = moments and frame.asked.day.begin(last) != until
    low, high = (since, until) if exact else (first, last)
    return every([Compare(0, 0, ">=", left, value_node(low)), Compare(0, 0, "<", left, value_node(high))])


def values_of(types: Types, report: Report, parameter: Parameter, search: str = "") -> Stack:
    """The values the records of a report hold in the field of a parameter, in order."""
    home, names = _column(types, report, str(parameter.field))
    node = unfolded(types, home, Path(0, 0, names))
    value = each(node, HomeScope(types, home))
    asked = (Call(0, 0, "CONTAINS", (node, Constant(0, 0, search))),) if search and isinstance(value.type, Text | Choice) else ()
    conditions = tuple(check(one, HomeScope(types, home), Boolean(), filter=True) for one in asked)
    axis = Axis(VALUE, value, path=".".join(names) if isinstance(node, Path) else None)
    branch = Branch(home, (axis,), (Aggregate(RECORDS, "count"),), conditions, over=axes.several(value))
    return Stack((VALUE,), (RECORDS,), (branch,), {}, sort=((VALUE, False),), limit=MOST)


def _column(types: Types, report: Report, path: str) -> tuple[str, tuple[str, ...]]:
    """Where the values stand: in the rows of a subtable of the source, else in its records."""
    head, *rest = path.split(".")
    field = types.app.forms[report.source].by_key.get(head)
    if field is not None and field.fields and rest:
        return f"{report.source}.{head}", tuple(rest)
    return report.source, (head, *rest)


