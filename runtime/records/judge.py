"""Which grants hold for which records, asked of the database where rows differ.

Takes: a unit of work, ids. Gives: grants, masks, abilities.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.errors import NotAllowed, NotFound
from runtime.context import Context
from runtime.permissions import field_mask, policy
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import Granted, granted
from runtime.store import records, select

Held = Mapping[str, tuple[Granted, ...]]


def holding(uow: Any, form: str, action: str, ids: Iterable[str]) -> dict[str, tuple[Granted, ...]]:
    """For each record the grants of an action whose row rule it meets, as the record stands now in this transaction."""
    wanted = list(ids)
    grants = granted(uow.ctx, form, action)
    if all(grant.rows is None for grant in grants):
        return dict.fromkeys(wanted, grants)
    held: dict[str, list[Granted]] = {key: [] for key in wanted}
    for grant in grants:
        reached = wanted if grant.rows is None else select.satisfying(uow, form, wanted, grant.rows, {})
        for key in reached:
            held[key].append(grant)
    return {key: tuple(grants) for key, grants in held.items()}


def seen(uow: Any, form: str, record: str) -> tuple[Granted, ...]:
    """The read grants that hold for a record; NotFound where none does: what one may not see is not there."""
    grants = holding(uow, form, "read", [record])[record]
    if not grants:
        raise NotFound("record_not_found")
    return grants


def loaded(uow: Any, form: str, record: str) -> Any:
    """A record the caller sees, in the bin or not; NotFound where there is none."""
    row = records.load(uow, form, [record], deleted=None).get(record)
    if row is None:
        raise NotFound("record_not_found")
    return row


def able(uow: Any, form: str, action: str, record: str) -> tuple[Granted, ...]:
    """The grants that let the caller act on a record he sees; NotAllowed with the reason where none does."""
    policy.require(uow.ctx, form, action)
    grants = holding(uow, form, action, [record])[record]
    if not grants:
        raise NotAllowed("not_allowed_record", **policy.reason(uow.ctx, form, action))
    return grants


def still_able(uow: Any, form: str, action: str, record: str) -> tuple[Granted, ...]:
    """The same on the new image: nobody moves a record out of his own reach, or makes one there."""
    grants = holding(uow, form, action, [record])[record]
    if not grants:
        raise NotAllowed("not_allowed_result", **policy.reason(uow.ctx, form, action))
    return grants


def masks(uow: Any, form: str, ids: Sequence[str]) -> dict[str, Mask]:
    """The mask of each record, judged per record only where grants differ. For records the caller is known to see."""
    ctx = uow.ctx
    if field_mask.uniform(ctx, form, "read"):
        one = field_mask.best_mask(ctx, form)
        return dict.fromkeys(ids, one)
    return _masks(ctx, form, holding(uow, form, "read", ids))


def visible(uow: Any, form: str, ids: Sequence[str]) -> dict[str, Mask]:
    """The masks of those records the caller sees; the others are left out."""
    held = {key: grants for key, grants in holding(uow, form, "read", ids).items() if grants}
    if field_mask.uniform(uow.ctx, form, "read"):
        return dict.fromkeys(held, field_mask.best_mask(uow.ctx, form))
    return _masks(uow.ctx, form, held)


def _masks(ctx: Context, form: str, held: Held) -> dict[str, Mask]:
    """One mask for each set of grants, however many records share it."""
    known: dict[tuple[int, ...], Mask] = {}
    found: dict[str, Mask] = {}
    for key, grants in held.items():
        same = tuple(map(id, grants))
        if same not in known:
            known[same] = field_mask.mask_of(ctx, form, grants)
        found[key] = known[same]
    return found


def abilities(uow: Any, form: str, ids: Sequence[str], actions: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each record the actions among these that the caller may take on it."""
    ctx = uow.ctx
    if all(grant.rows is None for action in actions for grant in granted(ctx, form, action)):
        return dict.fromkeys(ids, tuple(action for action in actions if granted(ctx, form, action)))
    held = {action: holding(uow, form, action, ids) for action in actions}
    return {key: tuple(action for action in actions if held[action][key]) for key in ids}
