"""The records of the story as plain rows, for counting again by hand. Takes: a Runtime. Gives: a Book. Never: adds anything up.

Money in fen; moments as a clock on the wall in Shanghai shows them; things are called by their codes, so that two tellings are equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from runtime.context import Runtime
from tools.mall_data import read_back, staff
from tools.mall_data.bulk import ZONE, Loader
from tools.mall_data.fill import local_now

Sold = tuple[str, int, int]  # product, pieces, fen


@dataclass(frozen=True, slots=True)
class Place:
    """A store: code, mall, floor, format and the one above it, m² × 100, whether it is open."""

    code: str
    mall: str
    floor: str
    format: str
    above: str
    area: int
    open: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A member by number."""

    id: str
    no: str
    rank: int
    tier: str
    status: str
    joined: date
    birthday: date | None
    channel: str
    district: str | None
    last: datetime | None
    orders: int


@dataclass(frozen=True, slots=True)
class Bought:
    """A receipt; `member` is a number, `kind` sale or refund."""

    id: str
    no: str
    store: str
    member: str | None
    at: datetime
    net: int
    kind: str
    lines: Sequence[Sold]


@dataclass(frozen=True)
class Book:
    """Everything that is counted, at the moment `now`."""

    now: datetime
    places: Mapping[str, Place]
    people: Mapping[str, Person]
    categories: Mapping[str, tuple[str, str]]  # product → category, finer category
    receipts: Sequence[Bought]
    coupons: Sequence[Mapping[str, Any]]
    touches: Sequence[Mapping[str, Any]]
    complaints: Sequence[Mapping[str, Any]]
    lots: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]]
    campaigns: Sequence[Mapping[str, Any]]
    talks: Sequence[Mapping[str, Any]]
    ledger: Sequence[Mapping[str, Any]]
    calls: Sequence[Mapping[str, Any]]


def book(runtime: Runtime) -> Book:
    """All of it, read record by record."""
    loader = Loader(runtime, staff.APP)
    names = {form: _codes(loader, form, key) for form, key in (("mall", "code"), ("floor", "name"), ("tier", "code"), ("product", "sku"))}
    places = _places(loader, names)
    people = _people(loader, names["tier"])
    stores, members = {key: one.code for key, one in places.items()}, {key: one.no for key, one in people.items()}
    return Book(
        local_now(runtime),
        {one.code: one for one in places.values()},
        {one.no: one for one in people.values()},
        {row.values["sku"]: (row.values["category"], row.values["subcategory"]) for row in read_back.rows(loader, "product", _PRODUCT)},
        _receipts(loader, stores, members, names["product"]),
        [{**row.values, "member": members.get(row.values["member"])} for row in read_back.rows(loader, "coupon", _COUPON)],
        [{**row.values, "member": members.get(row.values["member"])} for row in read_back.rows(loader, "touch", _TOUCH)],
        [row.values for row in read_back.rows(loader, "complaint", _COMPLAINT)],
        [{**row.values, "member": members.get(row.values["member"])} for row in read_back.rows(loader, "points_lot", _LOT)],
        [{**row.values, "store": stores[row.values["store"]]} for row in read_back.rows(loader, "target", ("store", "month", "amount"))],
        [{**row.values, "id": row.id} for row in read_back.rows(loader, "campaign", ("name", "cost", "state"))],
        [row.values for row in read_back.rows(loader, "interaction", ("kind", "happened_at"))],
        [row.values for row in read_back.rows(loader, "points_ledger", ("kind", "bucket", "delta", "at"))],
        [{**row.values, "created_at": row.created_at} for row in read_back.rows(loader, "followup", _CALL)],
    )


_PRODUCT = ("sku", "category", "subcategory")
_COUPON = ("member", "state", "issued_at", "redeemed_at", "campaign", "purchase")
_CALL = ("kind", "state", "due_at", "done_at")
_TOUCH = ("member", "purpose", "state", "sent_at")
_COMPLAINT = ("state", "type", "received_at", "due_at", "first_reply_at", "closed_at", "score", "store")
_LOT = ("member", "remaining", "state", "expires_on")
_RECEIPT = ("receipt_no", "store", "member", "paid_at", "net", "kind", "lines")
_PERSON = ("no", "tier", "status", "joined_on", "birthday", "channel", "district", "last_purchase_at", "orders")


def fen(amount: Decimal | None) -> int:
    """Money as whole fen."""
    return int((amount or 0) * 100)


def local(moment: datetime | None) -> datetime | None:
    """A moment as the clock in the mall shows it."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment else None


def _codes(loader: Loader, form: str, key: str) -> dict[str, str]:
    return {row.id: row.values[key] for row in read_back.rows(loader, form, (key,))}


def _places(loader: Loader, names: Mapping[str, Mapping[str, str]]) -> dict[str, Place]:
    formats = {row.id: row.values for row in read_back.rows(loader, "format", ("code", "parent"))}
    found = {}
    for row in read_back.rows(loader, "store", ("code", "mall", "floor", "format", "area_m2", "status")):
        own = formats[row.values["format"]]
        above = formats[own["parent"]]["code"] if own["parent"] else ""
        mall, floor = names["mall"][row.values["mall"]], names["floor"][row.values["floor"]]
        area, trades = fen(row.values["area_m2"]), row.values["status"] == "open"
        found[row.id] = Place(row.values["code"], mall, floor, own["code"], above, area, trades)
    return found


def _people(loader: Loader, tiers: Mapping[str, str]) -> dict[str, Person]:
    ranks = {row.id: row.values["rank"] for row in read_back.rows(loader, "tier", ("rank",))}
    found = {}
    for row in read_back.rows(loader, "member", _PERSON):
        one = row.values
        found[row.id] = Person(
            row.id, one["no"], ranks[one["tier"]], tiers[one["tier"]], one["status"], one["joined_on"], one["birthday"], one["channel"],
            one["district"], local(one["last_purchase_at"]), one["orders"],
        )  # fmt: skip
    return found


def _receipts(loader: Loader, stores: Mapping[str, str], members: Mapping[str, str], products: Mapping[str, str]) -> list[Bought]:
    found = []
    for row in read_back.rows(loader, "purchase", _RECEIPT):
        one = row.values
        at = local(one["paid_at"])
        assert at is not None
        lines = [(products[line["product"]], line["qty"], line["qty"] * fen(line["price"])) for line in one["lines"]]
        who = members.get(one["member"])
        found.append(Bought(row.id, one["receipt_no"], stores[one["store"]], who, at, fen(one["net"]), one["kind"], lines))
    return found
