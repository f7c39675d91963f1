"""The door for automations: rules, buttons and workflow steps write here as the system, with Python values instead of JSON.

Takes: a ripple whose unit of work acts as the system. Gives: ids, rows. Never: fewer checks than people get; only fields people may never
set (`readonly`) are open here, and logic that makes a field read-only for people does not bind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.errors import Fault, Invalid
from builder.expressions.check import Typed
from runtime.permissions import policy
from runtime.query import Query, Sort
from runtime.records import attachments, images, targets, writing
from runtime.records.formulas import TooLarge, fit
from runtime.records.plan import FieldPlan, FormPlan, plan_of
from runtime.records.ripple import Ripple
from runtime.store import records, select

CHUNK = 500
Image = Mapping[str, Any]
Change = Callable[[Image], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Which:
    """Records of a form by conditions (checked booleans) and the values of their parameters; in this order, at most so many."""

    form: str
    conditions: tuple[Typed, ...]
    parameters: tuple[tuple[str, Any], ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = 1_000
    cursor: tuple[Any, ...] | None = None  # the sort values and id of the last one seen


def create(ripple: Ripple, form: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """New records from values by field key, all faults of a row at once; one INSERT for all of them."""
    uow = ripple.uow
    policy.require(uow.ctx, form, "create")
    plan = plan_of(uow.ctx, form)
    stored = [_made(uow, plan, row) for row in rows]
    ids = records.insert(uow, form, stored)
    for id_, image in zip(ids, stored, strict=True):
        writing.still_there(uow, plan, image, {})
        attachments.claim(uow, plan, id_, image)
        ripple.changed(form, id_, None, {**image, "id": id_})
    return ids


def _made(uow: Any, plan: FormPlan, row: Mapping[str, Any]) -> dict[str, Any]:
    values, faults = _fitted(plan, row)
    given = {**images.defaults(uow, plan, values), **values}
    return {**_judged(uow, plan, (None, given), faults), **writing.numbered(uow, plan)}


def amend(ripple: Ripple, form: str, ids: Iterable[str], change: Change) -> list[str]:
    """Changes records one by one under their locks, in the order of ids: `change(image)` gives the new values by field key, or None to
    leave this one alone (a guard that does not hold). The ids of those it gave values for."""
    uow = ripple.uow
    policy.require(uow.ctx, form, "update")
    plan, touched, wanted = plan_of(uow.ctx, form), [], sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        for id_, row in records.load(uow, form, wanted[start : start + CHUNK], lock=True).items():
            values = change(image_of(row))
            if values is not None:
                touched.append(id_)
                _amended(ripple, plan, row, values)
    return touched


def _amended(ripple: Ripple, plan: FormPlan, row: Any, given: Mapping[str, Any]) -> None:
    uow, form = ripple.uow, plan.form.key
    values, faults = _fitted(plan, given)
    image = _judged(uow, plan, (row.values, values), faults)
    changed = {key: value for key, value in image.items() if row.values.get(key) != value and key not in plan.sums}
    if changed:
        new = records.rewrite(uow, form, row, changed)
        writing.still_there(uow, plan, changed, row.values)
        attachments.claim(uow, plan, row.id, changed)
        ripple.changed(form, row.id, {**row.values, "id": row.id}, {**new.values, "id": row.id})


def image_of(row: Any) -> dict[str, Any]:
    """A stored record as expressions see it."""
    system = {name: getattr(row, name) for name in ("id", "version", "created_at", "created_by", "updated_at", "updated_by")}
    return {**row.values, **system}


def matching(ripple: Ripple, which: Which, *, lock: bool = False) -> list[Any]:
    """Rows that meet the conditions, in order. `lock`: nobody changes them until the end of the transaction, and they still meet them."""
    uow = ripple.uow
    policy.require(uow.ctx, which.form, "read")
    ids: list[str] = []
    cursor = which.cursor
    while len(ids) < which.limit:
        page_size = min(CHUNK, which.limit - len(ids))
        asked = Query(which.form, which.conditions, None, which.sort, page_size, cursor, False, which.parameters)
        page = select.page(uow, asked, ())
        ids += [row.id for row in page.rows]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    rows = records.load(uow, which.form, sorted(ids), lock=lock)
    if lock:
        for one in which.conditions:
            held = select.satisfying(uow, which.form, sorted(rows), one, dict(which.parameters)) if rows else set()
            rows = {key: row for key, row in rows.items() if key in held}
    return [rows[key] for key in ids if key in rows]


def remove(ripple: Ripple, form: str, ids: Iterable[str]) -> None:
    """To the bin, with what the relations pointing there say."""
    policy.require(ripple.uow.ctx, form, "delete")
    for id_ in sorted(set(ids)):
        if records.there(ripple.uow, form, [id_]):
            writing.remove(ripple, form, id_)


def _judged(uow: Any, plan: FormPlan, change: tuple[Image | None, dict[str, Any]], faults: list[Fault]) -> dict[str, Any]:
    """The whole new image, or every fault at once."""
    old, values = change
    faults = [*faults, *attachments.known(uow, plan, values, old or {}), *targets.faults(uow, plan, values, old or {}, lock=True)]
    image = images.build(uow, plan, old, values)
    broken = {fault.pointer for fault in faults}
    faults += [fault for fault in images.judge(uow, plan, image, frozenset(plan.fields)) if fault.pointer not in broken]
    if faults:
        raise Invalid("invalid", faults)
    return image.values


def _fitted(plan: FormPlan, row: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The values as their fields store them: rounded to scale, judged by type; what is no settable field is a fault."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in row.items():
        one = plan.fields.get(key)
        if one is None or one.kind.computed:
            faults.append(Fault(f"/values/{key}", "field_unknown" if one is None else "field_computed", {"field": key}))
        elif one.columns:
            values[key] = [_line(one, line, f"/values/{key}/{number}", faults) for number, line in enumerate(value or ())]
        else:
            values[key] = _value(one, value, f"/values/{key}", faults)
    return values, faults


def _line(plan: FieldPlan, line: Mapping[str, Any], pointer: str, faults: list[Fault]) -> dict[str, Any]:
    kept = {"id": line["id"]} if line.get("id") else {}
    cells = {key: _value(plan.columns[key], value, f"{pointer}/{key}", faults) for key, value in line.items() if key in plan.columns}
    return {**kept, **cells}


def _value(plan: FieldPlan, value: Any, pointer: str, faults: list[Fault]) -> Any:
    try:
        fitted = fit(value, plan.type)
    except TooLarge:
        faults.append(Fault(pointer, "computed_too_large"))
        return None
    broken = plan.kind.check_value(plan.config, fitted) if fitted is not None else None
    if broken:
        faults.append(Fault(pointer, broken[0], dict(broken[1])))
    return fitted
