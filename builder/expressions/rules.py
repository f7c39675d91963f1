"""What each function accepts and gives. Takes: a Call with checked arguments. Gives: one Term. Never: words, evaluation."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from builder.expressions import dates, terms
from builder.expressions.errors import ExpressionError
from builder.expressions.terms import MAX_ROWS, NOTHING, ORDERED, Term, boolean, fault, is_textual, number, term, unify
from builder.expressions.types import Boolean, Choice, Date, File, Instant, Json, List, Number, Text

TEXT_BOUND = 10**7


@dataclass(frozen=True, slots=True)
class Call:
    """A function's checked arguments and its place in the text."""

    name: str
    args: tuple[Term, ...]
    start: int
    end: int

    @property
    def place(self) -> dict[str, int]:
        """The place, as parts of a term."""
        return {"start": self.start, "end": self.end}

    def at(self, item: Term) -> Term:
        """A term moved to this place."""
        return replace(item, start=self.start, end=self.end)


Rule = Callable[[Call], Term]


def _number(item: Term) -> Term:
    if item.type is NOTHING:
        return replace(item, type=Number())
    if not isinstance(item.type, Number):
        raise fault("expression_needs_number", item)
    return item


def _text(item: Term) -> Term:
    if item.type is NOTHING:
        return replace(item, type=Text())
    if not is_textual(item):
        raise fault("expression_needs_text", item)
    return item


def _whole_constant(item: Term, low: int, high: int) -> int:
    value = item.value if item.constant else None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise fault("expression_needs_whole_constant", item, low=low, high=high)
    return value


def empty(call: Call) -> Term:
    """EMPTY: of one value, a list, or a to-many path (nothing filled in)."""
    item = call.args[0]
    if item.prefix:
        return boolean("eq", _count(call), call.at(terms.number_constant(0)), **call.place)
    return boolean("empty", item, **call.place)


def rounded(call: Call) -> Term:
    """ROUND(x) or ROUND(x, places), half away from zero."""
    item = _number(call.args[0])
    places = _whole_constant(call.args[1], -15, 12) if len(call.args) > 1 else 0
    shift = places - item.scale
    bound = item.bound * 10**shift if shift >= 0 else item.bound // 10**-shift + 1
    if places < 0:
        bound *= 10**-places
    return number("round", max(places, 0), bound, (item,), value=places, nullable=item.nullable, **call.place)


def whole(op: str) -> Rule:
    """FLOOR and CEIL."""

    def rule(call: Call) -> Term:
        item = _number(call.args[0])
        return number(op, 0, item.bound // 10**item.scale + 1, (item,), nullable=item.nullable, **call.place)

    return rule


def absolute(call: Call) -> Term:
    """ABS."""
    item = _number(call.args[0])
    return number("abs", item.scale, item.bound, (item,), nullable=item.nullable, **call.place)


def _values(call: Call) -> tuple[Term, int]:
    """The one list an aggregate works on, and how many items it can have at most."""
    first = call.args[0]
    if len(call.args) == 1 and isinstance(first.type, List):
        return first, MAX_ROWS
    if len(call.args) == 1 and first.prefix:
        return _each(first), MAX_ROWS
    if any(item.prefix for item in call.args):
        raise fault("expression_one_list", call.args[-1])
    items = unify(call.args)
    if items[0].type is NOTHING:
        raise fault("expression_only_empty", items[0])
    if isinstance(items[0].type, List | File | Json):
        raise fault("expression_types_differ", items[0])
    listed = term("list", List(items[0].type), items, nullable=False, **call.place)
    return replace(listed, bound=max(item.bound for item in items)), len(items)


def _each(item: Term) -> Term:
    if isinstance(item.type, List):
        raise fault("expression_list_in_list", item)
    if any(part.op == "each" for part in item.walk()):
        raise fault("expression_two_lists", item)
    return Term("each", List(item.type), (item,), item.prefix, item.bound, False, "", item.start, item.end)


def some(item: Term) -> Term:
    """Whether a condition over a to-many path holds for at least one of its records."""
    return boolean("some", _each(item)) if item.prefix else item


def _item_scale(values: Term) -> int:
    kind = values.item_type
    if not isinstance(kind, Number):
        raise fault("expression_needs_number", values)
    return kind.scale


def total(call: Call) -> Term:
    """SUM: 0 of nothing."""
    values, rows = _values(call)
    return number("sum", _item_scale(values), values.bound * rows, (values,), nullable=False, **call.place)


def _count(call: Call) -> Term:
    if len(call.args) == 1 and call.args[0].prefix and isinstance(call.args[0].type, Boolean):
        item = call.args[0]
        one, nought = (call.at(terms.number_constant(value)) for value in (1, 0))
        ones = number("if", 0, 1, (item, one, nought), nullable=False)
        return number("sum", 0, MAX_ROWS, (_each(ones),), nullable=False, **call.place)
    alone = len(call.args) == 1
    if alone and call.args[0].prefix:
        values, rows = _each(call.args[0]), MAX_ROWS
    else:
        values, rows = (call.args[0], MAX_ROWS) if alone and _is_list(call.args[0]) else (_written(call), len(call.args))
    return number("count", 0, rows, (values,), nullable=False, **call.place)


def _is_list(item: Term) -> bool:
    return isinstance(item.type, List | File)


def _written(call: Call) -> Term:
    """Values of any types, to be counted."""
    if any(item.prefix for item in call.args):
        raise fault("expression_one_list", call.args[-1])
    items = tuple(replace(item, type=Text()) if item.type is NOTHING else item for item in call.args)
    return term("list", List(items[0].type), items, nullable=False, **call.place)


def count(call: Call) -> Term:
    """COUNT: how many are filled; of conditions, how many hold."""
    return _count(call)


def average(call: Call) -> Term:
    """AVG: SUM / COUNT."""
    values, _ = _values(call)
    bound = values.bound * 10 ** max(6 - _item_scale(values), 0) + 1
    return number("avg", 6, bound, (values,), **call.place)


def extreme(op: str) -> Rule:
    """MIN and MAX, of several values or a to-many path; empty ones do not count."""

    def rule(call: Call) -> Term:
        values, _ = _values(call)
        kind = values.item_type
        if not isinstance(kind, ORDERED):
            raise fault("expression_no_order", call.args[0])
        nullable = values.op != "list" or all(item.nullable for item in values.args)
        items = values.args if values.op in ("list", "each") else (replace(values, type=kind),)
        return terms.common(op, items, (values,), nullable=nullable, **call.place)

    return rule


def concat(call: Call) -> Term:
    """CONCAT: texts, numbers and dates as one text."""
    for item in call.args:
        if item.type is not NOTHING and not isinstance(item.type, Text | Choice | Number | Date):
            raise fault("expression_needs_text", item)
    return term("concat", Text(), call.args, **call.place)


def cased(op: str) -> Rule:
    """LOWER and UPPER."""

    def rule(call: Call) -> Term:
        item = _text(call.args[0])
        return term(op, Text(getattr(item.type, "max_length", 0)), (item,), nullable=item.nullable, **call.place)

    return rule


def searched(op: str) -> Rule:
    """CONTAINS, STARTS, ENDS: never empty; false where either text is."""

    def rule(call: Call) -> Term:
        return boolean(op, *(_text(item) for item in call.args), **call.place)

    return rule


def length(call: Call) -> Term:
    """LENGTH in code points; empty of an empty text."""
    item = _text(call.args[0])
    return number("length", 0, TEXT_BOUND, (item,), nullable=item.nullable, **call.place)


def coalesce(call: Call) -> Term:
    """COALESCE: the first that is filled."""
    items = unify(call.args)
    if items[0].type is NOTHING:
        raise fault("expression_only_empty", items[0])
    if isinstance(items[0].type, List | File):
        raise fault("expression_types_differ", items[0])
    nullable = all(item.nullable for item in items)
    return terms.common("coalesce", items, items, nullable=nullable, **call.place)


def _when(item: Term) -> Term:
    """A date or instant; a written text is read as one."""
    if item.type is NOTHING:
        return replace(item, type=Date())
    item = terms.literal_as(item, Date())
    if not isinstance(item.type, Date | Instant):
        raise fault("expression_needs_date", item)
    return item


def date_of(call: Call) -> Term:
    """DATE('2026-01-31'), or the business date of an instant."""
    return call.at(terms.business_day(_when(call.args[0])))


def instant_of(call: Call) -> Term:
    """DATETIME('2026-01-31 08:00'), in the app's zone unless an offset is written."""
    item = _when(call.args[0])
    if not isinstance(item.type, Instant):
        raise fault("expression_needs_instant", item)
    return call.at(item)


def today(call: Call) -> Term:
    """TODAY()."""
    return terms.name("@today", Date(), call.start, call.end)


def _unit(item: Term, allowed: tuple[str, ...]) -> str:
    if not item.constant or item.value not in allowed:
        raise fault("expression_unit", item, units=", ".join(allowed))
    return str(item.value)


def date_add(call: Call) -> Term:
    """DATEADD(when, count, unit)."""
    when, steps = _when(call.args[0]), _number(call.args[1])
    if steps.scale:
        raise fault("expression_needs_whole", steps)
    instant = isinstance(when.type, Instant)
    unit = _unit(call.args[2], dates.INSTANT_UNITS if instant else dates.DATE_UNITS)
    zone = (terms.zone(when),) if instant else ()
    return term("date_add", when.type, (when, steps, *zone), value=unit, **call.place)


def difference(start: Term, end: Term, unit: str, place: dict[str, int]) -> Term:
    """Whole units from `start` to `end`: by business dates, hours and minutes by the clock."""
    if unit in dates.DATE_UNITS:
        start, end = terms.business_day(start), terms.business_day(end)
    elif not (isinstance(start.type, Instant) and isinstance(end.type, Instant)):
        raise fault("expression_needs_instant", start if not isinstance(start.type, Instant) else end)
    return number("date_diff", 0, 10**10, (start, end), value=unit, nullable=start.nullable or end.nullable, **place)


def date_diff(call: Call) -> Term:
    """DATEDIFF(from, to, unit)."""
    start, end = _when(call.args[0]), _when(call.args[1])
    return difference(start, end, _unit(call.args[2], dates.INSTANT_UNITS), call.place)


def age(call: Call) -> Term:
    """AGE(birthday), AGE(birthday, on a day): whole years."""
    on = _when(call.args[1]) if len(call.args) > 1 else terms.name("@today", Date(), call.start, call.end)
    return difference(_when(call.args[0]), on, "year", call.place)


def part(op: str, bound: int) -> Rule:
    """YEAR, MONTH, DAY, WEEKDAY of the (business) date."""

    def rule(call: Call) -> Term:
        item = terms.business_day(_when(call.args[0]))
        return number(op, 0, bound, (item,), nullable=item.nullable, **call.place)

    return rule


def hour(call: Call) -> Term:
    """HOUR of an instant on the local clock."""
    item = _when(call.args[0])
    if not isinstance(item.type, Instant):
        raise fault("expression_needs_instant", item)
    return number("hour", 0, 23, (item, terms.zone(item)), nullable=item.nullable, **call.place)


def quarter(call: Call) -> Term:
    """QUARTER of the (business) date: its month by three, upwards."""
    month = part("month", 12)(call)
    third = number("div", 6, 4 * 10**6, (month, terms.number_constant(3, call.start, call.end)), nullable=month.nullable, **call.place)
    return number("ceil", 0, 4, (third,), nullable=month.nullable, **call.place)


def members(call: Call) -> Term:
    """SEGMENT stands right of `in` only: check.py reads it there."""
    raise ExpressionError("expression_segment_alone", call.start, call.end)


def special(call: Call) -> Term:
    """IF is not a rule of its own: check.py reads it as the conditional."""
    raise ExpressionError("expression_syntax", call.start, call.end)
