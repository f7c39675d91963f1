"""Points of the story as balance, entry and lot, so that all three agree. Takes: a Loader, who earned how much. Gives: nothing.

Never: one entry a receipt; what was told in bulk is booked once per member.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from runtime.query import Query
from runtime.records import derive
from runtime.records.plan import plan_of
from runtime.store import records, select
from tools.mall_data.bulk import Loader, at, chunks, instant

NEEDED = ("points_ledger", "points_lot")
LONGEST = 9  # months: opening lots end in as many different months


@dataclass(frozen=True)
class Booking:
    """One booking of many members: at which moment, what kind of entry, why; `mark` makes its vouchers unique."""

    at: datetime
    kind: str
    reason: str
    mark: str


def book(loader: Loader, earned: Mapping[str, int], booking: Booking) -> None:
    """Adds what members earned (negative: lost, as far as they still have it) to balance, entries and lots; 500 a transaction."""
    forms = loader.context.rev.definition.forms
    if not all(key in forms for key in NEEDED) or "points" not in forms["member"].by_key:
        return
    for part in chunks(sorted(member for member, points in earned.items() if points)):
        loader.write(lambda uow, part=part: _book(loader, uow, {key: earned[key] for key in part}, booking))  # type: ignore[misc]


def _book(loader: Loader, uow: Any, earned: Mapping[str, int], booking: Booking) -> None:
    at(uow, booking.at, None, "demo")
    has = {key: int(row.values.get("points") or 0) for key, row in records.load(uow, "member", sorted(earned), lock=True).items()}
    change = {key: max(points, -has[key]) for key, points in earned.items() if key in has and max(points, -has[key])}
    records.increment(uow, "member", {key: {"points": points} for key, points in change.items()})
    entries = [_entry(key, points, has[key] + points, booking) for key, points in change.items()]
    made = dict(zip(change, loader.insert(uow, "points_ledger", entries), strict=True))
    loader.insert(uow, "points_lot", [_lot(key, points, made[key], booking) for key, points in change.items() if points > 0])
    for key, points in change.items():
        if points < 0:
            _take(loader, uow, key, -points)


def _entry(member: str, points: int, balance: int, booking: Booking) -> dict[str, Any]:
    return {
        "member": member, "kind": booking.kind if points > 0 else "reverse", "delta": points, "bucket": "active", "at": instant(booking.at),
        "reason": booking.reason, "key": f"{booking.mark}:{member}", "balance_after": balance,
    }


def _lot(member: str, points: int, entry: str, booking: Booking) -> dict[str, Any]:
    return {
        "member": member, "qty": points, "remaining": points, "state": "active", "available_at": instant(booking.at),
        "expires_on": _later(booking.at.date(), 12 - sum(map(ord, member)) % LONGEST), "ledger": entry,
    }


def _later(day: date, months: int) -> date:
    """The first of the month so many months later."""
    total = day.month - 1 + months
    return date(day.year + total // 12, total % 12 + 1, 1)


def _take(loader: Loader, uow: Any, member: str, points: int) -> None:
    """Out of the lots that end first."""
    for row in sorted(_lots(uow, member), key=lambda one: (one.values["expires_on"], one.id)):
        taken = min(points, row.values["remaining"])
        if taken:
            left = row.values["remaining"] - taken
            loader.change(uow, "points_lot", row.id, {"remaining": left, "state": "active" if left else "used"})
            points -= taken


def _lots(uow: Any, member: str) -> Iterator[Any]:
    wanted = derive.points_at(uow.ctx, "points_lot", "member", "member")
    cursor = None
    while True:
        page = select.page(uow, Query("points_lot", (wanted,), limit=200, cursor=cursor, parameters=(("target", member),)))
        yield from (row for row in page.rows if row.values["state"] == "active")
        cursor = page.next_cursor
        if cursor is None:
            return


def of_purchases(uow: Any, ids: Sequence[str]) -> dict[str, int]:
    """What receipts gave, by id."""
    if "points" not in plan_of(uow.ctx, "purchase").fields:
        return {}
    return {key: int(found["points"] or 0) for key, found in select.paths(uow, "purchase", ids, ["points"]).items()}
