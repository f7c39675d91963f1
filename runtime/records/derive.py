"""Formulas of a stored record computed again because something they read has moved.

Takes: a unit of work, a locked row. Gives: the new image.
"""

from typing import Any

from builder.errors import Invalid
from builder.expressions.types import Ref
from runtime.context import Context
from runtime.permissions.conditions import condition
from runtime.records.environment import environment
from runtime.records.formulas import compute
from runtime.records.plan import AT_WRITE, FormPlan, Formula
from runtime.records.words import image_of
from runtime.store import records


def refresh(uow: Any, plan: FormPlan, row: Any, changed: frozenset[str] | None) -> dict[str, Any]:
    """The record's values after its kept-current formulas were computed again (those that read `changed`, directly or not; None = all)."""
    values = dict(row.values)
    formulas = _touched(plan, changed)
    if not formulas:
        return values
    names = frozenset().union(*(formula.expression.names for formula in formulas))
    computed, faults = compute(plan.fields, formulas, environment(uow, plan.fields, image_of(row), names))
    if faults:
        raise Invalid("computed_too_large", faults)
    moved = {key: value for key, value in computed.items() if values.get(key) != value}
    if moved:
        records.rewrite(uow, plan.form.key, row, moved)
    return {**values, **moved}


def _touched(plan: FormPlan, changed: frozenset[str] | None) -> list[Formula]:
    formulas = [formula for formula in plan.stored if formula.keep != AT_WRITE]
    if changed is None:
        return formulas
    touched = set(changed)
    found: list[Formula] = []
    for formula in formulas:
        if touched & formula.expression.names:
            found.append(formula)
            touched.add(formula.key)
    return found


def points_at(ctx: Context, form: str, path: str, target: str) -> Any:
    """The condition "this relation path ends at the parameter `target`"."""
    return condition(ctx, form, f"{path} == target", {"target": Ref(target)})
