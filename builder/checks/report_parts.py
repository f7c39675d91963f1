"""What the parts of reports and segments mean, by structure alone: parameters, homes, the types of their numbers.

Takes: Types and definitions. Gives: types and paths. Never: judgements, SQL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.checks.homes import Home, HomeScope
from builder.checks.places import USERS, columns_of, target
from builder.checks.scope import FormScope, Types
from builder.definitions.report import Measure, Parameter, Report
from builder.expressions import grammar
from builder.expressions.check import PathInfo, Typed, checked
from builder.expressions.grammar import Node
from builder.expressions.terms import SEEN
from builder.expressions.types import Boolean, Choice, Date, Instant, List, Number, Range, Ref, Text, Type

Names = tuple[str, ...]
COUNTS = ("count", "count_distinct")
QUOTIENT = 6  # places of an average or a share
DIGITS = 18
STEP, ENTITIES = "step", "entities"  # the dimension and the measure of a funnel
PLAIN: Mapping[str, Type] = {
    "text": Text(500), "integer": Number(0), "number": Number(6), "money": Number(2), "percent": Number(4), "boolean": Boolean(),
    "date": Date(), "user": Ref(USERS), "daterange": Range(),
}  # fmt: skip
FROM_FIELD: Mapping[str, type] = {"choice": Choice, "relation": Ref}  # types of parameters only a field can tell


def parameter_type(types: Types, source: str, parameter: Parameter) -> Type | None:
    """The type of what a viewer chooses; a list where he may choose several; None where its field does not tell."""
    one = PLAIN.get(parameter.type)
    if parameter.type in FROM_FIELD:
        found = FormScope(types, source).resolve(tuple(str(parameter.field or "").split(".")))
        one = item_type(found.type) if found and isinstance(item_type(found.type), FROM_FIELD[parameter.type]) else None
    return List(one) if one and parameter.multi and not isinstance(one, Range) else one


def parameter_types(types: Types, source: str, parameters: Sequence[Parameter]) -> dict[str, Type]:
    """The types of those that have one."""
    found = ((one.key, parameter_type(types, source, one)) for one in parameters)
    return {key: type_ for key, type_ in found if type_ is not None}


def item_type(type_: Type) -> Type:
    """What a list holds; anything else is its own item."""
    return type_.of if isinstance(type_, List) else type_


def record_scope(types: Types, table: str, parameters: Mapping[str, Type]) -> FormScope:
    """The names of a filter, a `where` or an expression over rows of a table."""
    return FormScope(types, table, parameters=parameters, members=SEEN)


@dataclass(frozen=True)
class NumberScope:
    """The names of `having` and `expr`: measures alone."""

    known: Mapping[str, Type | None]
    labels: Mapping[str, Any]

    def resolve(self, path: Names) -> PathInfo | None:
        """The number of that key."""
        found = self.known.get(path[0]) if len(path) == 1 else None
        return PathInfo(found, label=self.labels.get(path[0]) or path[0]) if found else None

    def children(self, path: Names) -> list[tuple[str, PathInfo]]:
        """All numbers."""
        return [] if path else [(key, PathInfo(type_, label=self.labels.get(key) or key)) for key, type_ in self.known.items() if type_]

    def segment(self, key: str) -> None:
        """Numbers belong to no segment."""
        return


def home_of(types: Types, source: str, measure: Measure) -> Home:
    """Where a measure of a report on a source is counted."""
    paths = {tuple(path.split(".")): tuple(here.split(".")) for path, here in measure.paths.items()}
    return Home(types, source, measure.home or source, paths)


def entity_path(types: Types, table: str, entity: str, given: str | None = None) -> str | None:
    """The path to who a row belongs to: as said, the record itself, else the one relation that leads there; None where it is not clear."""
    if given:
        return given
    if table == entity:
        return "id"
    found = [key for key, field in columns_of(types.app, table).items() if not field.fields and target(types.catalog, field) == entity]
    return found[0] if len(found) == 1 else None


def moment_path(types: Types, form: str, given: str | None = None) -> str | None:
    """When a record of a form took place: as said, its main date, else the moment it was made."""
    known = types.app.forms.get(form)
    return given or (known.main_date if known else None) or "created_at"


def aggregate_type(function: str, value: Type | None) -> Type | None:
    """What an aggregate of values gives; None where they cannot be aggregated so."""
    if function in COUNTS:
        return Number(0) if function == "count" or value is not None else None
    if function in ("sum", "avg"):
        return Number(QUOTIENT if function == "avg" else value.scale, DIGITS) if isinstance(value, Number) else None
    return value if isinstance(value, Number | Date | Instant) else None


def measured(types: Types, report: Any, measure: Measure) -> Type | None:
    """The type of a measure that aggregates rows at its home."""
    if measure.agg is None:
        return None
    info = HomeScope(types, measure.home or report.source or "").resolve(tuple(measure.field.split("."))) if measure.field else None
    return None if measure.field and info is None else aggregate_type(measure.agg, info.type if info else None)


def number_types(types: Types, report: Any) -> dict[str, Type | None]:
    """The type of every measure of a report or a segment, those made of others included; None for broken and circular ones."""
    found: dict[str, Type | None] = {one.key: measured(types, report, one) for one in report.measures if one.agg}
    waiting = [one for one in report.measures if not one.agg]
    while waiting:
        ready = [one for one in waiting if not (made_of(one) - found.keys())]
        if not ready:
            break
        found |= {one.key: _made(one, found) for one in ready}
        waiting = [one for one in waiting if one.key not in found]
    if isinstance(report, Report) and report.funnel:
        found[ENTITIES] = Number(0)
    return {**found, **{one.key: None for one in waiting}}


def made_of(measure: Measure) -> frozenset[str]:
    """The measures a measure is made of."""
    if measure.of:
        return frozenset((measure.of,))
    node = parsed(measure.expr) if measure.expr else None
    return grammar.names_used(node) if node else frozenset()


def _made(measure: Measure, known: Mapping[str, Type | None]) -> Type | None:
    if measure.window:
        return {"pct_total": Number(QUOTIENT), "rank": Number(0)}.get(measure.window, known.get(measure.of or ""))
    try:
        return checked(measure.expr or "", NumberScope(known, {})).type
    except grammar.ExpressionError:
        return None


def parsed(text: str) -> Node | None:
    """The tree of an expression; None where it has none."""
    try:
        return grammar.parse(text)
    except grammar.ExpressionError:
        return None


def typed(text: str, scope: Any) -> Typed | None:
    """The checked expression; None where it is wrong."""
    try:
        return checked(text, scope, filter=True)
    except grammar.ExpressionError:
        return None


def segments_named(node: Node | None) -> Iterator[str]:
    """The segments an expression asks."""
    for piece in grammar.walk(node) if node else ():
        if isinstance(piece, grammar.Call) and piece.function == "SEGMENT":
            yield from (str(one.value) for one in piece.arguments if isinstance(one, grammar.Constant))


def dimension_type(types: Types, report: Report, key: str) -> Type | None:
    """The type of the values of a dimension before they are cut; None where it leads nowhere."""
    one = next((one for one in report.dimensions if one.key == key), None)
    if one is None:
        return Text() if report.funnel and key == STEP else None
    if one.derive:
        field = FormScope(types, report.source).resolve(tuple(one.derive.field.split("."))) if one.derive.field else None
        return Number(0) if one.derive.ntile else aggregate_type(one.derive.agg, field.type if field else None)
    parameters = parameter_types(types, report.source, report.parameters)
    if one.expression:
        found = typed(one.expression, record_scope(types, report.source, parameters))
        return found.type if found else None
    info = FormScope(types, report.source).resolve(tuple(str(one.field or "").split(".")))
    return info.type if info else None


def comparable(one: Type, other: Type) -> bool:
    """Whether two values may mean the same: records of one form, days and moments, texts and options, else the same sort."""
    if isinstance(one, Ref) or isinstance(other, Ref):
        return one == other
    groups: tuple[tuple[type, ...], ...] = ((Date, Instant), (Text, Choice))
    return type(one) is type(other) or any(isinstance(one, group) and isinstance(other, group) for group in groups)


def labels_of(items: Iterable[Any]) -> dict[str, Any]:
    """Key → label."""
    return {one.key: one.label or one.key for one in items}
