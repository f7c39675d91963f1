"""Spreadsheets over HTTP: look, import, take back, export; what one may not see does not leave."""

import io
import json
from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
SHEET = "姓名,手机号,贵宾\n林若溪,13800001111,否\n,13800002222,否\n周启明,13800003333,否\n何静怡,12,否\n"


def send(mall: Mall, who: str = "owner", text: str = SHEET, **more: str) -> Any:
    form = {"file": (io.BytesIO(text.encode("utf-8-sig")), "会员.csv"), **more}
    return mall.call(who, "POST", "member/records:import", data=form, content_type="multipart/form-data")


def test_look_then_import_then_take_back(mall: Mall) -> None:
    look = send(mall, dry_run="1").json
    assert (look["rows"], look["good"], look["bad"]) == (4, 2, 2)
    assert [column["field"] for column in look["columns"]] == ["name", "mobile", "vip"]
    assert {(fault["row"], fault["field"]) for fault in look["faults"]} == {(3, "name"), (5, "mobile")}
    assert mall.written() == []

    done = send(mall).json
    assert (done["created"], done["skipped"]) == (2, 2)
    assert mall.written() == [("member", "create"), ("member", "create")]
    rejected = mall.call("owner", "GET", f"/api/v1/imports/{done['import']}/rejected")
    assert (rejected.status_code, rejected.data[:2]) == (200, b"PK")
    for who in ("agent", "stranger", "boss"):
        assert mall.call(who, "POST", f"/api/v1/imports/{done['import']}:undo", json={}).status_code == 404
    assert mall.call("owner", "POST", f"/api/v1/imports/{done['import']}:undo", json={}).json == {"removed": 2}
    assert mall.written() == [("member", "delete"), ("member", "delete")]
    assert mall.call("owner", "POST", f"/api/v1/imports/{done['import']}:undo", json={}).status_code == 409


def test_columns_can_be_matched_by_hand(mall: Mall) -> None:
    mapping = json.dumps({"0": "name", "1": None, "2": None})
    assert send(mall, mapping=mapping).json["created"] == 3
    for wrong in ('{"0": "nope"}', "[]", "x", '{"a": "name"}', '{"0": 1}', '{"0": "name", "0": "mobile"}'):
        assert send(mall, mapping=wrong).status_code == 400, wrong


def test_who_may_not_import_does_not(mall: Mall) -> None:
    assert {who: send(mall, who).status_code for who in ("agent", "boss", "stranger")} == {"agent": 403, "boss": 403, "stranger": 404}
    assert mall.written() == []


def test_what_is_no_sheet_is_refused(mall: Mall) -> None:
    for content, name in ((b"\x00\x01\x02", "a.xlsx"), (b"PK\x03\x04", "a.xlsx"), (b"", "a.csv")):
        form = {"file": (io.BytesIO(content), name), "dry_run": "1"}
        answer = mall.call("owner", "POST", "member/records:import", data=form, content_type="multipart/form-data")
        assert answer.status_code == 400, (name, answer.text)


def test_an_export_is_the_list_without_pages(mall: Mall) -> None:
    for name, mobile in (("林若溪", "13800001111"), ("=1+2", "13800002222")):
        mall.make("member", name=name, mobile=mobile)
    text = mall.call("owner", "GET", "member/records:export?format=csv&sort=name&fields=name,mobile").data.decode("utf-8-sig")
    assert "林若溪" in text
    assert "\n=1+2" not in text.replace("\r", "")
    lines = mall.call("owner", "GET", "member/records:export?format=jsonl&filter=name == '林若溪'").data.decode().splitlines()
    assert len(lines) == 1
    sheet = mall.call("owner", "GET", "member/records:export")
    assert (sheet.data[:2], "attachment" in sheet.headers["Content-Disposition"]) == (b"PK", True)
    assert mall.call("agent", "GET", "member/records:export?format=csv").status_code == 403
    assert mall.call("owner", "GET", "member/records:export?format=pdf").status_code == 400
