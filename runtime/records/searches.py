"""Finding records across the forms of an app. Takes: a unit of work, a text. Gives: JSON. Never: a form or record beyond the rights."""

from typing import Any

from builder.definitions import text_of
from runtime.context import Context
from runtime.permissions.grants import granted
from runtime.query import Query, Sort
from runtime.records import asking, reading, searching
from runtime.records.previews import previews, telling
from runtime.store import select
from runtime.values import instant_text

MOST = 20


def groups(uow: Any, q: str, limit: int) -> list[dict[str, Any]]:
    """Per form what the text finds, in the order of the menu's forms; the subtitle says what tells them apart."""
    found: list[dict[str, Any]] = []
    for form in _readable(uow.ctx):
        if searching.search_fields(uow.ctx, form):
            group = _group(uow, form, q, max(1, min(limit, MOST)))
            found += [group] if group["records"] else []
    return found


def _readable(ctx: Context) -> list[str]:
    return [form for form in ctx.rev.definition.forms if granted(ctx, form, "read")]


def _group(uow: Any, form: str, q: str, limit: int) -> dict[str, Any]:
    ctx = uow.ctx
    conditions = (*asking.reach(ctx, form), searching.condition_of(ctx, form, q))
    known = asking.fields(ctx, form, None)
    columns = tuple(key for key in telling(ctx, form) if key in known)
    shown = previews(uow, Query(form, conditions, limit=limit), columns)
    items = [{"id": one["id"], "title": one["title"], "subtitle": " · ".join(text for text in one["columns"] if text)} for one in shown]
    return {"form": form, "label": text_of(ctx.rev.definition.forms[form].label, ctx.locale), "records": items}


def recent(uow: Any, limit: int) -> list[dict[str, Any]]:
    """What this caller changed last, over all forms."""
    found: list[dict[str, Any]] = []
    for form in _readable(uow.ctx):
        conditions = (*asking.reach(uow.ctx, form), *asking.own(uow.ctx, form, "updated_by"))
        query = Query(form, conditions, sort=(Sort("updated_at", True),), limit=max(1, min(limit, MOST)))
        found += _touched(uow, query)
    return sorted(found, key=lambda one: str(one["at"]), reverse=True)[:limit]


def _touched(uow: Any, query: Query) -> list[dict[str, Any]]:
    rows = select.page(uow, query, reading.columns(uow.ctx, query.form, ())).rows
    shown, _ = reading.show(uow, query.form, rows, (), with_refs=False)
    pairs = zip(shown, rows, strict=True)
    return [{"form": query.form, "id": one.id, "title": one.title, "at": instant_text(row.updated_at)} for one, row in pairs]
