"""When the type of a field changes: how safe that is. Takes: two field types with their configurations. Gives: a level. Never: values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.changes.change import Safety
from builder.definitions import Field
from builder.expressions.types import Boolean, Choice, Date, File, Instant, Json, List, Number, Ref, Text, Type
from builder.kinds import Catalog, FieldType

TEXT_OF_NUMBER = 24
TEXT_OF_MOMENT = 24
WORD = "a 字"
LINES = "a\nb"


@dataclass(frozen=True, slots=True)
class Side:
    """A field type with its configuration."""

    kind: FieldType
    config: Mapping[str, Any]


def side(catalog: Catalog, field: Field) -> Side:
    """A field as one side of a conversion."""
    return Side(catalog.fields[field.type], field.config)


def level(old: Side, new: Side) -> Safety:
    """safe: every value survives exactly; lossy: some may be cut, rounded or left empty (the old ones are kept); blocked: no way across."""
    if _derived(old) and _derived(new):
        return "safe"
    if _derived(old) or _derived(new):
        return "lossy" if _plain(old) or _plain(new) else "blocked"
    if new.kind.computed and old.kind.name != new.kind.name:
        return "blocked"
    before, after = old.kind.storage(old.config), new.kind.storage(new.config)
    if before is None or after is None or not _readable(before) or not _readable(after):
        return "safe" if before == after and before is not None else "blocked"
    if isinstance(after, Text) and old.kind.name != new.kind.name:
        return _to_text(before, after, (old, new))
    return "safe" if _holds(before, after) else "lossy"


def _derived(one: Side) -> bool:
    """Formulas and roll-ups: worked out again whenever their definition changes."""
    return one.kind.computed and ("expression" in one.config or "function" in one.config)


def _plain(one: Side) -> bool:
    """Typed-in values that have a text."""
    stored = None if one.kind.computed else one.kind.storage(one.config)
    return stored is not None and _readable(stored)


def _readable(kind: Type) -> bool:
    """Types whose values have a text that people write; references, files and rows have none."""
    return not isinstance(kind, Ref | File | Json)


def _holds(before: Type, after: Type) -> bool:
    """Whether every value of one type is one of the other."""
    match before, after:
        case Text(a), Text(b):
            return b >= a
        case Number(scale_a, digits_a), Number(scale_b, digits_b):
            return scale_b >= scale_a and digits_b - scale_b >= digits_a - scale_a
        case Choice(a), Choice(b) | List(Choice(b)):
            return set(a) <= set(b)
        case List(Choice(a)), List(Choice(b)):
            return set(a) <= set(b)
        case Date(), Instant():
            return True
    return type(before) is type(after)


def _to_text(before: Type, after: Text, sides: tuple[Side, Side]) -> Safety:
    """Numbers, days, yes/no and labels read as text; a phone or an address must be recognised."""
    old, new = sides
    match before:
        case Text(length):
            fits = after.max_length >= length and (_takes(new, LINES) or not _takes(old, LINES))
        case Number() | Date() | Boolean():
            fits = after.max_length >= TEXT_OF_NUMBER
        case Instant():
            fits = after.max_length >= TEXT_OF_MOMENT
        case _:
            fits = False
    return "safe" if fits and _takes(new, WORD) else "lossy"


def _takes(one: Side, text: str) -> bool:
    """Whether a type keeps such a text as it is."""
    try:
        return bool(one.kind.parse(one.config, text) == text)
    except ValueError:
        return False
