"""Workflows started by a button: its roles, its conditions and what it was sent are judged on the server, by either way in."""

from typing import Any

import pytest

from tests.installation import Installation
from tests.workflows import Desk, approve, line, step, workflow

APP = "/api/v1/apps/tiny"
ON = {"event": "button", "form": "refund", "roles": ["owner"], "show": "status == 'draft'", "done": {"zh-CN": "已送审", "en": "Sent"}}
PRESS, START = f"{APP}/actions/refund_flow", f"{APP}/workflows/refund_flow/instances"


@pytest.fixture
def desk(installation: Installation) -> Desk:
    steps = [step("s", "start", label="开始"), approve("a", "ann", label="店长"), step("z", "end", label="结束", result="approved")]
    flow = workflow(steps, line("s", "a", "z"), on=ON, when="amount > 5")
    return Desk(installation).publish(flow).people("ann", "boss")


def post(desk: Desk, login: str, path: str, record: str, action: str = "press-0001", **more: Any) -> Any:
    """Somebody asks for the workflow on a record."""
    return desk.site.client(desk.person(login)).post(path, json={"record": record, "action_id": action, **more})


@pytest.mark.parametrize("path", [PRESS, START])
def test_only_its_roles_start_it(desk: Desk, path: str) -> None:
    refused = post(desk, "ann", path, desk.record(status="draft"))
    assert (refused.status_code, refused.json["code"]) == (403, "not_allowed_button")


@pytest.mark.parametrize("path", [PRESS, START])
@pytest.mark.parametrize("values", [{"status": "sent"}, {"status": "draft", "amount": "5.00"}])
def test_only_where_it_is_shown(desk: Desk, path: str, values: dict[str, str]) -> None:
    refused = post(desk, "boss", path, desk.record(**values))
    assert (refused.status_code, refused.json["code"]) == (409, "button_not_shown")


def test_a_second_press_is_the_first_even_where_the_button_has_gone(desk: Desk) -> None:
    record = desk.record(status="draft")
    first = post(desk, "boss", PRESS, record)
    assert (first.status_code, first.json["message"]) == (200, "已送审")
    boss, sent = desk.site.client(desk.person("boss")), {"values": {"status": "sent"}}
    assert boss.patch(f"{APP}/forms/refund/records/{record}", json=sent, headers={"If-Match": '"1"'}).status_code == 200
    assert post(desk, "boss", PRESS, record).json["instance"] == first.json["instance"]
    other = post(desk, "boss", PRESS, desk.record(status="draft"))
    assert (other.status_code, other.json["code"]) == (409, "action_id_used")


def test_what_it_does_not_ask_for_is_refused(desk: Desk) -> None:
    refused = post(desk, "boss", PRESS, desk.record(status="draft"), values={"reason": "x"})
    assert (refused.status_code, [fault["pointer"] for fault in refused.json["errors"]]) == (400, ["/values/reason"])


def test_people_are_offered_what_they_may_start(desk: Desk) -> None:
    for login, startable in (("ann", False), ("boss", True)):
        shape = desk.site.client(desk.person(login)).get(APP).json
        assert [one["startable"] for one in shape["workflows"]] == [startable]
        assert len(shape["forms"]["refund"]["buttons"]) == startable
