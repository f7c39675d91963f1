"""An instance from its start to its end: steps in a line, branches, joins, fields, pinned revisions."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from builder.changes import compare
from builder.errors import Conflict, Invalid, NotAllowed, NotFound
from runtime.gateways.http import Call
from runtime.gateways.opening import HTTP
from runtime.identity import directory, users
from runtime.records import service
from runtime.store.publish import StoreLiveData
from runtime.workflow import instances, view
from tests.conftest import Clock
from tests.installation import Installation
from tests.workflows import Desk, approve, documents, line, step, way, workflow

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


SET = {"type": "update", "set": {"status": "'done'"}}


def amounts(desk: Desk, mode: str) -> None:
    steps = [
        START, step("x", "branch", mode=mode, **({} if mode == "first" else {"join": "j"})), approve("big", "bob"), approve("vip", "cat"),
        step("small", "action", actions=[SET]), step("j", "join"), END,
    ]
    ways = [
        way("s", "x"), way("x", "big", when="amount >= 1000", prio=1), way("x", "vip", when="no == 'VIP'", prio=2),
        way("x", "small", default=True), *(way(one, "j") for one in ("big", "vip", "small")), way("j", "z"),
    ]
    desk.publish(workflow(steps, ways))


@pytest.mark.parametrize(
    ("mode", "amount", "no", "rests"),
    [
        ("first", "1000.00", "VIP", ["big"]), ("first", "999.99", "VIP", ["vip"]), ("first", "1.00", "R", []),
        ("any", "1000.00", "VIP", ["big", "vip"]), ("any", "1000.00", "R", ["big"]), ("any", "1.00", "R", []),
        ("all", "1.00", "R", ["big", "j", "vip"]),
    ],
)
def test_branches(desk: Desk, mode: str, amount: str, no: str, rests: list[str]) -> None:
    amounts(desk, mode)
    record = desk.record(amount=amount, no=no)
    key = desk.start(record=record)
    assert desk.at(key) == rests
    for login, place in (("bob", "big"), ("cat", "vip")):
        if place in rests:
            desk.do(login, "approve", key)
    assert desk.state(key) == ("ended", "approved")
    assert desk.values(record)["status"] == ("done" if "small" not in rests and (rests == [] or mode == "all") else None)


def test_without_a_way_an_administrator_decides(desk: Desk) -> None:
    steps = [START, step("x", "branch"), approve("a", "bob"), approve("b", "cat"), END]
    ways = [way("s", "x"), way("x", "a", when="amount > 100"), way("x", "b", when="amount > 200"), *line("a", "z"), *line("b", "z")]
    desk.publish(workflow(steps, ways))
    record = desk.record()
    key = desk.start(record=record)
    assert (desk.at(key), desk.instance(key).has_incident) == (["x"], True)
    with pytest.raises(NotAllowed, match="workflow_admin_only"):
        desk.steer("ann", "retry", key)
    service.update(desk.ctx("ann"), "refund", record, {"amount": "150.00"})
    desk.steer("boss", "retry", key)
    assert (desk.at(key), desk.instance(key).has_incident) == (["a"], False)


def test_an_action_that_fails_takes_its_own_way_or_waits(desk: Desk) -> None:
    refuse = {"type": "update", "set": {"amount": "0 - 99999999999999"}}
    for way_out, rests in ((True, ["a"]), (False, ["u"])):
        config = {"on_error": "u_a"} if way_out else {}
        steps = [START, step("u", "action", actions=[SET, refuse], **config), approve("a", "bob"), END]
        desk.publish(workflow(steps, [*line("s", "u", "z"), way("u", "a"), way("a", "z")] if way_out else [*line("s", "u", "z"), *line("a", "z")]))
        record = desk.record()
        key = desk.start(record=record)
        assert desk.at(key) == rests
        assert desk.values(record)["status"] is None, "what failed has not happened, not even its first half"
        if not way_out:
            desk.steer("boss", "skip", key)
            assert desk.state(key) == ("ended", "approved")
            assert [kind for kind in desk.told(key) if kind in ("failed", "skipped")] == ["failed", "skipped"]


def test_a_form_step_writes_its_fields_and_no_others(desk: Desk) -> None:
    fill = step("f", "form", who={"by": "user", "value": ["cat", "guest"]}, fields={"reply": "required", "secret": "write", "amount": "read"})
    desk.publish(workflow([START, fill, END], line("s", "f", "z")))
    desk.site.user("guest")
    record = desk.record()
    key = desk.start(record=record)
    [task] = desk.mine("guest", key)
    assert [one.id for one in desk.mine("cat", key)] == [task.id]
    for values, pointer in (({}, "/values/reply"), ({"reply": "x", "amount": "1.00"}, "/values/amount"), ({"reply": "x", "nothing": 1}, "/values/nothing")):
        with pytest.raises(Invalid) as refused:
            desk.act("guest", "submit", task.id, values=values)
        assert [fault.pointer for fault in refused.value.faults] == [pointer]
    desk.act("guest", "submit", task.id, values={"reply": "好", "secret": "密"})
    found = desk.values(record)
    assert (found["reply"], found["secret"], str(found["amount"])) == ("好", "密", "10.00")
    [change] = service.history(desk.site.system("tiny"), "refund", record)["items"][:1]
    assert change["actor"]["title"] == "guest"
    assert change["cause"] == f"workflow:refund_flow/{key}/f"
    with pytest.raises((NotFound, NotAllowed)):
        service.get(desk.ctx("guest"), "refund", record)


def test_a_running_instance_follows_its_own_revision(desk: Desk) -> None:
    key = desk.start()
    desk.publish(workflow([START, approve("a", "cat"), approve("b", "cat"), END], line("s", "a", "b", "z")))
    desk.do("bob", "approve", key)
    assert desk.state(key) == ("ended", "approved")
    newer = desk.start()
    desk.do("cat", "approve", newer)
    assert desk.at(newer) == ["b"]


def test_moved_to_the_newest_revision_by_hand(desk: Desk) -> None:
    key = desk.start()
    desk.publish(workflow([START, approve("a", "cat"), approve("b", "cat"), END], line("s", "a", "b", "z")))
    assert instances.migration(desk.ctx("boss"), key)["possible"] is True
    desk.steer("boss", "migrate", key)
    desk.do("bob", "approve", key)
    assert desk.at(key) == ["b"]
    desk.publish(workflow([START, approve("c", "cat"), END], line("s", "c", "z")))
    assert instances.migration(desk.ctx("boss"), key) == {"from": 2, "to": 3, "possible": False, "steps": ["b"]}
    with pytest.raises(Conflict, match="workflow_cannot_move"):
        desk.steer("boss", "migrate", key)


@pytest.mark.parametrize(
    ("on", "when", "starts"),
    [
        ({"event": "created"}, None, [1, 1, 1]), ({"event": "created"}, "amount > 100", [0, 0, 0]),
        ({"event": "changed", "field": "status"}, None, [0, 0, 1]), ({"event": "enters"}, "amount > 100", [0, 1, 1]),
        ({"event": "manual"}, None, [0, 0, 0]),
    ],
)
def test_started_by_what_happens(desk: Desk, on: dict[str, str], when: str | None, starts: list[int]) -> None:
    more = {} if when is None else {"when": when}
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z"), on={**on, "form": "refund"}, **more))
    record = desk.record()
    seen = []
    for values in ({}, {"amount": "200.00"}, {"status": "x", "amount": "300.00"}):
        if values:
            service.update(desk.ctx("ann"), "refund", record, values)
        desk.site.drain()
        seen.append(len(view.of_record(desk.ctx("ann"), "refund", record)))
    assert seen == starts


def test_a_workflow_that_sets_itself_off_comes_to_an_end(desk: Desk) -> None:
    again = {"type": "update", "set": {"amount": "amount + 1"}}
    steps = [START, step("u", "action", actions=[again]), END]
    desk.publish(workflow(steps, line("s", "u", "z"), on={"event": "changed", "field": "amount", "form": "refund"}))
    record = desk.record()
    service.update(desk.ctx("ann"), "refund", record, {"amount": "20.00"})
    desk.site.drain()
    assert 1 <= len(view.of_record(desk.ctx("ann"), "refund", record)) <= 8


def test_what_is_rolled_back_starts_nothing(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z"), on={"event": "created", "form": "refund"}))
    with pytest.raises(Invalid):
        service.create(desk.ctx("ann"), "refund", {"no": "R2", "amount": "much"})
    assert desk.site.drain() == 0


def test_a_locked_record_changes_only_through_its_workflow(desk: Desk) -> None:
    fill = step("f", "form", who={"by": "user", "value": "bob"}, fields={"reply": "required"})
    desk.publish(workflow([START, fill, END], line("s", "f", "z"), lock_record=True))
    record = desk.record()
    key = desk.start(record=record)
    with pytest.raises(Conflict, match="record_locked"):
        service.update(desk.ctx("ann"), "refund", record, {"amount": "1.00"})
    with pytest.raises(Conflict, match="record_locked"):
        service.delete(desk.ctx("ann"), "refund", record)
    desk.do("bob", "submit", key, values={"reply": "好"})
    service.update(desk.ctx("ann"), "refund", record, {"amount": "1.00"})


def test_a_deleted_record_ends_its_instances(desk: Desk) -> None:
    record = desk.record()
    key = desk.start(record=record)
    service.delete(desk.ctx("ann"), "refund", record)
    assert desk.state(key) == ("cancelled", None)
    assert {task.state for task in desk.tasks(key)} == {"cancelled"}


def test_whom_a_step_turns_to(desk: Desk) -> None:
    root = directory.create(desk.ctx("boss"), {"name": "总部", "manager_id": desk.person("boss").id})
    shop = directory.create(desk.ctx("boss"), {"name": "门店", "parent_id": root, "manager_id": desk.person("bob").id})
    for login in ("ann", "bob"):
        users.change(desk.ctx("boss"), desk.person(login).id, {"department_id": shop})
    cases = [
        ({"by": "field", "value": "boss"}, "ann", ["cat"]), ({"by": "expr", "value": "IF(amount > 5, boss, created_by)"}, "ann", ["cat"]),
        ({"by": "manager"}, "ann", ["bob"]), ({"by": "manager"}, "bob", ["boss"]), ({"by": "dept_head"}, "ann", ["bob"]),
        ({"by": "initiator"}, "ann", ["ann"]), ({"by": "role", "value": "owner"}, "ann", ["boss"]), ({"by": "user", "value": "cat"}, "ann", ["cat"]),
    ]
    for who, login, expected in cases:
        desk.publish(workflow([START, step("a", "approve", who=who), END], line("s", "a", "z")))
        key = desk.start(login, boss=desk.person("cat").id)
        assert [one for one in ("ann", "bob", "cat", "boss") if desk.mine(one, key)] == expected, who


def test_somebody_out_of_service_is_not_asked(desk: Desk) -> None:
    users.disable(desk.ctx("boss"), desk.person("bob").id)
    key = desk.start()
    assert len(desk.mine("boss", key)) == 1


def test_the_end_is_heard_by_rules(desk: Desk) -> None:
    rule = {
        "key": "after", "label": "审批之后", "on": {"event": "workflow_ended", "workflow": "refund_flow", "result": "approved", "form": "refund"},
        "actions": [{"type": "update", "set": {"status": "'heard'"}}],
    }
    documents_ = documents(workflow([START, approve("a", "bob"), END], line("s", "a", "z"))) | {("rule", "after"): rule}
    desk.site.publish(documents_)
    record = desk.record()
    key = desk.start(record=record)
    desk.do("bob", "approve", key)
    desk.site.drain()
    assert desk.values(record)["status"] == "heard"


@dataclass
class Wire:
    """A gateway for tests that answers what it is told to."""

    answers: list[int]
    asked: list[str] = field(default_factory=list)

    def send(self, call: Call) -> Any:
        self.asked.append(call.key)
        return SimpleNamespace(status=self.answers.pop(0) if self.answers else 200)


def calling(desk: Desk, answers: list[int], **config: Any) -> tuple[str, str, Wire]:
    wire = Wire(answers)
    gateways = {**desk.site.runtime.gateways, HTTP: wire}
    desk.site.runtime = replace(desk.site.runtime, gateways=gateways)
    call = {"type": "http", "method": "POST", "url": "https://erp.example.com/refunds"}
    steps = [START, step("h", "action", actions=[SET, call], retry={"max": 2}, **config), approve("e", "bob"), END]
    desk.publish(workflow(steps, [*line("s", "h", "z"), *line("e", "z"), *([way("h", "e")] if config else [])]))
    record = desk.record()
    return desk.start(record=record), record, wire


def test_a_call_is_waited_for(desk: Desk) -> None:
    key, record, wire = calling(desk, [200])
    assert (desk.at(key), wire.asked, desk.values(record)["status"]) == (["h"], [], "done")
    desk.site.drain()
    assert desk.state(key) == ("ended", "approved")
    assert len(wire.asked) == 1


def test_a_call_that_fails_is_tried_again_with_the_same_key(desk: Desk, clock: Clock) -> None:
    key, _, wire = calling(desk, [500, 200])
    desk.site.drain()
    assert desk.at(key) == ["h"]
    clock.advance(timedelta(minutes=1))
    desk.site.drain()
    assert desk.state(key) == ("ended", "approved")
    assert len(wire.asked) == 2
    assert len(set(wire.asked)) == 1


def test_a_call_given_up_takes_its_own_way(desk: Desk) -> None:
    key, _, _ = calling(desk, [404], on_error="h_e")
    desk.site.drain()
    assert desk.at(key) == ["e"]


def test_a_call_given_up_waits_for_an_administrator(desk: Desk) -> None:
    key, _, wire = calling(desk, [404, 404, 200])
    desk.site.drain()
    assert (desk.at(key), desk.instance(key).has_incident) == (["h"], True)
    desk.steer("boss", "retry", key)
    desk.site.drain()
    assert desk.instance(key).has_incident
    desk.steer("boss", "retry", key)
    desk.site.drain()
    assert (desk.state(key), desk.instance(key).has_incident) == (("ended", "approved"), False)
    assert len(set(wire.asked)) == 1
    other, _, _ = calling(desk, [404])
    desk.site.drain()
    desk.steer("boss", "skip", other)
    assert desk.state(other) == ("ended", "approved")


def test_publishing_counts_what_is_under_way(desk: Desk) -> None:
    desk.start()
    changed = workflow([START, approve("a", "bob"), approve("b", "cat"), END], line("s", "a", "b", "z"))
    live = StoreLiveData(desk.site.runtime.store, desk.site.system())
    old, new = desk.site.runtime.store.revision("tiny").definition.documents, documents(changed)
    found = live.impact("tiny", new, compare(old, new, desk.site.runtime.catalog))
    assert [(one.code, one.count, one.level) for one in found if one.path.startswith("workflow/")] == [("instances_running", 1, "safe")]


def test_who_reads_the_record_sees_how_it_goes_on(desk: Desk) -> None:
    key = desk.start()
    reader = desk.site.user("reader", [("tiny", "owner")])
    assert view.page(desk.site.context(reader, "tiny"), "refund_flow", key)["state"] == "running"
    stranger = desk.site.user("stranger")
    with pytest.raises(NotFound):
        view.page(desk.site.context(stranger, "tiny"), "refund_flow", key)
