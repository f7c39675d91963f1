"""The flat mapping an expression is evaluated over.

Takes: values of records. Gives: {dotted name: value}. Never: rights (the system asks).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runtime.context import Context
from runtime.records.plan import FieldPlan
from runtime.store import select
from runtime.values import business_date, zone

Values = Mapping[str, Any]
Fields = Mapping[str, FieldPlan]
Reached = Mapping[str, Mapping[str, Mapping[str, Any]]]  # form → id → rest of the path → value


def clock(ctx: Context) -> dict[str, Any]:
    """Who and when: the names that start with @."""
    info = ctx.rev.definition.info
    where = zone(info.timezone)
    return {
        "@me": ctx.actor.id,
        "@now": ctx.now,
        "@today": business_date(ctx.now, where, info.day_start),
        "@zone": (where, info.day_start),
    }


def environments(uow: Any, fields: Fields, images: Sequence[Values], names: Iterable[str]) -> list[dict[str, Any]]:
    """One mapping per image (field values, plus `id`, `created_at` … where the record exists), with every path in `names` filled in."""
    paths = [name for name in names if "." in name]
    found = _reached(uow, fields, images, paths)
    start = {**_unborn(uow.ctx), **dict.fromkeys(fields), **clock(uow.ctx)}
    return [{**start, **image, **{path: _value(fields, image, path, found) for path in paths}} for image in images]


def environment(uow: Any, fields: Fields, image: Values, names: Iterable[str]) -> dict[str, Any]:
    """The mapping of one image."""
    return environments(uow, fields, [image], names)[0]


def named(uow: Any, fields: Fields, image: Values, names: Iterable[str]) -> dict[str, Any]:
    """The values of these names alone (none that starts with @), seen from one image."""
    wanted = tuple(names)
    paths = [name for name in wanted if "." in name]
    found, unborn = _reached(uow, fields, (image,), paths) if paths else {}, _unborn(uow.ctx)
    return {name: _value(fields, image, name, found) if "." in name else image.get(name, unborn.get(name)) for name in wanted}


def _unborn(ctx: Context) -> dict[str, Any]:
    """The system fields of a record that is being made."""
    me, now = ctx.actor.id, ctx.now
    return {"id": None, "version": 0, "created_at": now, "created_by": me, "updated_at": now, "updated_by": me}


def hops(fields: Fields, path: str) -> tuple[str | None, str, str]:
    """(subtable or None, relation field or "", rest) of a path: `lines.product.price` → ("lines", "product", "price")."""
    head, _, rest = path.partition(".")
    if fields[head].columns:
        column, _, deeper = rest.partition(".")
        return head, column if deeper else "", deeper or column
    return None, head, rest


def target_of(fields: Fields, path: str) -> str | None:
    """The form the first relation of a path leads to; None where the path stays in the record."""
    subtable, relation, _ = hops(fields, path)
    if not relation:
        return None
    holder = fields[subtable].columns[relation] if subtable else fields[relation]
    return holder.target


def ids_of(fields: Fields, image: Values, path: str) -> list[str]:
    """The ids through which a path leaves the record."""
    subtable, relation, _ = hops(fields, path)
    return [row[relation] for row in _rows(image, subtable) if relation and row.get(relation)]


def _rows(image: Values, subtable: str | None) -> Sequence[Values]:
    return (image.get(subtable) or ()) if subtable else (image,)


def _reached(uow: Any, fields: Fields, images: Sequence[Values], paths: Sequence[str]) -> Reached:
    """What the paths lead to, one query per target form."""
    ids: dict[str, set[str]] = defaultdict(set)
    rests: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        form = target_of(fields, path)
        if form:
            rests[form].add(hops(fields, path)[2])
            ids[form].update(id_ for image in images for id_ in ids_of(fields, image, path))
    return {form: select.paths(uow, form, sorted(ids[form]), sorted(names)) for form, names in rests.items() if ids[form]}


def _value(fields: Fields, image: Values, path: str, found: Reached) -> Any:
    subtable, relation, rest = hops(fields, path)
    rows = _rows(image, subtable)
    if relation:
        reached = found.get(str(target_of(fields, path)), {})
        values = [reached.get(row.get(relation) or "", {}).get(rest) for row in rows]
    else:
        values = [row.get(rest) for row in rows]
    return values if subtable else values[0]
