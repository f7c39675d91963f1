"""What a step lets people see and fill in. Takes: a step's `fields`, a record. Gives: a changed record. Never: more than the step.

Whoever works on a step may write exactly the fields it names, on this record alone, even where his role may not.
"""

from collections.abc import Mapping
from typing import Any

from builder.errors import Fault, Invalid, NotFound
from runtime.records import attachments, images, incoming, targets
from runtime.records.incoming import Rights
from runtime.records.plan import FormPlan, plan_of
from runtime.records.ripple import Ripple
from runtime.store import records

READ, WRITE, REQUIRED, HIDDEN = "read", "write", "required", "hidden"
Levels = Mapping[str, str]


def fill(ripple: Ripple, place: tuple[str, str], levels: Levels, values: Mapping[str, Any], *, complete: bool) -> None:
    """Puts JSON values into a record (form, id) as far as a step allows; `complete`: what the step requires must be there afterwards."""
    uow, (form, record) = ripple.uow, place
    open_fields = {key for key, level in levels.items() if level in (WRITE, REQUIRED)}
    if not values and not (complete and REQUIRED in levels.values()):
        return
    plan = plan_of(uow.ctx, form)
    row = records.load(uow, form, [record], lock=True).get(record)
    if row is None:
        raise NotFound("record_not_found")
    writable = frozenset(open_fields | {f"{key}.{name}" for key in open_fields & plan.fields.keys() for name in plan.fields[key].columns})
    sent = incoming.parse(plan, values, Rights(writable, writable))
    image = _completed(uow, plan, (row.values, sent.values), sent.faults, writable)
    missing = [Fault(f"/values/{key}", "required") for key in _missing(levels, image) if complete]
    if missing:
        raise Invalid("invalid", missing)
    changed = {key: value for key, value in image.items() if row.values.get(key) != value and key not in plan.sums}
    if changed:
        new = records.rewrite(uow, form, row, changed)
        attachments.claim(uow, plan, record, changed)
        ripple.changed(form, record, {**row.values, "id": record}, {**new.values, "id": record})


def _completed(
    uow: Any, plan: FormPlan, change: tuple[Mapping[str, Any], dict[str, Any]], faults: list[Fault], writable: frozenset[str]
) -> dict[str, Any]:
    """The whole new image, or every fault at once."""
    old, values = change
    faults = [*faults, *attachments.known(uow, plan, values, old), *targets.faults(uow, plan, values, old, lock=True)]
    image = images.build(uow, plan, old, values)
    broken = {fault.pointer for fault in faults}
    faults += [fault for fault in images.judge(uow, plan, image, writable) if fault.pointer not in broken]
    if faults:
        raise Invalid("invalid", faults)
    return image.values


def _missing(levels: Levels, image: Mapping[str, Any]) -> list[str]:
    return [key for key, level in levels.items() if level == REQUIRED and image.get(key) in (None, [], "")]
