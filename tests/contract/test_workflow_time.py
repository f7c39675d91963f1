"""Time in workflows: limits, reminders, waits; late timers, jumping clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.store import jobs
from runtime.store.jobs import NewJob
from tests.conftest import Clock
from tests.installation import Installation
from tests.shelf import Furnishing
from tests.workflows import REFUNDS, Desk, approve, line, step, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
RUNNING, APPROVED, REJECTED = ("running", None), ("ended", "approved"), ("rejected", "rejected")
HOURS = {str(day): [["09:00", "18:00"]] for day in range(1, 6)}


@pytest.fixture
def furnishing() -> Furnishing:
    return REFUNDS


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).people("ann", "bob", "cat", "dan", "boss")


def limited(desk: Desk, *limits: dict[str, object], **config: object) -> str:
    desk.publish(workflow([START, approve("a", "bob", timeout=list(limits), **config), END], line("s", "a", "z")), calendar={"hours": HOURS})
    return desk.start()


def pass_time(desk: Desk, clock: Clock, **by: int) -> None:
    clock.advance(timedelta(**by))
    desk.site.drain()


def notices(desk: Desk, login: str) -> list[str]:
    """What somebody was told, but for the first word of a new task."""
    found = [one["title"] for one in desk.site.client(desk.person(login)).get("/api/v1/notifications").json["items"]]
    return [title for title in found if not title.startswith("你有一项新的待办")]


@pytest.mark.parametrize(("verb", "expected"), [("approve", APPROVED), ("reject", REJECTED)])
def test_a_limit_settles_it(desk: Desk, clock: Clock, verb: str, expected: tuple[str, str]) -> None:
    key = limited(desk, {"after": "PT2H", "do": verb})
    [task] = desk.tasks(key)
    assert task.due_at == clock.now + timedelta(hours=2)
    pass_time(desk, clock, minutes=119)
    assert desk.state(key) == RUNNING
    pass_time(desk, clock, minutes=1)
    assert desk.state(key) == expected
    assert [(task.state, task.cancel_reason) for task in desk.tasks(key)] == [("cancelled", "timeout")]


def test_reminders_repeat_until_it_is_done(desk: Desk, clock: Clock) -> None:
    key = limited(desk, {"after": "PT1H", "do": "remind", "every": "PT1H", "times": 3})
    for hours, count in ((1, 1), (1, 2), (1, 3), (5, 3)):
        pass_time(desk, clock, hours=hours)
        assert len(notices(desk, "bob")) == count
    assert notices(desk, "bob")[0] == "提醒：「退款审批」还等你处理"
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED


def test_no_reminder_once_it_is_done(desk: Desk, clock: Clock) -> None:
    key = limited(desk, {"after": "PT1H", "do": "remind", "every": "PT1H"})
    desk.do("bob", "approve", key)
    assert desk.read(lambda uow: uow.connection.exec_driver_sql("SELECT count(*) FROM job WHERE state = 'ready'").scalar()) == 0
    pass_time(desk, clock, hours=9)
    assert notices(desk, "bob") == []


@pytest.mark.parametrize(("how", "holders"), [("transfer", {"cat"}), ("add", {"bob", "cat"})])
def test_escalation(desk: Desk, clock: Clock, how: str, holders: set[str]) -> None:
    key = limited(desk, {"after": "PT1H", "do": "escalate", "to": {"by": "user", "value": "cat"}, "how": how}, mode="any")
    pass_time(desk, clock, hours=1)
    assert {login for login in ("bob", "cat", "dan") if desk.mine(login, key)} == holders
    desk.do("cat", "approve", key)
    assert desk.state(key) == APPROVED


def test_escalation_of_several_is_one_answer(desk: Desk, clock: Clock) -> None:
    limit = {"after": "PT1H", "do": "escalate", "to": {"by": "user", "value": "boss"}}
    desk.publish(workflow([START, approve("a", "bob", "cat", "dan", timeout=[limit]), END], line("s", "a", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    pass_time(desk, clock, hours=1)
    assert [len(desk.mine(login, key)) for login in ("bob", "cat", "dan", "boss")] == [0, 0, 0, 1]
    desk.do("boss", "approve", key)
    assert desk.state(key) == APPROVED


def test_from_reminder_to_escalation_to_rejection(desk: Desk, clock: Clock) -> None:
    key = limited(
        desk, {"after": "PT1H", "do": "remind"}, {"after": "PT2H", "do": "escalate", "to": {"by": "user", "value": "cat"}},
        {"after": "PT6H", "do": "reject"},
    )
    pass_time(desk, clock, hours=1)
    assert len(notices(desk, "bob")) == 1
    pass_time(desk, clock, hours=1)
    assert (desk.mine("bob", key), len(desk.mine("cat", key))) == ([], 1)
    pass_time(desk, clock, hours=4)
    assert desk.state(key) == REJECTED
    assert desk.told(key) == ["started", "reminded", "escalated", "transferred", "timeout_rejected", "rejected_all"]


def test_a_jump_of_the_clock_does_everything_that_was_due_once(desk: Desk, clock: Clock) -> None:
    key = limited(desk, {"after": "PT1H", "do": "remind", "every": "PT1H", "times": 2}, {"after": "PT6H", "do": "approve"})
    pass_time(desk, clock, days=30)
    pass_time(desk, clock, days=30)
    assert desk.state(key) == APPROVED
    assert desk.told(key).count("timeout_approved") == 1


def test_working_hours(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # Friday 17:00 in Shanghai
    key = limited(desk, {"after": "PT4H", "calendar": "work", "do": "approve"})
    [task] = desk.tasks(key)
    assert task.due_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday 12:00
    pass_time(desk, clock, days=2)
    assert desk.state(key) == RUNNING
    pass_time(desk, clock, days=1)
    assert desk.state(key) == APPROVED


def test_a_late_timer_does_nothing(desk: Desk, clock: Clock) -> None:
    steps = [START, approve("a", "bob", timeout=[{"after": "PT1H", "do": "reject"}]), approve("b", "cat"), END]
    desk.publish(workflow(steps, line("s", "a", "b", "z")))
    key = desk.start()
    [visit] = [one for one in desk.visits(key) if one.step_key == "a"]
    desk.do("bob", "approve", key)
    payload = {"instance": key, "activation": visit.id, "number": 0, "turn": 0}
    late = NewJob("workflow.timer", "late", payload)
    desk.site.runtime.store.write(desk.site.system("tiny"), lambda uow: jobs.enqueue(uow, [late]))
    pass_time(desk, clock, hours=2)
    assert (desk.state(key), desk.at(key)) == (RUNNING, ["b"])


def test_a_limit_goes_to_another_step(desk: Desk, clock: Clock) -> None:
    steps = [START, approve("a", "bob"), approve("b", "cat", "dan", timeout=[{"after": "PT1H", "do": "goto", "step": "a"}]), END]
    desk.publish(workflow(steps, line("s", "a", "b", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    pass_time(desk, clock, hours=1)
    assert (desk.at(key), desk.mine("cat", key)) == (["a"], [])


def test_waiting_for_a_while_and_until_a_date(desk: Desk, clock: Clock) -> None:
    steps = [START, step("d", "delay", **{"for": "P1D"}), step("e", "delay", until={"field": "visit_at", "offset": "-PT1H"}), END]
    desk.publish(workflow(steps, line("s", "d", "e", "z")))
    key = desk.start(visit_at="2026-11-25T06:00:00+00:00")
    assert desk.at(key) == ["d"]
    pass_time(desk, clock, hours=23)
    assert desk.at(key) == ["d"]
    pass_time(desk, clock, hours=1)
    assert desk.at(key) == ["e"]
    clock.now = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)
    desk.site.drain()
    assert desk.at(key) == ["e"]
    pass_time(desk, clock, minutes=1)
    assert desk.state(key) == APPROVED


def test_waiting_for_what_is_past_or_empty_takes_no_time(desk: Desk) -> None:
    desk.publish(workflow([START, step("d", "delay", until={"field": "visit_at"}), END], line("s", "d", "z")))
    assert desk.state(desk.start()) == APPROVED
    assert desk.state(desk.start(visit_at="2020-01-01T00:00:00+00:00")) == APPROVED


def test_urging_once_an_hour(desk: Desk, clock: Clock) -> None:
    key = limited(desk)
    [task] = desk.tasks(key)
    ann = desk.site.client(desk.person("ann"))
    codes = [ann.post(f"/api/v1/tasks/{task.id}:urge", json={"action_id": f"urge-000{n}"}).json.get("code") for n in range(2)]
    assert codes == [None, "task_urged"]
    clock.advance(timedelta(hours=1))
    assert ann.post(f"/api/v1/tasks/{task.id}:urge", json={"action_id": "urge-0009"}).status_code == 200
    desk.site.drain()
    assert len(notices(desk, "bob")) == 2
    assert desk.site.client(desk.person("cat")).post(f"/api/v1/tasks/{task.id}:urge", json={"action_id": "urge-0010"}).status_code in (403, 404)


def test_what_ends_takes_its_timers_with_it(desk: Desk, clock: Clock) -> None:
    key = limited(desk, {"after": "PT1H", "do": "approve"})
    desk.steer("ann", "withdraw", key)
    pass_time(desk, clock, hours=2)
    assert desk.state(key) == ("withdrawn", None)
