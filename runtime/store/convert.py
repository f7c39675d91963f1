"""Values moving from one type to another when a field changes. Takes: fields, kinds, values. Gives: values. Never: a half-converted one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from builder.expressions import types as t
from builder.kinds import FieldType

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Side:
    """A field before or after: its kind, its configuration and where its values lie."""

    kind: FieldType
    config: Mapping[str, Any]
    type: t.Type


def converter(old: Side, new: Side) -> Convert:
    """What turns a value of the old field into one of the new; what has no counterpart becomes empty (the old column keeps it)."""
    if isinstance(old.type, t.Number) and isinstance(new.type, t.Number):
        return _number(new.type)
    if old.kind.name == new.kind.name and isinstance(old.type, t.Text) and isinstance(new.type, t.Text):
        return _cut(new.type.max_length)
    if type(old.type) is type(new.type) is t.Instant or new.kind.computed:
        return lambda value: value
    if isinstance(new.type, t.Text) and isinstance(old.type, t.Choice | t.List | t.Boolean):
        return _first(new, lambda value: old.kind.dump_text(old.config, value, "zh-CN"))
    if isinstance(new.type, t.Text):
        return _first(new, lambda value: str(old.kind.dump(old.config, value)))
    return _first(new, lambda value: old.kind.dump(old.config, value), lambda value: old.kind.dump_text(old.config, value, "zh-CN"))


def _number(kind: t.Number) -> Convert:
    place = Decimal(1).scaleb(-kind.scale)
    limit = 10**kind.digits

    def convert(value: Any) -> Any:
        rounded = Decimal(value).quantize(place, ROUND_HALF_UP)
        if abs(rounded.scaleb(kind.scale)) >= limit:
            return None
        return int(rounded) if kind.scale == 0 else rounded

    return convert


def _cut(length: int) -> Convert:
    return lambda value: value[:length] if length else value


def _first(new: Side, *forms: Convert) -> Convert:
    """The first of several written forms the new kind understands."""
    cut: Convert = _cut(new.type.max_length) if isinstance(new.type, t.Text) else (lambda value: value)

    def convert(value: Any) -> Any:
        for form in forms:
            for read in (new.kind.parse, new.kind.parse_text):
                result = _read(read, new, cut(form(value)))
                if result is not None:
                    return result
        return None

    return convert


def _read(read: Callable[[Mapping[str, Any], Any], Any], new: Side, written: Any) -> Any:
    if read == new.kind.parse_text and not isinstance(written, str):
        return None
    try:
        result = read(new.config, written)
    except ValueError:
        return None
    return None if result is None or new.kind.check_value(new.config, result) else result
