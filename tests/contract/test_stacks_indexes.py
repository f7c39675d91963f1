"""What published reports ask is built, and the statement really uses it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect, text

from runtime import dataset
from runtime.dataset_asked import defaults
from runtime.dataset_periods import Day
from runtime.store import stacks
from runtime.values import zone
from tests.contract.numbers import EVERYTHING, mall
from tests.contract.stores import Shop, shop_on

D = Decimal
PERIOD = {"key": "period", "type": "daterange", "default": {"rel": "this", "unit": "year"}}


def report(key: str, **rest: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {("report", key): {"key": key, "label": key, "source": "sale", **rest}}


def by(grain: str, *fields: str) -> list[dict[str, Any]]:
    return [{"key": "when", "field": "paid_at", "grain": grain}, *({"key": field, "field": field} for field in fields)]


SUM = {"key": "sales", "agg": "sum", "field": "amount"}
BUYERS = {"key": "buyers", "agg": "count_distinct", "field": "member"}
REPORTS = {
    **report("monthly", dimensions=by("month", "store"), measures=[SUM, BUYERS], params=[PERIOD], filter="paid_at in period"),
    **report("monthly_orders", dimensions=by("month", "store"), measures=[{"key": "orders", "agg": "count"}]),
    **report("weekly", dimensions=by("week"), measures=[SUM]),
    **report("yearly", dimensions=by("year"), measures=[SUM]),
    **report("quarterly", dimensions=by("quarter"), measures=[SUM]),
    **report("far", dimensions=[*by("month"), {"key": "fmt", "field": "store.format"}], measures=[SUM]),
    **report("opened", source="store", dimensions=[{"key": "opened", "field": "opened", "grain": "month"}], measures=[{"key": "n", "agg": "count"}]),
}


@pytest.fixture
def shop(database: str, clock: Any) -> Any:
    with shop_on(database, {**mall(), **REPORTS}, clock) as shop:
        yield shop


def indexes(shop: Shop, form: str) -> list[str]:
    """The texts of a form's indexes."""
    number = shop.context().rev.layout.form(form).no
    with shop.store.database.reading() as connection:
        if shop.store.database.name == "sqlite":
            return list(connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :t AND sql LIKE '% ix%'"), {"t": f"f{number}"}).scalars())
        return [", ".join(map(str, index["column_names"])) for index in inspect(connection).get_indexes(f"f{number}")]


def test_an_index_for_each_date_and_at_most_three_that_hold_everything(shop: Shop) -> None:
    sale, store = indexes(shop, "sale"), indexes(shop, "store")
    assert any(one.endswith(("(paid_at__d, paid_at)", "paid_at__d, paid_at")) for one in sale)
    assert any("opened" in one and "store" not in one for one in store)
    covering = [one for one in sale if "amount" in one]
    if shop.store.database.name != "sqlite":
        assert covering == []
        return
    assert len(covering) == 3
    assert any("substr(paid_at__d, 1, 8) || '01', store, paid_at__d, amount, member, paid_at, deleted_at)" in one for one in covering)


def stack_of(shop: Shop, key: str) -> Any:
    ctx = shop.context()
    app, where = ctx.rev.definition, zone(ctx.rev.definition.info.timezone)
    asked = dataset.Asked(defaults(app.reports[key].parameters, Day(ctx.now, where, 0)), ctx.now, where)
    return replace(dataset.stack_of(app, shop.runtime.catalog, app.reports[key], asked), guards=EVERYTHING)


def plan(shop: Shop, key: str) -> str:
    """How SQLite goes about a report."""
    def explained(uow: Any) -> str:
        sql, values = stacks.prepared(uow, stack_of(shop, key)).asked
        return "\n".join(row[3] for row in uow.connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", values))

    return shop.read(explained)


def test_groups_come_out_of_the_index_without_sorting(shop: Shop) -> None:
    shop.insert("sale", *({"paid_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n), "amount": D(n)} for n in range(300)))
    assert shop.read(lambda uow: stacks.run(uow, stack_of(shop, "weekly"))).rows[0][1] == D("6.00")
    if shop.store.database.name != "sqlite":
        return  # PostgreSQL groups by hash
    covering = {key: plan(shop, key) for key in ("monthly", "monthly_orders", "weekly")}
    for found in covering.values():
        assert "USING COVERING INDEX ix" in found, found
        assert "TEMP B-TREE FOR GROUP BY" not in found, found
    assert "(<expr>>? AND <expr><?)" in covering["monthly"]
    assert "SEARCH t2 USING INTEGER PRIMARY KEY" in plan(shop, "far")
