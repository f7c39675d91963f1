"""Whatever is asked of whatever rows: every number equals what Python counts from the rows themselves, on both databases.

`STACK_EXAMPLES` runs more of them.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.expressions.types import Date
from runtime.stack import Calendar, Stack
from runtime.store import records, stacks
from tests.contract.number_model import Dim, Model, Num, Part, at, local_day, moved
from tests.contract.numbers import EVERYTHING, Asking, mall
from tests.contract.stores import Shop, shop_on

EXAMPLES = int(os.environ.get("STACK_EXAMPLES", "60"))
D = Decimal
START = at(2024, 2, 26, 15, 30)
MOMENTS = [START + timedelta(days=days, minutes=minutes) for days in (0, 2, 3, 4, 33, 34, 365, 366, 394, 700) for minutes in (0, 29, 30, 31)]


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, mall(), clock) as shop:
        yield shop


def few(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@st.composite
def rows(draw: Any) -> dict[str, list[dict[str, Any]]]:
    """Some stores, members, products and receipts with lines; places in the lists stand for ids."""
    store = st.fixed_dictionaries({"format": few(None, "dining", "retail"), "area": few(None, D("0.00"), D("12.50"), D("7.25"))})
    stores = draw(st.lists(store, max_size=4))
    members = draw(st.lists(st.fixed_dictionaries({"age": few(None, 17, 18, 34, 35), "vip": few(None, True, False)}), max_size=4))
    products = draw(st.lists(st.fixed_dictionaries({"category": few(None, "美妆", "food", "Z")}), max_size=3))
    which = lambda there: few(None, *range(len(there)))  # noqa: E731
    line = st.fixed_dictionaries({"product": which(products), "qty": few(None, 0, 1, 5), "price": few(None, D("0.01"), D("9.99"))})
    sale = st.fixed_dictionaries({
        "store": which(stores), "member": which(members), "paid_at": few(None, *MOMENTS),
        "amount": few(None, D("-1.50"), D("0.00"), D("10.01"), D("333.33")),
        "points": few(None, 0, 3), "lines": st.lists(line, max_size=3),
    })
    return {"store": stores, "member": members, "product": products, "sale": draw(st.lists(sale, max_size=12))}


class World:
    """The rows as they are stored, with ids, and joined by hand."""

    def __init__(self, shop: Shop, drawn: dict[str, list[dict[str, Any]]]) -> None:
        self.shop = shop
        named = {form: [{"name": str(n), **row} for n, row in enumerate(drawn[form])] for form in ("store", "member", "product")}
        ids = {form: shop.insert(form, *some) if some else [] for form, some in named.items()}
        self.stores = [{**row, "id": id_} for row, id_ in zip(drawn["store"], ids["store"], strict=True)]
        self.members = [{**row, "id": id_} for row, id_ in zip(drawn["member"], ids["member"], strict=True)]
        products = [{**row, "id": id_} for row, id_ in zip(drawn["product"], ids["product"], strict=True)]
        self.sales: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        stored = []
        for sale in drawn["sale"]:
            ref = lambda there, place: None if place is None else there[place]  # noqa: E731
            lines = [{**line, "product": ref(products, line["product"])} for line in sale["lines"]]
            whole = {**sale, "store": ref(self.stores, sale["store"]), "member": ref(self.members, sale["member"]), "lines": lines}
            self.sales.append(whole)
            self.lines += [{**line, "sale": whole} for line in lines]
            stored.append({
                **sale, "store": of(whole["store"], "id"), "member": of(whole["member"], "id"),
                "lines": [{**line, "product": of(line["product"], "id")} for line in lines],
            })
        self.ids = {**ids, "sale": shop.insert("sale", *stored) if stored else []}

    @property
    def homes(self) -> dict[str, list[dict[str, Any]]]:
        return {"sale": self.sales, "sale.lines": self.lines, "store": self.stores, "member": self.members}

    def gone(self) -> None:
        for form in ("sale", "store", "member", "product"):
            if self.ids[form]:
                self.shop.write(lambda uow, form=form: records.purge(uow, form, self.ids[form]))


def of(row: Any, key: str) -> Any:
    return None if row is None else row[key]


def paid(grain: str) -> Dim:
    homes = {"sale": ("paid_at", lambda r: r["paid_at"]), "sale.lines": ("sale.paid_at", lambda r: r["sale"]["paid_at"])}
    return Dim(f"paid_{grain}", homes, {"grain": grain})


DIMS = [
    *(paid(grain) for grain in ("day", "week", "month", "quarter", "year")),
    Dim("fmt", {"sale": ("store.format", lambda r: of(r["store"], "format")),
                "sale.lines": ("sale.store.format", lambda r: of(r["sale"]["store"], "format")),
                "store": ("format", lambda r: r["format"])}),
    Dim("store", {"sale": ("store", lambda r: of(r["store"], "id")),
                  "sale.lines": ("sale.store", lambda r: of(r["sale"]["store"], "id")),
                  "store": ("id", lambda r: r["id"])}),
    Dim("age", {"sale": ("member.age", lambda r: of(r["member"], "age")), "member": ("age", lambda r: r["age"])}, {"bins": (18, 35)}),
    Dim("spent", {"sale": ("amount", lambda r: r["amount"])}, {"bins": (D("0.00"), D("10.01"), D("100"))}),
    Dim("vip", {"sale": ("member.vip", lambda r: of(r["member"], "vip")), "member": ("vip", lambda r: r["vip"])}),
    Dim("category", {"sale": ("lines.product.category", lambda r: [of(line["product"], "category") for line in r["lines"]]),
                     "sale.lines": ("product.category", lambda r: of(r["product"], "category"))}),
    Dim("hour", {"sale": ("HOUR(paid_at)", lambda r: None if r["paid_at"] is None else (r["paid_at"] + timedelta(hours=8)).hour)}),
]
NUMBERS = [
    Num("orders", "sale", "count"), Num("sales", "sale", "sum", ("amount", lambda r: r["amount"])),
    Num("aov", "sale", "avg", ("amount", lambda r: r["amount"])),
    Num("buyers", "sale", "count_distinct", ("member", lambda r: of(r["member"], "id"))),
    Num("least", "sale", "min", ("amount", lambda r: r["amount"])), Num("last", "sale", "max", ("paid_at", lambda r: r["paid_at"])),
    Num("vips", "sale", "sum", ("points", lambda r: r["points"]), ("member.vip == true", lambda r: of(r["member"], "vip") is True)),
    Num("dining", "sale", "count", None, ("store.format == 'dining'", lambda r: of(r["store"], "format") == "dining")),
    Num("qty", "sale.lines", "sum", ("qty", lambda r: r["qty"])), Num("rows", "sale.lines", "count"),
    Num("worth", "sale.lines", "sum", ("qty * price", lambda r: None if None in (r["qty"], r["price"]) else r["qty"] * r["price"])),
    Num("area", "store", "sum", ("area", lambda r: r["area"])), Num("stores", "store", "count"), Num("people", "member", "count"),
    Num("oldest", "member", "max", ("age", lambda r: r["age"])),
]
FILTERS = {
    "none": ({}, lambda r: True),
    "beauty": (
        {"sale": "lines.product.category == '美妆'"}, lambda r: any(of(line["product"], "category") == "美妆" for line in r["lines"]),
    ),
    "spender": ({"sale": "amount > 0"}, lambda r: r["amount"] is not None and r["amount"] > 0),
    "store": (
        {"sale": "store.area >= 7.25 or member.age < 18"},
        lambda r: (of(r["store"], "area") or -1) >= D("7.25") or (of(r["member"], "age") or 99) < 18,
    ),
}
PERIOD = (date(2025, 2, 1), date(2026, 2, 1))
OFFSETS = [None, (1, "year"), (1, "month"), (1, "quarter"), (7, "day"), (2, "week")]


def earlier(day: date, by: tuple[int, str]) -> date:
    return moved(day, (-by[0], by[1]))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=rows(), dims=st.lists(st.sampled_from(DIMS), max_size=3, unique_by=lambda dim: dim.key),
    numbers=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=5, unique_by=lambda number: number.key),
    asked=st.tuples(st.sampled_from(sorted(FILTERS)), st.sampled_from(OFFSETS), st.booleans(), few(None, True, False)),
    levels=st.lists(st.sets(st.integers(0, 2), max_size=3), max_size=2),
)
def test_every_number_is_what_python_counts(shop: Shop, drawn: Any, dims: list[Dim], numbers: list[Num], asked: Any, levels: list[set[int]]) -> None:
    world = World(shop, drawn)
    try:
        check(world, dims, numbers, asked, levels)
    finally:
        world.gone()


def check(world: World, dims: list[Dim], numbers: list[Num], asked: Any, levels: list[set[int]]) -> None:
    filter_, offset, bounded, zero = asked
    ask = Asking(world.shop, {"first": Date(), "before": Date()})
    parts = parts_of(numbers, offset, bounded, FILTERS[filter_])
    dims = [dim for dim in dims if any(part.home in dim.homes for part, _, _ in parts)]
    branches = [ask.branch_of(part, dims, texts, parameters) for part, texts, parameters in parts]
    paid_by = next((dim for dim in dims if dim.key.startswith("paid_")), None) if zero is not None else None
    days = [date(2025, 1, 1), date(2025, 3, 1), date(2030, 1, 1)]
    calendar = (paid_by.key, days, zero) if paid_by else None
    kept = list(dict.fromkeys(tuple(dim.key for place, dim in enumerate(dims) if place in level) for level in levels))
    stack = Stack(
        tuple(dim.key for dim in dims), tuple(number.key for part, _, _ in parts for number in part.numbers), tuple(branches), EVERYTHING,
        calendars=(Calendar(calendar[0], tuple(days), calendar[2]),) if calendar else (), limit=10_000, levels=tuple(kept),
    )
    found = world.shop.read(lambda uow: stacks.run(uow, stack))
    model = Model(dims, [part for part, _, _ in parts], world.homes, calendar)
    names = [dim.key for dim in dims]
    assert as_groups(found.rows, found.keys, names, names) == model.level(names)
    for level in kept:
        assert as_groups(found.levels[level], found.keys, names, level) == model.level(level)


def parts_of(numbers: list[Num], offset: Any, bounded: bool, filter_: Any) -> list[tuple[Part, list[str], dict[str, Any]]]:
    """One branch for each home and period, its conditions as texts, the values of its parameters."""
    texts, test = filter_
    parts = []
    for home in dict.fromkeys(number.home for number in numbers):
        own = tuple(number for number in numbers if number.home == home)
        for ahead in (None, offset) if home == "sale" and offset else (None,):
            ends = PERIOD if ahead is None else (earlier(PERIOD[0], ahead), earlier(PERIOD[1], ahead))
            renamed = own if ahead is None else tuple(Num(f"{one.key}_before", *list(vars(one).values())[1:]) for one in own)
            period = ["paid_at >= first and paid_at < before"] if bounded and home == "sale" else []
            conditions = ([texts[home]] if home in texts else []) + period
            part = Part(home, renamed, holding((home, home in texts, bounded), test, ends), ahead)
            parts.append((part, conditions, {"first": ends[0], "before": ends[1]}))
    return parts


def holding(about: tuple[str, bool, bool], test: Any, ends: tuple[date, date]) -> Any:
    """The same conditions in Python."""
    home, filtered, bounded = about

    def holds(row: dict[str, Any]) -> bool:
        if filtered and not test(row):
            return False
        if not (bounded and home == "sale"):
            return True
        day = local_day(row["paid_at"])
        return day is not None and ends[0] <= day < ends[1]

    return holds


def as_groups(rows_: Any, keys: Any, names: list[str], kept: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by their group, each once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows_:
        values = dict(zip(keys, row, strict=True))
        assert all(values[name] is None for name in names if name not in kept)
        key = tuple(values[name] for name in names if name in kept)
        assert key not in found
        found[key] = {name: value for name, value in values.items() if name not in names}
    return found

