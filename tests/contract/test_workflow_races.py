"""Several people at once, in threads: one winner, everybody else is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from builder.errors import AppError
from runtime.store import tasks as kept
from tests.installation import Installation
from tests.shelf import Furnishing
from tests.workflows import REFUNDS, Desk, approve, line, step, way, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
PEOPLE = [f"p{number}" for number in range(8)]


@pytest.fixture
def furnishing() -> Furnishing:
    return REFUNDS


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).people("ann", "bob", "boss", *PEOPLE)


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """All at once; the answer of each, or the code of its refusal."""
    gate = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        gate.wait(30)
        try:
            return work()
        except AppError as error:
            return error.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_two_approvers_click_together_one_transition(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", *PEOPLE, mode="any"), approve("b", "bob"), END], line("s", "a", "b", "z")))
    for _ in range(3):
        key = desk.start()
        mine = {login: desk.mine(login, key)[0].id for login in PEOPLE}
        found = together([lambda login=login, task=mine[login]: desk.act(login, "approve", task) for login in PEOPLE])
        assert sorted(str(one) for one in found if isinstance(one, str)) == ["task_taken"] * 7
        assert desk.at(key) == ["b"]
        assert [one.step_key for one in desk.visits(key)] == ["s", "a", "b"]
        assert sorted(task.state for task in desk.tasks(key)) == ["cancelled"] * 7 + ["done", "pending"]


def test_one_task_of_many_takers(desk: Desk) -> None:
    desk.publish(workflow([START, step("f", "form", who={"by": "user", "value": PEOPLE}), END], line("s", "f", "z")))
    key = desk.start()
    [task] = desk.tasks(key)
    found = together([lambda login=login: desk.act(login, "submit", task.id) for login in PEOPLE])
    assert sorted(one for one in found if isinstance(one, str)) == ["task_taken"] * 7
    assert desk.told(key).count("submitted") == 1


def test_the_same_click_from_eight_windows(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    found = together([lambda: desk.act("bob", "approve", task.id, action_id="one-click")] * 8)
    assert len(set(found)) == 1
    assert desk.told(key) == ["started", "approved", "ended"]


def test_withdraw_against_approve(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z")))
    for _ in range(4):
        key = desk.start()
        [task] = desk.mine("bob", key)
        found = together([lambda key=key: desk.steer("ann", "withdraw", key), lambda task=task: desk.act("bob", "approve", task.id)])
        state = desk.state(key)[0]
        assert state in ("withdrawn", "ended")
        assert [isinstance(one, str) for one in found] == ([False, True] if state == "withdrawn" else [True, False])
        assert not any(one.open for one in desk.tasks(key))


def test_eight_ways_meet_once(desk: Desk) -> None:
    steps = [START, step("p", "branch", mode="all", join="j"), *(approve(f"w{n}", PEOPLE[n]) for n in range(8)), step("j", "join"), approve("d", "bob"), END]
    ways = [way("s", "p"), *(way("p", f"w{n}") for n in range(8)), *(way(f"w{n}", "j") for n in range(8)), *line("j", "d", "z")]
    desk.publish(workflow(steps, ways))
    for _ in range(3):
        key = desk.start()
        mine = {login: desk.mine(login, key)[0].id for login in PEOPLE}
        found = together([lambda login=login, task=mine[login]: desk.act(login, "approve", task) for login in PEOPLE])
        assert [one for one in found if isinstance(one, str)] == []
        assert desk.at(key) == ["d"]
        assert [one.step_key for one in desk.visits(key)].count("d") == 1


def test_return_against_the_last_signature(desk: Desk) -> None:
    steps = [START, approve("a", "bob"), approve("b", "p0", "p1", actions=["return"]), approve("c", "p2"), END]
    desk.publish(workflow(steps, line("s", "a", "b", "c", "z")))
    for _ in range(3):
        key = desk.start()
        desk.do("bob", "approve", key)
        first, second = desk.mine("p0", key)[0].id, desk.mine("p1", key)[0].id
        desk.act("p0", "approve", first)
        together([lambda second=second: desk.act("p1", "approve", second), lambda second=second: desk.act("p1", "return", second, to="a")])
        assert desk.at(key) in (["a"], ["c"])
        assert len([one for one in desk.tasks(key) if one.open]) == 1


def test_one_at_a_time_however_many_start(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z"), one_at_a_time=True))
    record = desk.record()
    found = together([lambda: desk.start(record=record)] * 6)
    assert sorted(one for one in found if one == "workflow_running") == ["workflow_running"] * 5


def test_transfers_against_the_answer(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    moves = [lambda login=login: desk.act("bob", "transfer", task.id, to=desk.person(login).id) for login in PEOPLE[:4]]
    found = together([*moves, lambda: desk.act("bob", "approve", task.id)])
    assert len([one for one in found if not isinstance(one, str)]) == 1


def test_a_task_changed_since_it_was_read_is_not_written(desk: Desk) -> None:
    """The guard of the row itself, beside the lock of the instance."""
    desk.publish(workflow([START, approve("a", "bob"), END], line("s", "a", "z")))
    key = desk.start()
    [task] = desk.mine("bob", key)
    write = desk.site.runtime.store.write
    assert write(desk.site.system("tiny"), lambda uow: kept.update(uow, task)) is True
    task.version -= 1
    assert write(desk.site.system("tiny"), lambda uow: kept.update(uow, task)) is False
