"""Apps with rows: out, in under another name, loaded when published, taken away with one click; nothing hostile gets in."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from builder import templates
from runtime.records import samples
from runtime.store.tables import app as apps
from runtime.store.tables import draft_item, sample
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.builders import field, tiny_app
from tests.installation import Installation, open_installation

IMPORT = "/api/v1/builder/templates:import"
PAID = "2026-11-20T10:00:00.000Z"
APP = json.dumps({"format": 1, "key": "shop", "label": "小店"}).encode()
ROLE = {
    "key": "owner",
    "label": "负责人",
    "apps": ["design"],
    "grants": [{"form": "*", "actions": ["read", "create", "update", "delete", "export"]}],
}
NOTE = {
    "key": "note", "label": "便签", "title": "{{name}}",
    "fields": [field("name"), field("size", "integer", min=0), field("due", "date"), field("next", "relation", form="note"),
               field("who", "user"), field("papers", "file"), field("no", "sequence"), field("fixed", readonly=True)],
}  # fmt: skip


def zipped(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return target.getvalue()


def shop(rows: bytes, form: str = "note") -> bytes:
    """A package of one form with these lines of data."""
    files = [("app.json", APP), ("forms/note.json", json.dumps(NOTE).encode()), ("roles/owner.json", json.dumps(ROLE).encode())]
    return zipped(*files, (f"data/{form}.jsonl", rows))


def send(mall: Mall, blob: bytes, who: str = "owner", **more: str) -> Any:
    form = {"file": (io.BytesIO(blob), "x.zip"), **more}
    return mall.call(who, "POST", IMPORT, data=form, content_type="multipart/form-data")


def circular() -> Any:
    """The tiny app, its forms pointing at each other in circles."""
    documents = tiny_app()
    documents["form", "tier"]["fields"].append(field("patron", "relation", form="member"))
    documents["form", "member"]["fields"].append(field("referrer", "relation", form="member"))
    return documents


def filled(mall: Mall) -> dict[str, str]:
    """Two tiers, three members, four purchases; a circle between tier and member, and a member who brought himself."""
    mall.house.publish(circular())
    gold, silver = mall.make("tier", name="金卡", rate="1.50"), mall.make("tier", name="银卡", rate=None)
    lin = mall.make("member", name="林若溪", mobile="13800001234", tier=gold, vip=True, owner=mall.people["agent"].id, interests=["beauty"])
    zhou = mall.make("member", name="周启明", tier=silver, referrer=lin, birthday="1990-02-28")
    he = mall.make("member", name="何静怡")
    for record, values in ((gold, {"patron": lin}),):
        assert mall.call("owner", "PATCH", f"tier/records/{record}", json={"values": values}).status_code == 200
    assert mall.call("owner", "PATCH", f"member/records/{he}", json={"values": {"referrer": he}}).status_code == 200
    for member, amount in ((lin, "328.00"), (lin, "72.50"), (zhou, "10.00")):
        lines = [{"product": "菌菇锅", "qty": 2, "price": "3.25"}, {"product": "茶", "qty": 1}]
        mall.make("purchase", member=member, paid_at=PAID, amount=amount, lines=lines)
    mall.written()
    return {"gold": gold, "silver": silver, "lin": lin, "zhou": zhou, "he": he}


def listed(mall: Mall, app: str, form: str) -> dict[str, Any]:
    """The records of a form by title, relations as titles."""
    found = mall.call("owner", "GET", f"/api/v1/apps/{app}/forms/{form}/records?refs=1&limit=200")
    assert found.status_code == 200, found.text
    return {one["title"]: told(one, found.json["refs"]) for one in found.json["records"]}


def told(record: Any, refs: Any) -> Any:
    titles = {key: one["title"] for form in refs.values() for key, one in form.items()}
    values = dict(record["values"])
    for key, value in values.items():
        if isinstance(value, str):
            values[key] = titles.get(value, value)
        elif key == "lines":
            values[key] = [{name: cell for name, cell in line.items() if name != "id"} for line in value]
    return values


def whole(mall: Mall, app: str) -> dict[str, Any]:
    return {form: listed(mall, app, form) for form in ("tier", "member", "purchase")}


def publish(mall: Mall, app: str) -> Any:
    done = mall.call("owner", "POST", f"/api/v1/builder/apps/{app}/draft:publish", json={"note": ""})
    assert done.status_code == 200, done.text
    return done.json


def copied(mall: Mall) -> str:
    """The tiny mall under another name, with rows, published."""
    package = mall.call("owner", "GET", "/api/v1/builder/apps/tiny:export?samples=1")
    made = send(mall, package.data, label="二店")
    assert made.status_code == 201, made.text
    app = str(made.json["app"])
    assert publish(mall, app)["samples"] == {"created": 8, "skipped": 0, "refused": []}
    return app


def test_an_app_and_its_rows_go_out_and_come_in_under_another_name(mall: Mall) -> None:
    filled(mall)
    before = whole(mall, "tiny")
    package = mall.call("owner", "GET", "/api/v1/builder/apps/tiny:export?samples=1").data
    ids = {row["id"] for form in templates.unpack(package).data.values() for row in form}
    assert ids == {"tier_1", "tier_2", "member_1", "member_2", "member_3", "purchase_1", "purchase_2", "purchase_3"}
    assert send(mall, package, label="二店", dry_run="1").json["records"] == 8
    assert mall.written() == []

    app = str(send(mall, package, label="二店").json["app"])
    path = f"/api/v1/apps/{app}/samples"
    assert mall.call("owner", "GET", path).json == {"count": 0, "waiting": 8}
    assert publish(mall, app)["samples"]["created"] == 8
    assert mall.call("owner", "GET", path).json == {"count": 8, "waiting": 0}

    after = whole(mall, app)
    for member in (before["member"], after["member"]):
        assert member["林若溪"].pop("owner") == ("赵雨桐" if member is before["member"] else "王芳")
    for form in before:
        for title in before[form]:
            assert after[form][title] == before[form][title]
    assert after == before
    assert (after["member"]["林若溪"]["spent"], after["member"]["林若溪"]["orders"], after["member"]["林若溪"]["average"]) == (
        "400.50",
        2,
        "200.25",
    )
    assert (after["tier"]["金卡"]["patron"], after["member"]["何静怡"]["referrer"]) == ("林若溪", "何静怡")
    assert after["tier"]["银卡"]["rate"] is None
    assert publish_again(mall, app) == 8


def publish_again(mall: Mall, app: str) -> int:
    """A second publication loads nothing twice."""
    assert mall.call("owner", "PATCH", f"/api/v1/builder/apps/{app}/draft/app/{app}", json={"label": "三店"}).status_code == 200
    assert "samples" not in publish(mall, app)
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/samples:load", json={}).json["created"] == 0
    return int(mall.call("owner", "GET", f"/api/v1/apps/{app}/samples").json["count"])


def test_rows_wait_through_a_restart(mall: Mall, tmp_path: Path) -> None:
    filled(mall)
    package = mall.call("owner", "GET", "/api/v1/builder/apps/tiny:export?samples=1").data
    app = str(send(mall, package, label="二店").json["app"])
    settings = mall.house.runtime.settings
    again = open_installation(settings.database_url, tmp_path, mall.house.runtime.clock)
    try:
        client = Installation(again.runtime).client(mall.people["owner"])
        assert client.get(f"/api/v1/apps/{app}/samples").json == {"count": 0, "waiting": 8}
        assert client.post(f"/api/v1/builder/apps/{app}/draft:publish", json={"note": ""}).json["samples"]["created"] == 8
    finally:
        again.runtime.store.close()


def test_samples_go_with_one_click_and_nothing_else(mall: Mall) -> None:
    filled(mall)
    app = copied(mall)
    before = whole(mall, "tiny")
    own = mall.call("owner", "POST", f"/api/v1/apps/{app}/forms/tier/records", json={"values": {"name": "铜卡"}}).json["id"]
    mall.written()
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/samples:remove", json={}).json == {"removed": 8, "kept": 0}
    assert sorted(set(mall.written())) == [("member", "delete"), ("purchase", "delete"), ("tier", "delete")]
    assert whole(mall, app) | {"tier": None} == {"tier": None, "member": {}, "purchase": {}}
    assert list(listed(mall, app, "tier")) == ["铜卡"]
    assert mall.call("owner", "GET", f"/api/v1/apps/{app}/samples").json == {"count": 0, "waiting": 0}
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/samples:remove", json={}).json == {"removed": 0, "kept": 0}
    assert whole(mall, "tiny") == before
    assert own


def test_what_a_real_record_needs_stays(mall: Mall) -> None:
    filled(mall)
    app = copied(mall)
    members = mall.call("owner", "GET", f"/api/v1/apps/{app}/forms/member/records?filter=name == '周启明'").json["records"]
    values = {"member": members[0]["id"], "paid_at": PAID, "amount": "5.00"}
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/forms/purchase/records", json={"values": values}).status_code == 201
    # Zhou was brought by Lin, who is gold, whose patron is Lin: these four stay; three purchases and He go.
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/samples:remove", json={}).json == {"removed": 4, "kept": 4}
    member = listed(mall, app, "member")
    assert (set(member), member["周启明"]["spent"], member["林若溪"]["spent"]) == ({"周启明", "林若溪"}, "5.00", "0.00")
    assert mall.call("owner", "GET", f"/api/v1/apps/{app}/samples").json == {"count": 4, "waiting": 0}


def test_rows_of_a_draft_that_changed_meanwhile(mall: Mall) -> None:
    lines = [{"id": "a", "name": "一", "size": 3, "next": "b"}, {"id": "b", "name": "二", "size": 9}, {"name": "三", "next": "a"}]
    app = str(send(mall, shop(b"\n".join(json.dumps(line).encode() for line in lines))).json["app"])
    fields = [one for one in NOTE["fields"] if one["key"] != "due"]  # type: ignore[attr-defined]
    fields[1] = field("size", "integer", check="size < 5", message="太大了")
    assert mall.call("owner", "PATCH", f"/api/v1/builder/apps/{app}/draft/form/note", json={"fields": fields}).status_code == 200
    done = publish(mall, app)["samples"]
    assert (done["created"], done["skipped"]) == (2, 1)
    assert [(one["label"], one["row"], [fault["message"] for fault in one["errors"]]) for one in done["refused"]] == [
        ("便签", 2, ["太大了"])
    ]
    found = mall.call("owner", "GET", f"/api/v1/apps/{app}/forms/note/records?refs=1&sort=id").json
    assert [(one["title"], one["values"]["next"] is None) for one in found["records"]] == [("一", True), ("三", False)]
    assert mall.call("owner", "GET", f"/api/v1/apps/{app}/samples").json == {"count": 2, "waiting": 0}


def test_an_export_holds_300_rows_and_everything_they_point_at(mall: Mall) -> None:
    tier = mall.make("tier", name="金卡")
    members = [{"name": f"会员{n}", "tier": tier} for n in range(250)]
    made = mall.call("owner", "POST", "member/records:batch", json={"create": members}).json["results"]
    purchases = [{"member": one["id"], "paid_at": PAID, "amount": "1.00"} for one in made for _ in range(2)]
    assert mall.call("owner", "POST", "purchase/records:batch", json={"create": purchases}).status_code == 200
    rows = templates.unpack(mall.call("owner", "GET", "/api/v1/builder/apps/tiny:export?samples=1").data).data
    assert 290 <= sum(map(len, rows.values())) <= 300
    names = {row["id"] for form in rows.values() for row in form}
    assert {row["member"] for row in rows["purchase"]} | {row["tier"] for row in rows["member"]} <= names
    assert len(rows["purchase"]) > 50
    assert not any(one["id"] in json.dumps(rows) for one in made)


def test_rows_leave_only_as_far_as_the_caller_may_export_them(mall: Mall) -> None:
    filled(mall)
    documents = circular()
    documents["role", "editor"] = {
        "key": "editor", "label": "设计", "apps": ["design"],
        "grants": [{"form": "member", "actions": ["read", "export"], "rows": "vip == true",
                    "fields": {"mobile": "masked", "spent": "hidden"}},
                   {"form": "purchase", "actions": ["read"]}],
    }  # fmt: skip
    mall.house.publish(documents)
    mall.people["editor"] = mall.house.user("editor", [("tiny", "editor")])
    rows = templates.unpack(mall.call("editor", "GET", "/api/v1/builder/apps/tiny:export?samples=1").data).data
    assert list(rows) == ["member"]
    assert rows["member"] == [{"id": "member_1", "name": "林若溪", "interests": ["beauty"], "owner": "@me", "vip": True}]
    boss = templates.unpack(mall.call("boss", "GET", "/api/v1/builder/apps/tiny:export?samples=1").data)
    assert boss.data == {}
    for who in ("agent", "stranger"):
        assert mall.call(who, "GET", "/api/v1/apps/tiny/samples").status_code == 404
        assert mall.call(who, "POST", "/api/v1/apps/tiny/samples:remove", json={}).status_code == 404


GOOD = b'{"id":"a","name":"x"}\n'
ROWS: list[tuple[str, bytes, int, str, str]] = [
    ("half a line", GOOD + b'{"name":', 400, "template_unreadable", "data/note.jsonl:2"),
    ("NaN", b'{"size":NaN}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("a huge integer", b'{"size":' + b"9" * 5000 + b"}", 400, "template_unreadable", "data/note.jsonl:1"),
    ("a huge exponent", b'{"size":1e1000000}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("2^63", b'{"size":9223372036854775808}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("deep", GOOD + b'{"name":' + b"[" * 200 + b"]" * 200 + b"}", 400, "template_unreadable", "data/note.jsonl:2"),
    ("very deep", b'{"name":' + b"[" * 9_000, 400, "template_unreadable", "data/note.jsonl:1"),
    ("a name twice", b'{"name":"a","name":"b"}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("NUL", b'{"name":"a\\u0000"}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("half a character", b'{"name":"\\ud800"}', 400, "template_unreadable", "data/note.jsonl:1"),
    ("a list", b"[1]", 400, "template_unreadable", "data/note.jsonl:1"),
    ("an unknown field", b'{"nope":1}', 400, "template_broken", "/data/note.jsonl:1/nope"),
    ("a system column", b'{"created_by":"x"}', 400, "template_broken", "/data/note.jsonl:1/created_by"),
    ("__proto__", b'{"__proto__":{}}', 400, "template_broken", "/data/note.jsonl:1/__proto__"),
    ("a wrong type", GOOD + b'{"size":"many"}', 400, "template_broken", "/data/note.jsonl:2/size"),
    ("out of range", b'{"size":-1}', 400, "template_broken", "/data/note.jsonl:1/size"),
    ("no such day", b'{"due":"2026-02-30"}', 400, "template_broken", "/data/note.jsonl:1/due"),
    ("long text", b'{"name":"' + b"x" * 9_000 + b'"}', 400, "template_broken", "/data/note.jsonl:1/name"),
    ("points at nothing", GOOD + b'{"next":"b"}', 400, "template_broken", "/data/note.jsonl:2/next"),
    ("points at a record here", b'{"next":"06Y12YA6G0008"}', 400, "template_broken", "/data/note.jsonl:1/next"),
    ("a person of here", b'{"who":"06Y12YA6G0008"}', 400, "template_broken", "/data/note.jsonl:1/who"),
    ("a file of here", b'{"papers":[{"id":"06Y12YA6G0008"}]}', 400, "template_broken", "/data/note.jsonl:1/papers"),
    ("a running number", b'{"no":"0001"}', 400, "template_broken", "/data/note.jsonl:1/no"),
    ("a fixed field", b'{"fixed":"x"}', 400, "template_broken", "/data/note.jsonl:1/fixed"),
    ("an id twice", GOOD + GOOD, 400, "template_broken", "/data/note.jsonl:2/id"),
    ("an id that is none", b'{"id":7}', 400, "template_broken", "/data/note.jsonl:1/id"),
    ("too many rows", b'{"name":"x"}\n' * 301, 413, "template_too_many_rows", ""),
]


@pytest.mark.parametrize(("why", "rows", "status", "code", "place"), ROWS, ids=[case[0] for case in ROWS])
@ONLY_SQLITE
def test_wrong_rows_are_named_by_file_and_line(mall: Mall, why: str, rows: bytes, status: int, code: str, place: str) -> None:
    refused(mall, shop(rows), (status, code, place))


SHELL = json.dumps(NOTE | {"fields": [field("a", "shell")]}).encode()
OTHER = json.dumps(NOTE).encode()
TWICE = zipped(("app.json", APP), ("forms/note.json", b"{}"), ("forms/Note.json", b"{}"))
ZIPS: list[tuple[str, bytes, int, str, str]] = [
    ("no zip", b"PK\x03\x04" + b"\0" * 100, 400, "template_not_a_zip", ""),
    ("nothing", b"", 400, "template_not_a_zip", ""),
    ("no app", zipped(("forms/note.json", b"{}")), 400, "template_without_app", ""),
    ("a path upwards", zipped(("app.json", APP), ("../../etc/passwd", b"x")), 400, "template_file_unknown", "../../etc/passwd"),
    ("an absolute path", zipped(("app.json", APP), ("/data/note.jsonl", b"{}")), 400, "template_file_unknown", "/data/note.jsonl"),
    ("a path of Windows", zipped(("app.json", APP), ("data\\note.jsonl", b"{}")), 400, "template_file_unknown", "note.jsonl"),
    ("a program", zipped(("app.json", APP), ("hooks/run.py", b"x")), 400, "template_file_unknown", "hooks/run.py"),
    ("twice by case", TWICE, 400, "template_file_unknown", "forms/Note.json"),
    ("a bomb", zipped(("app.json", APP), ("data/note.jsonl", b" " * 9_000_000)), 413, "template_file_too_large", "data/note.jsonl"),
    ("too many files", zipped(("app.json", APP), *((f"forms/f{n}.json", b"{}") for n in range(3001))), 413, "template_too_many_files", ""),
    ("broken JSON", zipped(("app.json", APP), ("forms/note.json", b"{")), 400, "template_unreadable", "forms/note.json"),
    ("deep JSON", zipped(("app.json", APP), ("forms/note.json", b'{"a":' * 9_999)), 400, "template_unreadable", "forms/note.json"),
    ("an unknown kind of field", zipped(("app.json", APP), ("forms/note.json", SHELL)), 400, "template_broken", "/form/note/fields"),
    ("rows without a form", shop(GOOD, "other"), 400, "template_broken", "/data/other"),
    ("another key inside", zipped(("app.json", APP), ("forms/other.json", OTHER)), 400, "template_broken", "/form/other"),
    ("no label", zipped(("app.json", b'{"format":1,"key":"shop"}')), 400, "template_broken", "/app"),
    ("a key of the machine", zipped(("app.json", b'{"format":1,"key":"__init__","label":"x"}')), 400, "template_broken", "/app"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "blob", "status", "code", "place"), ZIPS, ids=[case[0] for case in ZIPS])
@ONLY_SQLITE
def test_a_hostile_zip_is_refused_by_name(mall: Mall, why: str, blob: bytes, status: int, code: str, place: str) -> None:
    refused(mall, blob, (status, code, place))


def refused(mall: Mall, blob: bytes, wanted: tuple[int, str, str]) -> None:
    status, code, place = wanted
    before = [mall.count(table) for table in (apps, draft_item, sample)]
    answer = send(mall, blob, label="小店")
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text[:500]
    assert answer.mimetype == "application/problem+json"
    assert not place or any(place in fault["pointer"] for fault in answer.json["errors"]) or place in json.dumps(answer.json["params"]), (
        answer.text[:500]
    )
    assert all(fault["message"] and fault["code"] not in fault["message"] for fault in answer.json["errors"])
    assert [mall.count(table) for table in (apps, draft_item, sample)] == before
    assert mall.written() == []
    look = send(mall, blob, label="小店", dry_run="1")
    assert look.status_code == status or any(place.lstrip("/") in one["path"] for one in look.json["problems"]), look.text[:500]


@ONLY_SQLITE
def test_what_waits_may_be_thrown_away_before_it_is_anything(mall: Mall) -> None:
    app = str(send(mall, shop(GOOD)).json["app"])
    package = mall.call("owner", "GET", f"/api/v1/builder/apps/{app}:export?samples=1").data
    assert templates.unpack(package).data == {"note": [{"id": "a", "name": "x"}]}
    assert mall.call("owner", "POST", f"/api/v1/apps/{app}/samples:remove", json={}).json == {"removed": 0, "kept": 0}
    assert mall.call("owner", "GET", f"/api/v1/apps/{app}/samples").json == {"count": 0, "waiting": 0}
    assert "samples" not in publish(mall, app)


@ONLY_SQLITE
def test_the_system_loads_rows_too(mall: Mall) -> None:
    app = str(send(mall, shop(GOOD + b'{"name":"y","who":"@me"}')).json["app"])
    publish(mall, app)
    assert samples.load(mall.house.system(app)).created == 0
    records = mall.call("owner", "GET", f"/api/v1/apps/{app}/forms/note/records?sort=id").json["records"]
    assert [(one["values"]["who"], one["created_by"]["title"]) for one in records] == [(None, "王芳"), (mall.people["owner"].id, "王芳")]
