"""Writing one record with everything that belongs to it. Takes: a unit of work, JSON values. Gives: its id. Never: an answer for people."""

from collections.abc import Mapping
from typing import Any

from builder.definitions import text_of
from builder.errors import Conflict, Fault, Invalid, NotFound
from builder.expressions.check import Typed
from runtime.permissions import field_mask, policy, row_rules
from runtime.permissions.grants import HIDDEN, Granted
from runtime.records import attachments, images, incoming, judge, targets, validation
from runtime.records.incoming import Rights
from runtime.records.links import Pointer, links_of
from runtime.records.plan import FormPlan, plan_of
from runtime.records.ripple import Ripple
from runtime.store import records, select, sequences

CASCADE, SET_EMPTY = "cascade", "set_empty"


def create(ripple: Ripple, form: str, values: Mapping[str, Any]) -> str:
    """A new record: parsed, completed, judged, stored; the row rule of creating holds for what was made."""
    uow = ripple.uow
    decision = policy.require(uow.ctx, form, "create")
    plan = plan_of(uow.ctx, form)
    rights = rights_of(uow, form, decision.grants)
    sent = incoming.parse(plan, values, rights)
    given = {**images.defaults(uow, plan, values), **sent.values}
    image = _completed(uow, plan, (None, given), sent.faults, rights)
    stored = {**image, **numbered(uow, plan)}
    record = records.insert(uow, form, [stored])[0]
    still_there(uow, plan, stored, {})
    attachments.claim(uow, plan, record, stored)
    _check_result(uow, form, "create", record, sent.values)
    ripple.changed(form, record, None, {**stored, "id": record})
    return record


def numbered(uow: Any, plan: FormPlan) -> dict[str, Any]:
    """The next value of every running number of the form."""
    return {key: kind.shown(plan.fields[key].config, sequences.take(uow, plan.form.key, key)) for key, kind in plan.numbered.items()}


def rights_of(uow: Any, form: str, grants: tuple[Granted, ...]) -> Rights:
    """What these grants let the caller set, and which fields he knows of."""
    best = field_mask.best_mask(uow.ctx, form)
    writable = field_mask.writable(uow.ctx, form, grants)
    known = {key for key in field_mask.keys(plan_of(uow.ctx, form).form) if best[key] != HIDDEN}
    return Rights(writable, frozenset(known | writable))


def _completed(
    uow: Any, plan: FormPlan, change: tuple[Mapping[str, Any] | None, dict[str, Any]], faults: list[Fault], rights: Rights
) -> dict[str, Any]:
    """The whole new image, or every fault at once."""
    old, values = change
    faults = [*faults, *attachments.known(uow, plan, values, old or {}), *targets.faults(uow, plan, values, old or {}, lock=True)]
    image = images.build(uow, plan, old, values)
    broken = {fault.pointer for fault in faults}
    faults += [fault for fault in images.judge(uow, plan, image, rights.writable) if fault.pointer not in broken]
    faults += validation.readonly_faults(image.situation, _moved(plan, old, values))
    if faults:
        raise Invalid("invalid", faults)
    return image.values


def _moved(plan: FormPlan, old: Mapping[str, Any] | None, values: Mapping[str, Any]) -> list[str]:
    """Fields that a logic rule could still protect: changed ones, on update only (what is new is nobody's yet)."""
    if old is None:
        return []
    return [key for key, value in values.items() if plan.fields[key].settable and old.get(key) != value]


def still_there(uow: Any, plan: FormPlan, values: Mapping[str, Any], old: Mapping[str, Any]) -> None:
    """What a formula points at is not in the bin, and stays out of it."""
    faults = targets.gone(uow, plan, values, old)
    if faults:
        raise Invalid("invalid", faults)


def _check_result(uow: Any, form: str, action: str, record: str, sent: Mapping[str, Any]) -> None:
    """Some grant holds for the new image, and those that hold let the caller set what he set."""
    grants = judge.still_able(uow, form, action, record)
    if not field_mask.uniform(uow.ctx, form, action):
        writable = field_mask.writable(uow.ctx, form, grants)
        beyond = [Fault(f"/values/{key}", "field_not_allowed") for key in sent if key not in writable]
        if beyond:
            raise Invalid("invalid", beyond)


def update(ripple: Ripple, form: str, record: str, values: Mapping[str, Any], expected: int | None = None) -> None:
    """Change the named fields of one record the caller sees and may change; nothing is written where nothing differs."""
    uow = ripple.uow
    plan = _plan(uow, form)
    row = _locked(uow, form, record)
    judge.seen(uow, form, record)
    rights = rights_of(uow, form, judge.able(uow, form, "update", record))
    _expect(row, expected)
    sent = incoming.parse(plan, values, rights)
    image = _completed(uow, plan, (row.values, sent.values), sent.faults, rights)
    changed = {key: value for key, value in image.items() if row.values.get(key) != value and key not in plan.sums}
    if not changed:
        return
    old, new = records.update(uow, form, record, changed, rows=row_rules.conditions(uow.ctx, form, "update"))
    still_there(uow, plan, changed, row.values)
    attachments.claim(uow, plan, record, changed)
    _check_result(uow, form, "update", record, sent.values)
    ripple.changed(form, record, _imaged(old), _imaged(new))


def _plan(uow: Any, form: str) -> FormPlan:
    if form not in uow.ctx.rev.definition.forms:
        raise NotFound("form_not_found")
    return plan_of(uow.ctx, form)


def _locked(uow: Any, form: str, record: str, *, deleted: bool = False) -> Any:
    row = records.load(uow, form, [record], lock=True, deleted=deleted).get(record)
    if row is None:
        raise NotFound("record_not_found")
    return row


def _expect(row: Any, expected: int | None) -> None:
    if expected is not None and row.version != expected:
        raise Conflict("stale", id=row.id, version=row.version, by=row.updated_by, at=row.updated_at)


def _imaged(row: Any) -> dict[str, Any]:
    return {**row.values, "id": row.id}


def delete(ripple: Ripple, form: str, record: str, expected: int | None = None) -> None:
    """To the bin, if the caller sees the record and may delete it."""
    uow = ripple.uow
    _plan(uow, form)
    row = _locked(uow, form, record)
    judge.seen(uow, form, record)
    judge.able(uow, form, "delete", record)
    _expect(row, expected)
    remove(ripple, form, record, row_rules.conditions(uow.ctx, form, "delete") or ())


def remove(ripple: Ripple, form: str, record: str, rows: tuple[Typed, ...] = ()) -> None:
    """To the bin, with what the relations pointing here say: refuse, empty the field, or go along."""
    uow = ripple.uow
    policy.require_changeable(uow.ctx, form)
    records.seize(uow, form, [record])
    row = records.delete(uow, form, record, rows=rows)
    for pointer in links_of(uow.ctx).pointers.get(form, ()):
        ids = select.pointing(uow, pointer.form, pointer.path, record)
        if ids:
            _let_go(ripple, pointer, ids, record)
    ripple.changed(form, record, _imaged(row), None)


def _let_go(ripple: Ripple, pointer: Pointer, ids: list[str], target: str) -> None:
    if ripple.uow.ctx.rev.definition.forms[pointer.form].append_only:
        raise _still_used(ripple.uow, pointer.form, ids)
    if pointer.on_delete == CASCADE and pointer.subtable is None:
        for one in ids:
            remove(ripple, pointer.form, one)
    elif pointer.on_delete == SET_EMPTY or pointer.on_delete == CASCADE:
        for one in ids:
            _empty(ripple, pointer, one, target)
    else:
        raise _still_used(ripple.uow, pointer.form, ids)


def _still_used(uow: Any, form: str, ids: list[str]) -> Conflict:
    """Names the records in the way as far as the caller sees them; of the others not even how many."""
    count = sum(1 for grants in judge.holding(uow, form, "read", ids).values() if grants)
    if not count:
        return Conflict("still_used_elsewhere")
    return Conflict("still_used", form=text_of(uow.ctx.rev.definition.forms[form].label, uow.ctx.locale), count=count)


def _empty(ripple: Ripple, pointer: Pointer, record: str, target: str) -> None:
    """The field emptied (or the rows of the subtable left out, where they go along); formulas follow."""
    uow = ripple.uow
    plan = plan_of(uow.ctx, pointer.form)
    row = _locked(uow, pointer.form, record)
    values: dict[str, Any] = {pointer.field: None}
    if pointer.subtable:
        rows = row.values[pointer.subtable]
        gone = pointer.on_delete == CASCADE
        kept = [line for line in rows if not (gone and line[pointer.field] == target)]
        values = {pointer.subtable: [{**line, pointer.field: None} if line[pointer.field] == target else line for line in kept]}
    image = images.build(uow, plan, row.values, values).values
    changed = {key: value for key, value in image.items() if row.values.get(key) != value and key not in plan.sums}
    old, new = records.update(uow, pointer.form, record, changed)
    ripple.changed(pointer.form, record, _imaged(old), _imaged(new))


def restore(ripple: Ripple, form: str, record: str) -> None:
    """Out of the bin, for those who may delete there; what the record points at must not be in the bin itself."""
    uow = ripple.uow
    plan = _plan(uow, form)
    policy.require(uow.ctx, form, "delete")
    _locked(uow, form, record, deleted=True)
    judge.seen(uow, form, record)
    judge.able(uow, form, "delete", record)
    row = records.restore(uow, form, record)
    for path, target in plan.references.items():
        ids = [id_ for _, id_ in targets.places(path, row.values, {})]
        if target in uow.ctx.rev.definition.forms and len(records.load(uow, target, set(ids))) < len(set(ids)):
            raise Conflict("restore_target_gone", form=text_of(uow.ctx.rev.definition.forms[target].label, uow.ctx.locale))
    ripple.changed(form, record, None, _imaged(row))
