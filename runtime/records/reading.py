"""Stored rows as one caller sees them.

Takes: a unit of work, rows he may see, fields. Gives: Shown values with titles. Never: an unmasked secret.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.errors import NotFound
from runtime.context import Context
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import HIDDEN, MASKED
from runtime.records import judge, words
from runtime.records.environment import environments
from runtime.records.formulas import compute
from runtime.records.plan import USERS, FieldPlan, FormPlan, plan_of, title_names
from runtime.records.shown import One, Refs, Shown
from runtime.store import records


def one(uow: Any, form: str, record: str, *, deleted: bool = False) -> One:
    """One record by id, for a caller who is known to see it."""
    rows = records.load(uow, form, [record], deleted=deleted)
    if not rows:
        raise NotFound("record_not_found")
    shown, refs = show(uow, form, list(rows.values()), None)
    return One(shown[0], refs)


def made(uow: Any, form: str, record: str) -> One:
    """The answer to a write: the record as the caller sees it; one he may not read comes back with its id and nothing in it."""
    if not judge.holding(uow, form, "read", [record])[record]:
        return One(Shown(form, record, 1, "", {}), {})
    change = next((change for change in uow.changes if change.id == record), None)
    row = records.made(uow, change) if change else None
    if row is None:
        return one(uow, form, record)
    shown, refs = show(uow, form, [row], None)
    return One(shown[0], refs)


def columns(ctx: Context, form: str, fields: Sequence[str]) -> tuple[str, ...]:
    """The stored fields to read for an answer with these fields: their own, those of the title and of live formulas."""
    plan = plan_of(ctx, form)
    names = {*fields, *title_names(ctx, form)}
    names |= plan.live_names if plan.live_keys & names else set()
    heads = {name.split(".", 1)[0] for name in names}
    return tuple(key for key in plan.fields if key in heads and key not in plan.live_keys)


def show(
    uow: Any, form: str, rows: Sequence[Any], fields: Sequence[str] | None, *, with_refs: bool = True
) -> tuple[tuple[Shown, ...], Refs]:
    """Rows as the caller sees them, and the titles of what they point at."""
    plan = plan_of(uow.ctx, form)
    ids = [row.id for row in rows]
    masks = judge.masks(uow, form, ids)
    images = live(uow, plan, [words.image_of(row) for row in rows])
    titles = words.rendered(uow, form, plan.form.title, [(image, masks[key]) for key, image in zip(ids, images, strict=True)])
    cans = judge.abilities(uow, form, ids, ("update", "delete"))
    wanted = tuple(plan.fields) if fields is None else tuple(fields)
    shown = tuple(
        _shown(plan, row, (image, masks[row.id], title), (wanted, _can(cans[row.id], row)))
        for row, image, title in zip(rows, images, titles, strict=True)
    )
    return shown, refs_of(uow, plan, shown) if with_refs else _people(uow, shown)


def _can(actions: tuple[str, ...], row: Any) -> tuple[str, ...]:
    """What may be done with a record now; one in the bin can only come back."""
    if row.deleted_at is None:
        return actions
    return ("restore",) if "delete" in actions else ()


def live(uow: Any, plan: FormPlan, images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The images with their live formulas computed now."""
    if plan.live:
        for image, env in zip(images, environments(uow, plan.fields, images, plan.live_names), strict=True):
            image.update(compute(plan.fields, plan.live, env)[0])
    return images


def _shown(plan: FormPlan, row: Any, seen: tuple[Mapping[str, Any], Mask, str], wanted: tuple[tuple[str, ...], tuple[str, ...]]) -> Shown:
    image, mask, title = seen
    values, masked = masked_values(plan, image, mask, wanted[0])
    moments = (row.created_at, row.created_by, row.updated_at, row.updated_by, row.deleted_at)
    return Shown(plan.form.key, row.id, row.version, title, values, masked, *moments, wanted[1])


def masked_values(plan: FormPlan, image: Mapping[str, Any], mask: Mask, keys: Sequence[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Values under a mask: hidden ones gone, masked ones replaced by the mask's text; and which those are (`lines.cost` for a column)."""
    if plan.flat and mask.open and mask.levels.keys() >= plan.fields.keys():
        return {key: image.get(key) for key in keys}, ()
    values: dict[str, Any] = {}
    masked: list[str] = []
    for key in keys:
        one_, value = plan.fields[key], image.get(key)
        if mask[key] == HIDDEN:
            continue
        if mask[key] == MASKED:
            masked.append(key)
            values[key] = one_.kind.mask(one_.config, value)
        elif one_.columns:
            values[key] = [_line(key, one_, row, mask) for row in value or ()]
            masked += [f"{key}.{column}" for column in one_.columns if mask[f"{key}.{column}"] == MASKED]
        else:
            values[key] = value
    return values, tuple(masked)


def _line(key: str, plan: FieldPlan, row: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    line = {"id": row["id"]} if "id" in row else {}
    for name, column in plan.columns.items():
        level = mask[f"{key}.{name}"]
        if level != HIDDEN:
            line[name] = column.kind.mask(column.config, row.get(name)) if level == MASKED else row.get(name)
    return line


def refs_of(uow: Any, plan: FormPlan, shown: Sequence[Shown]) -> Refs:
    """Titles of everything these records point at, the people who made and changed them included."""
    ids: dict[str, set[str]] = defaultdict(set)
    for path, target in plan.references.items():
        for record in shown:
            ids[target].update(_ids(record, path))
    ids[USERS] |= _makers(shown)
    return words.ref_titles(uow, ids)


def _ids(record: Shown, path: str) -> Iterable[str]:
    head, _, column = path.partition(".")
    value = record.values.get(head)
    if not value or path in record.masked or head in record.masked:
        return ()
    return [row[column] for row in value if row.get(column)] if column else (value,)


def _makers(shown: Sequence[Shown]) -> set[str]:
    return {person for record in shown for person in (record.created_by, record.updated_by) if person}


def _people(uow: Any, shown: Sequence[Shown]) -> Refs:
    return words.ref_titles(uow, {USERS: _makers(shown)})


