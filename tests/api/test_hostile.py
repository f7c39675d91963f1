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


METHODS = [
    ("PUT", "tier/records"), ("PATCH", "tier/records"), ("DELETE", "tier/records"), ("TRACE", "tier/records"), ("PROPFIND", "tier/records"),
    ("POST", "tier/records/06Y12YA6G0008"), ("PUT", "tier/records/06Y12YA6G0008"), ("GET", "tier/records:batch"), ("GET", "tier:evaluate"),
    ("GET", "/api/v1/builder/apps/tiny/draft:publish"), ("POST", "/api/v1/builder/apps/tiny:export"), ("DELETE", "/api/v1/apps/tiny"),
    ("GET", "/api/v1/apps/tiny/samples:remove"), ("GET", "/api/v1/builder/apps/tiny/revisions/1:rollback"), ("X" * 200, "tier/records"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), METHODS, ids=[f"{method[:9]} {path}" for method, path in METHODS])
def test_a_wrong_method_changes_nothing(mall: Mall, method: str, path: str) -> None:
    answer = mall.call("owner", method, path, json={"values": {"name": "a"}}, headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code in (400, 404, 405), answer.text
    assert answer.mimetype == "application/problem+json"
    assert mall.written() == []


LONG = "x" * 60_000
HEADERS: list[tuple[str, dict[str, str], int]] = [
    ("an idempotency key too long", {"Idempotency-Key": "k" * 101}, 400),
    ("an idempotency key of nothing", {"Idempotency-Key": ""}, 400),
    ("an idempotency key with a tab", {"Idempotency-Key": "a\tb"}, 400),
    ("an idempotency key of other letters", {"Idempotency-Key": "\u00e9"}, 400),
    ("two proofs", {"Authorization": "Bearer x, Bearer y"}, 401),
    ("a huge proof", {"Authorization": f"Bearer {LONG}"}, 401),
    ("a proof of other letters", {"Authorization": "Bearer \u00e9\u00ff"}, 401),
    ("another site", {"Sec-Fetch-Site": "cross-site"}, 403),
]


@pytest.mark.parametrize(("why", "headers", "status"), HEADERS, ids=[case[0] for case in HEADERS])
def test_a_hostile_header_is_refused(mall: Mall, why: str, headers: dict[str, str], status: int) -> None:
    answer = mall.call("owner", "POST", "tier/records", json={"values": {"name": "a"}}, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert mall.written() == []


IGNORED = [
    {"X-Forwarded-For": "1.2.3.4, 5.6.7.8"}, {"X-Forwarded-Host": "evil.example.net"}, {"X-Original-URL": "/api/v1/users"}, {"X-User": "boss"},
    {"Accept-Language": LONG}, {"Accept-Language": "../../etc/passwd"}, {"Accept-Language": "en;q=1e999, *;q=nan"}, {"Accept": "text/html"},
    {"User-Agent": "\u00ff" * 3000}, {"Cookie": "dougong_session=\u00ff; " * 200}, {"Range": "bytes=0-1"}, {"If-None-Match": '"' + "x" * 9000},
    {"Content-Encoding": "gzip"}, {"Expect": "200-ok"}, {"Cookie": "__proto__=1; dougong_session=" + "A" * 5000}, {"Origin": "null"},
]  # fmt: skip


@pytest.mark.parametrize("headers", IGNORED, ids=[next(iter(case)) + str(number) for number, case in enumerate(IGNORED)])
def test_a_strange_header_changes_no_answer(mall: Mall, headers: dict[str, str]) -> None:
    plain = mall.call("owner", "GET", "tier/records")
    answer = mall.call("owner", "GET", "tier/records", headers=headers)
    assert (answer.status_code, answer.json) == (200, plain.json)
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("who", ["owner", None])
@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999"])
def test_a_length_that_lies_is_an_answer_all_the_same(mall: Mall, who: str | None, length: str) -> None:
    headers = {"Content-Length": length, "Content-Type": "application/json"}
    answer = mall.call(who, "POST", "tier/records", data=b'{"values": {}}', headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert mall.written() == []


PARTS = ["__proto__", "constructor", "__class__", "..", "%2e%2e", ".", "a/b", "a%2fb", "a%5cb", "a%00", "A", "é", "a b", "a;b", "a--b", "_a", "a_", "a__b",
         "1a", "-", "@user", "*", "null", "%", "%zz", "a" * 41, "a" * 3000, "'", "\"", "<x>", "{0}", "$where", "f1", "users", "change"]  # fmt: skip
PLACES = ["/api/v1/apps/{}", "/api/v1/apps/{}/forms/tier/records", "/api/v1/apps/tiny/forms/{}/records", "/api/v1/apps/tiny/forms/tier/records/{}",
          "/api/v1/builder/apps/{}/draft", "/api/v1/builder/schemas/{}", "/api/v1/files/{}", "/api/v1/imports/{}/rejected",
          "/api/v1/apps/{}/samples", "/api/v1/apps/tiny/forms/tier/views/{}"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_is_none_leads_nowhere(mall: Mall, place: str) -> None:
    found = {}
    for part in PARTS:
        answer = mall.call("boss", "GET", place.format(part))
        if answer.status_code not in (400, 403, 404, 405, 308):
            found[part] = answer.status_code
        if place.endswith("schemas/{}") and answer.status_code == 200:
            found[part] = answer.text[:50]
    assert found == {}
    assert mall.written() == []


def test_a_batch_of_nonsense_is_named_item_by_item(mall: Mall) -> None:
    for body, place in (
        ({"create": [5]}, "/create/0"),
        ({"create": {"0": {}}}, "/create"),
        ({"update": [{"id": "x", "values": {}}]}, "/update/0/id"),
        ({"update": [{"id": "06Y12YA6G0008", "values": {}, "version": "1"}]}, "/update/0/version"),
        ({"update": [{"id": "06Y12YA6G0008", "values": {}, "version": 1.5}]}, "/update/0/version"),
        ({"delete": ["../x"]}, "/delete/0"),
        ({"delete": [None]}, "/delete/0"),
        ({"create": [{"name": "a"}] * 1001}, "/create"),
        ({"atomic": "yes", "create": [{"name": "a"}]}, "/atomic"),
        ({"create": [{"name": "a"}], "drop": []}, "/drop"),
        ({"create": [{"name": "a"}], "update": [{"id": "06Y12YA6G0008", "values": {"name": "b"}}]}, "/update/0"),
    ):
        answer = mall.call("owner", "POST", "tier/records:batch", json=body)
        assert answer.status_code == 400, (body, answer.text)
        assert any(fault["pointer"].startswith(place) for fault in answer.json["errors"]), answer.text
    assert mall.written() == []


def test_a_bug_is_a_plain_500_with_its_trace(mall: Mall, capsys: pytest.CaptureFixture[str]) -> None:
    mall.house.runtime.store.write(mall.house.system(), lambda uow: uow.connection.execute(text("DROP TABLE saved_view")))
    answer = mall.call("owner", "GET", "tier/views")
    assert (answer.status_code, answer.json["code"]) == (500, "unexpected")
    assert answer.json["trace"] in answer.json["detail"]
    assert "Traceback" not in answer.text
    assert answer.json["trace"] in capsys.readouterr().out
