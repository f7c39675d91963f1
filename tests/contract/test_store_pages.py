"""Pages by keyset equal slices of a sorted list: any order, empty values last, mixed directions, ties."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime.query import Query, Sort
from runtime.store import records, select
from tests.builders import tiny_app
from tests.contract.stores import Shop, member, shop_on

START = datetime(2026, 11, 1, tzinfo=UTC)
FIELDS = ("name", "spent", "birthday", "vip", "orders", "joined_at")
ROWS = st.lists(
    st.fixed_dictionaries({
        "name": st.sampled_from([None, "乙", "甲", "Z", "a", "😀", "é"]),
        "spent": st.sampled_from([None, Decimal("-1.00"), Decimal("0.00"), Decimal("10.50"), Decimal("9.99")]),
        "birthday": st.sampled_from([None, date(1990, 1, 1), date(1989, 12, 31)]),
        "vip": st.sampled_from([None, True, False]),
        "orders": st.sampled_from([None, -3, 0, 12]),
        "joined_at": st.sampled_from([None, START, START + timedelta(milliseconds=1)]),
    }),
    max_size=24,
)
SORTS = st.lists(st.builds(Sort, st.sampled_from((*FIELDS, "created_at")), st.booleans()), max_size=3, unique_by=lambda sort: sort.field)


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, tiny_app(), clock) as shop:
        yield shop


def in_order(rows: list[dict[str, Any]], sorts: list[Sort]) -> list[str]:
    """The ids as Python sorts them: stable sorts from the last key to the first, empty values to the end each time."""
    asked = sorts or [Sort("id", True)]
    ordered = sorted(rows, key=lambda row: row["id"], reverse=asked[0].descending)
    for sort in reversed(asked):
        filled = [row for row in ordered if row[sort.field] is not None]
        empty = [row for row in ordered if row[sort.field] is None]
        if sort.descending:  # stable although reversed
            filled.reverse()
            filled.sort(key=lambda row: row[sort.field])
            filled.reverse()
        else:
            filled.sort(key=lambda row: row[sort.field])
        ordered = filled + empty
    return [row["id"] for row in ordered]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, sorts=SORTS, limit=st.integers(1, 9))
def test_pages_are_slices_of_the_sorted_list(shop: Shop, rows: list[dict[str, Any]], sorts: list[Sort], limit: int) -> None:
    ids = shop.insert("member", *(member(**row) for row in rows))
    try:
        expected = in_order([{**row, "id": id_, "created_at": shop.clock()} for row, id_ in zip(rows, ids, strict=True)], sorts)
        seen: list[list[str]] = []
        cursor = None
        while True:
            query = Query("member", sort=tuple(sorts), limit=limit, cursor=cursor)
            page = shop.page(query, ("name",))
            seen.append([row.id for row in page.rows])
            cursor = page.next_cursor
            if cursor is None:
                break
        assert [id_ for part in seen for id_ in part] == expected
        assert all(len(part) == limit for part in seen[:-1])
    finally:
        shop.write(lambda uow: records.purge(uow, "member", ids))


def test_rows_that_come_and_go_move_no_other_row(shop: Shop) -> None:
    ids = shop.insert("member", *(member(str(n)) for n in range(6)))
    first = shop.page(Query("member", sort=(Sort("name"),), limit=3), ())
    shop.write(lambda uow: records.delete(uow, "member", ids[0]))
    shop.insert("member", member("00"))
    rest = shop.page(Query("member", sort=(Sort("name"),), limit=9, cursor=first.next_cursor), ())
    assert [row.id for row in rest.rows] == ids[3:]


def test_the_bin_has_pages_of_its_own(shop: Shop) -> None:
    ids = shop.insert("member", *(member(str(n)) for n in range(3)))
    shop.write(lambda uow: records.delete(uow, "member", ids[1]))
    assert [row.id for row in shop.page(Query("member", deleted=True), ()).rows] == [ids[1]]


def test_counts(shop: Shop) -> None:
    shop.write(lambda uow: records.insert(uow, "member", [member(str(n)) for n in range(10_500)]))
    with shop.store.database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    few = Query("member", (shop.condition("member", "name == '7'"),))
    assert shop.read(lambda uow: select.count(uow, few)) == 1
    assert shop.read(lambda uow: select.count(uow, few, False)) == 1
    assert shop.read(lambda uow: select.count(uow, Query("member"))) == 10_500
    assert 8_000 < shop.read(lambda uow: select.count(uow, Query("member"), False)) < 13_000
    for name in ("name", "mobile"):
        assert shop.page(Query("member", sort=(Sort(name),), limit=2), ()).next_cursor is not None
