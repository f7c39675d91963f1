"""The one door: what each caller may see and do, on both databases."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import AppError, Conflict, Invalid, NotAllowed, NotFound
from runtime.context import Context
from runtime.records import service, shape
from runtime.records.shown import Batch, Listing, One
from tests.contract import doors
from tests.installation import Installation


@dataclass
class World:
    """Two shops, their clients, and who looks."""

    installation: Installation
    boss: Context
    keeper: Context
    clerk: Context
    nobody: Context
    mine: str
    other: str
    ann: str
    bob: str
    eve: str


def make(ctx: Context, form: str, **values: Any) -> str:
    return service.create(ctx, form, values).record.id


@pytest.fixture
def world(installation: Installation) -> World:
    installation.publish(doors.documents())
    people = {name: installation.user(name, [("tiny", name)]) for name in ("boss", "keeper", "clerk")}
    nobody = installation.user("nobody", admin=True)
    boss, keeper, clerk = (installation.context(people[name], "tiny") for name in ("boss", "keeper", "clerk"))
    mine = make(boss, "shop", name="Mine", manager=people["keeper"].id, rate="2.00")
    other = make(boss, "shop", name="Other")
    ann = make(boss, "client", name="Ann", mobile="13811112222", shop=mine, score=5, secret="s1")
    bob = make(boss, "client", name="Bob", mobile="13833334444", shop=other, level="open", score=7, secret="s2")
    eve = make(boss, "client", name="Eve", mobile="13855556666", shop=other, score=9, secret="s3")
    return World(installation, boss, keeper, clerk, installation.context(nobody, "tiny"), mine, other, ann, bob, eve)


def names(ctx: Context, form: str = "client", **asked: Any) -> list[str]:
    asked.setdefault("sort", "name" if form == "client" else None)
    return [one.title for one in service.list_(ctx, form, Listing(**asked)).records]


def refused(kind: type[AppError], code: str, *call: Any, **named: Any) -> AppError:
    function, *args = call
    with pytest.raises(kind) as caught:
        function(*args, **named)
    assert caught.value.code == code
    return caught.value


def pointers(error: AppError) -> dict[str, str]:
    assert isinstance(error, Invalid | Conflict)
    return {fault.pointer: fault.code for fault in error.faults}


def test_an_administrator_has_no_data_rights_of_his_own(world: World) -> None:
    error = refused(NotAllowed, "not_allowed_action", service.list_, world.nobody, "client", Listing())
    assert error.params == {"action": "查看", "form": "Client"}
    for read in (service.get, service.history, service.timeline, service.restore):
        refused(NotAllowed, "not_allowed_action", read, world.nobody, "client", world.ann)
    refused(NotFound, "record_not_found", service.delete, world.nobody, "client", world.ann)
    assert service.search(world.nobody, "Ann") == []
    assert service.titles(world.nobody, "client", [world.ann]) == {}


def test_rows_and_fields_add_up_grant_by_grant(world: World) -> None:
    found = {one.title: one for one in service.list_(world.keeper, "client", Listing(count="exact")).records}
    assert set(found) == {"Ann", "Bob"}
    ann, bob = found["Ann"], found["Bob"]
    assert (ann.values["mobile"], ann.values["score"], ann.masked, ann.can) == ("138****2222", 5, ("mobile",), ("update", "delete"))
    assert (bob.values["mobile"], bob.values["score"], bob.masked, bob.can) == ("13833334444", "***", ("score",), ())
    assert "secret" not in ann.values
    assert "secret" not in bob.values
    assert shape.record(world.keeper, bob, {})["values"]["score"] == "***"


def test_what_one_may_not_see_is_not_there(world: World) -> None:
    for call in (service.get, service.history, service.timeline):
        refused(NotFound, "record_not_found", call, world.keeper, "client", world.eve)
    refused(NotFound, "record_not_found", service.update, world.keeper, "client", world.eve, {"name": "x"})
    refused(NotFound, "record_not_found", service.delete, world.keeper, "client", world.eve)
    refused(NotFound, "record_not_found", service.why, world.keeper, "client", world.eve, "spent")
    refused(NotFound, "record_not_found", service.evaluate, world.keeper, "client", {}, record=world.eve)
    refused(NotFound, "record_not_found", service.get, world.keeper, "client", "0000000000000")
    refused(NotFound, "form_not_found", service.get, world.keeper, "no_such_form", world.eve)


def test_counts_pages_and_searches_obey_the_row_rule(world: World) -> None:
    assert service.list_(world.keeper, "client", Listing(count="exact")).count == 2
    assert service.list_(world.keeper, "client", Listing(count="estimate")).count == 2
    assert names(world.keeper, filter="name == 'Eve'") == []
    assert names(world.keeper, q="Eve") == []
    assert names(world.boss, q="Eve") == ["Eve"]
    first = service.list_(world.boss, "client", Listing(limit=2, sort="-name"))
    second = service.list_(world.boss, "client", Listing(limit=2, sort="-name", cursor=first.next_cursor))
    assert [one.title for one in (*first.records, *second.records)] == ["Eve", "Bob", "Ann"]
    assert second.next_cursor is None


def test_a_cursor_fits_its_own_list_only(world: World) -> None:
    cursor = service.list_(world.boss, "client", Listing(limit=1, sort="name")).next_cursor
    for sort in ("-name", "score"):
        refused(Invalid, "cursor_invalid", service.list_, world.boss, "client", Listing(sort=sort, cursor=cursor))
    refused(Invalid, "cursor_invalid", service.list_, world.boss, "shop", Listing(sort="name", cursor=cursor))
    refused(Invalid, "cursor_invalid", service.list_, world.boss, "client", Listing(sort="name", cursor="x' or 1=1"))


def test_a_value_one_does_not_see_never_decides_what_one_sees(world: World) -> None:
    """A field readable on some rows only narrows the question to those rows; on none, it is refused; hidden, it does not exist."""
    assert names(world.keeper, filter="score >= 1") == ["Ann"]
    assert names(world.keeper, filter="not (score >= 100)") == ["Ann"]
    assert names(world.keeper, filter="STARTS(mobile, '138')") == ["Bob"]
    assert names(world.keeper, filter="EMPTY(score)") == []
    for text in ("secret == 's1'", "EMPTY(secret)", "nonsense == 's1'"):
        assert pointers(refused(Invalid, "invalid", service.list_, world.keeper, "client", Listing(filter=text))) == {
            "/filter": "expression_unknown_name"}
    assert pointers(refused(Invalid, "invalid", service.list_, world.keeper, "deal", Listing(filter="client.secret == 's1'"))) == {
        "/filter": "expression_unknown_name"}
    assert names(world.boss, filter="secret == 's1'") == ["Ann"]


def test_sorting_by_what_is_masked_somewhere_is_refused(world: World) -> None:
    for key in ("score", "mobile", "secret", "deleted_at", "nonsense", "name desc", "name;drop table", "shop.name", "big"):
        with pytest.raises((Invalid, NotAllowed)):
            service.list_(world.keeper, "client", Listing(sort=key))
    assert names(world.keeper, sort="-name,id") == ["Bob", "Ann"]


HOSTILE_FILTERS = (
    "1 == 1; drop table f1", "name == 'x' or __import__('os')", "name.__class__ == 'x'", "f1.id == 'x'", "deleted_at == none",
    "name == ''' or 1=1 --", "SLEEP(1)", "name", "1", "a" * 3000, "(" * 100, "mobile__d == 'x'", "@you == name", "ｎame == 'x'",
)
HOSTILE_TEXTS = ("x' or 1=1 --", "%", "_", "\\", '"', "'; select 1", "Ann%", "A\nn", "A" * 100)


def test_hostile_filters_are_refused_by_name(world: World) -> None:
    for text in HOSTILE_FILTERS:
        error = refused(Invalid, "invalid", service.list_, world.keeper, "client", Listing(filter=text))
        assert list(pointers(error)) == ["/filter"], text


def test_hostile_search_text_finds_nothing(world: World) -> None:
    for text in HOSTILE_TEXTS:
        assert names(world.keeper, q=text) == [], text
        assert service.search(world.keeper, text) == [], text


def test_masked_phones_are_found_by_exactly_the_last_four_digits(world: World) -> None:
    assert names(world.keeper, q="2222") == ["Ann"]
    for guess in ("222", "12222", "11112222", "13811112222", "1381"):
        assert names(world.keeper, q=guess) == []
    assert names(world.keeper, q="3333") == ["Bob"], "on an open record the number itself may be read"
    assert names(world.keeper, q="6666") == [], "not on a record one does not see"
    assert names(world.clerk, q="2222") == [], "a hidden number cannot be found at all"


def test_related_values_are_asked_about_only_as_far_as_they_may_be_read(world: World) -> None:
    make(world.boss, "deal", client=world.ann, amount="10")
    make(world.boss, "deal", client=world.eve, amount="20")
    assert names(world.keeper, "deal", filter="client.name == 'Ann'") == ["D-001 Ann"]
    assert names(world.keeper, "deal", filter="client.score == 5") == ["D-001 Ann"]
    assert names(world.keeper, "deal", filter="client.mobile == '13811112222'") == []
    refused(NotAllowed, "not_allowed_action", service.list_, world.clerk, "deal", Listing(filter="client.name == 'Ann'"))


def test_titles_and_refs_stay_within_the_rights(world: World) -> None:
    deal = make(world.boss, "deal", client=world.eve, amount="20")
    assert service.titles(world.keeper, "client", [world.ann, world.eve]) == {world.ann: "Ann"}
    assert service.titles(world.keeper, "deal", [deal]) == {}
    assert service.titles(world.boss, "deal", [deal]) == {deal: "D-001 Eve"}
    assert service.get(world.boss, "deal", deal).refs["client"] == {world.eve: "Eve"}
    assert service.get(world.clerk, "client", world.ann).refs["shop"] == {world.mine: "（无权查看）"}


def test_what_is_in_the_way_of_a_delete_is_named_as_far_as_it_may_be_seen(world: World) -> None:
    make(world.boss, "deal", client=world.ann, amount="1")
    assert refused(Conflict, "still_used", service.delete, world.keeper, "client", world.ann).params == {"form": "Deal", "count": 1}
    assert refused(Conflict, "still_used", service.delete, world.boss, "shop", world.other).params == {"form": "Client", "count": 2}
    documents = doors.documents()
    documents["role", "keeper"]["grants"] = documents["role", "keeper"]["grants"][:2]
    world.installation.publish(documents)
    keeper = world.installation.context(world.installation.people["keeper"], "tiny")
    assert refused(Conflict, "still_used_elsewhere", service.delete, keeper, "client", world.ann).params == {}


def test_everything_wrong_is_said_at_once(world: World) -> None:
    error = refused(Invalid, "invalid", service.create, world.boss, "deal", {
        "nope": 1, "no": "D-9", "total": "1", "amount": "-1", "day": "2026-02-30",
        "lines": [{"qty": "x"}, {"item": "a", "net": "1", "id": "00"}],
    })
    found = pointers(error)
    assert found["/values/nope"] == "field_unknown"
    assert found["/values/no"] == found["/values/total"] == "field_computed"
    assert found["/values/amount"] == "check_failed"
    assert found["/values/client"] == "required"
    assert "/values/day" in found
    assert "/values/lines" in found


def test_system_columns_and_hidden_fields_are_unknown(world: World) -> None:
    for key in ("id", "version", "created_at", "created_by", "deleted_at", "__class__", "a/b~c", "secret"):
        error = refused(Invalid, "invalid", service.update, world.keeper, "client", world.ann, {key: "1"})
        assert list(pointers(error).values()) == ["field_unknown"]
        error = refused(Invalid, "invalid", service.create, world.keeper, "client", {"name": "x", "shop": world.mine, key: "1"})
        assert list(pointers(error).values()) == ["field_unknown"]


def test_the_row_rule_holds_for_the_old_and_the_new_image(world: World) -> None:
    refused(NotAllowed, "not_allowed_record", service.update, world.keeper, "client", world.bob, {"name": "x"})
    refused(NotAllowed, "not_allowed_record", service.delete, world.keeper, "client", world.bob)
    refused(NotAllowed, "not_allowed_result", service.update, world.keeper, "client", world.ann, {"shop": world.other})
    refused(NotAllowed, "not_allowed_result", service.create, world.keeper, "client", {"name": "x", "shop": world.other})
    assert service.get(world.boss, "client", world.ann).record.values["shop"] == world.mine
    assert names(world.boss) == ["Ann", "Bob", "Eve"]
    assert service.update(world.keeper, "client", world.ann, {"name": "Anna"}).record.title == "Anna"
    error = refused(Invalid, "invalid", service.update, world.keeper, "client", world.ann, {"mobile": "13811112223"})
    assert pointers(error) == {"/values/mobile": "field_not_allowed"}


def test_pointing_at_what_one_does_not_see_is_like_pointing_at_nothing(world: World) -> None:
    for target in (world.eve, "0000000000000"):
        error = refused(Invalid, "invalid", service.create, world.keeper, "deal", {"client": target, "amount": "1"})
        assert pointers(error) == {"/values/client": "target_not_found"}
        draft = service.evaluate(world.keeper, "deal", {"client": target, "amount": "1"})
        assert draft["values"]["frozen"] is None
        assert draft["refs"].get("client", {}) == {}
    assert service.evaluate(world.keeper, "deal", {"client": world.ann, "amount": "1.50"})["values"]["frozen"] == "3.00"


def test_who_may_only_create_gets_no_values_back(world: World) -> None:
    answer = service.create(world.clerk, "deal", {"client": world.eve, "amount": "5"})
    assert isinstance(answer, One)
    assert dict(answer.record.values) == {}
    assert service.get(world.boss, "deal", answer.record.id).record.values["amount"] == Decimal("5.00")
    refused(NotAllowed, "not_allowed_action", service.get, world.clerk, "deal", answer.record.id)


def test_a_unique_clash_says_only_that_the_value_is_taken(world: World) -> None:
    error = refused(Conflict, "value_taken", service.create, world.boss, "client", {"name": "x", "mobile": "138-5555-6666"})
    assert pointers(error) == {"/values/mobile": "value_taken"}
    assert error.params == {}


def test_a_stale_change_shows_the_fresh_record_as_the_caller_may_see_it(world: World, clock: Any) -> None:
    clock.advance(timedelta(minutes=2))
    later = world.installation.context(world.installation.people["boss"], "tiny")
    service.update(later, "client", world.ann, {"secret": "new", "score": 6})
    error = refused(Conflict, "stale", service.update, world.keeper, "client", world.ann, {"name": "x"}, expected_version=1)
    assert (error.params["by"], error.params["at"], error.params["changed"]) == ("boss", "2026-11-21T06:02:00.000Z", ["score"])
    assert error.params["record"]["values"]["score"] == 6
    assert "secret" not in error.params["record"]["values"]
    assert error.params["record"]["values"]["mobile"] == "138****2222"


def test_history_shows_changes_through_the_mask(world: World) -> None:
    service.update(world.boss, "client", world.ann, {"mobile": "13811113333", "secret": "x", "score": 6})
    [change, made] = service.history(world.keeper, "client", world.ann)["items"]
    assert made["op"] == "create"
    assert {one["field"]: (one["old"], one["new"]) for one in change["changed"]} == {
        "mobile": ("138****2222", "138****3333"), "score": ("5", "6"), "weighted": ("10.00", "12.00")}
    service.update(world.boss, "client", world.ann, {"secret": "y"})
    assert len(service.history(world.keeper, "client", world.ann)["items"]) == 2, "a change of a hidden field leaves no trace"
    assert len(service.history(world.boss, "client", world.ann)["items"]) == 3
    page = service.history(world.boss, "client", world.ann, limit=1)
    assert len(service.history(world.boss, "client", world.ann, cursor=page["next_cursor"])["items"]) == 2


def test_timeline_tells_what_belongs_here_and_may_be_seen(world: World) -> None:
    make(world.boss, "deal", client=world.ann, amount="10", day="2026-11-18")
    make(world.boss, "deal", client=world.ann, amount="20", day="2026-11-19")
    items = service.timeline(world.keeper, "client", world.ann)["items"]
    assert [item["text"] for item in items] == ["新增了Client「Ann」", "Dealt ¥20.00 with Ann", "Dealt ¥10.00 with Ann"]
    first = service.timeline(world.keeper, "client", world.ann, limit=2)
    rest = service.timeline(world.keeper, "client", world.ann, limit=2, cursor=first["next_cursor"])
    assert [item["text"] for item in (*first["items"], *rest["items"])] == [item["text"] for item in items]
    assert rest["next_cursor"] is None
    assert [item["kind"] for item in service.timeline(world.clerk, "client", world.ann)["items"]] == ["created"]


def test_pickers_offer_what_may_be_seen(world: World) -> None:
    offered = service.options(world.keeper, "deal", "client", q="")["options"]
    assert {one["title"]: one["columns"] for one in offered} == {"Ann": ["138****2222", "5"], "Bob": ["138 3333 4444", "***"]}
    assert [one["title"] for one in service.options(world.keeper, "deal", "client", q="2222")["options"]] == ["Ann"]
    make(world.keeper, "deal", client=world.ann, amount="1")
    assert [one["title"] for one in service.options(world.keeper, "deal", "client")["recent"]] == ["Ann"]
    assert [one["title"] for one in service.options(world.keeper, "client", "shop", q="Oth")["options"]] == ["Other"]
    refused(NotFound, "field_not_found", service.options, world.keeper, "deal", "amount")
    refused(NotFound, "field_not_found", service.options, world.nobody, "deal", "client")


def test_hidden_columns_of_rows_survive_an_edit_by_who_cannot_see_them(world: World) -> None:
    deal = make(world.boss, "deal", client=world.ann, lines=[{"item": "Hat", "qty": 2, "price": "3", "cost": "1"}])
    [line] = service.get(world.keeper, "deal", deal).record.values["lines"]
    assert "cost" not in line
    service.update(world.keeper, "deal", deal, {"lines": [{"id": line["id"], "qty": 4}, {"item": "Cap", "qty": 1, "price": "5"}]})
    values = service.get(world.boss, "deal", deal).record.values
    assert [(row["item"], row["qty"], row["cost"], row["net"]) for row in values["lines"]] == [
        ("Hat", 4, Decimal("1.00"), Decimal("12.00")), ("Cap", 1, None, Decimal("5.00"))]
    assert (values["total"], values["rows"]) == (Decimal("17.00"), 2)
    error = refused(Invalid, "invalid", service.update, world.keeper, "deal", deal, {"lines": [{"item": "x", "cost": "1"}], "won": True})
    assert pointers(error) == {"/values/lines/0/cost": "field_unknown", "/values/won": "field_not_allowed"}


def test_live_formulas_are_computed_at_reading_and_can_be_asked(world: World) -> None:
    make(world.boss, "deal", client=world.ann, amount="150", won=True)
    assert service.get(world.boss, "client", world.ann).record.values["big"] is True
    assert names(world.boss, filter="big == true") == ["Ann"]
    assert names(world.boss, "deal", filter="client.big == true") == ["D-001 Ann"]


def test_a_batch_is_all_or_nothing_or_each_for_itself(world: World) -> None:
    items = [{"name": "A"}, {"name": "A"}, {}]
    outcomes = service.batch(world.boss, "shop", Batch(create=items, atomic=False))
    assert [one.id is not None for one in outcomes] == [True, False, False]
    assert [getattr(one.error, "code", None) for one in outcomes] == [None, "value_taken", "invalid"]
    error = refused(Invalid, "invalid", service.batch, world.boss, "shop", Batch(create=[{"name": "B"}, {}]))
    assert pointers(error) == {"/create/1/values/name": "required"}
    assert names(world.boss, "shop", q="B") == []
    change = {"id": world.ann, "values": {"score": 1}, "version": 1}
    outcomes = service.batch(world.boss, "client", Batch(update=[change], delete=[world.bob]))
    assert [(one.op, one.version) for one in outcomes] == [("update", 2), ("delete", 1)]
    refused(AppError, "batch_too_large", service.batch, world.boss, "shop", Batch(create=[{}] * 1001))


def test_a_relation_takes_only_what_its_own_filter_lets_through(world: World) -> None:
    documents = doors.documents()
    next(item for item in documents["form", "deal"]["fields"] if item["key"] == "client")["filter"] = "level == 'open'"
    world.installation.publish(documents)
    boss = world.installation.context(world.installation.people["boss"], "tiny")
    assert [one["title"] for one in service.options(boss, "deal", "client")["options"]] == ["Bob"]
    assert service.options(boss, "deal", "client", q="Ann")["options"] == []
    error = refused(Invalid, "invalid", service.create, boss, "deal", {"client": world.ann})
    assert pointers(error) == {"/values/client": "target_not_found"}
    deal = make(boss, "deal", client=world.bob)
    service.update(boss, "client", world.bob, {"level": "closed"})
    assert service.update(boss, "deal", deal, {"amount": "2"}).record.values["client"] == world.bob, "what stood there may stay"
