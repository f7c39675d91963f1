"""Whoever a task falls to is told: once, in the same transaction, not for his own act, not in a crowd. Both databases."""

import pytest

from tests.installation import Installation
from tests.workflows import Desk, approve, line, step, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
MANY = ("bob", "cat", "dan", "eve", "fay", "gus")


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).publish(workflow([START, END], line("s", "z"))).people("ann", *MANY)


def told(desk: Desk, *logins: str) -> list[list[str]]:
    """The notices of each of these people."""
    found = (desk.site.client(desk.person(login)).get("/api/v1/notifications").json["items"] for login in logins)
    return [[one["title"] for one in items] for items in found]


def test_each_step_tells_its_people_but_not_who_acted(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), approve("b", "bob", "cat"), END], line("s", "a", "b", "z")))
    key = desk.start()
    assert told(desk, "ann", "bob", "cat") == [[], ["你有一项新的待办：退款审批 · a"], []]
    desk.do("bob", "approve", key)
    assert told(desk, "bob", "cat") == [["你有一项新的待办：退款审批 · a"], ["你有一项新的待办：退款审批 · b"]]
    [notice] = desk.site.client(desk.person("cat")).get("/api/v1/notifications").json["items"]
    assert notice["link"] == {"app": "tiny", "workflow": "refund_flow", "instance": key, "task": desk.mine("cat", key)[0].id}


def test_who_starts_it_knows_of_his_own_task(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "ann"), END], line("s", "a", "z")))
    desk.start()
    assert told(desk, "ann") == [[]]


def test_in_a_sequence_each_is_told_when_it_is_his_turn(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob", "cat", order="sequential"), END], line("s", "a", "z")))
    key = desk.start()
    assert [len(one) for one in told(desk, "bob", "cat")] == [1, 0]
    desk.do("bob", "approve", key)
    assert [len(one) for one in told(desk, "bob", "cat")] == [1, 1]


def test_a_handed_task_tells_its_new_holder_once(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob", actions=["transfer", "delegate"]), END], line("s", "a", "z")))
    key = desk.start()
    desk.do("bob", "transfer", key, to=desk.person("cat").id)
    desk.do("cat", "delegate", key, to=desk.person("dan").id)
    desk.do("dan", "approve", key)
    assert [len(one) for one in told(desk, "bob", "cat", "dan")] == [1, 1, 1]


@pytest.mark.parametrize(("people", "count"), [(MANY[:5], 1), (MANY, 0)])
def test_a_crowd_that_shares_a_task_is_not_told(desk: Desk, people: tuple[str, ...], count: int) -> None:
    ask = step("a", "form", who={"by": "user", "value": list(people)}, fields={"reply": "write"})
    desk.publish(workflow([START, ask, END], line("s", "a", "z")))
    desk.start()
    assert [len(one) for one in told(desk, *people)] == [count] * len(people)
