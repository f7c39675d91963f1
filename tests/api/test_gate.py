"""The gate: everything is closed, exemptions are known by name, writes of a browser carry its word, answers carry their headers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from runtime.app import create_app
from runtime.web.gate import FIRST, MARK
from tests.api.conftest import FORMS, ONLY_SQLITE, Mall
from tests.builders import tiny_app
from tests.conftest import Clock
from tests.installation import Installation, open_installation

pytestmark = ONLY_SQLITE
ID = "06Y12YA6G0008"
OPEN = {
    "sessions.enter", "sessions.cards", "sessions.enter_by_card", "health.healthz", "pages.root", "pages.assets", "pages.favicon",
}  # fmt: skip
PARTS = {"app": "tiny", "form": "member", "field": "mobile", "child": "purchase", "role": "owner", "kind": "form", "key": "member",
         "number": "1", "name": "x.js", "rest": "x", "rule": "welcome", "button": "void", "workflow": "refund",
         "report": "sales", "dashboard": "board", "segment": "regulars"}  # fmt: skip


def served(mall: Mall) -> Flask:
    return create_app(mall.house.runtime.settings, mall.house.runtime)


def routes(flask: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, a path it answers) of every route."""
    found = []
    for rule in flask.url_map.iter_rules():
        path = re.sub(r"<any\((\w+).*?>", r"\1", rule.rule)
        path = re.sub(r"<[^>]*?(\w+)>", lambda part: PARTS.get(part.group(1), ID), path)
        found += [(rule.endpoint, method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def test_exemptions_are_known_by_name(mall: Mall) -> None:
    flask = served(mall)
    marked = {name for name, view in flask.view_functions.items() if getattr(view, MARK, False)}
    assert {name for name in marked if not name.startswith("pages.shell_")} == OPEN


def test_what_is_open_before_the_password_is_changed_is_known_by_name(mall: Mall) -> None:
    views = served(mall).view_functions
    assert {name for name, view in views.items() if getattr(view, FIRST, False)} == {"sessions.who", "sessions.leave", "people.change_my_password"}


def test_every_other_route_refuses_somebody_unknown(mall: Mall) -> None:
    flask = served(mall)
    client = flask.test_client()
    closed = [(method, path) for endpoint, method, path in routes(flask) if not getattr(flask.view_functions[endpoint], MARK, False)]
    assert len(closed) > 60
    answers = {(method, path): client.open(path, method=method, json={}) for method, path in closed}
    assert {key: answer.status_code for key, answer in answers.items() if answer.status_code != 401} == {}
    assert all(answer.json["code"] == "not_signed_in" and answer.mimetype == "application/problem+json" for answer in answers.values())
    assert mall.written() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer "}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic Ym9zczpib3Nz"},
        {"Cookie": "dougong_session=made-up"}, {"Cookie": "dougong_session="}, {"X-User": "boss"},
    ],
)  # fmt: skip
def test_a_made_up_proof_proves_nothing(mall: Mall, headers: dict[str, str]) -> None:
    assert mall.call(None, "GET", "/api/v1/session", headers=headers).status_code == 401


def test_a_write_of_a_browser_carries_its_word(mall: Mall) -> None:
    browser = mall.browser("owner")
    body = {"values": {"name": "金卡"}}
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "x" * 32}, {"X-CSRF-Token": "é"}):
        refused = browser.client.post(f"{FORMS}/tier/records", json=body, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (403, "csrf")
    assert mall.written() == []
    assert browser.call("POST", f"{FORMS}/tier/records", json=body).status_code == 201
    assert mall.written() == [("tier", "create")]


def test_the_word_of_one_session_is_not_that_of_another(mall: Mall) -> None:
    one, other = mall.browser("owner"), mall.browser("owner")
    refused = one.client.post(f"{FORMS}/tier/records", json={"values": {"name": "金卡"}}, headers={"X-CSRF-Token": other.csrf})
    assert refused.json["code"] == "csrf"


def test_another_site_may_not_write(mall: Mall) -> None:
    browser = mall.browser("owner")
    for site in ("cross-site", "same-site"):
        assert browser.call("DELETE", "/api/v1/session", headers={"Sec-Fetch-Site": site}).json["code"] == "csrf"
    refused = mall.call(None, "POST", "/api/v1/session", json={"login": "a", "password": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.json["code"] == "csrf"


def test_a_program_needs_no_word(mall: Mall) -> None:
    assert mall.call("owner", "POST", "tier/records", json={"values": {"name": "银卡"}}).status_code == 201


def test_answers_of_the_api_are_never_pages_and_never_kept(mall: Mall) -> None:
    headers = mall.call("owner", "GET", "/api/v1/session").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"], headers["X-Frame-Options"]) == ("nosniff", "no-store", "DENY")
    assert "Strict-Transport-Security" not in headers


def test_the_shell_admits_no_inline_script(mall: Mall) -> None:
    policy = mall.call(None, "GET", "/app").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_does_not_exist_says_nothing_more(mall: Mall) -> None:
    assert mall.call("owner", "GET", "/api/v1/nowhere").json["code"] == "no_such_page"
    assert mall.call("owner", "DELETE", "/api/v1/apps").status_code == 405
    for path in ("/api/v1/apps/nothere", "/api/v1/apps/tiny/forms/nothere/records", f"{FORMS}/tier/records/{ID}"):
        assert mall.call("owner", "GET", path).status_code == 404


def test_a_host_that_is_not_ours_is_refused(installation_with_hosts: Mall) -> None:
    mall = installation_with_hosts
    assert mall.call(None, "GET", "/app", headers={"Host": "crm.example.com"}).status_code in (200, 503)
    refused = mall.call(None, "GET", "/app", headers={"Host": "evil.example.net"})
    assert refused.status_code == 400


@pytest.fixture
def installation_with_hosts(database: str, tmp_path: Path, clock: Clock) -> Iterator[Mall]:
    house = open_installation(database, tmp_path, clock, trusted_hosts=("crm.example.com",))
    yield Mall(house, {})
    house.runtime.store.close()


def test_a_refusal_names_whom_to_ask(installation: Installation) -> None:
    installation.publish(tiny_app())
    installation.user("boss", admin=True, name="李敏")
    clerk = installation.client(installation.user("clerk", [("tiny", "agent")]))
    answer = clerk.post("/api/v1/apps/tiny/forms/tier/records", json={"values": {"name": "金卡"}})
    assert answer.status_code == 403
    assert "李敏" in answer.get_json()["detail"]
