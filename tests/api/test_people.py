"""People: nobody gives more than they hold, nobody touches somebody stronger, every change of rights is remembered."""

from typing import Any

import pytest

from runtime.store import audit
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.builders import tiny_app
from tests.installation import PASSWORD

pytestmark = ONLY_SQLITE
NEW = {"name": "新人", "login": "newcomer"}
HR = {
    "key": "hr", "label": "人事", "apps": ["people"], "grants": [{"form": "tier", "actions": ["read"]}],
}  # fmt: skip


@pytest.fixture
def staffed(mall: Mall) -> Mall:
    """With `hr`: somebody who looks after people and holds nothing else."""
    documents = tiny_app()
    documents["role", "hr"] = HR
    mall.house.publish(documents)
    mall.people["hr"] = mall.house.user("hr", [("tiny", "hr")], name="人事")
    return mall


def actions(mall: Mall, count: int = 5) -> list[str]:
    rows = mall.house.runtime.store.read(mall.house.system(), lambda uow: audit.rows(uow, count))
    return [row["action"] for row in rows]


def test_somebody_new(staffed: Mall) -> None:
    made = staffed.call("hr", "POST", "/api/v1/users", json={**NEW, "roles": [{"app": "tiny", "role": "hr"}]})
    assert made.status_code == 201, made.text
    assert made.json["roles"] == [{"app": "tiny", "role": "hr", "label": "人事", "app_label": "小商场"}]
    password = made.json["password"]
    assert len(password) == 10
    assert staffed.call(None, "POST", "/api/v1/session", json={"login": "newcomer", "password": password}).status_code == 201
    listed = staffed.call("hr", "GET", "/api/v1/users?q=新人").json["users"]
    assert [one["login"] for one in listed] == ["newcomer"]
    assert not {"password", "password_hash"} & set(listed[0])
    assert password not in str(staffed.house.runtime.store.read(staffed.house.system(), audit.rows))
    assert staffed.written() == []


ABOVE: list[tuple[str, dict[str, Any], int]] = [
    ("hr", {"roles": [{"app": "tiny", "role": "owner"}]}, 403),
    ("hr", {"roles": [{"app": "tiny", "role": "agent"}]}, 403),
    ("hr", {"admin": True}, 403),
    ("owner", {"admin": True}, 403),
    ("owner", {"roles": [{"app": "tiny", "role": "nope"}]}, 404),
    ("owner", {"roles": [{"app": "other", "role": "owner"}]}, 404),
    ("agent", {}, 403),
    ("stranger", {}, 403),
]


@pytest.mark.parametrize(("who", "more", "status"), ABOVE)
def test_nobody_gives_what_they_do_not_hold(staffed: Mall, who: str, more: dict[str, Any], status: int) -> None:
    assert staffed.call(who, "POST", "/api/v1/users", json={**NEW, **more}).status_code == status
    assert staffed.call("boss", "GET", "/api/v1/users?q=newcomer").json["users"] == []
    if more:
        user = staffed.people["stranger"].id
        assert staffed.call(who, "PATCH", f"/api/v1/users/{user}", json=more).status_code == status


def test_owners_and_administrators_give_every_role_of_the_app(staffed: Mall) -> None:
    user = staffed.people["stranger"].id
    for who in ("owner", "boss"):
        for role in ("agent", "hr", "owner"):
            answer = staffed.call(who, "PATCH", f"/api/v1/users/{user}", json={"roles": [{"app": "tiny", "role": role}]})
            assert (answer.status_code, [one["role"] for one in answer.json["roles"]]) == (200, [role])
    assert "roles_change" in actions(staffed)


@pytest.mark.parametrize("path", [":disable", ":reset", ":enable"])
@pytest.mark.parametrize(("who", "whom"), [("hr", "owner"), ("hr", "boss"), ("owner", "boss"), ("agent", "stranger")])
def test_nobody_touches_somebody_stronger(staffed: Mall, who: str, whom: str, path: str) -> None:
    user = staffed.people[whom].id
    assert staffed.call(who, "POST", f"/api/v1/users/{user}{path}", json={}).status_code == 403
    assert staffed.call(who, "PATCH", f"/api/v1/users/{user}", json={"login": "taken.over"}).status_code == 403
    assert staffed.call(None, "POST", "/api/v1/session", json={"login": whom, "password": PASSWORD}).status_code == 201


def test_a_refusal_is_remembered(staffed: Mall) -> None:
    staffed.call("agent", "POST", "/api/v1/users", json=NEW)
    staffed.call("agent", "POST", "member/records", json={"values": {"name": "新人"}})
    rows = staffed.house.runtime.store.read(staffed.house.system(), lambda uow: audit.rows(uow, 2))
    assert [(row["action"], row["actor"], row["object"]) for row in rows] == [
        ("denied", staffed.people["agent"].id, "POST /api/v1/apps/tiny/forms/member/records"),
        ("denied", staffed.people["agent"].id, "POST /api/v1/users"),
    ]
    assert staffed.house.runtime.store.read(staffed.house.system(), lambda uow: list(audit.broken(uow))) == []


def test_one_administrator_remains(staffed: Mall) -> None:
    boss = staffed.people["boss"].id
    assert staffed.call("boss", "POST", f"/api/v1/users/{boss}:disable", json={}).json["code"] == "yourself_disable"
    assert staffed.call("boss", "PATCH", f"/api/v1/users/{boss}", json={"admin": False}).json["code"] == "last_admin"


def test_what_somebody_leaves_behind_is_told(staffed: Mall) -> None:
    agent = staffed.people["agent"].id
    left = staffed.call("boss", "GET", f"/api/v1/users/{agent}/hand_over").json["only_holder_of"]
    assert [one["label"] for one in left] == ["客服"]
    assert staffed.call("boss", "POST", f"/api/v1/users/{agent}:disable", json={}).json["active"] is False
    assert actions(staffed, 1) == ["user_disable"]


REFUSED = [
    ({"name": "a", "login": "owner"}, 409, "login_taken"), ({"name": "a", "login": "OWNER "}, 409, "login_taken"),
    ({"name": "a", "login": "a b"}, 400, "invalid"), ({"name": " ", "login": "abc"}, 400, "invalid"),
    ({"name": "a", "login": "abc", "id": "06Y12YA6G0008"}, 400, "invalid"),
    ({"name": "a", "login": "abc", "password_hash": "x"}, 400, "invalid"),
    ({"name": "a", "login": "abc", "auth_version": 9}, 400, "invalid"),
    ({"name": "a", "login": "abc", "password": "12345678"}, 400, "password_common"),
    ({"name": "a", "login": "abc", "password": "short"}, 400, "password_short"),
    ({"name": "a", "login": "abc", "admin": 1.0}, 400, "invalid"),
    ({"name": "a", "login": "abc", "roles": [{"app": "tiny", "role": "agent", "more": 1}]}, 400, "invalid"), ([], 400, "invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_what_a_person_may_not_be(staffed: Mall, body: Any, status: int, code: str) -> None:
    answer = staffed.call("boss", "POST", "/api/v1/users", json=body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_departments_are_a_tree(staffed: Mall) -> None:
    def made(name: str, parent: str | None = None) -> str:
        return str(staffed.call("hr", "POST", "/api/v1/departments", json={"name": name, "parent_id": parent}).json["id"])

    top = made("总部")
    below = made("客服部", top)
    path = f"/api/v1/departments/{top}"
    assert staffed.call("hr", "PATCH", path, json={"parent_id": below}).json["code"] == "department_cycle"
    assert staffed.call("hr", "PATCH", path, json={"parent_id": "06Y12YA6G0008"}).status_code == 404
    assert staffed.call("hr", "DELETE", path).json["code"] == "department_used"
    user = staffed.people["stranger"].id
    assert staffed.call("boss", "PATCH", f"/api/v1/users/{user}", json={"department_id": below, "departments": [below]}).status_code == 200
    assert staffed.call("hr", "DELETE", f"/api/v1/departments/{below}").json["code"] == "department_used"
    assert staffed.call("agent", "POST", "/api/v1/departments", json={"name": "x"}).status_code == 403
    assert [one["name"] for one in staffed.call("agent", "GET", "/api/v1/departments").json["departments"]] == ["总部", "客服部"]


def test_roles_of_an_app_and_their_holders(staffed: Mall) -> None:
    roles = staffed.call("hr", "GET", "/api/v1/apps/tiny/roles").json["roles"]
    assert {role["key"]: role["may_give"] for role in roles} == {"owner": False, "agent": False, "hr": True}
    assert staffed.call("agent", "GET", "/api/v1/apps/tiny/roles").status_code == 403
    body = {"users": [staffed.people["stranger"].id]}
    assert staffed.call("hr", "PUT", "/api/v1/apps/tiny/roles/owner/users", json=body).status_code == 403
    assert staffed.call("hr", "PUT", "/api/v1/apps/tiny/roles/hr/users", json=body).status_code == 204
    held = {role["key"]: role["users"] for role in staffed.call("boss", "GET", "/api/v1/apps/tiny/roles").json["roles"]}
    assert held["hr"] == [{"id": staffed.people["stranger"].id, "name": "陌生人"}]
    assert staffed.call("boss", "PUT", "/api/v1/apps/tiny/roles/hr/users", json={"users": ["06Y12YA6G0008"]}).status_code == 404


def test_oneself(staffed: Mall) -> None:
    assert staffed.call("agent", "PATCH", "/api/v1/me", json={"locale": "en"}).json["locale"] == "en"
    assert staffed.call("agent", "GET", "/api/v1/apps/tiny").json["label"] == "Tiny mall"
    for body in ({"admin": True}, {"login": "x"}, {"roles": []}, {"locale": "fr"}, {"active": True}):
        assert staffed.call("agent", "PATCH", "/api/v1/me", json=body).status_code == 400
