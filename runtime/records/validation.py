"""Whether a record may be stored: logic, required, checks.

Takes: a plan and a mapping of names. Gives: faults, all at once. Never: the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import text_of
from builder.definitions.label import Label
from builder.errors import Fault
from runtime.records.plan import FieldPlan, FormPlan


@dataclass(frozen=True)
class Situation:
    """What the form's logic says about a record: fields that are hidden, required, read-only now."""

    hidden: frozenset[str]
    required: frozenset[str]
    readonly: frozenset[str]


def situation(plan: FormPlan, env: Mapping[str, Any]) -> Situation:
    """The logic rules applied: a field some rule shows is hidden until one of them holds; `hide` wins over `show`."""
    holding = [one.logic for one in plan.logic if one.when.run(env) is True]
    shown = {key for logic in holding for key in logic.show}
    shy = {key for one in plan.logic for key in one.logic.show}
    hidden = frozenset((shy - shown) | {key for logic in holding for key in logic.hide})
    required = {key for key, one in plan.fields.items() if one.field.required} | {key for logic in holding for key in logic.require}
    readonly = {key for key, one in plan.fields.items() if not one.settable} | {key for logic in holding for key in logic.readonly}
    return Situation(hidden, frozenset(required) - hidden, frozenset(readonly))


def required_faults(plan: FormPlan, env: Mapping[str, Any], now: Situation, settable: frozenset[str]) -> Iterator[Fault]:
    """Required fields, and required columns of subtable rows, that are empty; only what the caller can fill in."""
    for key, one in plan.fields.items():
        if key in now.hidden or key not in settable or one.kind.computed:
            continue
        value = env.get(key)
        if key in now.required and _empty(value):
            yield Fault(f"/values/{key}", "required")
        if one.columns:
            yield from _row_faults(key, one, value or [])


def _row_faults(key: str, plan: FieldPlan, rows: list[dict[str, Any]]) -> Iterator[Fault]:
    broken = plan.kind.check_value(plan.config, rows)
    if broken:
        yield Fault(f"/values/{key}", broken[0], dict(broken[1]))
    for number, row in enumerate(rows):
        for column, inner in plan.columns.items():
            if inner.field.required and not inner.kind.computed and _empty(row.get(column)):
                yield Fault(f"/values/{key}/{number}/{column}", "required")


def _empty(value: Any) -> bool:
    return value is None or value == []


def check_faults(plan: FormPlan, env: Mapping[str, Any], hidden: frozenset[str], locale: str) -> Iterator[Fault]:
    """Fields whose own check fails (an empty field passes), and promises of the form that do not hold."""
    for key, one in plan.fields.items():
        if one.check and key not in hidden and not _empty(env.get(key)) and one.check.run(env) is not True:
            yield _fault(f"/values/{key}", "check_failed", one.field.message, locale)
    for promise in plan.promises:
        if promise.check.run(env) is not True:
            yield _fault("/values", "constraint_failed", plan.form.constraints[promise.position].message, locale)


def _fault(pointer: str, code: str, message: Label | None, locale: str) -> Fault:
    words = text_of(message, locale)
    return Fault(pointer, "own_message", {"message": words}) if words else Fault(pointer, code)


def readonly_faults(now: Situation, changed: Iterable[str]) -> Iterator[Fault]:
    """Fields the caller changed although the form's logic makes them read-only."""
    return (Fault(f"/values/{key}", "field_readonly") for key in sorted(changed) if key in now.readonly)
