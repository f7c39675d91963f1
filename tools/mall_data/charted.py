"""What further reports of the mall must show, by the report's key: groups joined by a space, counted record by record.

Takes: a Book. Gives: JSON. Never: anything a query has added up, a roll-up or a formula.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tools.mall_data.counting import before, counted, money, ratio, since, summed, this_month, yuan
from tools.mall_data.recount import Book, Bought, Person, local

AGES = (18, 25, 35, 45, 55)
WEEKS = 8
FIFTHS = 5
Row = Mapping[str, Any]


def charted(found: Book) -> dict[str, Any]:
    """All of them."""
    return {
        "age_category": _ages(found), "calls_done": _talks(found), "campaign_roi": _returns(found), "complaint_states": _states(found),
        "format_treemap": _places(found), "member_activity": _activity(found), "merchant_members": _guests(found),
        "points_flow": _flow(found), "rfm": _fifths(found), "sales_daily": _daily(found), "satisfaction": _scores(found),
        "store_scatter": _areas(found), "tasks_by_kind": _calls(found), "tier_radar": _tastes(found), "tier_value": _worth(found),
        "weekday_hour": _hours(found),
    }  # fmt: skip


def _recent(found: Book, days: int) -> list[Bought]:
    return [one for one in found.receipts if one.at >= since(found, days)]


def _sales(receipts: Iterable[Bought]) -> list[Bought]:
    return [one for one in receipts if one.kind == "sale"]


def _within(rows: Iterable[Row], field: str, begin: datetime, end: datetime | None = None) -> list[Row]:
    """Rows whose moment lies in [begin, end)."""
    return [one for one in rows if (at := local(one[field])) is not None and begin <= at and (end is None or at < end)]


def _ages(found: Book) -> dict[str, str]:
    sums: dict[str, int] = defaultdict(int)
    for one in _recent(found, 90):
        person = found.people.get(one.member or "")
        for product, _, amount in one.lines if person and person.birthday else ():
            sums[f"{_bin(_age(person, found.now.date()))} {found.categories[product][0]}"] += amount  # type: ignore[arg-type]
    return money(dict(sorted(sums.items())))


def _age(person: Person, today: date) -> int:
    born = person.birthday
    assert born is not None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _bin(age: int) -> str:
    return str(max((least for least in AGES if least <= age), default=""))


def _talks(found: Book) -> dict[str, int]:
    return counted(f"{local(one['happened_at']):%Y-%m-%d} {one['kind']}" for one in _within(found.talks, "happened_at", since(found, 14)))


def _returns(found: Book) -> dict[str, dict[str, Any]]:
    """Of each campaign: coupons given and used, and what was paid with them."""
    paid = {one.id: one.net for one in found.receipts}
    told: dict[str, dict[str, Any]] = {}
    for campaign in found.campaigns:
        given = [one for one in found.coupons if one["campaign"] == campaign["id"]]
        used = sum(one["state"] == "redeemed" for one in given)
        told[campaign["name"]] = {"issued": len(given), "redeemed": used, "sales": yuan(sum(paid.get(one["purchase"], 0) for one in given))}
    return told


def _states(found: Book) -> dict[str, int]:
    return counted(f"{one['type']} {one['state']}" for one in _within(found.complaints, "received_at", since(found, 90)))


def _places(found: Book) -> dict[str, Any]:
    def name(one: Bought) -> str:
        return f"{found.places[one.store].above} {one.store}"

    recent = _recent(found, 30)
    return {"sales": money(summed(recent, name)), "orders": counted(map(name, _sales(recent)))}


def _activity(found: Book) -> dict[str, Any]:
    """Month by month: members who bought, how often, for how much."""
    mine = [one for one in found.receipts if one.member]
    pairs = {f"{one.at:%Y-%m} {one.member}" for one in _sales(mine)}
    return {
        "buyers": counted(pair[:7] for pair in pairs), "visits": counted(f"{one.at:%Y-%m}" for one in _sales(mine)),
        "member_sales": money(summed(mine, lambda one: f"{one.at:%Y-%m}")),
    }  # fmt: skip


def _guests(found: Book) -> dict[str, int]:
    """Receipts of the month up to now and of the month before up to the same hour: all, by members, by those who had bought before."""
    begun, came = this_month(found), set[str]()
    told: dict[str, int] = defaultdict(int)
    for one in sorted(_sales(found.receipts), key=lambda one: one.at):
        for name, first, last in (("", begun, found.now), ("_lm", before(begun, 1), before(found.now, 1))):
            if first <= one.at <= last:
                told["orders" + name] += 1
                told["member_orders" + name] += one.member is not None
                told["again" + name] += one.member in came
        if one.member is not None:
            came.add(one.member)
    return dict(told)


def _flow(found: Book) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for one in _within(found.ledger, "at", since(found, 14)):
        if one["bucket"] == "active" and one["kind"] != "opening":
            sums[f"{local(one['at']):%Y-%m-%d} {one['kind']}"] += one["delta"]
    return dict(sorted(sums.items()))


def _fifths(found: Book) -> dict[str, Any]:
    """Members who bought within a year, by the fifths of all who ever did: latest purchase, how often. What they spent within the year."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for one in _sales(found.receipts):
        if one.member:
            times[one.member].append(one.at)
    latest, often = _parts(found, times, max), _parts(found, times, len)
    year = [one for one in _sales(_recent(found, 365)) if one.member]

    def cell(member: str | None) -> str:
        return f"{latest[str(member)]} {often[str(member)]}"

    return {"buyers": counted(map(cell, {one.member for one in year})), "sales": money(summed(year, lambda one: cell(one.member)))}


def _parts(found: Book, times: Mapping[str, Sequence[datetime]], worth: Callable[[Sequence[datetime]], Any]) -> dict[str, int]:
    """Which fifth each belongs to, the lowest first; of two alike the earlier record comes first; the first fifths are the larger ones."""
    ordered = sorted(times, key=lambda member: (worth(times[member]), found.people[member].id))
    least, rest = divmod(len(ordered), FIFTHS)
    sizes = [least + (number < rest) for number in range(FIFTHS)]
    fifths = [number + 1 for number, size in enumerate(sizes) for _ in range(size)]
    return dict(zip(ordered, fifths, strict=True))


def _daily(found: Book) -> dict[str, Any]:
    recent = _recent(found, 7)
    return {
        "sales": money(summed(recent, lambda one: f"{one.at:%Y-%m-%d}")),
        "orders": counted(f"{one.at:%Y-%m-%d}" for one in _sales(recent)),
    }


def _scores(found: Book) -> dict[str, Any]:
    def of(begin: datetime, end: datetime | None = None) -> list[int]:
        return [one["score"] for one in _within(found.complaints, "received_at", begin, end) if one["score"] is not None]

    now, earlier = of(since(found, 90)), of(since(found, 180), since(found, 90))
    means = {name: str(ratio(sum(scores), len(scores))) for name, scores in (("mean", now), ("mean_before", earlier))}
    return {"answers": counted(map(str, now)), **means}


def _areas(found: Book) -> dict[str, Any]:
    trading = {one.code for one in found.places.values() if one.open}
    recent = [one for one in _recent(found, 30) if one.store in trading]
    return {
        "area": {code: yuan(found.places[code].area) for code in sorted(trading)},
        "sales": money(summed(recent, lambda one: one.store)), "orders": counted(one.store for one in _sales(recent)),
    }  # fmt: skip


def _calls(found: Book) -> dict[str, Any]:
    """Calls due in 30 days or still open; those open and late now; those open a day ago at this hour."""
    tomorrow = datetime.combine(found.now.date() + timedelta(days=1), time())
    shown = [one for one in found.calls if one["state"] == "open" or _within([one], "due_at", since(found, 30), tomorrow)]
    waiting, yesterday = [one for one in found.calls if one["state"] == "open"], found.now - timedelta(days=1)
    return {
        "tasks": counted(f"{one['kind']} {one['state']}" for one in shown), "open": len(waiting),
        "late": sum((local(one["due_at"]) or found.now) < found.now for one in waiting),
        "open_before": still_open(found.calls, ("created_at", "done_at"), yesterday, lambda one: one["state"] == "open"),
    }  # fmt: skip


def still_open(rows: Iterable[Row], fields: tuple[str, str], moment: datetime, now: Callable[[Row], bool]) -> int:
    """How many had begun and were not over at a moment; `now`: whether one is not over yet."""
    begun = [one for one in rows if (at := local(one[fields[0]])) is not None and at <= moment]
    return sum(now(one) or ((over := local(one[fields[1]])) is not None and over > moment) for one in begun)


def _tastes(found: Book) -> dict[str, str]:
    mine = [one for one in _recent(found, 90) if one.member]
    return money(summed(mine, lambda one: f"{found.places[one.store].format} {found.people[str(one.member)].tier}"))


def _worth(found: Book) -> dict[str, Any]:
    active = {one.no: one.tier for one in found.people.values() if one.status == "active"}
    mine = [one for one in found.receipts if one.member in active]
    return {
        "members": counted(active.values()), "spend": money(summed(mine, lambda one: active[str(one.member)])),
        "visits": counted(active[str(one.member)] for one in _sales(mine)),
    }  # fmt: skip


def _hours(found: Book) -> dict[str, int]:
    """Receipts by weekday and hour, of the whole weeks up to yesterday."""
    today = datetime.combine(found.now.date(), time())
    recent = [one for one in _sales(found.receipts) if today - timedelta(weeks=WEEKS) <= one.at < today]
    return counted(f"{one.at.isoweekday()} {one.at.hour}" for one in recent)
