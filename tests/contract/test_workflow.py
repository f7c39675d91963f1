"""An instance from its start to its end: steps in a line, branches, joins, fields, pinned revisions."""

import pytest

from builder.errors import Conflict, NotFound
from tests.installation import Installation
from tests.workflows import Desk, approve, line, step, workflow

START, END = step("s", "start"), step("z", "end", result="approved")


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z"))).people("ann", "bob", "cat", "boss")


def test_one_signature_and_it_is_over(desk: Desk) -> None:
    key = desk.start()
    assert desk.at(key) == ["a"]
    [task] = desk.mine("bob", key)
    assert desk.mine("ann", key) == []
    desk.act("bob", "approve", task.id, comment="好的")
    assert desk.state(key) == ("ended", "approved")
    assert desk.told(key) == ["started", "approved", "ended"]
    done = desk.tasks(key)[0]
    assert (done.state, done.outcome, done.comment, done.done_by) == ("done", "approved", "好的", desk.person("bob").id)


def test_the_same_click_twice_is_one(desk: Desk) -> None:
    key = desk.start()
    [task] = desk.mine("bob", key)
    first = desk.act("bob", "approve", task.id, action_id="click")
    assert desk.act("bob", "approve", task.id, action_id="click") == first
    with pytest.raises(Conflict, match="task_taken"):
        desk.act("bob", "approve", task.id, action_id="another")


def test_nobody_acts_for_another(desk: Desk) -> None:
    key = desk.start()
    [task] = desk.mine("bob", key)
    with pytest.raises(NotFound):
        desk.act("cat", "approve", task.id)
    assert desk.at(key) == ["a"]


def test_a_rejection_ends_it_and_does_the_last_actions(desk: Desk) -> None:
    flow = workflow(
        [START, approve("a", "bob"), END],
        line("s", "a", "z"),
        on_rejected=[{"type": "update", "set": {"status": "'rejected'"}}],
    )
    desk.publish(flow)
    record = desk.record()
    key = desk.start(record=record)
    desk.do("bob", "reject", key, comment="不行")
    assert desk.state(key) == ("rejected", "rejected")
    assert desk.values(record)["status"] == "rejected"
