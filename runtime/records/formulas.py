"""Computed fields of one record. Takes: a plan and a mapping of names. Gives: values, fitted to their fields. Never: the database."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from builder.errors import Fault
from builder.expressions.types import Number, Text, Type
from runtime.records.plan import AT_WRITE, FieldPlan, FormPlan, Formula

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class TooLarge(ValueError):
    """A computed value that does not fit its field."""


def fit(value: Any, kind: Type | None) -> Any:
    """A computed value as its field stores it: rounded half away from zero to the field's scale, text cut at nothing; raises TooLarge."""
    if value is None or value == "":
        return None
    if isinstance(kind, Number) and not isinstance(value, bool):
        return _number(Decimal(value), kind)
    if isinstance(kind, Text) and kind.max_length and len(value) > kind.max_length:
        raise TooLarge
    return value


def _number(value: Decimal, kind: Number) -> int | Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-kind.scale), context=_EXACT)
    if len(rounded.as_tuple().digits) > kind.digits and abs(rounded) >= Decimal(10) ** (kind.digits - kind.scale):
        raise TooLarge
    return rounded if kind.scale else int(rounded)


def compute(fields: Mapping[str, FieldPlan], formulas: Iterable[Formula], env: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The values of formulas in order, each seen by the next; `env` is filled along the way. Values that do not fit are faults."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for formula in formulas:
        try:
            values[formula.key] = fit(formula.expression.run(env), fields[formula.key].type)
        except TooLarge:
            values[formula.key] = None
            faults.append(Fault(f"/values/{formula.key}", "computed_too_large"))
        env[formula.key] = values[formula.key]
    return values, faults


def due(plan: FormPlan, changed: frozenset[str], creating: bool) -> list[Formula]:
    """The stored formulas a save computes: all of them, but a frozen one only when a field of this record it reads has changed."""
    touched = set(changed)
    found: list[Formula] = []
    for formula in plan.stored:
        own = {name.split(".", 1)[0] for name in formula.expression.names}
        if creating or formula.keep != AT_WRITE or own & touched:
            found.append(formula)
            touched.add(formula.key)
    return found


def changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Keys of `new` whose value differs from `old`."""
    return frozenset(key for key, value in new.items() if old.get(key) != value)
