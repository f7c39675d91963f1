"""The story as the records tell it now, whatever people changed meanwhile. Takes: a Loader. Gives: ids, members, tiers. Never: writes."""

from collections.abc import Iterator, Sequence
from typing import Any

from runtime.query import Query, Sort
from runtime.records.plan import plan_of
from runtime.store import select
from runtime.store.rows import Row
from tools.mall_data import people, places
from tools.mall_data.bulk import Loader
from tools.mall_data.chance import stream
from tools.mall_data.masters import Known
from tools.mall_data.people import APPETITE, INTERESTS, Member, spread
from tools.mall_data.tiers import Ladder, Step

PAGE = 1_000
ASLEEP = 0.15
NEEDED = ("member", "purchase", "store", "product", "tier")
_MEMBER = (
    "mobile", "joined_on", "join_store", "service_store", "tier", "tier_manual", "interests", "status", "gender", "spend_total", "orders",
)  # fmt: skip


def told_in(loader: Loader) -> bool:
    """Whether the app still has the forms the story is told in."""
    forms = loader.context.rev.definition.forms
    return all(key in forms for key in NEEDED)


def places_now(loader: Loader, known: Known) -> set[int]:
    """Fills in stores, products and tiers by their codes; gives the stores (by their number in the story) that trade."""
    stores = {row.values.get("code"): row for row in rows(loader, "store", ("code", "status"))}
    found = [stores.get(store.code) for store in places.STORES]
    known.stores = [row.id if row else "" for row in found]
    skus = {row.values.get("sku"): row for row in rows(loader, "product", ("sku", "status"))}
    for number, store in enumerate(places.STORES):
        for product in range(len(store.brand.products)):
            row = skus.get(f"{store.code}-{product + 1:02d}")
            if row is not None and row.values.get("status") in ("on", None):
                known.products[number, product] = row.id
    return {number for number, row in enumerate(found) if row is not None and row.values.get("status") in ("open", None)}


def ladder_now(loader: Loader, known: Known, today: Any) -> Ladder:
    """The tiers there are now, lowest first, with what they ask for."""
    levels = sorted(rows(loader, "tier", ("code", "rank", "min_spend", "valid_months")), key=lambda row: row.values.get("rank") or 0)
    known.tiers = {row.values.get("code") or row.id: row.id for row in levels}
    codes = {key: code for code, key in known.tiers.items()}
    steps = [Step(codes[row.id], int((row.values.get("min_spend") or 0) * 100), row.values.get("valid_months") or 12) for row in levels]
    return Ladder(steps, today)


def members_now(loader: Loader, known: Known, ladder: Ladder) -> tuple[list[Member], frozenset[int]]:
    """All members as far as drawing needs them, and who of them has bought; the ladder learns what they have spent."""
    codes = {key: code for code, key in known.tiers.items()}
    members: list[Member] = []
    bought: set[int] = set()
    for index, row in enumerate(rows(loader, "member", _MEMBER)):
        tier = codes.get(row.values.get("tier") or "", "")
        known.members[index] = row.id
        ladder.spent[index] = int((row.values.get("spend_total") or 0) * 100)
        ladder.tier[index] = tier
        if row.values.get("orders"):
            bought.add(index)
        if row.values.get("tier_manual"):
            ladder.held.add(index)
        members.append(_member(index, row, tier, known.stores))
    return members, frozenset(bought)


def joined_by(loader: Loader, user: str) -> set[Any]:
    """The days on which members were taken in by one user."""
    return {row.values.get("joined_on") for row in rows(loader, "member", ("joined_on",)) if row.created_by == user}


def rows(loader: Loader, form: str, fields: Sequence[str]) -> Iterator[Row]:
    """All records of a form, with as many of the fields as there still are."""
    there = plan_of(loader.context, form).fields
    wanted = [field for field in fields if field in there]
    cursor: Any = None
    while True:
        query = Query(form, sort=(Sort("id"),), limit=PAGE, cursor=cursor)
        page = loader.read(lambda uow, query=query: select.page(uow, query, wanted))  # type: ignore[misc]
        yield from page.rows
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def _member(index: int, row: Row, tier: str, stores: list[str]) -> Member:
    """As much of a member as drawing needs; some have fallen asleep meanwhile, and the heroes stay as the story left them."""
    values = row.values
    by_id = {key: number for number, key in enumerate(stores)}
    store = by_id.get(values.get("join_store") or "?", 0)
    kinds = {option: kind for kind, option in INTERESTS.items()}
    liked = tuple(kinds[option] for option in values.get("interests") or () if option in kinds) or (places.STORES[store].brand.kind,)
    rng = stream(0, "awake", row.id)
    active = values.get("status") in ("active", None) and rng.random() >= ASLEEP
    mobile = values.get("mobile") or ""
    return Member(
        index, "", mobile, values.get("gender") == "female", None, values.get("joined_on") or row.created_at.date(), store, tier, "", "",
        liked, APPETITE.get(tier, 1.0) * spread(rng), status="active" if active else "frozen", hero=mobile in people.HERO_MOBILES,
        cared=by_id.get(values.get("service_store") or "?"),
    )
