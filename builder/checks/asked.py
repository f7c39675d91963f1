"""What reports and segments have in common to be judged: their owner, names, expressions, and the words of a Problem.

Takes: Types and a report or segment. Gives: Problems at their place. Never: which questions are put (reports.py, measures.py, …).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from builder import keys
from builder.checks import report_parts as parts
from builder.checks.homes import HomeScope
from builder.checks.places import USERS, below, columns_of, put_away, system_names, walk
from builder.checks.report_parts import Names
from builder.checks.scope import Types
from builder.definitions.label import Label
from builder.definitions.report import Measure, Parameter
from builder.expressions import dates, grammar
from builder.expressions.check import checked
from builder.expressions.types import Boolean, Choice, Ref, Type
from builder.problems import Problem

RANGE, DAY = "daterange", "date"


@dataclass(frozen=True)
class Asked:
    """A report, segment or dashboard being judged. `source`: the form its paths start at; `parameters`, `numbers`: their types."""

    types: Types
    kind: str
    key: str
    label: Label
    source: str
    parameters: Mapping[str, Type] = field(default_factory=dict)
    numbers: Mapping[str, Type | None] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{self.kind}/{self.key}"

    def problem(self, code: str, place: str, **params: Any) -> Problem:
        """An error at a place of it; the hint says whose place that is."""
        return Problem("error", code, f"{self.path}/{place}", {self.kind: self.label, **params}, f"in_{self.kind}")

    def warning(self, code: str, place: str, **params: Any) -> Problem:
        """The same, but it does not stop publishing."""
        return replace(self.problem(code, place, **params), level="warning")


def of(types: Types, kind: str, one: Any) -> Asked:
    """A report or a segment to be judged."""
    source = one.source or getattr(one, "entity", "")
    chosen = parts.parameter_types(types, source, one.parameters)
    return Asked(types, kind, one.key, one.label, source, chosen, parts.number_types(types, one), parts.labels_of(one.measures))


def form_problems(asked: Asked, form: str | None, place: str) -> Iterator[Problem]:
    """A form that is not there."""
    if form not in asked.types.app.forms:
        yield asked.problem("form_missing", place, form=form or "")


def role_problems(asked: Asked, roles: Iterable[str]) -> Iterator[Problem]:
    """Roles that are not there."""
    for role in roles:
        if role not in asked.types.app.roles:
            yield asked.problem("role_missing", f"roles/{role}", role=role)


def key_problems(asked: Asked, place: str, items: Iterable[Any], taken: set[str], *, named: bool = True) -> Iterator[Problem]:
    """Keys that are malformed or there twice; reserved ones where they are names in expressions."""
    for one in items:
        if not keys.well_formed(one.key):
            yield asked.problem("key_shape", f"{place}/{one.key}/key", key=one.key)
        elif named and one.key in keys.RESERVED:
            yield asked.problem("key_reserved", f"{place}/{one.key}/key", key=one.key)
        if one.key in taken:
            yield asked.problem("key_twice", f"{place}/{one.key}/key", key=one.key)
        taken.add(one.key)


def condition_problems(asked: Asked, table: str, texts: Iterable[str], place: str) -> Iterator[Problem]:
    """Conditions over rows of a table."""
    scope = HomeScope(asked.types, table, asked.parameters)
    for position, text in enumerate(texts):
        yield from expression_problems(asked, text, scope, (f"{place}/{position}", table), Boolean())


def number_problems(asked: Asked, texts: Iterable[str], place: str) -> Iterator[Problem]:
    """Conditions over measures."""
    scope = parts.NumberScope(asked.numbers, asked.labels)
    for position, text in enumerate(texts):
        yield from expression_problems(asked, text, scope, (f"{place}/{position}", ""), Boolean())


def expression_problems(asked: Asked, text: str, scope: Any, at: tuple[str, str], expect: Type | None = None) -> Iterator[Problem]:
    """One expression, at a place, over the names of a table."""
    place, table = at
    try:
        checked(text, scope, expect, filter=isinstance(expect, Boolean) and bool(table))
    except grammar.ExpressionError as error:
        params = {**error.params, "start": error.start, "end": error.end}
        names = tuple(str(error.params.get("name", "")).split("."))
        gone = put_away(asked.types.app, asked.types.catalog, table, names) if table and names != ("",) else None
        yield asked.problem("field_put_away", place, **params, used=gone.label) if gone else asked.problem(error.code, place, **params)


def path_problems(asked: Asked, table: str, path: str, place: str, *, many: bool = True) -> Iterator[Problem]:
    """A path that leads nowhere, or through many where one is needed."""
    names = tuple(path.split("."))
    info = HomeScope(asked.types, table).resolve(names)
    if info is None:
        yield _nowhere(asked, table, names, place)
    elif isinstance(info.type, Ref) and "." in info.type.form and names[-1] != "id":
        yield asked.problem("report_path_lines", place, field=info.label)
    elif info.many and not many:
        yield asked.problem("report_path_many", place, field=info.label)


def _nowhere(asked: Asked, table: str, names: Names, place: str) -> Problem:
    gone = put_away(asked.types.app, asked.types.catalog, table, names)
    if gone:
        return asked.problem("field_put_away", place, used=gone.label)
    if _too_far(asked, table, names):
        return asked.problem("report_path_too_long", place)
    return asked.problem("field_missing", place, field=".".join(names))


def _too_far(asked: Asked, table: str, names: Names) -> bool:
    """Whether the path would go on: every name so far was there, the next hop is one too many."""
    places = list(walk(asked.types.app, asked.types.catalog, table, names))
    onward = below(asked.types.catalog, places[-1]) if 0 < len(places) < len(names) else None
    if onward is None or onward == USERS:
        return False
    return names[len(places)] in (*columns_of(asked.types.app, onward), *system_names(onward))


def parameter_problems(asked: Asked, parameters: Iterable[Parameter], tables: Iterable[str] = ()) -> Iterator[Problem]:
    """Parameters whose name, field or usual value does not do. `tables`: whose names their expressions use besides those of the source."""
    fields = {key: field for table in (*tables, asked.source) for key, field in columns_of(asked.types.app, table).items()}
    taken: set[str] = set()
    for one in parameters:
        place = f"params/{one.key}"
        yield from key_problems(asked, "params", (one,), taken)
        if one.key in fields:
            yield asked.problem("parameter_like_field", f"{place}/key", field=fields[one.key].label)
        if not asked.source:
            continue  # of a dashboard: the reports that follow it know the field
        if one.field:
            yield from path_problems(asked, asked.source, one.field, f"{place}/field")
        if one.type in parts.FROM_FIELD and one.key not in asked.parameters:
            yield asked.problem("parameter_needs_field", f"{place}/field", parameter=one.label or one.key)
        yield from _usual(asked, one, f"{place}/default")


def _usual(asked: Asked, one: Parameter, place: str) -> Iterator[Problem]:
    """The value a parameter has as long as nobody chooses."""
    if one.default is not None and not fits(one, asked.parameters.get(one.key), one.default):
        yield asked.problem("parameter_default", place, parameter=one.label or one.key)


def fits(one: Parameter, type_: Type | None, given: Any) -> bool:
    """Whether a value may be chosen: two days or a relative date for a period, a list of several, options that are there."""
    listed = isinstance(given, list | tuple)
    if isinstance(given, Mapping):
        return one.type == RANGE or (one.type == DAY and not one.multi)
    if one.type == RANGE:
        return listed and len(given) == 2 and all(map(_ends, given)) and given[0] <= given[1]
    if listed != one.multi:
        return False
    item, values = parts.item_type(type_) if type_ else None, given if listed else [given]
    return all(LITERALS[one.type](value) and (not isinstance(item, Choice) or value in item.options) for value in values)


def _ends(value: Any) -> bool:
    """Whether a period may begin or end there."""
    return dates.is_day(value) and dates.FIRST_DAY.isoformat() <= value <= dates.LAST_DAY.isoformat()


def _is_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except ArithmeticError:
        return False


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


LITERALS: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text, "choice": _is_text, "relation": _is_text, "user": _is_text, "integer": _is_whole, "number": _is_number,
    "money": _is_number, "percent": _is_number, "boolean": _is_truth, DAY: dates.is_day,
}  # fmt: skip


def optional_problems(asked: Asked, parameters: Iterable[Parameter], texts: Iterable[str], place: str) -> Iterator[Problem]:
    """Optional parameters where leaving them empty would not simply leave a condition out."""
    optional = {one.key for one in parameters if one.optional}
    labels = parts.labels_of(parameters)
    for position, text in enumerate(texts):
        for name in sorted(_below_either(parts.parsed(text), optional)):
            yield asked.problem("parameter_optional_inside", f"{place}/{position}", parameter=labels[name])


def _below_either(node: grammar.Node | None, wanted: set[str]) -> set[str]:
    """The wanted names under `or`, `not` or a choice."""
    found: set[str] = set()
    for piece in grammar.walk(node) if node else ():
        inner = isinstance(piece, grammar.If) or (isinstance(piece, grammar.Unary) and piece.operator == "not")
        if inner or (isinstance(piece, grammar.Logic) and piece.operator == "or"):
            found |= grammar.names_used(piece) & wanted
    return found


def measure_label(measure: Measure) -> Label:
    """What a measure is called."""
    return measure.label or measure.key
