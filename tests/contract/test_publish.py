"""Publishing only expands: nothing written is lost, columns convert and convert back, promises hold from the switch on."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect

from builder.changes import compare
from builder.errors import Conflict, Invalid
from runtime.query import Query
from runtime.store import records, select
from tests.builders import app, field, form, tiny_app
from tests.contract.stores import APP, Shop, member, shop_on

OPTIONS = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]
Documents = dict[tuple[str, str], dict[str, Any]]


def note(*fields: dict[str, Any], **rest: Any) -> Documents:
    """An app of one form."""
    return app(form("note", [field("name"), *fields], **rest))


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, note(field("amount", "money"), field("remark", "text", max_length=20)), clock) as shop:
        yield shop


def impact(shop: Shop, documents: Documents) -> list[tuple[str, str, int, int]]:
    known = shop.store.revision(APP)
    assert known is not None
    changes = compare(known.definition.documents, documents, shop.runtime.catalog)
    return [(one.code, one.level, one.count, len(one.samples)) for one in shop.live().impact(APP, documents, changes)]


def columns(shop: Shop) -> set[str]:
    """The physical columns of the form `note`."""
    number = shop.context().rev.layout.form("note").no
    return {column["name"] for column in inspect(shop.store.database.reader).get_columns(f"f{number}")}


def test_a_new_field_is_there_for_old_and_new_records(shop: Shop) -> None:
    [old] = shop.insert("note", {"name": "a"})
    before = shop.store.revision(APP)
    assert shop.publish(note(field("amount", "money"), field("remark", "text", max_length=20), field("skin", "text"))) == 2
    [new] = shop.insert("note", {"name": "b", "skin": "dry"})
    assert [row.values["skin"] for row in shop.load("note", old, new)] == [None, "dry"]
    on_the_old = shop.store.read(replace(shop.context(), revision=before), lambda uow: records.load(uow, "note", [new]))
    assert "skin" not in on_the_old[new].values, "a request keeps the revision it began with"


def test_a_field_may_be_called_like_a_word_of_sql(shop: Shop) -> None:
    words = ("select", "table", "order", "returning", "nothing", "generated", "window", "filter", "user", "offset", "end", "column")
    shop.publish(note(*(field(word, "text") for word in words)))
    [made] = shop.insert("note", {"name": "a", **{word: word for word in words}})
    assert {word: shop.load("note", made)[0].values[word] for word in words} == {word: word for word in words}
    found = shop.store.read(shop.context(), lambda uow: select.page(uow, Query("note", limit=5), words)).rows
    assert [row.values["returning"] for row in found] == ["returning"]


def test_only_the_newest_revision_can_be_built_on(shop: Shop) -> None:
    documents = note(field("amount", "money"))
    with pytest.raises(Conflict) as failure:
        shop.publisher().publish(APP, None, documents, "")
    assert (failure.value.code, failure.value.params["current"]) == ("revision_newer", 1)
    assert shop.store.revision(APP).n == 1  # type: ignore[union-attr]


def test_money_becomes_whole_and_comes_back(shop: Shop) -> None:
    amounts = [Decimal("2.50"), Decimal("-2.50"), Decimal("7.00"), None]
    ids = shop.insert("note", *({"name": str(n), "amount": amount} for n, amount in enumerate(amounts)))
    whole = note(field("amount", "integer"), field("remark", "text", max_length=20))
    assert impact(shop, whole) == [("impact_values_rounded", "lossy", 2, 2)]
    shop.publish(whole)
    assert [row.values["amount"] for row in shop.load("note", *ids)] == [3, -3, 7, None]
    shop.write(lambda uow: records.update(uow, "note", ids[2], {"amount": 8}))
    shop.publish(note(field("amount", "money"), field("remark", "text", max_length=20)), rollback_of=1)
    assert [row.values["amount"] for row in shop.load("note", *ids)] == [Decimal("3.00"), Decimal("-3.00"), Decimal("8.00"), None]
    assert {"amount", "amount__2", "amount__3"} <= columns(shop), "the old columns stay"


@pytest.mark.parametrize(
    ("before", "after", "values", "expected"),
    [
        (field("x", "text"), field("x", "integer"), ["12", "x", None], [12, None, None]),
        (field("x", "integer"), field("x", "text"), [12, None], ["12", None]),
        (field("x", "text", max_length=9), field("x", "text", max_length=3), ["abcdef", "ab", "😀😀😀😀"], ["abc", "ab", "😀😀😀"]),
        (field("x", "date"), field("x", "datetime"), [date(2026, 1, 31)], [datetime(2026, 1, 30, 16, tzinfo=UTC)]),
        (field("x", "datetime"), field("x", "date"), [datetime(2026, 1, 30, 16, tzinfo=UTC)], [date(2026, 1, 31)]),
        (field("x", "choice", options=OPTIONS), field("x", "text"), ["a", "b"], ["甲", "乙"]),
        (field("x", "text"), field("x", "choice", options=OPTIONS), ["甲", "丙"], ["a", None]),
        (field("x", "choice", options=OPTIONS), field("x", "choices", options=OPTIONS), ["a", None], [["a"], None]),
    ],
    ids=["text-integer", "integer-text", "shorter", "date-datetime", "datetime-date", "choice-text", "text-choice", "choice-choices"],
)
def test_types_convert(database: str, clock: Any, before: Any, after: Any, values: list[Any], expected: list[Any]) -> None:
    with shop_on(database, note(before), clock) as shop:
        ids = shop.insert("note", *({"name": "n", "x": value} for value in values))
        cut = before["type"] == after["type"] == "text"
        pairs = [(value, new) for value, new in zip(values, expected, strict=True) if value is not None]
        lost = sum(new is None or (cut and len(new) < len(value)) for value, new in pairs)
        told = impact(shop, note(after))
        assert sum(count for _, _, count, _ in told) == lost, told
        shop.publish(note(after))
        assert [row.values["x"] for row in shop.load("note", *ids)] == expected


def test_a_field_put_away_keeps_its_values_and_comes_back(shop: Shop) -> None:
    [id_] = shop.insert("note", {"name": "a", "remark": "kept"})
    without = note(field("amount", "money"))
    assert impact(shop, without) == [("impact_values_hidden", "lossy", 1, 1)]
    shop.publish(without)
    shop.write(lambda uow: records.update(uow, "note", id_, {"name": "b"}))
    shop.publish(note(field("amount", "money"), field("remark", "text", max_length=20)))
    assert shop.value("note", id_, "remark") == "kept"


def test_a_new_unique_is_refused_where_values_repeat(shop: Shop) -> None:
    ids = shop.insert("note", {"name": "a"}, {"name": "a"}, {"name": "b"})
    unique = app(form("note", [field("name", unique=True)]))
    assert ("impact_duplicates", "blocked", 2, 2) in impact(shop, unique)
    with pytest.raises(Conflict) as failure:
        shop.publish(unique)
    assert failure.value.code == "values_not_unique"
    assert shop.store.revision(APP).n == 1  # type: ignore[union-attr]
    shop.write(lambda uow: records.delete(uow, "note", ids[0]))
    shop.publish(unique)
    with pytest.raises(Conflict):
        shop.insert("note", {"name": "b"})
    shop.publish(app(form("note", [field("name")])))
    shop.insert("note", {"name": "b"})
    assert shop.read(lambda uow: select.count(uow, Query("note"))) == 3


def test_a_unique_over_several_fields_with_a_condition(shop: Shop) -> None:
    promise = {"unique": ["name", "remark"], "where": "amount > 0"}
    shop.publish(note(field("amount", "money"), field("remark", "text", max_length=20), constraints=[promise]))
    row = {"name": "a", "remark": "r", "amount": Decimal("1.00")}
    shop.insert("note", row, {**row, "amount": Decimal("0.00")}, {**row, "remark": None}, {**row, "remark": None})
    with pytest.raises(Conflict) as failure:
        shop.insert("note", row)
    assert failure.value.params["fields"] == ["name", "remark"]


def test_a_check_comes_with_the_revision_and_goes_with_it(shop: Shop) -> None:
    checked = note(field("amount", "money", check="amount >= 0 and amount < 100.5"), field("remark", "text", max_length=20))
    shop.publish(checked)
    for amount in ("-0.01", "100.50"):
        with pytest.raises(Invalid):
            shop.insert("note", {"name": "a", "amount": Decimal(amount)})
    shop.insert("note", {"name": "a", "amount": Decimal("100.49")})
    shop.publish(note(field("amount", "money"), field("remark", "text", max_length=20)))
    shop.insert("note", {"name": "a", "amount": Decimal("-1.00")})


def test_records_that_break_a_new_check_can_still_be_worked_on(shop: Shop) -> None:
    [id_] = shop.insert("note", {"name": "a", "amount": Decimal("-1.00")})
    checked = note(field("amount", "money", check="amount >= 0"), field("remark", "text", max_length=20))
    assert impact(shop, checked) == [("impact_check_failed", "lossy", 1, 1)]
    shop.publish(checked)
    shop.write(lambda uow: records.update(uow, "note", id_, {"name": "b"}))
    shop.write(lambda uow: records.delete(uow, "note", id_))


def test_moving_the_start_of_the_day_moves_the_business_dates(database: str, clock: Any) -> None:
    documents = note(field("at", "datetime"))
    with shop_on(database, documents, clock) as shop:
        [id_] = shop.insert("note", {"name": "a", "at": datetime(2026, 11, 20, 19, tzinfo=UTC)})  # 03:00 on the 21st in Shanghai

        def on(day: str) -> list[str]:
            condition = shop.condition("note", f"DATE(at) == DATE('{day}')")
            return [row.id for row in shop.page(Query("note", (condition,)), ()).rows]

        assert on("2026-11-21") == [id_]
        documents["app", "tiny"]["day_start"] = 5
        shop.publish(documents)
        assert (on("2026-11-20"), on("2026-11-21")) == ([id_], [])


def test_a_required_field_and_an_option_in_use_are_told(database: str, clock: Any) -> None:
    with shop_on(database, note(field("one", "choice", options=OPTIONS), field("many", "choices", options=OPTIONS)), clock) as shop:
        shop.insert("note", {"name": "x", "one": "a", "many": ["a", "b"]}, {"name": None, "one": "b"})
        left = OPTIONS[1:]
        one, many = field("one", "choice", options=left), field("many", "choices", options=left)
        fewer = app(form("note", [field("name", required=True), one, many]))
        assert sorted(impact(shop, fewer)) == [
            ("impact_option_used", "lossy", 1, 1), ("impact_option_used", "lossy", 1, 1), ("impact_required_empty", "safe", 1, 1),
        ]


def test_the_whole_tiny_app_and_its_indexes(database: str, clock: Any) -> None:
    with shop_on(database, tiny_app(), clock) as shop:
        layout = shop.context().rev.layout
        indexes = inspect(shop.store.database.reader).get_indexes(f"f{layout.form('purchase').no}")
        found = [index["column_names"] for index in indexes if index["name"].startswith("ix")]
        assert found == [["member", "paid_at"], ["paid_at"], ["paid_at__d", "paid_at"], ["updated_by", "updated_at"]]
        again = shop.publish(tiny_app(), "nothing new")
        assert (again, shop.context().rev.layout) == (2, layout), "what is there is not made twice"
        [id_] = shop.insert("member", member())
        assert shop.value("member", id_, "spent") == 0


def test_an_interrupted_publication_is_taken_up_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = shop.insert("note", *({"name": str(n), "amount": Decimal(n)} for n in range(1_200)))
    whole = note(field("amount", "integer"), field("remark", "text", max_length=20), field("fresh"))

    class Cut(Exception):
        pass

    def cut(*_: Any) -> None:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr("runtime.store.conversions.Conversions.complete", cut)
        with pytest.raises(Cut):
            shop.publish(whole)
    assert shop.store.revision(APP).n == 1  # type: ignore[union-attr]
    shop.write(lambda uow: records.update(uow, "note", ids[0], {"amount": Decimal("77.00")}))
    shop.write(lambda uow: records.insert(uow, "note", [{"name": "late", "amount": Decimal("5.00")}]))
    shop.publish(whole)
    assert [row.values["amount"] for row in shop.load("note", *ids[:3], ids[-1])] == [77, 1, 2, 1199]
    assert "amount__2" in columns(shop)
    assert "amount__3" not in columns(shop), "the half-filled column was taken up again"


def test_computed_fields_are_worked_out_for_the_records_there_are(database: str, clock: Any) -> None:
    documents = tiny_app()
    plain = tiny_app()
    computed = ("spent", "orders", "average", "points", "lines_total")
    for key in ("member", "purchase"):
        plain["form", key]["fields"] = [item for item in plain["form", key]["fields"] if item["key"] not in computed]
    lines = next(item for item in plain["form", "purchase"]["fields"] if item["key"] == "lines")
    lines["fields"] = [item for item in lines["fields"] if item["key"] != "net"]
    with shop_on(database, plain, clock) as shop:
        [gold] = shop.insert("tier", {"name": "金卡", "rate": Decimal("1.50")})
        one, none = shop.insert("member", {"name": "甲", "tier": gold}, {"name": "乙"})
        bought = {"member": one, "paid_at": datetime(2026, 11, 20, tzinfo=UTC)}
        first, _, gone = shop.insert(
            "purchase",
            {**bought, "amount": Decimal("328.00"), "lines": [{"product": "锅", "qty": 3, "price": Decimal("3.33")}, {"product": "茶"}]},
            {**bought, "amount": Decimal("0.33")},
            {**bought, "amount": Decimal("99.00")},
        )
        shop.write(lambda uow: records.delete(uow, "purchase", gone))
        shop.publish(documents)
        values = [shop.load("member", id_)[0].values for id_ in (one, none)]
        assert [(row["spent"], row["orders"], row["average"]) for row in values] == [
            (Decimal("328.33"), 2, Decimal("164.17")), (Decimal("0.00"), 0, None),
        ]
        purchase = shop.load("purchase", first)[0].values
        assert (purchase["points"], purchase["lines_total"]) == (492, Decimal("9.99"))
        assert [line["net"] for line in purchase["lines"]] == [Decimal("9.99"), None]
        next(item for item in documents["form", "member"]["fields"] if item["key"] == "orders")["filter"] = "amount > 1"
        shop.publish(documents)
        assert (shop.value("member", one, "orders"), shop.value("member", one, "average")) == (1, Decimal("328.33"))


def test_an_index_for_a_form_that_has_records(shop: Shop) -> None:
    shop.insert("note", *({"name": str(n)} for n in range(50)))
    fields = [field("name"), field("amount", "money"), field("remark", "text", max_length=20)]
    shop.publish(app(form("note", fields, indexes=[{"fields": ["name", "-amount"]}, {"fields": ["name"]}])))
    found = inspect(shop.store.database.reader).get_indexes(f"f{shop.context().rev.layout.form('note').no}")
    assert [index["column_names"] for index in found] == [["updated_by", "updated_at"], ["name", "amount"]], "one that is the beginning of another is not built"


def test_a_long_reader_keeps_publishing_waiting_but_nobody_else(shop: Shop) -> None:
    if shop.store.database.name == "sqlite":
        pytest.skip("readers keep nobody waiting")
    number = shop.context().rev.layout.form("note").no
    published: list[int] = []
    with shop.store.database.writer.begin() as reader:
        reader.exec_driver_sql(f"SELECT count(*) FROM f{number}")
        wider = note(field("amount", "money"), field("remark", "text", max_length=20), field("more"))
        publishing = threading.Thread(target=lambda: published.append(shop.publish(wider)))
        publishing.start()
        slowest = 0.0
        for n in range(20):
            started = time.perf_counter()
            shop.insert("note", {"name": str(n)})
            slowest = max(slowest, time.perf_counter() - started)
            time.sleep(0.05)
        assert published == [], "the column cannot come while somebody reads"
        assert slowest < 2, "a writer waits for one attempt at most"
    publishing.join(timeout=30)
    assert published == [2]
    assert len(shop.page(Query("note")).rows) == 20


def test_two_people_publish_at_once(shop: Shop) -> None:
    with shop.store.database.alone(f"publish_{APP}"), pytest.raises(Conflict) as failure:
        shop.publish(note(field("amount", "money")))
    assert failure.value.code == "publishing_already"
