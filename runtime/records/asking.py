"""What a list asks for, checked and joined with the caller's rights.

Takes: text from outside. Gives: a Query. Never: a name he may not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.errors import Fault, Invalid
from builder.expressions import grammar
from builder.expressions.check import Typed
from builder.expressions.errors import ExpressionError
from builder.expressions.grammar import Compare, Constant, ListOf, Path
from builder.expressions.terms import SEEN
from builder.expressions.types import Boolean, Choice, Date, Instant, Number, Ref, Text, Time
from runtime.context import Context
from runtime.permissions import field_mask, policy, row_rules, touching
from runtime.permissions.conditions import checked_node, condition
from runtime.permissions.grants import HIDDEN, standing
from runtime.query import Query, Sort
from runtime.records import cursors, searching
from runtime.records.names import VisibleScope, masked, narrowing, not_readable
from runtime.records.plan import plan_of
from runtime.records.shown import Listing
from runtime.store.prepared import Shelf

MOST = 200
COUNTS = ("none", "exact", "estimate")
SYSTEM_SORTS = ("id", "created_at", "updated_at")
SORTABLE = (Boolean, Text, Number, Date, Time, Instant, Choice, Ref)


@dataclass(frozen=True)
class Asked:
    """A query the caller may run, the fields he wants to see, and what its cursors are signed for."""

    query: Query
    fields: tuple[str, ...]
    purpose: str


def asked(ctx: Context, form: str, listing: Listing) -> Asked:
    """The Query of a listing: row rule, filter, search, sort, page; every fault named by its parameter."""
    readable(ctx, form, deleted=listing.deleted)
    if not 1 <= listing.limit <= MOST:
        raise Invalid("invalid", [Fault("/limit", "limit_range", {"max": MOST})])
    if listing.count not in COUNTS:
        raise Invalid("invalid", [Fault("/count", "count_unknown")])
    shape = _shape(ctx, form, listing)
    conditions = shape.conditions
    if listing.q and listing.q.strip():
        conditions = (*conditions, searching.condition_of(ctx, form, listing.q.strip()))
    cursor = cursors.open_(ctx.runtime.settings.secret_key, shape.purpose, listing.cursor) if listing.cursor else None
    query = Query(
        form, conditions, sort=shape.sort, limit=listing.limit, cursor=cursor, deleted=listing.deleted, parameters=segments(ctx, conditions)
    )
    return Asked(query, shape.fields, shape.purpose)


@dataclass(frozen=True)
class _Shape:
    """What a listing means whatever page of it is asked for."""

    conditions: tuple[Typed, ...]
    sort: tuple[Sort, ...]
    fields: tuple[str, ...]
    purpose: str


def _shape(ctx: Context, form: str, listing: Listing) -> _Shape:
    """The same texts asked with the same roles are read and checked once per revision; only the latest are kept."""
    key = (standing(ctx), form, listing.filter, listing.sort, listing.fields, listing.deleted, *listing.fixed.items())
    known: Shelf = ctx.rev.memo(("records", "listings"), lambda _: Shelf())
    return known.get(key, lambda: _shaped(ctx, form, listing))  # type: ignore[no-any-return]


def _shaped(ctx: Context, form: str, listing: Listing) -> _Shape:
    conditions = (*reach(ctx, form, deleted=listing.deleted), *fixed(ctx, form, listing.fixed))
    if listing.filter and listing.filter.strip():
        conditions = (*conditions, *filtered(ctx, form, listing.filter))
    sort = sorts(ctx, form, listing.sort)
    purpose = "|".join((ctx.app, form, *(("-" if one.descending else "") + one.field for one in sort)))
    return _Shape(conditions, sort, fields(ctx, form, listing.fields), purpose)


def readable(ctx: Context, form: str, *, deleted: bool = False) -> None:
    """Refuses who may not read the form at all; the bin is for those who may also delete."""
    policy.require(ctx, form, "read")
    if deleted:
        policy.require(ctx, form, "delete")


def reach(ctx: Context, form: str, *, deleted: bool = False) -> tuple[Typed, ...]:
    """The row rule of reading; the bin is for those who may also delete."""
    rules = row_rules.conditions(ctx, form, "read") or ()
    if not deleted:
        return rules
    return (*rules, *(row_rules.conditions(ctx, form, "delete") or ()))


def filtered(ctx: Context, form: str, text: str) -> list[Typed]:
    """A filter from outside as conditions: the filter itself, and what keeps it to values the caller may read."""
    try:
        node = grammar.parse(text)
        return [checked_node(ctx, form, node, VisibleScope(ctx, form)), *narrowing(ctx, form, node)]
    except ExpressionError as error:
        raise Invalid("invalid", [Fault("/filter", error.code, {**error.params, "start": error.start, "end": error.end})]) from None


def segments(ctx: Context, conditions: Sequence[Typed]) -> tuple[tuple[str, Any], ...]:
    """The segments somebody asks about, made of what he may see."""
    named = sorted({name for one in conditions for name in one.names if name.startswith(SEEN)})
    return tuple((name, touching.members(ctx, name.removeprefix(SEEN))) for name in named)


def fixed(ctx: Context, form: str, values: Mapping[str, Any]) -> list[Typed]:
    """Equalities a use case adds itself (the purchases of this member): no text, but the same rights."""
    found: list[Typed] = []
    for key, value in values.items():
        node = Compare(0, 0, "==", Path(0, 0, tuple(key.split("."))), Constant(0, 0, value))
        found.append(checked_node(ctx, form, node))
        found += narrowing(ctx, form, node)
    return found


def equal(ctx: Context, form: str, key: str, value: str) -> list[Typed]:
    """One equality on behalf of the system: says nothing of the caller's rights."""
    return [checked_node(ctx, form, Compare(0, 0, "==", Path(0, 0, (key,)), Constant(0, 0, value)))]


def filled(ctx: Context, form: str, key: str) -> list[Typed]:
    """Records where a field is not empty."""
    return [] if key in SYSTEM_SORTS else [condition(ctx, form, f"not EMPTY({key})")]


def knows(ctx: Context, form: str, key: str) -> bool:
    """Whether the caller may read a field on some record."""
    return field_mask.best_mask(ctx, form).readable(key)


def sorts(ctx: Context, form: str, text: str | None) -> tuple[Sort, ...]:
    """The order asked for, else that of the form's first view; always ends at the id, so that pages have one place to go on from."""
    names = [name.strip() for name in text.split(",") if name.strip()] if text else default_sort(ctx, form)
    found = {name.lstrip("-"): Sort(name.removeprefix("-"), name.startswith("-")) for name in names}
    if text:
        for one in found.values():
            _check_sort(ctx, form, one.field)
    return tuple(found.values())


def default_sort(ctx: Context, form: str) -> Sequence[str]:
    """The order of the form's first view where the caller may know it, else newest first."""
    definition = ctx.rev.definition.forms[form]
    names = definition.views[0].sort if definition.views else ()
    return names if names and all(sortable(ctx, form, name.removeprefix("-")) for name in names) else ("-id",)


def sortable(ctx: Context, form: str, key: str) -> bool:
    """Whether a list may be ordered by a field: stored, of an ordered type, and readable on every record the caller sees."""
    if key in SYSTEM_SORTS:
        return True
    plan = plan_of(ctx, form)
    one = plan.fields.get(key)
    ordered = one is not None and isinstance(one.type, SORTABLE) and key not in plan.live_keys
    return ordered and field_mask.sure_mask(ctx, form).readable(key)


def _check_sort(ctx: Context, form: str, key: str) -> None:
    if sortable(ctx, form, key):
        return
    if masked(ctx, form, key):
        raise not_readable(ctx, form, key)
    raise Invalid("invalid", [Fault("/sort", "sort_field", {"field": key})])


def fields(ctx: Context, form: str, names: Sequence[str] | None) -> tuple[str, ...]:
    """The fields of an answer: those asked for, else all; in either case what the caller may know of."""
    best = field_mask.best_mask(ctx, form)
    known = [key for key in plan_of(ctx, form).fields if best[key] != HIDDEN]
    if names is None:
        return tuple(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid("invalid", [Fault("/fields", "field_unknown", {"field": name}) for name in unknown])
    return tuple(dict.fromkeys(names))


def own(ctx: Context, form: str, field: str = "created_by") -> tuple[Typed, ...]:
    """Records this caller made (or, by `updated_by`, changed last)."""
    return (condition(ctx, form, f"{field} == @me"),)


def among(ctx: Context, form: str, ids: Sequence[str]) -> Typed:
    """Exactly these records."""
    constants = tuple(Constant(0, 0, one) for one in ids)
    return checked_node(ctx, form, Compare(0, 0, "in", Path(0, 0, ("id",)), ListOf(0, 0, constants)))
