"""The flat mapping an expression is evaluated over. Takes: values of records. Gives: {dotted name: value}. Never: rights (the system asks)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runtime.context import Context
from runtime.records.plan import CLOCK_NAMES, FormPlan
from runtime.store import select
from runtime.values import business_date, zone

Values = Mapping[str, Any]


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


def environments(uow: Any, plan: FormPlan, images: Sequence[Values], names: Iterable[str]) -> list[dict[str, Any]]:
    """One mapping per image (field values, plus `id`, `created_at` … where the record exists), with every path in `names` filled in."""
    paths = [name for name in names if "." in name and not name.startswith("old.")]
    found = _paths(uow, plan, images, paths)
    moment = clock(uow.ctx)
    return [{**moment, **_own(plan, image), **{path: _value(plan, image, path, found) for path in paths}} for image in images]


def environment(uow: Any, plan: FormPlan, image: Values, names: Iterable[str]) -> dict[str, Any]:
    """The mapping of one image."""
    return environments(uow, plan, [image], names)[0]


def with_old(env: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with every name of the image before, under `old.`."""
    return {**env, **{f"old.{name}": value for name, value in before.items() if name not in CLOCK_NAMES}}


def _own(plan: FormPlan, image: Values) -> dict[str, Any]:
    return {**dict.fromkeys(plan.fields), **image}


def _split(path: str) -> tuple[str, str]:
    head, _, rest = path.partition(".")
    return head, rest


def _hops(plan: FormPlan, path: str) -> tuple[str | None, str, str]:
    """(subtable or None, relation field or "", rest) of a path: `lines.product.price` → ("lines", "product", "price")."""
    head, rest = _split(path)
    if plan.fields[head].columns:
        column, deeper = _split(rest)
        return head, column if deeper else "", deeper or column
    return None, head, rest


def _target(plan: FormPlan, subtable: str | None, relation: str) -> str:
    holder = plan.fields[subtable].columns[relation] if subtable else plan.fields[relation]
    return str(holder.target)


def _paths(uow: Any, plan: FormPlan, images: Sequence[Values], paths: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """{target form: {id: {rest of the path: value}}}, one query per target form."""
    ids: dict[str, set[str]] = defaultdict(set)
    rests: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        subtable, relation, rest = _hops(plan, path)
        if not relation:
            continue
        target = _target(plan, subtable, relation)
        rests[target].add(rest)
        for image in images:
            ids[target].update(_ids(image, subtable, relation))
    return {form: select.paths(uow, form, sorted(ids[form]), sorted(names)) for form, names in rests.items() if ids[form]}


def _ids(image: Values, subtable: str | None, relation: str) -> Iterable[str]:
    rows = (image.get(subtable) or ()) if subtable else (image,)
    return (row[relation] for row in rows if row.get(relation))


def _value(plan: FormPlan, image: Values, path: str, found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Any:
    subtable, relation, rest = _hops(plan, path)
    rows = (image.get(subtable) or ()) if subtable else (image,)
    if relation:
        reached = found.get(_target(plan, subtable, relation), {})
        values = [reached.get(row.get(relation) or "", {}).get(rest) for row in rows]
    else:
        values = [row.get(rest) for row in rows]
    if subtable is None:
        return values[0]
    return [value for value in values if value is not None]
