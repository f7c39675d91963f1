"""What stands around the groups: the best of them, shares, ranks, running sums, derived values, segments, funnels."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from builder.errors import LimitExceeded
from builder.expressions.check import PathInfo, Typed, checked
from builder.expressions.terms import Term, boolean, name, number_constant
from builder.expressions.types import Boolean, List, Number, Ref
from runtime.stack import Aggregate, Among, Axis, Best, Calendar, Computed, Cut, Derived, Passage, Stack, Stage, Window
from runtime.store import passages, stacks
from runtime.store.dialects.evaluate import KEPT
from runtime.store.prepared import executed
from tests.contract.number_model import at
from tests.contract.numbers import EVERYTHING, Asking, mall, stack_of
from tests.contract.stores import Shop, shop_on

D = Decimal
YUAN = Number(2, 18)


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, mall(), clock) as shop:
        yield shop


class Numbers:
    """Measure keys as names."""

    def __init__(self, **types: Any) -> None:
        self.types = types

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        found = self.types.get(".".join(path))
        return PathInfo(found) if found else None

    def children(self, path: tuple[str, ...]) -> Any:
        return ()

    def segment(self, key: str) -> None:
        return None


def over(text: str, **types: Any) -> Typed:
    """A checked expression over measures."""
    return checked(text, Numbers(**types))


def sold(shop: Shop, *amounts: Any) -> list[str]:
    """One store for each amount (None: a receipt without a store), with one receipt each; ids of the stores."""
    stores = shop.insert("store", *({"name": str(n), "area": D(n + 1)} for n, _ in enumerate(amounts)))
    shop.insert("sale", *({"store": store, "amount": amount, "paid_at": at(2026, 11, 2)} for store, amount in zip(stores, amounts, strict=True)))
    return stores


def by_store(ask: Asking, *numbers: Aggregate, **more: Any) -> Any:
    return ask.branch("sale", [ask.axis("sale", "store", "store")], numbers or [ask.number("sale", "sales", "sum", "amount")], **more)


def test_the_best_stay_and_the_rest_is_one_group_told_from_the_empty_one(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(50), D(1), D(20)), Asking(shop)
    shop.insert("sale", {"store": None, "amount": D(30), "paid_at": at(2026, 11, 2)})
    found = ask.run(by_store(ask), best=(Best("store", 3, "sales"),), sort=(("sales", True),), levels=((),))
    assert found.rows == ((stores[1], D("50.00")), (None, D("30.00")), (stores[3], D("20.00")), (None, D("6.00")))
    assert found.others == {3: frozenset({"store"})}
    assert found.levels == {(): ((None, D("106.00")),)}


def test_the_rest_is_no_empty_group_in_a_subtotal_either(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(50), D(1)), Asking(shop)
    shop.insert("sale", {"store": None, "amount": D(30), "paid_at": at(2026, 10, 2)})
    axes = [ask.axis("sale", "month", "paid_at", grain="month"), ask.axis("sale", "store", "store")]
    branch = ask.branch("sale", axes, [ask.number("sale", "sales", "sum", "amount")])
    found = ask.run(branch, best=(Best("store", 2, "sales"),), levels=(("store",), ("month",)))
    assert found.levels["store",] == ((None, stores[1], D("50.00")), (None, None, D("30.00")), (None, None, D("6.00")))
    assert found.rests == {("store",): {2: frozenset({"store"})}}


def test_the_rest_stands_last_whatever_it_sums_up_to(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(6), D(7)), Asking(shop)
    found = ask.run(by_store(ask), best=(Best("store", 1, "sales"),), sort=(("sales", True),))
    assert found.rows == ((stores[2], D("7.00")), (None, D("11.00")))
    alone = ask.run(by_store(ask), best=(Best("store", 1, "sales", other=False),), levels=((),))
    assert (alone.rows, alone.others, alone.levels[()]) == (((stores[2], D("7.00")),), {}, ((None, D("7.00")),))


def test_the_best_by_a_computed_number_of_two_homes(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(6), D(3)), Asking(shop)
    area = ask.branch("store", [ask.axis("store", "store", "id")], [ask.number("store", "area", "sum", "area")])
    per = Computed("per", over("sales / area", sales=YUAN, area=YUAN))
    found = ask.run(by_store(ask), area, steps=(per,), best=(Best("store", 2, "per"),), sort=(("per", True),))
    assert [(row[0], row[3]) for row in found.rows] == [(stores[0], D("5.000000")), (stores[1], D("3.000000")), (None, D("1.000000"))]


def test_shares_ranks_running_sums_and_ratios_of_sums(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(5), D(10), None), Asking(shop)
    steps = (
        Window("share", "pct_total", "sales"), Window("rank", "rank", "sales"), Window("sum", "running", "sales", along="store"),
        Computed("half", over("sales / 2", sales=YUAN)), Computed("nothing", over("sales / (orders - orders)", sales=YUAN, orders=Number(0, 18))),
        Window("of_half", "rank", "half"),
    )
    found = ask.run(by_store(ask, ask.number("sale", "sales", "sum", "amount"), ask.number("sale", "orders", "count")), steps=steps)
    assert found.rows == (
        (stores[0], D("5.00"), 1, D("0.250000"), 2, D("5.00"), D("2.500000"), None, 2),
        (stores[1], D("5.00"), 1, D("0.250000"), 2, D("10.00"), D("2.500000"), None, 2),
        (stores[2], D("10.00"), 1, D("0.500000"), 1, D("20.00"), D("5.000000"), None, 1),
        (stores[3], D("0.00"), 1, D("0.000000"), 4, D("20.00"), D("0.000000"), None, 4),
    )


def test_having_is_over_finished_numbers_and_totals_keep_everything(shop: Shop) -> None:
    stores, ask = sold(shop, D(5), D(50), D(1)), Asking(shop)
    having = (checked("double >= 10", Numbers(double=Number(2, 30)), Boolean()),)
    double = Computed("double", over("sales * 2", sales=YUAN))
    found = ask.run(by_store(ask), steps=(double,), having=having, levels=((),), limit=1, sort=(("sales", True),))
    assert (found.rows, found.cut_off) == (((stores[1], D("50.00"), D("100.00")),), True)
    assert found.levels[()] == ((None, D("56.00"), D("112.00")),)


def test_area_is_repeated_over_months_and_stores_without_sales_are_there(shop: Shop) -> None:
    a, b, c = shop.insert("store", {"name": "A", "area": D(10)}, {"name": "B", "area": D(20)}, {"name": "C", "area": D(40)})
    shop.insert("sale", {"store": a, "amount": D(100), "paid_at": at(2026, 9, 5)}, {"store": a, "amount": D(50), "paid_at": at(2026, 11, 5)},
                {"store": b, "amount": D(60), "paid_at": at(2026, 11, 6)})
    ask = Asking(shop)
    axes = [ask.axis("sale", "month", "paid_at", grain="month"), ask.axis("sale", "store", "store")]
    sales = ask.branch("sale", axes, [ask.number("sale", "sales", "sum", "amount")])
    area = ask.branch("store", [Axis("month"), ask.axis("store", "store", "id")], [ask.number("store", "area", "sum", "area")])
    per = Computed("per", over("sales / area", sales=YUAN, area=YUAN))
    found = ask.run(sales, area, steps=(per,))
    assert found.rows == (
        (date(2026, 9, 1), a, D("100.00"), D("10.00"), D("10.000000")),
        (date(2026, 11, 1), a, D("50.00"), D("10.00"), D("5.000000")),
        (date(2026, 11, 1), b, D("60.00"), D("20.00"), D("3.000000")),
        (None, c, D("0.00"), D("40.00"), D("0.000000")),
    )
    by_month = [replace(branch, axes=branch.axes[:1]) for branch in (sales, area)]
    assert [row[1:] for row in ask.run(*by_month, steps=(per,)).rows] == [
        (D("100.00"), D("70.00"), D("1.428571")), (D("110.00"), D("70.00"), D("1.571429"))]
    months = tuple(date(2026, month, 1) for month in (9, 10, 11))
    filled = ask.run(sales, area, steps=(per,), calendars=(Calendar("month", months),), levels=(("month",), ()))
    assert [(row[0].month, row[1], row[2]) for row in filled.rows] == [
        (month, store, {(9, a): D("100.00"), (11, a): D("50.00"), (11, b): D("60.00")}.get((month, store), D("0.00")))
        for month in (9, 10, 11) for store in (a, b, c)
    ]
    assert all(row[3] == {a: D("10.00"), b: D("20.00"), c: D("40.00")}[row[1]] for row in filled.rows)
    assert [row[2:] for row in filled.levels[("month",)]] == [
        (D("100.00"), D("70.00"), D("1.428571")), (D("0.00"), D("70.00"), D("0.000000")), (D("110.00"), D("70.00"), D("1.571429"))]
    assert filled.levels[()] == ((None, None, D("210.00"), D("70.00"), D("3.000000")),)


def test_the_year_before_stands_beside_it_over_missing_months_and_ends_of_months(shop: Shop) -> None:
    shop.insert("sale", *({"amount": D(amount), "paid_at": when} for amount, when in (
        (1, at(2024, 2, 28, 16)), (2, at(2024, 2, 27, 16)), (4, at(2025, 2, 27, 16)), (8, at(2024, 3, 31)), (16, at(2025, 5, 1)))))
    ask = Asking(shop)
    days = [replace(ask.branch("sale", [ask.axis("sale", "day", "paid_at", grain="day", **more)], [ask.number("sale", key, "sum", "amount")]))
            for key, more in (("sales", {}), ("before", {"ahead": (1, "year")}))]
    found = {row[0]: row[1:] for row in ask.run(*days).rows}
    assert found[date(2025, 2, 28)] == (D("4.00"), D("3.00"))
    months = [ask.branch("sale", [ask.axis("sale", "month", "paid_at", grain="month", **more)], [ask.number("sale", key, "sum", "amount")])
              for key, more in (("sales", {}), ("before", {"ahead": (1, "year")}))]
    found = {row[0]: row[1:] for row in ask.run(*months).rows}
    assert found[date(2025, 3, 1)] == (D("0.00"), D("8.00"))
    assert found[date(2025, 5, 1)] == (D("16.00"), D("0.00"))


def members_with(shop: Shop, *days: list[int]) -> list[str]:
    """One member for each list of days of November he came on, spending so many yuan."""
    members = shop.insert("member", *({"name": str(n), "age": 20 + n} for n, _ in enumerate(days)))
    shop.insert("sale", *({"member": member, "amount": D(day), "paid_at": at(2026, 11 if day < 31 else 12, day % 31 or 1)}
                          for member, own in zip(members, days, strict=True) for day in own))
    return members


def test_cohorts_by_the_first_month_and_months_since(shop: Shop) -> None:
    members_with(shop, [3, 4, 33], [5], [34])
    ask = Asking(shop)
    first = Derived("first", "sale", ask.typed("sale", "member"), ask.number("sale", "v", "min", "paid_at"), joins={"sale": ask.typed("sale", "member")})
    axes = [Axis("cohort", derive="first", cut=Cut(grain="month")), Axis("later", ask.typed("sale", "paid_at"), cut=Cut(grain="month", since="cohort"))]
    found = ask.run(ask.branch("sale", axes, [ask.number("sale", "buyers", "count_distinct", "member")]), derived=(first,))
    assert found.rows == ((date(2026, 11, 1), 0, 2), (date(2026, 11, 1), 1, 1), (date(2026, 12, 1), 0, 1))


def test_equal_parts_of_members_by_what_they_spent(shop: Shop) -> None:
    members_with(shop, [1], [2], [30], [4], [5, 6], [7])
    ask = Asking(shop)
    spent = Derived("spent", "sale", ask.typed("sale", "member"), ask.number("sale", "v", "sum", "amount"), parts=3,
                    joins={"sale": ask.typed("sale", "member"), "member": ask.typed("member", "id")})
    sales = ask.branch("sale", [Axis("part", derive="spent")], [ask.number("sale", "sales", "sum", "amount")])
    people = ask.branch("member", [Axis("part", derive="spent")], [ask.number("member", "people", "count")])
    assert ask.run(sales, people, derived=(spent,)).rows == ((1, D("3.00"), 2), (2, D("11.00"), 2), (3, D("41.00"), 2))


def test_values_of_an_axis_alone(shop: Shop) -> None:
    sold(shop, D(5), D(6))
    shop.insert("store", {"name": "B", "format": "retail"})
    ask = Asking(shop)
    assert ask.run(ask.branch("store", [ask.axis("store", "fmt", "format")], [])).rows == (("retail",), (None,))


def test_no_rows_are_a_valid_answer(shop: Shop) -> None:
    ask = Asking(shop)
    assert ask.run(by_store(ask)).rows == ()
    total = ask.branch("sale", [], [ask.number("sale", "sales", "sum", "amount"), ask.number("sale", "aov", "avg", "amount")])
    assert ask.run(total).rows == ((D("0.00"), None),)


def test_a_sum_that_outgrows_the_database_is_told(shop: Shop) -> None:
    shop.insert("sale", *({"amount": D("9999999999999.99"), "points": 10**14} for _ in range(3)))
    ask = Asking(shop)
    huge = ask.branch("sale", [], [ask.number("sale", "x", "sum", "points * points * 1000")])
    if shop.store.database.name == "sqlite":
        with pytest.raises(LimitExceeded, match="report_number_too_large"):
            ask.run(huge)
    else:
        assert ask.run(huge).rows == ((3 * 10**31,),)
    assert ask.run(ask.branch("sale", [], [ask.number("sale", "x", "sum", "amount")])).rows == ((D("29999999999999.97"),),)


def test_only_numbers_are_told_to_be_too_large_and_what_is_used_stays(shop: Shop) -> None:
    if shop.store.database.name != "sqlite":
        pytest.skip("PostgreSQL reckons itself")
    registry = shop.store.database.registry
    large = registry.add(number_constant(10**30), (), whole=True)
    used = registry.add(number_constant(1), ())

    def told(key: str) -> Any:
        def asked(uow: Any) -> Any:
            with stacks.exact(uow):
                return executed(uow.connection, "SELECT dougong_eval(?)", (key,)).fetchone()
        return shop.read(asked)

    with pytest.raises(LimitExceeded, match="report_number_too_large"):
        told(large)
    with pytest.raises(DBAPIError) as failed:
        told("nobody knows it")
    assert isinstance(failed.value.orig.__cause__, KeyError)
    for number in range(KEPT):
        registry.add(number_constant(number + 2), ())
        if number % 4_000 == 0:
            assert told(used) == (1,)
    assert told(used) == (1,)


def test_a_report_that_takes_too_long_is_broken_off_and_the_next_one_is_not(shop: Shop) -> None:
    sold(shop, *[D(1)] * 300)
    ask = Asking(shop)
    many = ask.branch("sale", [ask.axis("sale", "x", "HOUR(paid_at) + WEEKDAY(paid_at)")], [ask.number("sale", "x_", "count_distinct", "amount * amount / 7")])
    slow = stack_of(*[replace(many, aggregates=(replace(many.aggregates[0], key=f"n{n}"),)) for n in range(12)])
    ctx = shop.context()
    with pytest.raises(LimitExceeded, match="report_too_slow"):
        shop.store.read(ctx, lambda uow: [stacks.run(uow, slow) for _ in range(200)], timeout=0.001)
    assert len(shop.store.read(ctx, lambda uow: stacks.run(uow, slow), timeout=30.0).rows) == 1


def test_the_statement_is_compiled_once_and_values_are_bound(shop: Shop) -> None:
    sold(shop, D(5), D(50))
    ask = Asking(shop, {"least": Number(2, 15)})
    texts = set()
    for least in (D(1), D(10), D(100)):
        stack = stack_of(ask.branch("sale", [ask.axis("sale", "store", "store")], [ask.number("sale", "n", "count")], "amount >= least", parameters={"least": least}))
        text, values = shop.read(lambda uow, stack=stack: stacks.prepared(uow, stack).asked)
        texts.add(text)
        assert str(least * 100 if shop.store.database.name == "sqlite" else least).partition(".")[0] in str(values)
        assert len(shop.read(lambda uow, stack=stack: stacks.run(uow, stack)).rows) == {D(1): 2, D(10): 1, D(100): 0}[least]
    assert len(texts) == 1


def loyal(ask: Asking, least: int) -> Among:
    """Members with at least so many receipts."""
    orders = ask.branch("sale", [ask.axis("sale", "entity", "member")], [ask.number("sale", "orders", "count")])
    having = (checked(f"orders >= {least}", Numbers(orders=Number(0, 18)), Boolean()),)
    return Among("member", (), {}, stack=Stack(("entity",), ("orders",), (orders,), {}, having=having))


def within(home: str, ask: Asking, path: str, key: str) -> Typed:
    """`path in SEGMENT(key)`, as the checker writes it."""
    plain = ask.typed(home, path)
    members = replace(name(key, List(Ref("member"))), nullable=False)
    return Typed("", plain.node, boolean("in", plain.root, members))


def test_members_of_a_segment_narrow_a_report(shop: Shop) -> None:
    members = members_with(shop, [1, 2, 3], [4], [5, 6])
    ask = Asking(shop)
    test, outside = within("sale", ask, "member", "@seen.loyal"), within("sale", ask, "member", "@seen.loyal")
    axes, numbers = [ask.axis("sale", "member", "member")], [ask.number("sale", "sales", "sum", "amount")]
    branch = replace(ask.branch("sale", axes, numbers), conditions=(test,), parameters={"@seen.loyal": loyal(ask, 2)})
    assert ask.run(branch).rows == ((members[0], D("6.00")), (members[2], D("11.00")))
    others = replace(branch, conditions=(Typed("", outside.node, Term("not", Boolean(), (outside.root,), nullable=False)),))
    assert ask.run(others).rows == ((members[1], D("4.00")),)
    more = replace(branch, parameters={"@seen.loyal": loyal(ask, 3)})
    assert ask.run(more).rows == ((members[0], D("6.00")),)
    hidden = ask.run(branch, guards={**EVERYTHING, "member": (ask.condition("member", "age == 22"),)})
    assert hidden.rows == ((None, D("11.00")),) or hidden.rows == ((members[2], D("11.00")),)


def funnel(ask: Asking, *stages: tuple[str, str], days: int | None = None) -> Passage:
    made = [Stage(str(place), "sale", ask.typed("sale", "member"), ask.typed("sale", "paid_at"), (ask.condition("sale", where),) if where else ())
            for place, (_, where) in enumerate(stages)]
    return Passage(tuple(made), EVERYTHING, None if days is None else (days, "day"))


def test_a_funnel_counts_each_entity_once_in_order_and_in_time(shop: Shop) -> None:
    members_with(shop, [1, 2, 3], [2, 1], [3], [1, 9, 20], [30, 3])
    ask = Asking(shop)
    steps = (("", "amount <= 3"), ("", "amount >= 2"), ("", ""))
    run = lambda passage: shop.read(lambda uow: passages.pass_(uow, passage))  # noqa: E731
    assert run(funnel(ask, *steps)) == (("0", 5), ("1", 4), ("2", 2))
    assert run(funnel(ask, *steps, days=8)) == (("0", 5), ("1", 3), ("2", 1))
    assert run(replace(funnel(ask, *steps), guards={**EVERYTHING, "sale": None})) == (("0", 0), ("1", 0), ("2", 0))

