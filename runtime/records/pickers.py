"""What a relation or person field offers to pick from.

Takes: a unit of work, a field, a text. Gives: JSON. Never: a record beyond the rights.
"""

from typing import Any

from builder.errors import NotFound
from runtime.permissions import field_mask, policy
from runtime.permissions.grants import HIDDEN, granted
from runtime.query import Query, Sort
from runtime.records import asking, searching, targets
from runtime.records.names import steps
from runtime.records.plan import USERS, FormPlan, plan_of
from runtime.records.previews import previews, telling
from runtime.store import select, users

MOST = 50
RECENT = 5
LOOK_BACK = 50


def options(uow: Any, form: str, field: str, q: str, limit: int) -> dict[str, Any]:
    """{"options": […], "recent": […]}: records the caller sees that pass the field's own filter, found by text."""
    plan = _plan(uow, form, field)
    limit = max(1, min(limit, MOST))
    if plan.references[field] == USERS:
        return {"options": people(uow, q, limit), "recent": []}
    target = plan.references[field]
    policy.require(uow.ctx, target, "read")
    conditions = [*asking.reach(uow.ctx, target)]
    rule = targets.picker_filter(uow, plan, field)
    conditions += [rule] if rule else []
    found = [searching.condition_of(uow.ctx, target, q)] if q else []
    columns = _columns(uow, plan, field)
    sort = asking.sorts(uow.ctx, target, None)
    offered = previews(uow, Query(target, (*conditions, *found), sort=sort, limit=limit), columns)
    recent = [] if q else _recent(uow, plan, field, (conditions, columns))
    return {"options": offered, "recent": recent}


def _plan(uow: Any, form: str, field: str) -> FormPlan:
    """The plan of the form, if the field is a reference the caller may know of."""
    ctx = uow.ctx
    if form in ctx.rev.definition.forms and field in plan_of(ctx, form).references:
        best = field_mask.best_mask(ctx, form)
        creates = field_mask.writable(ctx, form, granted(ctx, form, "create"))
        if all(best[step.key] != HIDDEN or step.key in creates for step in steps(ctx, form, tuple(field.split(".")))):
            return plan_of(ctx, form)
    raise NotFound("field_not_found")


def _columns(uow: Any, plan: FormPlan, field: str) -> tuple[str, ...]:
    head, _, column = field.partition(".")
    holder = plan.fields[head].columns[column] if column else plan.fields[head]
    target = plan.references[field]
    given = tuple(holder.config.get("columns", ())) or telling(uow.ctx, target)
    known = asking.fields(uow.ctx, target, None)
    return tuple(key for key in given if key in known)


def _recent(uow: Any, plan: FormPlan, field: str, offer: tuple[list[Any], tuple[str, ...]]) -> list[dict[str, Any]]:
    """What this caller picked last in this field, as far as he may still pick it."""
    conditions, columns = offer
    head, target = field.split(".", 1)[0], plan.references[field]
    mine = asking.own(uow.ctx, plan.form.key)
    rows = select.page(uow, Query(plan.form.key, mine, sort=(Sort("id", True),), limit=LOOK_BACK), (head,)).rows
    ids = list(dict.fromkeys(id_ for row in rows for _, id_ in targets.places(field, row.values, {})))[:RECENT]
    allowed = select.satisfying(uow, target, ids, conditions) if ids and conditions else set(ids)
    one_of = asking.among(uow.ctx, target, [id_ for id_ in ids if id_ in allowed])
    found = {one["id"]: one for one in previews(uow, Query(target, (*conditions, one_of), limit=RECENT), columns)} if allowed else {}
    return [found[id_] for id_ in ids if id_ in found]


def people(uow: Any, q: str, limit: int) -> list[dict[str, Any]]:
    """Colleagues in service, by name or account."""
    rows = users.listed(uow, q, limit)
    return [{"id": row["id"], "title": row["name"], "columns": []} for row in rows if row["active"]]
