"""One statement serves many values: conditions with parameters give what a statement of their own would give, on both databases."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from builder.expressions.types import Choice, Date, Instant, List, Number, Ref, Text
from runtime.context import Context
from runtime.permissions.conditions import condition
from runtime.query import Query
from runtime.records import service
from runtime.store import select
from runtime.store.prepared import Prepared, Shelf
from tests import builders
from tests.installation import Installation

FORMS = (
    builders.form("shop", [builders.field("name")]),
    builders.form("sale", [
        builders.field("title"), builders.field("amount", "money"), builders.field("count", "integer"), builders.field("rate", "number", scale=3),
        builders.field("day", "date"), builders.field("at", "datetime"), builders.field("shop", "relation", form="shop"),
        builders.field("kind", "choice", options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]),
        builders.field("lines", "subtable", fields=[builders.field("price", "money")]),
    ]),
)
TYPES = {
    "text": Text(), "n": Number(2, 12), "whole": Number(0, 6), "day": Date(), "at": Instant(), "kind": Choice(("a", "b")), "shop": Ref("shop"),
    "some": List(Text()),
}
VALUES: dict[str, list[Any]] = {
    "text": [None, "alpha", "beta", ""], "n": [None, Decimal("12.50"), Decimal("12.5"), Decimal("12.345"), Decimal("-3"), Decimal(10) ** 9],
    "whole": [None, 12, 13, -3, 999_999], "day": [None, date(2026, 5, 1), date(2026, 5, 2)],
    "at": [None, datetime(2026, 5, 1, 4, 0, tzinfo=UTC), datetime(2026, 5, 2, 4, 0, tzinfo=UTC)], "kind": [None, "a", "b"],
    "some": [None, [], ["alpha"], ["beta", "alpha"]],
}
CONDITIONS = [
    ("text", "title == p"), ("text", "title != p"), ("text", "not (title < p)"), ("text", "CONTAINS(title, p)"),
    *(("n", f"amount {op} p") for op in ("==", "!=", "<", "<=", ">", ">=")), ("n", "not (amount <= p)"), ("n", "p > amount"),
    ("n", "count >= p"), ("n", "rate == p"), ("n", "amount * 2 > p"), ("n", "amount > p + 1"), ("n", "amount / 3 < p"),
    ("n", "amount > p and p > 0"), ("whole", "count == p or EMPTY(count)"), ("whole", "amount >= p"), ("whole", "rate < p"),
    ("day", "day == p"), ("day", "day <= p"), ("day", "DATE(at) >= p"), ("at", "at > p"), ("at", "not (at <= p)"),
    ("kind", "kind == p"), ("kind", "kind in [p, 'b']"), ("shop", "shop == p"), ("shop", "shop != p"), ("some", "title in p"),
    ("n", "lines.price > p"), ("n", "SUM(lines.price) > p"),
]


@pytest.fixture
def ctx(installation: Installation) -> Context:
    role = builders.role("owner", [{"form": "*", "actions": ["read", "create", "update", "delete"]}])
    installation.publish(builders.app(*FORMS, roles=(role,)))
    ctx = installation.context(installation.user("ann", [("tiny", "owner")]), "tiny")
    shops = [service.create(ctx, "shop", {"name": name}).record.id for name in "xy"]
    VALUES["shop"] = [None, *shops]
    for title, amount, day in itertools.product(("alpha", "beta", None), ("12.50", "12.00", "-3.00", None), ("2026-05-01", None)):
        service.create(ctx, "sale", {
            "title": title, "amount": amount, "count": int(float(amount)) if amount else None, "rate": amount and f"{amount}0", "day": day,
            "at": day and f"{day}T12:00:00+08:00", "kind": {"alpha": "a", "beta": "b"}.get(title or ""), "shop": shops[0] if day else None,
            "lines": [{"price": amount}, {"price": "1.00"}] if amount else [],
        })
    return ctx


def found(uow: Any, query: Query) -> set[str]:
    return {row.id for row in select.page(uow, query, ()).rows}


@pytest.mark.parametrize(("name", "text"), CONDITIONS)
def test_values_bound_late_find_the_same_records(ctx: Context, name: str, text: str) -> None:
    def work(uow: Any) -> None:
        typed = condition(uow.ctx, "sale", text, {"p": TYPES[name]})
        everything = sorted(found(uow, Query("sale", limit=200)))
        for value in [*VALUES[name], *VALUES[name]]:
            query = Query("sale", (typed,), limit=200, parameters=(("p", value),))
            shared = found(uow, query)
            assert select.satisfying(uow, "sale", everything, typed, {"p": value}) == shared
            uow.revision.memo(("store", "statements"), lambda _: Shelf())._known.clear()
            assert found(uow, query) == shared, value

    ctx.runtime.store.read(ctx, work)


@pytest.mark.parametrize("text", ["amount >= p", "title == p and amount > 3", "shop == p"])
def test_many_values_share_a_statement(ctx: Context, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"amount >= p": "n", "title == p and amount > 3": "text", "shop == p": "shop"}[text]
    made: list[str] = []
    original = Prepared.__init__

    def counted(self: Prepared, *args: Any) -> None:
        original(self, *args)
        made.append(self._text)

    monkeypatch.setattr(Prepared, "__init__", counted)
    values = {"n": [Decimal(number) for number in range(20)], "text": [f"t{number}" for number in range(20)], "shop": VALUES["shop"][1:] * 10}[name]

    def work(uow: Any) -> None:
        typed = condition(uow.ctx, "sale", text, {"p": TYPES[name]})
        for value in values:
            select.page(uow, Query("sale", (typed,), parameters=(("p", value),)), ())

    ctx.runtime.store.read(ctx, work)
    assert len(made) == 1
