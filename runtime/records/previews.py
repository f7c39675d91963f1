"""Records as pickers, search results and start pages show them: a title and a few words. Takes: a unit of work, a Query. Gives: JSON."""

from collections.abc import Sequence
from typing import Any

from runtime.context import Context
from runtime.query import Query
from runtime.records import reading, words
from runtime.records.plan import FieldPlan, plan_of, title_names
from runtime.records.shown import Refs, Shown
from runtime.store import select

COLUMNS = 2


def previews(uow: Any, query: Query, columns: Sequence[str]) -> list[dict[str, Any]]:
    """[{"id", "title", "columns": [text]}] of the records a query finds."""
    ctx, form = uow.ctx, query.form
    page = select.page(uow, query, reading.columns(ctx, form, columns))
    shown, refs = reading.show(uow, form, page.rows, columns)
    return [{"id": one.id, "title": one.title, "columns": texts(ctx, one, columns, refs)} for one in shown]


def texts(ctx: Context, shown: Shown, keys: Sequence[str], refs: Refs) -> list[str]:
    """The texts of some fields of a shown record, masks where they are masked."""
    fields = plan_of(ctx, shown.form).fields
    return [_text(ctx, fields[key], shown, refs) for key in keys if key in shown.values]


def _text(ctx: Context, plan: FieldPlan, shown: Shown, refs: Refs) -> str:
    value = shown.values[plan.field.key]
    if plan.field.key in shown.masked:
        return str(value or "")
    return words.value_text(ctx, plan, value, refs)


def telling(ctx: Context, form: str) -> tuple[str, ...]:
    """Two fields that tell records apart beside their title: search fields, then those of the header, then the first view's columns."""
    plan = plan_of(ctx, form)
    known, shown = title_names(ctx, form), plan.form
    candidates = (*shown.search, *shown.header, *(shown.views[0].columns if shown.views else ()))
    fields = {key: plan.fields[key] for key in candidates if key in plan.fields and key not in known}
    return tuple(key for key, one in fields.items() if not one.columns)[:COLUMNS]


