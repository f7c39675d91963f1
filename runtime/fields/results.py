"""Values that an expression or roll-up made: judged by their checked type.

Takes: a type and a value. Gives: JSON, text, a look. Never: a field's name.
"""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue
from runtime import values
from runtime.fields import boolean, numbers, options, references, times
from runtime.fields.boolean import Boolean
from runtime.fields.datetime import DateTime
from runtime.fields.texts import TEXT_OPERATORS, clean

FORMATS = ("number", "money", "percent")


def operators(kind: types.Type | None) -> tuple[str, ...]:
    """What people may ask of such a value."""
    match kind:
        case types.Number():
            return numbers.NUMBER_OPERATORS
        case types.Boolean():
            return ("true", "false", "empty", "filled")
        case types.Date():
            return ("eq", "ne", "before", "after", "le", "ge", "between", "empty", "filled")
        case types.Instant():
            return ("before", "after", "le", "ge", "between", "empty", "filled")
        case types.Choice() | types.Ref():
            return references.OPERATORS
        case types.List():
            return ("has", "empty", "filled")
    return TEXT_OPERATORS


def parse(kind: types.Type | None, value: Any) -> Any:
    """JSON back to the value: for filters on computed fields."""
    if value is None:
        return None
    match kind:
        case types.Number(scale=scale):
            return numbers.parse(value, scale)
        case types.Boolean():
            return Boolean().parse({}, value)
        case types.Date():
            return times.iso_date(value)
        case types.Instant():
            return times.iso_instant(value)
        case types.Ref():
            return references.parse(value)
        case types.Choice(options=keys):
            if value not in keys:
                raise BadValue("unknown_option", value=str(value)[:40])
            return value
    return clean(value, lines=True)


def dump(value: Any) -> Any:
    """The JSON of any value an expression gives."""
    if hasattr(value, "tzinfo"):
        return values.instant_text(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return numbers.dump(value)


def dump_text(config: Mapping[str, Any], value: Any, locale: str) -> str:
    """As the field's look says: money, percent, number with unit, label of an option …"""
    if value is None:
        return ""
    match config.get("result"):
        case types.Number():
            return _number_text(config, value)
        case types.Boolean():
            return boolean.WORDS.get(locale, boolean.WORDS["zh-CN"])[bool(value)]
        case types.Instant():
            return DateTime().dump_text(config, value, locale)
        case types.Choice():
            return options.label(config, value, locale)
    return str(dump(value))


def _number_text(config: Mapping[str, Any], value: Any) -> str:
    if config.get("format") == "money":
        return numbers.money(value, config.get("currency", "CNY"))
    if config.get("format") == "percent":
        return numbers.percent(value)
    return numbers.with_unit(numbers.grouped(value), config.get("unit"))


def display(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The look of the result."""
    match config.get("result"):
        case types.Number(scale=scale):
            extra = {name: config[name] for name in ("currency", "unit") if config.get(name)}
            look = config.get("format", "number")
            return {"look": look, "scale": scale, **({"currency": "CNY"} if look == "money" else {}), **extra}
        case types.Boolean():
            return {"look": "boolean", **({"color": config["color"]} if config.get("color") else {})}
        case types.Date():
            return {"look": "date"}
        case types.Instant():
            return {"look": "datetime"}
        case types.Choice():
            return {"look": "choice"}
        case types.Ref(form=form):
            return {"look": "user"} if form == "@user" else {"look": "relation", "form": form}
    return {"look": "text"}


def dump_cell(config: Mapping[str, Any], value: Any, locale: str) -> Any:
    """Numbers and days as such, moments as wall-clock time, the rest as text."""
    match config.get("result"):
        case types.Number() | types.Date():
            return value
        case types.Instant():
            return DateTime().dump_cell(config, value, locale)
    return dump_text(config, value, locale)
