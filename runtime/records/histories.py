"""The changes of one record in words. Takes: a unit of work. Gives: JSON. Never: a value the caller may not read, then or now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions import text_of
from runtime.context import Context
from runtime.permissions import policy
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import HIDDEN, MASKED
from runtime.records import cursors, judge, words
from runtime.records.causes import because
from runtime.records.plan import USERS, FieldPlan, FormPlan, plan_of
from runtime.records.words import Titles
from runtime.store import changes
from runtime.values import instant_text

MOST = 200
CELLS = 3
ROWS = 5


def page(uow: Any, form: str, record: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """Newest first; of a record in the bin for those who may see the bin."""
    ctx, limit = uow.ctx, max(1, min(limit, MOST))
    judge.seen(uow, form, record)
    row = judge.loaded(uow, form, record)
    if row.deleted_at is not None:
        policy.require(ctx, form, "delete")
        judge.able(uow, form, "delete", record)
    purpose = f"history|{ctx.app}|{form}|{record}"
    after = cursors.open_(ctx.runtime.settings.secret_key, purpose, cursor)[0] if cursor else None
    found = changes.history(uow, form, record, after, limit + 1)
    more = cursors.seal(ctx.runtime.settings.secret_key, purpose, (found[limit - 1].id,)) if len(found) > limit else None
    return {"items": _items(uow, form, found[:limit], judge.masks(uow, form, [record])[record]), "next_cursor": more}


def _items(uow: Any, form: str, found: Sequence[Any], mask: Mask) -> list[dict[str, Any]]:
    plan = plan_of(uow.ctx, form)
    refs = words.ref_titles(uow, _ids(plan, found, mask))
    items = [(entry, _changed(uow.ctx, plan, entry.changed, mask, refs)) for entry in found]
    return [
        {
            "id": entry.id, "at": instant_text(entry.at), "actor": _actor(entry.actor, refs), "op": entry.op, "cause": entry.cause,
            "because": because(uow.ctx, entry.cause), "version": entry.version, "changed": changed,
        }
        for entry, changed in items if changed or entry.op not in ("update", "derived")
    ]


def _actor(person: str | None, refs: Titles) -> dict[str, str] | None:
    return None if person is None else {"id": person, "title": refs.get(USERS, {}).get(person, "")}


def _ids(plan: FormPlan, found: Sequence[Any], mask: Mask) -> dict[str, set[str]]:
    """Everything the readable changes point at, and who made them."""
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in found:
        if entry.actor:
            ids[USERS].add(entry.actor)
        for path, target in plan.references.items():
            head, _, column = path.partition(".")
            if mask.readable(path) and head in entry.changed:
                for value in entry.changed[head]:
                    ids[target].update(_named(value, column))
    return ids


def _named(value: Any, column: str) -> list[str]:
    if not value:
        return []
    return [row[column] for row in value if row.get(column)] if column else [value]


def _changed(ctx: Context, plan: FormPlan, changed: Mapping[str, tuple[Any, Any]], mask: Mask, refs: Titles) -> list[dict[str, Any]]:
    return [
        {
            "field": key, "label": text_of(plan.fields[key].field.label, ctx.locale),
            "old": _text(ctx, plan.fields[key], old, mask, refs), "new": _text(ctx, plan.fields[key], new, mask, refs),
        }
        for key, (old, new) in changed.items() if key in plan.fields and mask[key] != HIDDEN
    ]


def _text(ctx: Context, plan: FieldPlan, value: Any, mask: Mask, refs: Titles) -> str:
    if mask[plan.field.key] == MASKED:
        return str(plan.kind.mask(plan.config, value) or "")
    if plan.columns:
        return _rows(ctx, plan, value or (), mask, refs)
    return words.value_text(ctx, plan, value, refs)


def _rows(ctx: Context, plan: FieldPlan, rows: Sequence[Mapping[str, Any]], mask: Mask, refs: Titles) -> str:
    """The first rows by their first cells: 菌菇双人锅 2 ¥98.00; …"""
    columns = [(name, column) for name, column in plan.columns.items() if mask.readable(f"{plan.field.key}.{name}")][:CELLS]
    lines = [" ".join(filter(None, (words.value_text(ctx, one, row.get(name), refs) for name, one in columns))) for row in rows[:ROWS]]
    return "; ".join(lines) + (" …" if len(rows) > ROWS else "")
