"""From what a caller sent to what is stored: defaults, formulas, logic, checks over the whole record.

Takes: a plan, values. Gives: an Image.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.errors import Fault
from builder.expressions.types import Date, Instant, Ref
from builder.kinds import BadValue
from runtime.records import formulas, validation
from runtime.records.environment import clock, environment, environments
from runtime.records.formulas import changed_keys
from runtime.records.plan import FieldPlan, FormPlan
from runtime.records.validation import Situation

PASSES = 4
MOMENTS = {"@me": Ref, "@today": Date, "@now": Instant}


@dataclass
class Image:
    """A record as it would be stored: all values, what the logic says about it, the names it was judged by, and every fault."""

    values: dict[str, Any]
    situation: Situation
    env: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)


def defaults(uow: Any, plan: FormPlan, given: Mapping[str, Any]) -> dict[str, Any]:
    """Default values of fields that were not sent at all; roll-ups of a record nothing points at yet."""
    found: dict[str, Any] = {
        key: None if key in plan.extremes else formulas.fit(0, plan.fields[key].type) for key in plan.sums
    }
    for key, one in plan.fields.items():
        if key not in given and not one.kind.computed:
            found[key] = default_of(uow, one)
    return found


def default_of(uow: Any, plan: FieldPlan) -> Any:
    """A field's default as a Python value; `@me`, `@today`, `@now` stand for the writer and the moment."""
    raw = plan.field.default
    if isinstance(raw, str) and raw in MOMENTS and isinstance(plan.type, MOMENTS[raw]):
        return clock(uow.ctx)[raw]
    if raw is None:
        return [] if plan.columns else None
    try:
        return plan.kind.parse(plan.config, raw)
    except BadValue:
        return None


def build(uow: Any, plan: FormPlan, old: Mapping[str, Any] | None, values: Mapping[str, Any]) -> Image:
    """The whole record after `values`: rows of subtables computed, hidden fields emptied, formulas in order, until nothing moves."""
    before = dict(old or {})
    base = {**before, **values}
    row_faults = _rows(uow, plan, base, before)
    image = _once(uow, plan, before, base)
    for _ in range(PASSES):
        emptied = {key: _nothing(plan.fields[key]) for key in image.situation.hidden if not plan.fields[key].kind.computed}
        if all(image.values.get(key) == value for key, value in emptied.items()):
            break
        image = _once(uow, plan, before, {**image.values, **emptied})
    image.faults += row_faults
    return image


def _once(uow: Any, plan: FormPlan, before: Mapping[str, Any], now: Mapping[str, Any]) -> Image:
    """Formulas computed over these values, and what the logic says of the result."""
    env = environment(uow, plan.fields, now, plan.write_names)
    due = formulas.due(plan, changed_keys(before, now), not before)
    computed, faults = formulas.compute(plan.fields, due, env)
    return Image({**now, **computed}, validation.situation(plan, env), env, faults)


def judge(uow: Any, plan: FormPlan, image: Image, settable: frozenset[str]) -> list[Fault]:
    """Every fault of an image: formulas that do not fit, required fields, checks."""
    return [
        *image.faults,
        *validation.required_faults(plan, image.env, image.situation, settable),
        *validation.check_faults(plan, image.env, image.situation.hidden, uow.ctx.locale),
    ]


def _nothing(plan: FieldPlan) -> Any:
    return [] if plan.columns else None


def _rows(uow: Any, plan: FormPlan, values: dict[str, Any], before: Mapping[str, Any]) -> list[Fault]:
    """Rows of subtables in place: kept ones with the cells nobody sent, formula columns computed."""
    faults: list[Fault] = []
    for key, one in plan.fields.items():
        if one.columns:
            kept = {row["id"]: row for row in before.get(key) or ()}
            rows = [_merged(one, kept, row) for row in values.get(key) or ()]
            values[key] = _computed(uow, (key, one), rows, faults)
    return faults


def _merged(plan: FieldPlan, kept: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    old = kept.get(row.get("id", ""))
    fresh = {key: value for key, value in row.items() if key != "id"}
    return {**old, **fresh} if old else {**dict.fromkeys(plan.columns), **fresh}


def _computed(uow: Any, place: tuple[str, FieldPlan], rows: list[dict[str, Any]], faults: list[Fault]) -> list[dict[str, Any]]:
    key, plan = place
    if not plan.formulas or not rows:
        return rows
    names = frozenset().union(*(formula.expression.names for formula in plan.formulas))
    for number, (row, env) in enumerate(zip(rows, environments(uow, plan.columns, rows, names), strict=True)):
        values, broken = formulas.compute(plan.columns, plan.formulas, env)
        row.update(values)
        faults += [Fault(f"/values/{key}/{number}/{fault.pointer.rsplit('/', 1)[1]}", fault.code) for fault in broken]
    return rows
