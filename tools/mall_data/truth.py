"""What reports and segments of the mall must answer, counted by plain Python from the records one by one; no query adds anything up.

Takes: a Book. Gives: JSON. Run as `python -m tools.mall_data.truth FOLDER` it reads the demo in that data folder and writes truth.json.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from runtime.app import load_settings, open_runtime
from runtime.context import Runtime
from tools.mall_data.charted import charted, still_open
from tools.mall_data.counting import Money, before, counted, money, ratio, since, summed, this_month, yuan
from tools.mall_data.places import CLOSED_STORE, MOVED_STORE
from tools.mall_data.recount import Book, Bought, Person, book, fen, local

BINS = (0, 20_000, 40_000, 60_000, 80_000, 100_000, 150_000, 200_000)  # fen
Choose = Callable[[Bought], bool]


def told(found: Book) -> dict[str, Any]:
    """Everything that can be looked up in a report, by the name of what it is."""
    return {
        "as_of": found.now.isoformat(),
        "sales": _sales(found), "members": _members(found), "per_sqm_30d": _per_sqm(found, since(found, 30)),
        "cohort": _cohort(found), "coupon_funnel": _funnel(found),
        "campaign_funnel": _campaign_funnel(found), "coupons": _coupons(found), "weekend_vip": _weekend(found),
        "segments": {key: sorted(one) for key, one in segments(found).items()}, "repurchase_90d": _repurchase(found),
        "points_liability": _liability(found), "top_products_30d": _top(found, 0)[:10], "top_categories_30d": _top(found, 1)[:5],
        "goods_this_month": _goods(found), "complaints": _complaints(found), "targets": _targets(found),
        "charts": charted(found), "moved": sorted({found.places[MOVED_STORE].floor}), "closed_last_sale": _last(found, CLOSED_STORE),
    }  # fmt: skip


def _sales(found: Book) -> dict[str, Any]:
    places, now, begun = found.places, found.now, this_month(found)
    month = [one for one in found.receipts if begun <= one.at <= now]
    by_store: dict[str, dict[str, Money]] = defaultdict(dict)
    for key, amount in summed(found.receipts, lambda one: f"{one.at:%Y-%m} {one.store}").items():
        by_store[key[:7]][key[8:]] = yuan(amount)
    compared = [_between(found, before(begun, months), before(now, months)) for months in (1, 12)]
    sales = [one for one in month if one.kind == "sale"]
    return {
        "receipts": sum(one.kind == "sale" for one in found.receipts), "refunds": sum(one.kind == "refund" for one in found.receipts),
        "net": yuan(sum(one.net for one in found.receipts)), "by_month": money(summed(found.receipts, lambda one: f"{one.at:%Y-%m}")),
        "by_month_store": dict(by_store), "this_month": yuan(sum(one.net for one in month)), "this_month_receipts": len(sales),
        "month_before": yuan(compared[0]), "year_before": yuan(compared[1]),
        "this_month_by_format": money(summed(month, lambda one: places[one.store].above)),
        "this_month_by_store": money(summed(month, lambda one: one.store)),
        "this_month_by_members": yuan(sum(one.net for one in month if one.member)),
        "today": yuan(sum(one.net for one in found.receipts if one.at.date() == now.date())),
        "tickets_30d": sum(one.kind == "sale" and one.at >= since(found, 30) for one in found.receipts),
    }  # fmt: skip


def _between(found: Book, first: datetime, last: datetime) -> int:
    return sum(one.net for one in found.receipts if first <= one.at <= last)


def _members(found: Book) -> dict[str, Any]:
    buying: dict[str, set[str]] = defaultdict(set)
    for one in found.receipts:
        if one.member and one.kind == "sale":
            buying[f"{one.at:%Y-%m}"].add(one.member)
    fresh: dict[str, int] = defaultdict(int)
    joined: dict[str, int] = defaultdict(int)
    for person in found.people.values():
        joined[f"{person.joined:%Y-%m}"] += 1
        if person.joined >= this_month(found).date():
            fresh[person.channel] += 1
    return {
        "all": len(found.people), "buying_by_month": {key: len(one) for key, one in sorted(buying.items())},
        "joined_by_month": dict(sorted(joined.items())), "new_by_channel": dict(sorted(fresh.items())),
        "by_district": counted(str(one.district) for one in found.people.values() if one.status == "active"),
    }  # fmt: skip


def _per_sqm(found: Book, begun: datetime) -> dict[str, str]:
    """Yuan per m² of open stores, six places, half away from zero."""
    sums = summed((one for one in found.receipts if one.at >= begun), lambda one: one.store)
    trading = [place for place in found.places.values() if place.open]
    return {one.code: str(ratio(sums.get(one.code, 0), one.area)) for one in sorted(trading, key=lambda one: one.code)}


def _cohort(found: Book) -> dict[str, dict[str, int]]:
    """Month of a member's first receipt → months later → how many came."""
    months: dict[str, set[int]] = defaultdict(set)
    for one in found.receipts:
        if one.member and one.kind == "sale":
            months[one.member].add(one.at.year * 12 + one.at.month - 1)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for came in months.values():
        first = min(came)
        for month in came:
            counts[f"{first // 12}-{first % 12 + 1:02d}"][str(month - first)] += 1
    return {key: dict(sorted(one.items(), key=lambda item: int(item[0]))) for key, one in sorted(counts.items())}


def _funnel(found: Book, within: int = 30) -> list[int]:
    """Members who got a coupon in 90 days, then used one, then came again; each step after the one before, within 30 days of it."""
    got: dict[str, datetime] = {}
    for one in found.coupons:
        at = local(one["issued_at"])
        if one["member"] and at and at >= since(found, 90):
            got[one["member"]] = min(at, got.get(one["member"], at))
    used = _next(got, ((one["member"], local(one["redeemed_at"])) for one in found.coupons if one["state"] == "redeemed"), within)
    return [len(got), len(used), len(_came(found, used, within))]


def _came(found: Book, before: Mapping[str, datetime], within: int) -> dict[str, datetime]:
    return _next(before, ((one.member, one.at) for one in found.receipts if one.kind == "sale"), within)


def _campaign_funnel(found: Book, within: int = 30) -> list[int]:
    """Members told of a campaign in 30 days, then with a coupon of one, then with it used, then there again."""
    said = (one for one in found.touches if one["purpose"] == "campaign" and one["state"] in ("sent", "simulated"))
    heard: dict[str, datetime] = {}
    for one in said:
        at = local(one["sent_at"])
        if one["member"] and at and at >= since(found, 30):
            heard[one["member"]] = min(at, heard.get(one["member"], at))
    given = [one for one in found.coupons if one["campaign"]]
    took = _next(heard, ((one["member"], local(one["issued_at"])) for one in given), within)
    used = _next(took, ((one["member"], local(one["redeemed_at"])) for one in given if one["state"] == "redeemed"), within)
    return [len(heard), len(took), len(used), len(_came(found, used, within))]


def _next(before: Mapping[str, datetime], moments: Iterable[tuple[str | None, datetime | None]], within: int) -> dict[str, datetime]:
    reached: dict[str, datetime] = {}
    for who, at in moments:
        if who is None or at is None or who not in before or not before[who] < at <= before[who] + timedelta(days=within):
            continue
        reached[who] = min(at, reached.get(who, at))
    return reached


def _coupons(found: Book) -> dict[str, Any]:
    given = [one for one in found.coupons if one["campaign"]]
    redeemed = sum(one["state"] == "redeemed" for one in given)
    return {"issued": len(given), "redeemed": redeemed, "share": str(ratio(redeemed, len(given)))}


def weekend(found: Book) -> list[date]:
    """Saturday and Sunday of last week."""
    monday = found.now.date() - timedelta(days=found.now.weekday())
    return [monday - timedelta(days=2), monday - timedelta(days=1)]


def _weekend(found: Book) -> dict[str, Any]:
    """Tickets of gold and black members in women's wear on the third floor, last weekend from two to four."""
    days = weekend(found)

    def fits(one: Bought) -> bool:
        person = found.people.get(one.member or "")
        wear = any(found.categories[product][0] == "womenswear" for product, _, _ in one.lines)
        there = found.places[one.store].floor == "3F" and one.at.date() in days and one.at.hour in (14, 15)
        return one.kind == "sale" and person is not None and person.rank >= 3 and wear and there

    tickets = sorted(one.net for one in found.receipts if fits(one))
    bins: dict[str, int] = defaultdict(int)
    for ticket in tickets:
        bins[yuan(max(least for least in BINS if least <= ticket))] += 1
    mean = ratio(sum(tickets), 100 * len(tickets))
    return {"tickets": [yuan(one) for one in tickets], "bins": dict(bins), "aov": str(mean) if mean is not None else None}


def segments(found: Book) -> dict[str, set[str]]:
    """Numbers of the members of each segment."""
    today = found.now.date()
    active = {one.no: one for one in found.people.values() if one.status == "active"}

    def people(test: Callable[[Person], bool]) -> set[str]:
        return {one.no for one in active.values() if test(one)}

    def buying(days: int, least: int, test: Choose = lambda one: True, until: datetime = found.now) -> set[str]:
        begin = since(found, days)
        chosen = (one for one in found.receipts if one.member and one.kind == "sale" and begin <= one.at <= until and test(one))
        return {who for who, count in counted(str(one.member) for one in chosen).items() if count >= least}

    def silent(days: int) -> set[str]:
        return people(lambda one: one.last is not None and one.last.date() <= today - timedelta(days=days))

    earlier = since(found, 90) - timedelta(microseconds=1)
    spent = summed((one for one in found.receipts if one.member and one.at >= since(found, 365)), lambda one: str(one.member))
    return {
        "beauty_30d_3x": buying(30, 3, lambda one: any(found.categories[product][0] == "beauty" for product, _, _ in one.lines)),
        "bought_90d": buying(90, 1), "repeat_90d": buying(90, 2),
        "bought_90d_before": buying(180, 1, until=earlier), "repeat_90d_before": buying(180, 2, until=earlier),
        "high_value": {who for who, amount in spent.items() if amount >= 1_000_000} & active.keys(),
        "sleeping_vip": silent(60) & people(lambda one: one.rank >= 3), "churn_risk": silent(45) & buying(180, 4),
        "newcomers_30d": people(lambda one: one.joined > today - timedelta(days=30)),
        "birthday_month": people(lambda one: one.birthday is not None and one.birthday.month == today.month),
        "never_bought": people(lambda one: not one.orders and one.joined <= today - timedelta(days=7)),
        "family_90d": buying(90, 2, lambda one: found.places[one.store].above == "family"),
    }  # fmt: skip


def _repurchase(found: Book) -> dict[str, Any]:
    mine = segments(found)
    named = {"buyers": "bought_90d", "repeat": "repeat_90d", "buyers_before": "bought_90d_before", "repeat_before": "repeat_90d_before"}
    return {name: len(mine[key]) for name, key in named.items()}


def _liability(found: Book) -> dict[str, Any]:
    months: dict[str, int] = defaultdict(int)
    for one in found.lots:
        if one["state"] in ("active", "pending"):
            months[f"{one['expires_on']:%Y-%m}"] += one["remaining"]
    return {"points": sum(months.values()), "by_month": {key: points for key, points in sorted(months.items()) if points}}


def _top(found: Book, finer: int) -> list[tuple[str, Money]]:
    """Products, or finer categories, of the last thirty days, the best first."""
    sums: dict[str, int] = defaultdict(int)
    for one in found.receipts:
        if one.at >= since(found, 30):
            for product, _, amount in one.lines:
                sums[found.categories[product][1] if finer else product] += amount
    return [(key, yuan(amount)) for key, amount in sorted(sums.items(), key=lambda item: (-item[1], item[0]))]


def _goods(found: Book) -> dict[str, Any]:
    """Lines of the month before discounts: in all, by format, kind of store, store and product."""
    levels: list[dict[str, int]] = [defaultdict(int) for _ in range(4)]
    for one in found.receipts:
        if this_month(found) <= one.at <= found.now:
            place = found.places[one.store]
            for product, _, amount in one.lines:
                for level, key in zip(levels, (place.above, place.format, place.code, product), strict=True):
                    level[key] += amount
    names = ("by_format", "by_kind", "by_store", "by_product")
    split = {name: money(dict(sorted(one.items()))) for name, one in zip(names, levels, strict=True)}
    return {"all": yuan(sum(levels[0].values())), **split}


def _complaints(found: Book) -> dict[str, Any]:
    now = found.now
    yesterday, waiting = now - timedelta(days=1), ("new", "assigned", "doing", "reopened")

    def overdue(one: Mapping[str, Any]) -> bool:
        due = local(one["due_at"])
        return one["state"] in waiting and due is not None and due < now

    def late(one: Mapping[str, Any]) -> bool:
        first, due = local(one["first_reply_at"]), local(one["due_at"])
        return overdue(one) or (first is not None and due is not None and first > due)

    recent = [one for one in found.complaints if (local(one["received_at"]) or now) >= since(found, 30)]
    return {
        "open": sum(one["state"] != "closed" for one in found.complaints), "overdue": sum(map(overdue, found.complaints)),
        "recent": len(recent), "late": sum(map(late, recent)),
        "open_before": still_open(found.complaints, ("received_at", "closed_at"), yesterday, lambda one: one["state"] != "closed"),
    }  # fmt: skip


def _targets(found: Book) -> Money:
    """What the stores that trade, or did this month, are to sell in it together."""
    begun = this_month(found)
    trading = {place.code for place in found.places.values() if place.open} | {one.store for one in found.receipts if one.at >= begun}
    return yuan(sum(fen(one["amount"]) for one in found.targets if one["month"] == begun.date() and one["store"] in trading))


def _last(found: Book, store: str) -> str | None:
    days = [one.at.date() for one in found.receipts if one.store == store]
    return max(days).isoformat() if days else None


def write(runtime: Runtime, folder: Path) -> Path:
    """Counts and writes truth.json into a folder."""
    path = folder / "truth.json"
    path.write_text(json.dumps(told(book(runtime)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main(folder: str) -> None:
    """The truth of the demo in a data folder."""
    runtime = open_runtime(load_settings({**os.environ, "DOUGONG_DATA_DIR": folder}))
    try:
        sys.stdout.write(f"{write(runtime, Path(folder))}\n")
    finally:
        runtime.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
