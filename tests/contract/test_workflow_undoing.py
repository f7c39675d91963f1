"""What is done is taken back: an answer, a whole instance, and what is handed in again. Both databases."""

import pytest

from builder.errors import Conflict, NotAllowed
from tests.installation import Installation
from tests.shelf import Furnishing
from tests.workflows import REFUNDS, Desk, approve, line, step, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
ACTS = ["take_back"]
APPROVED = ("ended", "approved")


@pytest.fixture
def furnishing() -> Furnishing:
    return REFUNDS


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).people("ann", "bob", "cat", "dan", "eve", "boss")


def test_take_back(desk: Desk) -> None:
    steps = [START, approve("a", "bob", actions=ACTS), approve("b", "cat"), END]
    desk.publish(workflow(steps, line("s", "a", "b", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    desk.act("bob", "approve", task.id)
    assert desk.at(key) == ["b"]
    desk.act("bob", "take_back", task.id)
    assert (desk.at(key), desk.mine("cat", key)) == (["a"], [])
    desk.act("bob", "approve", task.id)
    desk.do("cat", "approve", key)
    assert desk.state(key) == APPROVED
    with pytest.raises(NotAllowed):
        desk.act("bob", "take_back", task.id)


def test_too_late_to_take_back(desk: Desk) -> None:
    steps = [START, approve("a", "bob", actions=ACTS), approve("b", "cat"), approve("c", "dan"), END]
    desk.publish(workflow(steps, line("s", "a", "b", "c", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    desk.act("bob", "approve", task.id)
    desk.do("cat", "approve", key)
    with pytest.raises(Conflict, match="task_take_back_late"):
        desk.act("bob", "take_back", task.id)


def test_nothing_is_taken_back_once_the_system_has_acted(desk: Desk) -> None:
    set_status = step("u", "action", actions=[{"type": "update", "set": {"status": "'done'"}}])
    desk.publish(workflow([START, approve("a", "bob", actions=ACTS), set_status, approve("b", "cat"), END], line("s", "a", "u", "b", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    desk.act("bob", "approve", task.id)
    with pytest.raises(Conflict, match="task_take_back_late"):
        desk.act("bob", "take_back", task.id)


@pytest.mark.parametrize(("rule", "state"), [("until_first_decision", "withdrawn"), ("until_end", "withdrawn"), ("never", None)])
def test_withdraw_before_anybody_acted(desk: Desk, rule: str, state: str | None) -> None:
    desk.publish(workflow([START, approve("a", "bob", "cat"), END], line("s", "a", "z"), withdraw=rule))
    key = desk.start()
    if state is None:
        with pytest.raises(Conflict, match="workflow_withdraw_late"):
            desk.steer("ann", "withdraw", key)
        return
    desk.steer("ann", "withdraw", key)
    assert desk.state(key) == (state, None)
    assert {task.state for task in desk.tasks(key)} == {"cancelled"}


@pytest.mark.parametrize(("rule", "allowed"), [("until_first_decision", False), ("until_end", True)])
def test_withdraw_after_a_decision(desk: Desk, rule: str, allowed: bool) -> None:
    desk.publish(workflow([START, approve("a", "bob", "cat"), END], line("s", "a", "z"), withdraw=rule))
    key = desk.start()
    desk.do("bob", "approve", key)
    if allowed:
        desk.steer("ann", "withdraw", key)
        assert desk.state(key) == ("withdrawn", None)
    else:
        with pytest.raises(Conflict, match="workflow_withdraw_late"):
            desk.steer("ann", "withdraw", key)
    with pytest.raises((NotAllowed, Conflict)):
        desk.steer("cat", "withdraw", key)


def test_what_is_submitted_again_is_a_new_instance_that_knows_the_old_one(desk: Desk) -> None:
    desk.publish(
        workflow([START, approve("a", "bob"), END], line("s", "a", "z"), one_at_a_time=True, lock_record=True,
                 on_withdrawn=[{"type": "update", "set": {"status": "'withdrawn'"}}])
    )
    record = desk.record()
    first = desk.start(record=record)
    with pytest.raises(Conflict, match="workflow_running"):
        desk.start(record=record)
    desk.steer("ann", "withdraw", first)
    assert desk.values(record)["status"] == "withdrawn"
    second = desk.start(record=record)
    assert desk.instance(second).prev_instance_id == first
