"""Bodies nobody should send: always a refusal that names the place, never a 500, never a row."""

import json

import pytest
from sqlalchemy import text

from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
DEEP = "[" * 40 + "]" * 40
VERY_DEEP = '{"values":' + "[" * 200_000 + "]" * 200_000 + "}"
BODIES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "json_syntax"),
    ("half", b'{"values": {', "json_syntax"),
    ("two", b'{"values": {}} {}', "json_syntax"),
    ("not UTF-8", b'{"values": {"name": "\xff"}}', "json_text"),
    ("UTF-16", '{"values": {}}'.encode("utf-16"), "json_text"),
    ("NaN", b'{"values": {"rate": NaN}}', "json_refused"),
    ("Infinity", b'{"values": {"rate": -Infinity}}', "json_refused"),
    ("a name twice", b'{"values": {"name": "a", "name": "b"}}', "json_refused"),
    ("values twice", b'{"values": {"name": "a"}, "values": {}}', "json_refused"),
    ("half a character", b'{"values": {"name": "\\ud800"}}', "json_refused"),
    ("NUL", b'{"values": {"name": "a\\u0000b"}}', "json_refused"),
    ("NUL in a name", b'{"values": {"na\\u0000me": "a"}}', "json_refused"),
    ("2^53", b'{"values": {"rate": 9007199254740992}}', "json_refused"),
    ("a huge integer", b'{"values": {"rate": ' + b"9" * 5000 + b"}}", "json_number"),
    ("a huge exponent", b'{"values": {"rate": 1e1000000}}', "json_refused"),
    ("deep", f'{{"values": {{"name": {DEEP}}}}}'.encode(), "json_refused"),
    ("very deep", VERY_DEEP.encode(), "json_depth"),
    ("a list", b"[]", "invalid"),
    ("a text", b'"x"', "invalid"),
    ("null", b"null", "invalid"),
    ("more names", b'{"values": {"name": "a"}, "id": "06Y12YA6G0008"}', "invalid"),
    ("values as list", b'{"values": []}', "invalid"),
    ("values as null", b'{"values": null}', "invalid"),
    ("no values", b"{}", "invalid"),
    ("__proto__", b'{"values": {"name": "a", "__proto__": {"admin": true}}}', "invalid"),
    ("a system column", b'{"values": {"name": "a", "deleted_at": null}}', "invalid"),
]


@pytest.mark.parametrize(("why", "body", "code"), BODIES, ids=[case[0] for case in BODIES])
def test_a_hostile_body_is_refused_by_name(mall: Mall, why: str, body: bytes, code: str) -> None:
    answer = mall.call("owner", "POST", "tier/records", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, code), answer.text
    named = answer.json["errors"] or answer.json["params"]
    assert named or code in ("json_number", "json_depth")
    assert mall.written() == []


VALUES = [
    ("name", 5), ("name", True), ("name", ["a"]), ("name", {"a": 1}), ("name", "x" * 1_000_000), ("name", "\ufffe\u202e" * 200),
    ("rate", True), ("rate", "1,5"), ("rate", "１.5"), ("rate", " 1 "), ("rate", "1e400"), ("rate", "0x10"), ("rate", []), ("rate", 10**15),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), VALUES, ids=[f"{key} {str(value)[:12]!r}" for key, value in VALUES])
def test_a_value_of_the_wrong_kind_is_a_fault_of_its_field(mall: Mall, key: str, value: object) -> None:
    values = {"name": "金卡", key: value}
    answer = mall.call("owner", "POST", "tier/records", json={"values": values})
    assert answer.status_code == 400, answer.text[:300]
    assert {fault["pointer"] for fault in answer.json["errors"]} == {f"/values/{key}"}
    assert mall.written() == []


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonp"])
def test_only_json_is_json(mall: Mall, media: str) -> None:
    answer = mall.call("owner", "POST", "tier/records", data=b'{"values": {"name": "a"}}', content_type=media)
    assert (answer.status_code, answer.json["code"]) == (415, "media_type")


def test_what_is_too_large_is_not_read(mall: Mall) -> None:
    body = json.dumps({"values": {"name": "x" * (11 * 1024 * 1024)}}).encode()
    answer = mall.call("owner", "POST", "tier/records", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "request_too_large")


PATHS = [
    "/api/v1/apps/tiny/forms/tier/records/../../member/records", "/api/v1/apps/TINY", "/api/v1/apps/tiny__x",
    "/api/v1/apps/tiny/forms/f1/records",
    "/api/v1/apps/tiny/forms/tier%00/records", "/api/v1/apps/tiny/forms/tier/records/1",
    "/api/v1/apps/tiny/forms/tier/records/ZZZZZZZZZZZZZ",
    "/api/v1/apps/tiny/forms/tier/records/06y12ya6g0008", "/api/v1/apps/" + "a" * 5000, "/api/v1/files/../../etc/passwd",
    "/api/v1/builder/schemas/..%2f..%2fapp", "/api/v1/apps/tiny/forms/@user/records",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_none_is_not_found(mall: Mall, path: str) -> None:
    assert mall.call("owner", "GET", path).status_code == 404


def test_a_bug_is_a_plain_500_with_its_trace(mall: Mall, capsys: pytest.CaptureFixture[str]) -> None:
    mall.house.runtime.store.write(mall.house.system(), lambda uow: uow.connection.execute(text("DROP TABLE saved_view")))
    answer = mall.call("owner", "GET", "tier/views")
    assert (answer.status_code, answer.json["code"]) == (500, "unexpected")
    assert answer.json["trace"] in answer.json["detail"]
    assert "Traceback" not in answer.text
    assert answer.json["trace"] in capsys.readouterr().out
