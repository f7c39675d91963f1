"""Signing in, staying in and being put out: lock-out, time-outs, revocation, cookie flags, demo cards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from runtime.identity import demo
from runtime.store import audit
from tests.api.conftest import FORMS, ONLY_SQLITE, Mall
from tests.conftest import Clock
from tests.installation import PASSWORD, open_installation

pytestmark = ONLY_SQLITE
SESSION = "/api/v1/session"


def enter(mall: Mall, login: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return mall.call(None, "POST", SESSION, json={"login": login, "password": password})


def test_who_one_is(mall: Mall) -> None:
    answer = enter(mall, " OWNER ")
    assert answer.json["user"] == {"id": mall.people["owner"].id, "name": "王芳", "login": "owner", "admin": False, "locale": "zh-CN"}
    assert [(app["key"], app["design"]) for app in answer.json["apps"]] == [("tiny", True)]
    assert answer.json["can"] == {"design": True, "people": True}
    assert enter(mall, "agent").json["can"] == {"design": False, "people": False}
    assert enter(mall, "stranger").json["apps"] == []


def test_a_password_that_was_handed_over_opens_nothing_but_its_own_replacement(mall: Mall) -> None:
    made = mall.call("boss", "POST", "/api/v1/users", json={"name": "林若溪", "login": "ruoxi", "roles": [{"app": "tiny", "role": "owner"}]}).json
    client, password = mall.house.client(), made["password"]
    me = client.post(SESSION, json={"login": "ruoxi", "password": password}).json
    assert (me["must_change"], me["apps"]) == (True, [])
    assert client.get(SESSION).json["must_change"] is True
    for method, path in (("GET", "/api/v1/apps"), ("GET", f"{FORMS}/member/records"), ("POST", f"{FORMS}/tier/records"), ("GET", "/api/v1/me")):
        answer = client.open(path, method=method, json={"values": {"name": "x"}} if method == "POST" else None, headers={"X-CSRF-Token": me["csrf"]})
        assert (answer.status_code, answer.json["code"]) == (403, "must_change_password"), path
    change = {"headers": {"X-CSRF-Token": me["csrf"]}}
    same = client.post("/api/v1/me/password", json={"old": password, "new": password}, **change)
    assert same.json["errors"][0]["code"] == "password_same"
    assert client.post("/api/v1/me/password", json={"old": password, "new": PASSWORD}, **change).status_code == 204
    again = client.post(SESSION, json={"login": "ruoxi", "password": PASSWORD}).json
    assert (again["must_change"], [app["key"] for app in again["apps"]]) == (False, ["tiny"])
    assert client.get("/api/v1/apps").status_code == 200


def test_the_cookie_is_for_the_server_alone(mall: Mall) -> None:
    cookie = enter(mall, "owner").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_behind_https_the_cookie_is_bound_to_the_host(database: str, tmp_path: Path, clock: Clock) -> None:
    house = open_installation(database, tmp_path, clock, secure_cookies=True)
    house.user("owner")
    answer = house.client().post(SESSION, json={"login": "owner", "password": PASSWORD})
    assert answer.headers["Set-Cookie"].startswith("__Host-dougong=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    house.runtime.store.close()


def test_a_wrong_password_and_a_wrong_account_look_alike(mall: Mall) -> None:
    wrong, nobody = enter(mall, "owner", "wrong"), enter(mall, "nobody", "wrong")
    assert (wrong.status_code, wrong.json["code"]) == (nobody.status_code, nobody.json["code"]) == (401, "sign_in_failed")
    assert wrong.json["detail"] == nobody.json["detail"]


def test_five_failures_lock_for_half_an_hour(mall: Mall, clock: Clock) -> None:
    for _ in range(5):
        assert enter(mall, "owner", "wrong").status_code == 401
    locked = enter(mall, "owner")
    assert (locked.status_code, locked.json["code"], locked.headers["Retry-After"]) == (429, "locked_out", "1800")
    assert "30" in locked.json["detail"]
    assert enter(mall, "agent").status_code == 201
    clock.advance(timedelta(minutes=29))
    assert enter(mall, "owner").status_code == 429
    clock.advance(timedelta(minutes=2))
    assert enter(mall, "owner").status_code == 201


def test_a_right_password_begins_the_count_anew(mall: Mall) -> None:
    for _ in range(2):
        for _ in range(4):
            enter(mall, "owner", "wrong")
        assert enter(mall, "owner").status_code == 201


def test_one_address_may_not_try_for_ever(mall: Mall) -> None:
    answers = [enter(mall, f"nobody{number}", "x").status_code for number in range(61)]
    assert (set(answers[:60]), answers[60]) == ({401}, 429)


def test_a_session_idles_out_and_ends_at_last(mall: Mall, clock: Clock) -> None:
    idle = mall.browser("owner")
    clock.advance(timedelta(minutes=31))
    assert idle.call("GET", SESSION).json["code"] == "signed_out"
    busy = mall.browser("owner")
    for _ in range(12 * 3 - 1):
        clock.advance(timedelta(minutes=20))
        assert busy.call("GET", SESSION).status_code == 200
    clock.advance(timedelta(minutes=21))
    assert busy.call("GET", SESSION).status_code == 401


def test_signing_out_ends_the_session_on_the_server(mall: Mall) -> None:
    browser = mall.browser("owner")
    cookie = browser.client.get_cookie("dougong_session")
    assert cookie is not None
    assert browser.call("DELETE", SESSION).status_code == 204
    stolen = mall.call(None, "GET", SESSION, headers={"Cookie": f"dougong_session={cookie.value}"})
    assert stolen.status_code == 401


@pytest.mark.parametrize("act", ["disable", "reset"])
def test_every_proof_dies_with_the_next_request(mall: Mall, act: str) -> None:
    browser, user = mall.browser("agent"), mall.people["agent"].id
    assert mall.call("boss", "POST", f"/api/v1/users/{user}:{act}", json={}).status_code == 200
    assert browser.call("GET", SESSION).status_code == 401
    assert mall.call("agent", "GET", SESSION).status_code == 401
    assert enter(mall, "agent").status_code == 401


def test_a_new_password_puts_out_every_session(mall: Mall) -> None:
    here, there = mall.browser("agent"), mall.browser("agent")
    new = "lotus-pond-42-frogs"
    assert here.call("POST", "/api/v1/me/password", json={"old": "wrong", "new": new}).json["code"] == "password_wrong"
    assert here.call("POST", "/api/v1/me/password", json={"old": PASSWORD, "new": "agent12345"}).json["code"] == "password_common"
    assert here.call("POST", "/api/v1/me/password", json={"old": PASSWORD, "new": new}).status_code == 204
    assert [browser.call("GET", SESSION).status_code for browser in (here, there)] == [401, 401]
    assert (enter(mall, "agent").status_code, enter(mall, "agent", new).status_code) == (401, 201)


def test_roles_taken_are_gone_with_the_next_request(mall: Mall) -> None:
    browser = mall.browser("agent")
    assert browser.call("GET", "/api/v1/apps/tiny").status_code == 200
    assert mall.call("owner", "PUT", "/api/v1/apps/tiny/roles/agent/users", json={"users": []}).status_code == 204
    assert browser.call("GET", "/api/v1/apps/tiny").status_code == 404


def test_one_sees_and_ends_own_sign_ins(mall: Mall) -> None:
    here, there = mall.browser("owner"), mall.browser("owner")
    listed = here.call("GET", "/api/v1/me/sessions").json["sessions"]
    assert sorted(one["current"] for one in listed) == [False, True]
    assert "hash" not in str(listed)
    other = next(one["id"] for one in listed if not one["current"])
    assert mall.browser("agent").call("DELETE", f"/api/v1/me/sessions/{other}").status_code == 404
    assert here.call("DELETE", f"/api/v1/me/sessions/{other}").status_code == 204
    assert [browser.call("GET", SESSION).status_code for browser in (here, there)] == [200, 401]


def test_sign_ins_are_remembered_in_a_chain(mall: Mall) -> None:
    enter(mall, "owner", "wrong")
    enter(mall, "owner")
    runtime = mall.house.runtime
    rows, broken = runtime.store.read(mall.house.system(), lambda uow: (audit.rows(uow, 2), list(audit.broken(uow))))
    assert [row["action"] for row in rows] == ["sign_in", "sign_in_failed"]
    assert broken == []
    assert PASSWORD not in str(rows)


@pytest.fixture
def demo_house(request: pytest.FixtureRequest, database: str, tmp_path: Path, clock: Clock) -> Iterator[Mall]:
    house = open_installation(database, tmp_path, clock, **request.param)
    person = house.user("agent_1", name="赵雨桐")
    house.user("boss")
    demo.write_accounts(house.runtime, [("agent_1", PASSWORD)])
    yield Mall(house, {"agent_1": person})
    house.runtime.store.close()


ON = {"demo": True, "host": "127.0.0.1"}


@pytest.mark.parametrize("demo_house", [ON], indirect=True)
def test_demo_cards_sign_in_with_one_click(demo_house: Mall) -> None:
    assert (demo_house.house.runtime.settings.data_dir / "demo_accounts.txt").stat().st_mode & 0o777 == 0o600
    cards = demo_house.call(None, "GET", f"{SESSION}/demo").json["cards"]
    assert [(card["login"], card["name"]) for card in cards] == [("agent_1", "赵雨桐")]
    assert PASSWORD not in str(cards)
    assert demo_house.call(None, "POST", f"{SESSION}/demo", json={"login": "agent_1"}).json["user"]["name"] == "赵雨桐"
    assert demo_house.call(None, "POST", f"{SESSION}/demo", json={"login": "boss"}).status_code == 404


FAR = {"REMOTE_ADDR": "192.168.1.20"}
OFF = [
    ({"demo": False, "host": "127.0.0.1"}, {}, {}),
    ({"demo": True, "host": "0.0.0.0"}, {}, {}),
    ({"demo": True, "host": "192.168.1.5"}, {}, {}),
    (ON, FAR, {}),
    (ON, {}, {"X-Forwarded-For": "10.0.0.9"}),
    (ON, {}, {"Forwarded": "for=10.0.0.9"}),
    (ON, {}, {"Host": "evil.example.net"}),
]


@pytest.mark.parametrize(("demo_house", "environ", "headers"), OFF, indirect=["demo_house"])
def test_anywhere_else_the_cards_do_not_exist(demo_house: Mall, environ: dict[str, str], headers: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        answer = demo_house.call(None, method, f"{SESSION}/demo", json={"login": "agent_1"}, environ_overrides=environ, headers=headers)
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers
