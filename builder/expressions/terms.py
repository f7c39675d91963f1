"""The checked tree every back end reads: few operations, every node typed and bounded. Takes: parts. Gives: Term. Never: evaluation.

Operations: const name list · neg add sub mul div mod scale round floor ceil abs · eq ne lt le gt ge in empty · and or not if coalesce ·
each some sum count avg min max · concat lower upper contains starts ends length ·
business_day local date_add date_diff year month day weekday hour.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from builder.expressions import dates
from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean, Choice, Date, Duration, Instant, Json, List, Number, Ref, Text, Time, Type

MAX_DIGITS = 36
KEY_LENGTH = 40  # of a choice's option
MAX_ROWS = 10**5  # lines of one record a sum is sized for
NOTHING: Type = Json()  # the type of `none` until its neighbour tells; compared by identity
ORDERED = (Number, Text, Date, Time, Instant, Duration)
EQUATABLE = (*ORDERED, Boolean, Choice, Ref)
SEGMENT, SEEN = "@segment.", "@seen."  # names of the members of a segment: all there are, or those whoever asks may know of
_ID_ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@dataclass(frozen=True, slots=True)
class Term:
    """One operation. `value` is the constant, the dotted name or the operation's fixed part; `bound` the largest |number| × 10^scale it can
    give; `prefix` the to-many path it still ranges over ("" = one value); `nullable` whether it can be empty."""

    op: str
    type: Type
    args: tuple["Term", ...] = ()
    value: Any = None
    bound: int = 0
    nullable: bool = True
    prefix: str = ""
    start: int = 0
    end: int = 0

    @property
    def scale(self) -> int:
        """Decimal places (0 where it is no number)."""
        return self.type.scale if isinstance(self.type, Number) else 0

    @property
    def item_type(self) -> Type:
        """The type of a list's items; NOTHING where it is no list."""
        return self.type.of if isinstance(self.type, List) else NOTHING

    @property
    def constant(self) -> bool:
        """Whether it is written down."""
        return self.op == "const"

    def walk(self) -> Iterator["Term"]:
        """The term and everything below it."""
        stack = [self]
        while stack:
            item = stack.pop()
            yield item
            stack.extend(item.args)


def fault(code: str, at: Term, **params: Any) -> ExpressionError:
    """A refusal at the place of a term."""
    return ExpressionError(code, at.start, at.end, params)


def term(op: str, type_: Type, args: tuple[Term, ...], **parts: Any) -> Term:
    """A term over `args`: its place and the to-many path it ranges over come from them."""
    prefixes = {item.prefix for item in args if item.prefix}
    if len(prefixes) > 1:
        raise fault("expression_two_lists", args[-1])
    start = parts.pop("start", args[0].start if args else 0)
    end = parts.pop("end", args[-1].end if args else 0)
    return Term(op, type_, args, prefix=prefixes.pop() if prefixes else "", start=start, end=end, **parts)


def number(op: str, scale: int, bound: int, args: tuple[Term, ...], **parts: Any) -> Term:
    """A numeric term; refuses one that can have more than 36 digits."""
    digits = max(len(str(bound)), scale, 1)
    if digits > MAX_DIGITS:
        place = args[0] if args else Term(op, Number())
        raise ExpressionError("expression_digits", parts.get("start", place.start), parts.get("end", args[-1].end), {"limit": MAX_DIGITS})
    return term(op, Number(scale, digits), args, bound=bound, **parts)


def boolean(op: str, *args: Term, **parts: Any) -> Term:
    """A term that is true or false, never empty."""
    return term(op, Boolean(), args, nullable=False, **parts)


def constant(value: Any, type_: Type, start: int = 0, end: int = 0) -> Term:
    """A written value."""
    return Term("const", type_, value=value, nullable=value is None, start=start, end=end)


def number_constant(value: int | Decimal, start: int = 0, end: int = 0) -> Term:
    """A written number with the places it is written with."""
    scale = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    bound = abs(int(value.scaleb(scale))) if isinstance(value, Decimal) else abs(value)
    kind = Number(scale, max(len(str(bound)), scale, 1))
    return Term("const", kind, value=value, bound=bound, nullable=False, start=start, end=end)


def name(dotted: str, type_: Type, start: int = 0, end: int = 0, prefix: str = "") -> Term:
    """A value of the mapping."""
    bound = 10**type_.digits - 1 if isinstance(type_, Number) else 0
    clock = dotted in ("@now", "@today", "@zone", "@me")
    return Term("name", type_, value=dotted, bound=bound, nullable=not clock, prefix=prefix, start=start, end=end)


def is_members(item: Term) -> bool:
    """Whether it is the members of a segment, which only the store can tell."""
    return item.op == "name" and item.value.startswith((SEGMENT, SEEN))


def zone(at: Term) -> Term:
    """The app's zone and day start, as an argument of the operations that need them."""
    return name("@zone", Json(), at.start, at.end)


def scaled(item: Term, scale: int) -> Term:
    """The same number with `scale` (more) places."""
    if item.scale == scale:
        return item
    bound = item.bound * 10 ** (scale - item.scale)
    if not item.constant:
        return number("scale", scale, bound, (item,), nullable=item.nullable)
    value = Decimal(f"{item.value}{'' if item.scale else '.'}{'0' * (scale - item.scale)}")
    return replace(number_constant(value), start=item.start, end=item.end)


def is_textual(item: Term) -> bool:
    """Whether it can stand where text is asked for."""
    return isinstance(item.type, Text | Choice)


def unify(items: Iterable[Term], *, comparing: bool = False) -> tuple[Term, ...]:
    """The items with one common type: numbers with the most places, written texts read as what their neighbours are. Where they are only
    compared, numbers stay as they are, and a text that is no option of a choice is refused."""
    terms = tuple(items)
    known = [item for item in terms if item.type is not NOTHING]
    if not known:
        return terms
    terms = _read_literals(terms, known, comparing)
    known = [item for item in terms if item.type is not NOTHING]
    if {type(item.type) for item in known} == {Date, Instant}:
        terms = tuple(business_day(item) for item in terms)
        known = [item for item in terms if item.type is not NOTHING]
    kind = _common(known)
    return tuple(_as(item, kind, comparing) for item in terms)


def business_day(item: Term) -> Term:
    """The local business date of an instant; a date is itself."""
    if not isinstance(item.type, Instant):
        return item
    return term("business_day", Date(), (item, zone(item)), nullable=item.nullable, start=item.start, end=item.end)


def _read_literals(terms: tuple[Term, ...], known: list[Term], comparing: bool) -> tuple[Term, ...]:
    """Written texts beside a date, instant, reference or (where compared) choice become that."""
    leading = next((item.type for item in known if not isinstance(item.type, Text)), None)
    if leading is None:
        return terms
    free = any(isinstance(item.type, Text) and not item.constant for item in known)
    if isinstance(leading, Choice) and (free or not comparing):
        return terms
    return tuple(literal_as(item, leading) for item in terms)


def literal_as(item: Term, wanted: Type) -> Term:
    """A written text as a value of `wanted`; anything else unchanged."""
    if not item.constant or not isinstance(item.type, Text):
        return item
    if isinstance(wanted, Date | Instant):
        return moment(item)
    if isinstance(wanted, Ref):
        if len(item.value) != 13 or item.value[0] > "7" or not _ID_ALPHABET.issuperset(item.value):
            raise fault("expression_bad_id", item)
        return replace(item, type=wanted)
    if isinstance(wanted, Choice):
        if wanted.options and item.value not in wanted.options:
            raise fault("expression_unknown_option", item, option=item.value)
        return replace(item, type=wanted)
    return item


def option_of(item: Term, wanted: Choice) -> Term:
    """A written option, or a choice between written options and fields, as a value of `wanted`."""
    if item.constant and item.value is None:
        return replace(item, type=wanted)
    if item.op not in ("if", "coalesce") or not isinstance(item.type, Text):
        return literal_as(item, wanted)
    first = 1 if item.op == "if" else 0
    ways = tuple(option_of(one, wanted) for one in item.args[first:])
    if any(not isinstance(one.type, Choice) for one in ways):
        return item
    return replace(item, type=wanted, args=(*item.args[:first], *ways))


def moment(item: Term) -> Term:
    """A written date or instant; a local time without offset is read in the app's zone when evaluated."""
    from_text = dates.read(item.value)
    if from_text is None:
        raise fault("expression_bad_date", item, text=item.value)
    kind, value = from_text
    if kind != "local":
        return constant(value, Date() if kind == "date" else Instant(), item.start, item.end)
    return term("local", Instant(), (zone(item),), value=value, start=item.start, end=item.end)


def _common(known: list[Term]) -> Type:
    first = known[0].type
    if all(isinstance(item.type, Number) for item in known):
        return Number(max(item.scale for item in known))
    if all(isinstance(item.type, Choice) for item in known):
        options = tuple(dict.fromkeys(key for item in known for key in item.type.options))  # type: ignore[union-attr]
        return Choice(options if all(item.type.options for item in known) else ())  # type: ignore[union-attr]
    if all(is_textual(item) for item in known):
        lengths = [item.type.max_length if isinstance(item.type, Text) else KEY_LENGTH for item in known]
        return Text(max(lengths) if all(lengths) else 0)
    for item in known[1:]:
        if type(item.type) is not type(first) or (isinstance(first, Ref | List) and item.type != first):
            raise fault("expression_types_differ", item)
    return first


def common(op: str, items: tuple[Term, ...], args: tuple[Term, ...], **parts: Any) -> Term:
    """A term that gives one of `items`, which were unified."""
    bound = max(item.bound for item in items)
    if isinstance(items[0].type, Number):
        return number(op, items[0].scale, bound, args, **parts)
    return term(op, items[0].type, args, **parts)


def _as(item: Term, kind: Type, comparing: bool) -> Term:
    if item.type is NOTHING or isinstance(kind, Text | Choice):
        return replace(item, type=kind)
    if isinstance(kind, Number) and not comparing:
        return scaled(item, kind.scale)
    return item
