"""What the columns of a report are: their types, labels, words and formats.

Takes: a report and its Stack. Gives: Columns. Never: rows, rights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from builder.checks.places import Place, walk
from builder.checks.scope import Types, config_of
from builder.definitions import App, text_of
from builder.definitions.report import Dimension, Measure, Report
from builder.expressions import types as t
from builder.expressions.check import Typed
from builder.expressions.grammar import Binary, Constant, Node, Path, Unary
from builder.kinds import Catalog
from builder.messages import text
from runtime.reports.shown import DIMENSION, MEASURE, Column
from runtime.stack import Aggregate, Axis, Computed, Stack, Window

Format = Mapping[str, Any]
STEP, ENTITIES = "step", "entities"
DIVIDED = 6  # places of a quotient
COUNTS = ("count", "count_distinct")
LOOKS = ("money", "percent", "integer")


@dataclass(frozen=True)
class Frame:
    """What columns are worked out from."""

    app: App
    catalog: Catalog
    locale: str
    types: Types

    def places(self, table: str, path: str) -> list[Place]:
        """Where a dotted path leads; empty where it leads nowhere."""
        names = tuple(path.split("."))
        found = list(walk(self.app, self.catalog, table, names))
        return found if len(found) == len(names) else []

    def config(self, table: str, path: str) -> Mapping[str, Any]:
        """The configuration of the field a path ends at."""
        places = self.places(table, path)
        last = places[-1] if places else None
        return config_of(self.types, last.table, last.name) if last and last.field else {}

    def look(self, table: str, path: str) -> Mapping[str, Any]:
        """The look of the field a path ends at."""
        places = self.places(table, path)
        field = places[-1].field if places else None
        if field is None:
            return {}
        return self.catalog.fields[field.type].display(config_of(self.types, places[-1].table, field.key))

    def label(self, table: str, path: str) -> str:
        """What people call the field a path ends at."""
        places = self.places(table, path)
        field = places[-1].field if places else None
        return text_of(field.label, self.locale) if field else ""


def frame(app: App, catalog: Catalog, locale: str) -> Frame:
    """The frame of an app."""
    types = Types(app, catalog)
    for form in app.forms.values():  # worked out now, one after the other: what is found later by several at once is only read
        for field in form.active():
            types.of(form.key, field.key)
            for column in field.fields:
                types.of(f"{form.key}.{field.key}", column.key)
    return Frame(app, catalog, locale, types)


def columns_of(made: Frame, report: Report, stack: Stack) -> tuple[Column, ...]:
    """The dimensions in their order, then the measures in theirs."""
    known = {dimension.key: dimension for dimension in report.dimensions}
    axes = {axis.key: (branch.home, axis) for branch in reversed(stack.branches) for axis in branch.axes if axis.known}
    dimensions = [_dimension(made, report, known.get(key) or Dimension(key, field=key), axes.get(key), stack) for key in stack.axes]
    return (*dimensions, *_measures(made, report, stack))


def funnel(made: Frame, report: Report) -> tuple[Column, ...]:
    """The two columns of a funnel: its steps in their words, and how many came there."""
    assert report.funnel is not None
    steps = {str(place): text_of(one.label or made.app.forms[one.form].label, made.locale) for place, one in enumerate(report.funnel.steps)}
    entity = text_of(made.app.forms[report.funnel.entity].label, made.locale)
    return (
        Column(STEP, text("report_step", made.locale), DIMENSION, t.Text(), options=steps),
        Column(ENTITIES, text("report_entities", made.locale, {"form": entity}), MEASURE, t.Number(0), format={"kind": "integer"}),
    )


def dimension_label(made: Frame, report: Report, dimension: Dimension) -> str:
    """The label of a dimension: its own, else that of its field."""
    if dimension.label:
        return text_of(dimension.label, made.locale)
    path = dimension.field or (dimension.derive.field or dimension.derive.per if dimension.derive else "")
    return made.label(report.source, path) if path else text("report_dimension", made.locale)


def measure_label(made: Frame, report: Report, measure: Measure) -> str:
    """The label of a measure: its own, else the field's in the words of the aggregate."""
    if measure.label:
        return text_of(measure.label, made.locale)
    if measure.of:
        of = next((one for one in report.measures if one.key == measure.of), None)
        return text(f"report_window_{measure.window}", made.locale, {"label": measure_label(made, report, of) if of else ""})
    label = made.label(measure.home or report.source, measure.field) if measure.field else ""
    return text(f"report_agg_{measure.agg}" if measure.agg else "report_measure", made.locale, {"label": label}).strip()


def _dimension(made: Frame, report: Report, dimension: Dimension, known: tuple[str, Axis] | None, stack: Stack) -> Column:
    label = dimension_label(made, report, dimension)
    if known is None:
        return Column(dimension.key, label, DIMENSION, t.Text())
    home, axis = known
    type_ = _axis_type(axis, stack)
    cut = axis.cut
    return Column(
        dimension.key, label, DIMENSION, type_,
        form=type_.form if isinstance(type_, t.Ref) else None,
        options=_options(made, home, axis.value, type_),
        grain=cut.grain if cut else None,
        part=dimension.part,
        bins=cut.bins if cut else (),
        format=_dimension_format(made, home, axis, type_),
    )  # fmt: skip


def _axis_type(axis: Axis, stack: Stack) -> t.Type:
    derived = next((one for one in stack.derived if one.key == axis.derive), None)
    if axis.cut and axis.cut.since:
        return t.Number(0)
    if axis.cut and axis.cut.grain:
        return t.Date()
    if derived is not None:
        return t.Number(0) if derived.parts else aggregate_type(derived.aggregate)
    return axis.value.type if axis.value else t.Text()


def _dimension_format(made: Frame, home: str, axis: Axis, type_: t.Type) -> Format:
    return _look_format(made.look(home, axis.path)) if axis.path and isinstance(type_, t.Number) else {}


def _options(made: Frame, home: str, value: Typed | None, type_: t.Type) -> dict[Any, str]:
    """The words of a choice: those of every field the value is made of."""
    if value is None or not isinstance(type_, t.Choice | t.List):
        return {}
    found: dict[Any, str] = {}
    for name in sorted(value.names):
        for option in made.config(home, name).get("options", ()):
            found.setdefault(option["key"], text_of(option["label"], made.locale))
    return found


def aggregate_type(aggregate: Aggregate) -> t.Type:
    """What an aggregate gives: counts are whole, averages have the places of a quotient."""
    if aggregate.function in COUNTS or aggregate.value is None:
        return t.Number(0)
    if aggregate.function == "avg":
        return t.Number(DIVIDED)
    return aggregate.value.type


def _measures(made: Frame, report: Report, stack: Stack) -> Iterator[Column]:
    aggregates = {one.key: (branch.home, one) for branch in reversed(stack.branches) for one in branch.aggregates}
    steps = {step.key: step for step in stack.steps}
    found: dict[str, Column] = {}
    for key in (*aggregates, *steps):
        found[key] = _aggregated(made, *aggregates[key]) if key in aggregates else _stepped(steps[key], found)
    for measure in report.measures:
        if measure.key in found:
            column = found[measure.key]
            usual = column.format if measure.format.get("kind") in (None, column.format.get("kind")) else {}
            yield replace(column, label=measure_label(made, report, measure), format={**usual, **measure.format})


def _aggregated(made: Frame, home: str, aggregate: Aggregate) -> Column:
    column = Column(aggregate.key, "", MEASURE, aggregate_type(aggregate))
    if aggregate.function in COUNTS:
        return replace(column, format={"kind": "integer"})
    names = tuple(aggregate.value.names) if aggregate.value else ()
    return replace(column, format=_look_format(made.look(home, names[0])) if len(names) == 1 else {})


def _look_format(look: Mapping[str, Any]) -> Format:
    kind = look.get("look")
    found: dict[str, Any] = {"kind": kind} if kind in LOOKS else {}
    return {**found, **{name: look[name] for name in ("currency", "unit") if look.get(name)}}


def _stepped(step: Computed | Window, found: Mapping[str, Column]) -> Column:
    if isinstance(step, Computed):
        return Column(step.key, "", MEASURE, step.value.type, format=_computed(step.value.node, found))
    of = found.get(step.of)
    usual: Mapping[str, tuple[t.Type, Format]] = {
        "rank": (t.Number(0), {"kind": "integer"}), "pct_total": (t.Number(DIVIDED), {"kind": "percent"}),
    }
    type_, format_ = usual.get(step.function) or ((of.type, of.format) if of else (t.Number(0), {}))
    return Column(step.key, "", MEASURE, type_, format=format_)


def _computed(node: Node, found: Mapping[str, Column]) -> Format:
    """Money stays money where it is added, taken a part of or spread over something else; nothing else is guessed."""
    match node:
        case Path(names=names):
            column = found.get(".".join(names))
            return column.format if column else {}
        case Unary(operand=operand):
            return _computed(operand, found)
        case Binary(operator=operator, left=left, right=right):
            return _combined(operator, _computed(left, found), _computed(right, found), plain=isinstance(right, Constant))
    return {}


def _combined(operator: str, left: Format, right: Format, *, plain: bool) -> Format:
    money = (left.get("kind") == "money", right.get("kind") == "money")
    if operator in "+-":
        return left if left == right or plain else {}
    if operator == "*" and any(money) and not all(money):
        return left if money[0] else right
    return left if operator == "/" and money == (True, False) else {}


def referenced(columns: tuple[Column, ...]) -> Mapping[int, str]:
    """Positions of the columns whose values are ids, with the form (or people) they belong to."""
    return {place: form for place, column in enumerate(columns) if (form := titled(column))}


def titled(column: Column) -> str | None:
    """The form (or people) whose titles its values are told by; rows of a subtable have none."""
    return column.form if column.form and "." not in column.form else None
