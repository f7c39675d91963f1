"""Records in the store, on both databases: values come back exact, every change leaves one row, promises of the schema hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from builder.errors import Conflict, Invalid, LimitExceeded, NotFound
from builder.expressions.types import Ref
from runtime.ids import decode
from runtime.query import Query
from runtime.store import changes, records, select
from tests.builders import tiny_app
from tests.contract.stores import Shop, member, shop_on

MOMENT = datetime(2026, 11, 20, 19, 42, 7, 123000, tzinfo=UTC)


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, tiny_app(), clock) as shop:
        yield shop


def tier(shop: Shop, name: str = "金卡", rate: str = "1.50") -> str:
    return shop.insert("tier", {"name": name, "rate": Decimal(rate)})[0]


def logged(shop: Shop, form: str, record: str) -> list[changes.Logged]:
    return shop.read(lambda uow: changes.history(uow, form, record))  # type: ignore[no-any-return]


def test_values_come_back_as_they_were_given(shop: Shop) -> None:
    gold = tier(shop)
    given = member(
        "林若溪😀", "13812345678", gender="female", interests=["beauty", "sport"], birthday=date(1990, 2, 28), joined_at=MOMENT, tier=gold,
        vip=True, remark="a\n'b\"", spent=Decimal("9999999999999.99"), orders=-(2**53) + 1, average=Decimal("-0.01"),
    )
    [id_] = shop.insert("member", given)
    [row] = shop.load("member", id_)
    assert row.values == {**given, "owner": None}
    assert str(row.values["spent"]) == "9999999999999.99"
    assert (row.version, row.created_at, row.created_by, row.deleted_at) == (1, shop.clock(), None, None)
    assert row.values["joined_at"].tzinfo is UTC


def test_empty_text_is_no_text_and_lists_may_be_empty(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲", remark="", interests=[]))
    assert (shop.value("member", id_, "remark"), shop.value("member", id_, "interests")) == (None, None)


def test_below_the_store_ids_are_integers_and_numbers_exact(shop: Shop) -> None:
    [id_] = shop.insert("member", member(spent=Decimal("328.50"), joined_at=MOMENT))
    layout = shop.context().rev.layout.form("member")
    with shop.store.database.reading() as connection:
        row = connection.execute(text(f"SELECT id, spent, joined_at, joined_at__d FROM f{layout.no}")).one()
    assert row[0] == decode(id_)
    if shop.store.database.name == "sqlite":
        assert tuple(row[1:]) == (32850, "2026-11-20T19:42:07.123Z", "2026-11-21")
    else:
        assert (str(row[1]), row[2], row[3]) == ("328.50", MOMENT, date(2026, 11, 21))


def test_one_change_row_for_each_record_and_nothing_else(shop: Shop) -> None:
    ids = shop.write(lambda uow: records.insert(uow, "member", [member("甲"), member("乙"), member("丙")]), batch="b1")
    with shop.store.database.reading() as connection:
        rows = connection.execute(text("SELECT record_id, op, version, batch_id, changed FROM change ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [(decode(id_), "create", 1, "b1", None) for id_ in ids]


def test_an_update_counts_versions_of_input_fields_only(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲", "138"))
    old, new = shop.write(lambda uow: records.update(uow, "member", id_, {"name": "乙", "mobile": "138"}, expected_version=1))
    assert (old.values["name"], new.values["name"], new.version) == ("甲", "乙", 2)
    shop.write(lambda uow: records.update(uow, "member", id_, {"average": Decimal("3.00")}))
    [row] = shop.load("member", id_)
    assert (row.version, row.values["average"]) == (2, Decimal("3.00")), "a formula moves no version"
    newest, first = logged(shop, "member", id_)
    assert (newest.op, newest.version, dict(newest.changed)) == ("update", 2, {"name": ("甲", "乙")})
    assert (first.op, dict(first.changed)) == ("create", {})


def test_an_update_that_changes_nothing_writes_nothing(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲"))
    old, new = shop.write(lambda uow: records.update(uow, "member", id_, {"name": "甲"}))
    assert old == new
    assert len(logged(shop, "member", id_)) == 1


def test_a_stale_version_is_a_conflict(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲"))
    shop.write(lambda uow: records.update(uow, "member", id_, {"name": "乙"}, expected_version=1))
    with pytest.raises(Conflict) as failure:
        shop.write(lambda uow: records.update(uow, "member", id_, {"name": "丙"}, expected_version=1))
    assert (failure.value.code, failure.value.params["version"]) == ("stale", 2)
    assert shop.value("member", id_, "name") == "乙"


def test_a_row_rule_guards_the_update(shop: Shop) -> None:
    gold, silver = tier(shop), tier(shop, "银卡", "1.00")
    mine, other = shop.insert("member", member("甲", tier=gold), member("乙", tier=silver))
    rule = shop.condition("member", "tier.name == '金卡'")
    shop.write(lambda uow: records.update(uow, "member", mine, {"name": "丙"}, rows=rule))
    with pytest.raises(NotFound):
        shop.write(lambda uow: records.update(uow, "member", other, {"name": "丙"}, rows=(rule,)))
    with pytest.raises(NotFound):
        shop.write(lambda uow: records.delete(uow, "member", other, rows=rule))
    satisfied = shop.read(lambda uow: select.satisfying(uow, "member", [mine, other], rule))
    assert satisfied == {mine}


def test_subtable_rows_keep_their_ids_and_order(shop: Shop) -> None:
    [buyer] = shop.insert("member", member())
    lines = [{"product": "双人锅", "qty": 1, "price": Decimal("328.00"), "net": Decimal("328.00")}, {"product": "茶", "qty": 2}]
    [id_] = shop.insert("purchase", {"member": buyer, "paid_at": MOMENT, "amount": Decimal("328.00"), "lines": lines})
    pot, tea = shop.value("purchase", id_, "lines")
    assert (pot["product"], pot["price"], tea["qty"], tea["price"]) == ("双人锅", Decimal("328.00"), 2, None)
    wanted = [{"product": "酒", "qty": 3}, {**tea, "qty": 5}]
    shop.write(lambda uow: records.replace_lines(uow, "purchase", id_, "lines", wanted))
    wine, kept = shop.value("purchase", id_, "lines")
    assert (wine["product"], kept["id"], kept["qty"], kept["product"]) == ("酒", tea["id"], 5, "茶")
    newest = logged(shop, "purchase", id_)[0]
    assert (newest.version, set(newest.changed)) == (2, {"lines"})
    assert newest.changed["lines"][0] == [pot, tea], "the log reads back as values"


def test_the_bin_keeps_what_is_deleted(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲", "138"))
    shop.write(lambda uow: records.delete(uow, "member", id_, expected_version=1))
    assert shop.load("member", id_) == []
    assert shop.load("member", id_, deleted=True)[0].values["name"] == "甲"
    [other] = shop.insert("member", member("乙", "138"))
    with pytest.raises(Conflict) as failure:
        shop.write(lambda uow: records.restore(uow, "member", id_))
    assert failure.value.params["fields"] == ["mobile"]
    shop.write(lambda uow: records.update(uow, "member", other, {"mobile": "139"}))
    shop.write(lambda uow: records.restore(uow, "member", id_))
    assert shop.value("member", id_, "mobile") == "138"
    assert [entry.op for entry in logged(shop, "member", id_)] == ["restore", "delete", "create"]


def test_purging_leaves_who_when_and_what_kind(shop: Shop) -> None:
    [id_] = shop.insert("member", member("甲"))
    shop.write(lambda uow: records.update(uow, "member", id_, {"name": "乙"}))
    shop.write(lambda uow: records.purge(uow, "member", [id_]))
    assert shop.load("member", id_, deleted=None) == []
    assert [(entry.op, dict(entry.changed)) for entry in logged(shop, "member", id_)] == [("update", {}), ("create", {})]


def test_a_taken_value_names_its_field(shop: Shop) -> None:
    shop.insert("member", member("甲", "138"), member("乙", None), member("丙", None))
    with pytest.raises(Conflict) as failure:
        shop.insert("member", member("丁", "138"))
    assert (failure.value.code, failure.value.params["form"], failure.value.params["fields"]) == ("value_taken", "member", ["mobile"])
    assert [fault.pointer for fault in failure.value.faults] == ["/values/mobile"]
    assert shop.read(lambda uow: select.count(uow, Query("member"))) == 3


def test_a_savepoint_undoes_its_part_alone(shop: Shop) -> None:
    def work(uow: Any) -> list[str]:
        kept = records.insert(uow, "member", [member("甲", "138")])
        with pytest.raises(Conflict), uow.savepoint():  # noqa: PT012 - what comes before the clash is undone as well
            uow.add_delta("member", kept[0], "orders", 5)
            records.insert(uow, "member", [member("乙", "139")])
            records.insert(uow, "member", [member("丙", "138")])
        assert [change.id for change in uow.changes] == kept
        return kept

    [kept] = shop.write(work)
    assert shop.read(lambda uow: select.count(uow, Query("member"))) == 1
    assert shop.value("member", kept, "orders") == 0


def test_a_reference_to_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(Conflict) as failure:
        shop.insert("purchase", {"member": "06Y0000000000", "paid_at": MOMENT, "amount": Decimal("1.00")})
    assert failure.value.code == "still_referenced"
    [buyer] = shop.insert("member", member())
    shop.insert("purchase", {"member": buyer, "paid_at": MOMENT, "amount": Decimal("1.00")})
    with pytest.raises(Conflict) as failure:
        shop.write(lambda uow: records.purge(uow, "member", [buyer]))
    assert failure.value.code == "still_referenced"


def test_a_check_of_the_definition_holds_in_the_database(shop: Shop) -> None:
    [buyer] = shop.insert("member", member())
    with pytest.raises(Invalid) as failure:
        shop.insert("purchase", {"member": buyer, "paid_at": MOMENT, "amount": Decimal("-0.01")})
    assert [fault.pointer for fault in failure.value.faults] == ["/values/amount"]
    shop.insert("purchase", {"member": buyer, "paid_at": MOMENT, "amount": None})


def test_deltas_are_summed_and_applied_last(shop: Shop) -> None:
    one, two = shop.insert("member", member("甲"), member("乙"))

    def work(uow: Any) -> None:
        for amount in ("328.00", "-28.00"):
            uow.add_delta("member", two, "spent", Decimal(amount))
            uow.add_delta("member", one, "spent", Decimal(amount))
        uow.add_delta("member", one, "orders", 2)
        records.update(uow, "member", one, {"name": "丙"})
        assert records.load(uow, "member", [one])[one].values["spent"] == 0, "not yet"

    shop.write(work)
    assert [shop.value("member", one, field) for field in ("spent", "orders", "name")] == [Decimal("300.00"), 2, "丙"]
    assert shop.value("member", two, "spent") == Decimal("300.00")
    assert shop.load("member", one)[0].version == 2, "roll-ups move no version"


def test_increments_give_the_old_and_the_new_number(shop: Shop) -> None:
    [id_] = shop.insert("member", {"name": "甲"})
    moved = shop.write(lambda uow: records.increment(uow, "member", {id_: {"spent": Decimal("2.50"), "orders": 1}}))
    assert moved == {id_: ({"spent": Decimal("0.00"), "orders": 0}, {"spent": Decimal("2.50"), "orders": 1})}


def test_titles_and_paths_in_one_go(shop: Shop) -> None:
    gold = tier(shop)
    buyers = shop.insert("member", member("甲", tier=gold), member("乙"))
    bought = shop.insert("purchase", *({
        "no": f"XF-000{n}", "member": buyer, "paid_at": MOMENT, "amount": Decimal("1234.50"),
        "lines": [{"product": f"p{k}", "qty": k} for k in range(n)],
    } for n, buyer in enumerate(buyers)))
    titles = shop.read(lambda uow: select.titles(uow, "purchase", bought))
    assert titles == {bought[0]: "XF-0000 · ¥1,234.50", bought[1]: "XF-0001 · ¥1,234.50"}
    found = shop.read(lambda uow: select.paths(uow, "purchase", bought, ["member.tier.rate", "member.name", "lines.qty", "version"]))
    assert found == {
        bought[0]: {"member.tier.rate": Decimal("1.50"), "member.name": "甲", "version": 1, "lines.qty": []},
        bought[1]: {"member.tier.rate": None, "member.name": "乙", "version": 1, "lines.qty": [0]},
    }
    assert shop.read(lambda uow: select.pointing(uow, "purchase", "member", buyers[1])) == [bought[1]]


def test_filters_reach_relations_subtables_and_parameters(shop: Shop) -> None:
    gold = tier(shop)
    one, two = shop.insert("member", member("甲", tier=gold, joined_at=MOMENT), member("乙"))
    many, none = shop.insert(
        "purchase",
        {"member": one, "paid_at": MOMENT, "amount": Decimal("10.00"), "lines": [{"product": "茶", "qty": 2}, {"product": "酒", "qty": 9}]},
        {"member": two, "paid_at": MOMENT + timedelta(days=1), "amount": Decimal("20.00")},
    )

    def found(text_: str, **parameters: Any) -> list[str]:
        given = {key: Ref("member") for key in parameters}
        query = Query("purchase", (shop.condition("purchase", text_, given),), parameters=tuple(parameters.items()))
        assert shop.read(lambda uow: select.count(uow, query)) == len(shop.page(query, ()).rows)
        return [row.id for row in shop.page(query, ()).rows]

    assert found("member.tier.name == '金卡'") == [many]
    assert found("lines.qty > 5") == [many]
    assert found("SUM(lines.qty) == 11") == [many]
    assert found("amount >= 10.5") == [none]
    assert found("DATE(paid_at) == DATE('2026-11-22')") == [none], "by the app's calendar"
    assert found("member == buyer", buyer=two) == [none]
    assert found("EMPTY(member.tier)") == [none]


def test_only_the_asked_fields_are_read(shop: Shop) -> None:
    shop.insert("member", member("甲", "138"))
    [row] = shop.page(Query("member"), ["name"]).rows
    assert row.values == {"name": "甲"}


def test_search_folds_latin_letters_and_takes_signs_literally(shop: Shop) -> None:
    shop.insert("member", member("Anna%"), member("annabel"), member("乙", "13800001234"))
    count = lambda words: shop.read(lambda uow: select.count(uow, Query("member", search=words)))  # noqa: E731
    assert [count("ANNA"), count("a%"), count("1234"), count("_")] == [2, 1, 1, 0]


def test_a_sum_beyond_every_column_is_refused_and_changes_nothing(shop: Shop) -> None:
    if shop.store.database.name == "sqlite":
        pytest.skip("its integers hold more than any 9,000 amounts")
    [id_] = shop.insert("member", member(spent=Decimal("9999999999999.99")))
    with pytest.raises(LimitExceeded):
        shop.write(lambda uow: uow.add_delta("member", id_, "spent", Decimal("9999999999999999.00")))
    assert shop.value("member", id_, "spent") == Decimal("9999999999999.99")
