"""What a form says of its own records: logic, defaults, drafts, files, and why a value is what it is."""

from datetime import date
from typing import Any

import pytest

from builder.errors import Invalid, NotFound
from runtime.context import Context
from runtime.records import service
from runtime.store import files
from tests import builders
from tests.builders import field, form, role
from tests.installation import Installation

VISIT = form(
    "visit",
    [
        field("title", required=True),
        field("kind", "choice", options=[{"key": "dining", "label": "Dining"}, {"key": "retail", "label": "Retail"}], default="retail"),
        field("table_no", "integer"),
        field("locked", "boolean"),
        field("note"),
        field("seats", "subtable", fields=[field("who", required=True)], min_rows=0, max_rows=2),
        field("day", "date", default="@today"),
        field("owner", "user", default="@me"),
        field("cost", "money"),
        field("photos", "file", max_files=2),
        field("double", "formula", expression="cost * 2", keep="current"),
        field("place", "formula", expression="IF(EMPTY(table_no), 0, table_no)", keep="current"),
    ],
    logic=[
        {"when": "kind == 'dining'", "show": ["table_no", "seats"], "require": ["table_no"]},
        {"when": "locked == true", "readonly": ["note"]},
        {"when": "title == 'quiet'", "hide": ["note"]},
    ],
    constraints=[{"check": "EMPTY(table_no) or table_no < 100", "message": "There are only 99 tables"}],
)
STAFF = role("staff", [{"form": "*", "actions": ["read", "create", "update", "delete"]}])
GUEST = role("guest", [{"form": "visit", "actions": ["read", "create", "update"], "fields": {"cost": "hidden"}}])


@pytest.fixture
def staff(installation: Installation) -> Context:
    installation.publish(builders.app(VISIT, roles=(STAFF, GUEST)))
    return installation.context(installation.user("staff", [("tiny", "staff")]), "tiny")


def guest(installation: Installation) -> Context:
    return installation.context(installation.user("guest", [("tiny", "guest")]), "tiny")


def faults(work: Any, *args: Any, **named: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        work(*args, **named)
    return {fault.pointer: str(fault.params.get("message", fault.code)) for fault in refused.value.faults}


def test_logic_hides_requires_and_protects(staff: Context) -> None:
    assert faults(service.create, staff, "visit", {"title": "a", "kind": "dining"}) == {"/values/table_no": "required"}
    made = service.create(staff, "visit", {"title": "a", "kind": "dining", "table_no": 7, "seats": [{"who": "Ann"}]}).record
    assert (made.values["table_no"], made.values["place"], len(made.values["seats"])) == (7, 7, 1)
    moved = service.update(staff, "visit", made.id, {"kind": "retail"}).record
    assert (moved.values["table_no"], moved.values["place"], moved.values["seats"]) == (None, 0, []), "what is hidden is dropped by rule"
    dropped = service.create(staff, "visit", {"title": "quiet", "note": "psst", "table_no": 5}).record
    assert (dropped.values["note"], dropped.values["table_no"]) == (None, None)
    locked = service.create(staff, "visit", {"title": "b", "locked": True, "note": "first"}).record
    assert faults(service.update, staff, "visit", locked.id, {"note": "second"}) == {"/values/note": "field_readonly"}
    assert service.update(staff, "visit", locked.id, {"locked": False, "note": "second"}).record.values["note"] == "second"
    crowded = {"title": "c", "kind": "dining", "table_no": 100}
    assert faults(service.create, staff, "visit", crowded) == {"/values": "There are only 99 tables"}
    rows = [{"who": "x"}, {}, {"who": "z"}]
    assert faults(service.create, staff, "visit", {"title": "c", "kind": "dining", "table_no": 1, "seats": rows}) == {
        "/values/seats": "too_many_rows", "/values/seats/1/who": "required"}


def test_defaults_fill_what_was_not_sent_and_nothing_else(staff: Context) -> None:
    values = service.create(staff, "visit", {"title": "a"}).record.values
    assert (values["kind"], values["day"], values["owner"]) == ("retail", date(2026, 11, 21), staff.actor.id)
    values = service.create(staff, "visit", {"title": "a", "kind": None, "day": None}).record.values
    assert (values["kind"], values["day"]) == (None, None)


def test_a_draft_is_judged_as_a_save_would_be(staff: Context, installation: Installation) -> None:
    draft = service.evaluate(staff, "visit", {"kind": "dining", "cost": "2.50"})
    assert {one["pointer"] for one in draft["errors"]} == {"/values/title", "/values/table_no"}
    assert all(one["message"] == "请填写这一项。" for one in draft["errors"])
    assert draft["values"] == {"double": "5.00", "place": 0}
    assert (draft["visible"]["table_no"], draft["required"]["table_no"], draft["readonly"]["double"]) == (True, True, True)
    record = service.create(staff, "visit", {"title": "a", "cost": "3", "locked": True}).record.id
    after = service.evaluate(staff, "visit", {"title": "b"}, record=record)
    assert (after["errors"], after["values"]["double"], after["readonly"]["note"]) == ([], "6.00", True)
    assert service.get(staff, "visit", record).record.title == "a", "nothing was written"
    hidden = service.evaluate(guest(installation), "visit", {"title": "x"}, record=record)
    assert "cost" not in hidden["visible"]


def test_why_names_the_ingredients_one_may_read(staff: Context, installation: Installation) -> None:
    record = service.create(staff, "visit", {"title": "a", "cost": "3"}).record.id
    told = service.why(staff, "visit", record, "double")
    assert (told["text"], told["value"], told["steps"]) == ("¥3.00 × 2 = ¥6.00", "¥6.00", [{"label": "Cost", "value": "¥3.00"}])
    visitor = guest(installation)
    assert service.why(visitor, "visit", record, "double")["text"] == "— × 2 = ¥6.00"
    assert service.why(visitor, "visit", record, "title")["text"] == "由 staff 填写"
    for key in ("cost", "nonsense"):
        with pytest.raises(NotFound):
            service.why(visitor, "visit", record, key)


def uploaded(ctx: Context, name: str) -> str:
    def work(uow: Any) -> str:
        key: str = uow.new_ids(1)[0]
        files.insert(uow, key, {"name": name, "size": 3, "type": "image/png", "sha256": "0" * 64})
        return key

    return str(ctx.runtime.store.write(ctx, work))


def test_only_ones_own_loose_uploads_can_be_attached(staff: Context, installation: Installation) -> None:
    photo, visitor = uploaded(staff, "a.png"), guest(installation)
    made = service.create(staff, "visit", {"title": "a", "photos": [{"id": photo, "name": "../../etc/passwd", "size": 1}]}).record
    assert made.values["photos"] == [{"id": photo, "name": "a.png", "size": 3, "type": "image/png"}]
    for who, key in ((staff, photo), (visitor, uploaded(staff, "b.png")), (staff, "0000000000000")):
        assert faults(service.create, who, "visit", {"title": "b", "photos": [{"id": key}]}) == {"/values/photos": "file_not_found"}
    more = [*made.values["photos"], {"id": uploaded(staff, "c.png")}]
    assert len(service.update(staff, "visit", made.id, {"photos": more}).record.values["photos"]) == 2
    too_many = [*more, {"id": uploaded(staff, "d.png")}]
    assert faults(service.update, staff, "visit", made.id, {"photos": too_many}) == {"/values/photos": "too_many_files"}
