"""A record being filled in, as the door would see it.

Takes: a unit of work, JSON values. Gives: JSON. Never: writes, or answers for what is unseen.
"""

from collections.abc import Mapping
from typing import Any

from builder.errors import Fault, NotAllowed
from builder.messages import text
from runtime.context import Context
from runtime.permissions import field_mask, policy
from runtime.permissions.field_mask import Mask
from runtime.records import images, incoming, judge, reading, shape, targets, words, writing
from runtime.records.images import Image
from runtime.records.incoming import Incoming
from runtime.records.plan import FormPlan, plan_of
from runtime.records.shown import Shown
from runtime.store import records


def evaluate(uow: Any, form: str, values: Mapping[str, Any], record: str | None) -> dict[str, Any]:
    """Computed values, what the form's logic says of each field, and every fault a save would name."""
    ctx, action = uow.ctx, "update" if record else "create"
    plan = plan_of(ctx, form) if form in ctx.rev.definition.forms else None
    decision = policy.require(ctx, form, action)
    assert plan is not None
    old, mask = _before(uow, form, record)
    rights = writing.rights_of(uow, form, judge.able(uow, form, action, record) if record else decision.grants)
    sent = incoming.parse(plan, values, rights)
    faults = [*sent.faults, *_unseen(uow, plan, sent, old)]
    given = sent.values if old is not None else {**images.defaults(uow, plan, values), **sent.values}
    image = images.build(uow, plan, old, given)
    faults += images.judge(uow, plan, image, rights.writable)
    known = [key for key in plan.fields if key in rights.known]
    return {
        **_answer(uow, plan, image, mask),
        "visible": {key: key not in image.situation.hidden for key in known},
        "required": {key: key in image.situation.required for key in known},
        "readonly": {key: key in image.situation.readonly or key not in rights.writable for key in known},
        "options": {},
        "errors": [fault_json(ctx, fault) for fault in faults],
    }


def _before(uow: Any, form: str, record: str | None) -> tuple[dict[str, Any] | None, Mask]:
    if record is None:
        return None, field_mask.best_mask(uow.ctx, form)
    judge.seen(uow, form, record)
    row = records.load(uow, form, [record]).get(record)
    if row is None:
        raise NotAllowed("not_allowed_record", **policy.reason(uow.ctx, form, "update"))
    return words.image_of(row), judge.masks(uow, form, [record])[record]


def _unseen(uow: Any, plan: FormPlan, sent: Incoming, old: Mapping[str, Any] | None) -> list[Fault]:
    """Faults of references, which are then emptied: nothing is computed from a record the caller may not point at."""
    faults = targets.faults(uow, plan, sent.values, old or {})
    for fault in faults:
        _, _, key, *rest = fault.pointer.split("/")
        if rest:
            sent.values[key][int(rest[0])][rest[1]] = None
        else:
            sent.values[key] = None
    return faults


def _answer(uow: Any, plan: FormPlan, image: Image, mask: Mask) -> dict[str, Any]:
    """Computed fields the caller may read, formula columns with their rows, and the titles of what they point at."""
    ctx, form = uow.ctx, plan.form.key
    full = reading.live(uow, plan, [dict(image.values)])[0]
    keys = [key for key, one in plan.fields.items() if one.kind.computed or one.formulas]
    values, masked = reading.masked_values(plan, full, mask, keys)
    shown_now = [key for key in plan.fields if key not in image.situation.hidden]
    everything, hidden = reading.masked_values(plan, full, mask, shown_now)
    refs = reading.refs_of(uow, plan, (Shown(form, "", 0, "", everything, hidden),))
    return {"values": shape.values_json(ctx, form, values, masked), "refs": shape.refs_json(refs)}


def fault_json(ctx: Context, fault: Fault) -> dict[str, Any]:
    """A fault as the API names it."""
    message = text(fault.code, ctx.locale, fault.params)
    return {"pointer": fault.pointer, "code": fault.code, "message": message, "params": dict(fault.params)}
