"""Nobody's numbers are made of rows he may not see: at the root, behind a relation, inside EXISTS, in derived values, in segments."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import BrokenDefinition
from runtime.ids import encode
from runtime.stack import Axis, Best, Cut, Derived, Rows
from runtime.store import stacks
from tests.contract.number_model import at
from tests.contract.numbers import EVERYTHING, Asking, mall, stack_of
from tests.contract.stores import Shop, shop_on

D = Decimal


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, mall(), clock) as shop:
        yield shop


@pytest.fixture
def world(shop: Shop) -> dict[str, str]:
    """Two cities, a store and a member in each, receipts of 1, 2, 4 and 8 yuan, lines of two products."""
    x, y = shop.insert("city", {"name": "X"}, {"name": "Y"})
    dining, retail = {"name": "A", "format": "dining", "city": x, "area": D(10)}, {"name": "B", "format": "retail", "city": y, "area": D(20)}
    a, b = shop.insert("store", dining, retail)
    m, n = shop.insert("member", {"name": "M", "age": 20, "vip": True, "city": x}, {"name": "N", "age": 40, "vip": False, "city": y})
    p, q = shop.insert("product", {"name": "p", "category": "beauty"}, {"name": "q", "category": "food"})
    rows = [(a, m, 1, p), (a, n, 2, q), (b, m, 4, p), (b, n, 8, q)]
    shop.insert("sale", *(
        {"store": store, "member": member, "amount": D(amount), "paid_at": at(2026, 11, amount), "lines": [{"product": product, "qty": amount}]}
        for store, member, amount, product in rows
    ))
    return {"a": a, "b": b, "m": m, "n": n, "p": p, "q": q}


class Viewer:
    """Asks with some guards."""

    def __init__(self, shop: Shop, **guards: str | None) -> None:
        self.ask = Asking(shop)
        held = {form: None if text is None else (self.ask.condition(form, text),) for form, text in guards.items()}
        self.guards = {**EVERYTHING, **held}

    def sum(self, home: str = "sale", value: str = "amount", axis: str | None = None, *where: str, **more: Any) -> Rows:
        axes = [] if axis is None else [self.ask.axis(home, "x", axis)]
        over = any(one.value is not None and bool(one.value.root.prefix) for one in axes)
        branch = self.ask.branch(home, axes, [self.ask.number(home, "n", "sum", value)], *where, over=over)
        return self.ask.run(branch, guards=self.guards, **more)


@pytest.mark.parametrize(("guard", "total"), [
    ("amount >= 4", 12), ("store.city.name == 'X'", 3), ("member.vip == true and store.format == 'retail'", 4), (None, 0),
    ("lines.product.category == 'beauty'", 5), ("not (store.city.name == 'X')", 12), ("COUNT(lines.qty) == 0", 0),
])
def test_rows_of_the_home(shop: Shop, world: dict[str, str], guard: str | None, total: int) -> None:
    assert world
    viewer = Viewer(shop, sale=guard)
    assert viewer.sum().rows == ((D(total).quantize(D("0.01")),),)
    assert viewer.sum("sale.lines", "qty").rows == ((total,),)
    assert viewer.sum("sale.lines", "qty", None, "sale.member.age < 30").rows[0][0] <= total
    by_store = viewer.sum(axis="store", levels=((),))
    assert by_store.levels[()][0][1] == sum((row[1] for row in by_store.rows), D(0)) == D(total)


@pytest.mark.parametrize(("guard", "seen"), [
    ("format == 'dining'", {"A": D(3), None: D(12)}), ("city.name == 'Y'", {"B": D(12), None: D(3)}), (None, {None: D(15)}),
    ("city.name != 'Z'", {"A": D(3), "B": D(12)}),
])
def test_a_hidden_parent_is_empty_and_its_rows_stay(shop: Shop, world: dict[str, str], guard: str | None, seen: dict[Any, D]) -> None:
    viewer = Viewer(shop, store=guard)
    assert dict(viewer.sum(axis="store.name").rows) == seen
    assert dict(viewer.sum("sale.lines", "qty", "sale.store.name").rows) == {key: int(value) for key, value in seen.items()}
    hidden = [row for row in viewer.sum(axis="store.city.name").rows if row[0] is None]
    assert [row[1] for row in hidden] == ([seen[None]] if None in seen else [])
    kept = viewer.sum("sale", "amount", None, "store.area > 0").rows[0][0]
    assert kept == sum((value for key, value in seen.items() if key), D(0))
    assert dict(viewer.sum(axis="store").rows) == {world["a"]: D(3), world["b"]: D(12)}


def test_the_city_is_hidden_behind_a_store_that_is_not(shop: Shop, world: dict[str, str]) -> None:
    assert world
    viewer = Viewer(shop, city="name == 'X'")
    assert dict(viewer.sum(axis="store.city.name").rows) == {"X": D(3), None: D(12)}
    both = Viewer(shop, store="city.name == 'Y'", city="name == 'X'")
    assert dict(both.sum(axis="store.city.name").rows) == {None: D(15)}
    assert dict(both.sum(axis="store.name").rows) == {"B": D(12), None: D(3)}


def test_hidden_products_are_not_found_by_a_filter_nor_split_by(shop: Shop, world: dict[str, str]) -> None:
    assert world
    viewer = Viewer(shop, product="category == 'food'")
    assert viewer.sum("sale", "amount", None, "lines.product.category == 'beauty'").rows == ((D("0.00"),),)
    assert viewer.sum("sale", "amount", None, "lines.product.category == 'food'").rows == ((D("10.00"),),)
    assert dict(viewer.sum(axis="lines.product.category").rows) == {"food": D(10), None: D(5)}
    assert viewer.sum("sale", "amount", None, "COUNT(lines.product.name) > 0").rows == ((D("10.00"),),)


def test_the_best_are_found_among_visible_rows(shop: Shop, world: dict[str, str]) -> None:
    viewer = Viewer(shop, sale="store.city.name == 'X'")
    found = viewer.sum(axis="store", best=(Best("x", 1, "n"),))
    assert found.rows == ((world["a"], D("3.00")),)


def test_derived_values_are_made_of_visible_rows(shop: Shop, world: dict[str, str]) -> None:
    assert world
    viewer = Viewer(shop, sale="amount > 2")
    ask = viewer.ask
    first = Derived("first", "sale", ask.typed("sale", "member"), ask.number("sale", "v", "min", "paid_at"), joins={"member": ask.typed("member", "id")})
    people = ask.branch("member", [Axis("day", derive="first", cut=Cut(grain="day"))], [ask.number("member", "n", "count")])
    assert [(row[0].day, row[1]) for row in ask.run(people, derived=(first,), guards=viewer.guards).rows] == [(4, 1), (8, 1)]
    blind = {**viewer.guards, "sale": None}
    assert ask.run(people, derived=(first,), guards=blind).rows == ((None, 2),)


def test_filtered_numbers_see_no_hidden_parent(shop: Shop, world: dict[str, str]) -> None:
    assert world
    viewer = Viewer(shop, member="city.name == 'X'")
    numbers = [
        viewer.ask.number("sale", "young", "sum", "amount", "member.age < 30"),
        viewer.ask.number("sale", "old", "sum", "amount", "member.age > 30"), viewer.ask.number("sale", "ages", "max", "member.age"),
    ]
    assert viewer.ask.run(viewer.ask.branch("sale", [], numbers), guards=viewer.guards).rows == ((D("5.00"), D("0.00"), 20),)


def test_a_form_nobody_has_decided_about_is_refused(shop: Shop, world: dict[str, str]) -> None:
    assert world
    ask = Asking(shop)
    for missing, axis in (("sale", "store"), ("store", "store.name"), ("city", "store.city.name"), ("product", "lines.product.name")):
        branch = ask.branch("sale", [ask.axis("sale", "x", axis)], [ask.number("sale", "n", "count")], over=axis.startswith("lines"))
        guards = {form: guard for form, guard in EVERYTHING.items() if form != missing}
        with pytest.raises(BrokenDefinition, match="report_guard_missing"):
            ask.run(branch, guards=guards)


def test_what_was_compiled_for_one_viewer_is_not_run_for_another(shop: Shop, world: dict[str, str]) -> None:
    assert world
    totals = [Viewer(shop, sale=guard).sum().rows[0][0] for guard in ("amount >= 4", "amount >= 8", None, "amount >= 1", "amount >= 4")]
    assert totals == [D(12), D(8), D(0), D(15), D(12)]


def test_somebody_sees_what_is_his(shop: Shop, world: dict[str, str]) -> None:
    assert world
    viewer = Viewer(shop, sale="store.city.name == 'X' or member.owner == @me")
    ctx = shop.context()
    with shop.store.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO users (id, name, login, created_at) VALUES (7, 'u', 'u', '2026-01-01T00:00:00.000Z')")
    with shop.store.database.writing() as connection:
        number = ctx.rev.layout.form("member").no
        connection.exec_driver_sql(f"UPDATE f{number} SET owner = 7 WHERE name = 'N'")
    branch = viewer.ask.branch("sale", [], [viewer.ask.number("sale", "n", "sum", "amount")])
    stack = stack_of(branch, guards=viewer.guards)
    as_user = lambda me: replace(ctx, actor=replace(ctx.actor, id=me))  # noqa: E731
    totals = [shop.store.read(as_user(me), lambda uow: stacks.run(uow, stack)).rows[0][0] for me in (encode(7), encode(8), encode(7))]
    assert totals == [D("11.00"), D("3.00"), D("11.00")]
