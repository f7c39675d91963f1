"""Returning work to an earlier step: the operation that goes wrong most, in every surrounding."""

import pytest

from builder.errors import Conflict, NotAllowed
from runtime.workflow import inbox
from tests.installation import Installation
from tests.shelf import Furnishing
from tests.workflows import REFUNDS, Desk, approve, line, step, way, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
ACTS = ["return", "transfer", "add_before", "delegate"]
RUNNING, APPROVED = ("running", None), ("ended", "approved")


@pytest.fixture
def furnishing() -> Furnishing:
    return REFUNDS


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).people("ann", "bob", "cat", "dan", "eve", "fay", "boss")


def sign(key: str, *people: str, **config: object) -> dict[str, object]:
    return approve(key, *people, actions=ACTS, **config)


def serial(desk: Desk, **config: object) -> str:
    """a(bob) → b(cat) → c(dan, eve)."""
    steps = [START, sign("a", "bob"), sign("b", "cat"), sign("c", "dan", "eve", **config), END]
    desk.publish(workflow(steps, line("s", "a", "b", "c", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    desk.do("cat", "approve", key)
    return key


def offered(desk: Desk, login: str, key: str) -> list[str]:
    return [one["key"] for one in inbox.one(desk.ctx(login), desk.mine(login, key)[0].id)["return_to"]]


def test_to_any_step_before(desk: Desk) -> None:
    key = serial(desk)
    assert offered(desk, "dan", key) == ["b", "a"]
    desk.do("dan", "return", key, to="a", comment="金额不对")
    assert desk.at(key) == ["a"]
    states = {(task.step_key, task.assignee): (task.state, task.outcome, task.cancel_reason) for task in desk.tasks(key)}
    assert states["c", desk.person("dan").id] == ("done", "returned", None)
    assert states["c", desk.person("eve").id] == ("cancelled", None, "returned")
    for login in ("bob", "cat", "dan", "eve"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_one_signer_is_enough_in_every_mode(desk: Desk) -> None:
    for config in ({"mode": "all", "settle": "wait_all"}, {"mode": "any"}, {"mode": "vote", "pct": 100}, {"order": "sequential"}):
        key = serial(desk, **config)
        desk.do("dan", "return", key, to="b")
        assert desk.at(key) == ["b"], config
        assert desk.mine("eve", key) == []


def test_straight_back_to_the_one_who_returned(desk: Desk) -> None:
    key = serial(desk, resume="direct")
    desk.do("dan", "return", key, to="a")
    desk.do("bob", "approve", key)
    assert desk.at(key) == ["c"]
    for login in ("dan", "eve"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_without_a_target_to_the_step_before(desk: Desk) -> None:
    key = serial(desk)
    desk.do("dan", "return", key)
    assert desk.at(key) == ["b"]


def test_only_to_the_steps_that_are_named(desk: Desk) -> None:
    key = serial(desk, return_to=["a"])
    assert offered(desk, "dan", key) == ["a"]
    with pytest.raises(Conflict, match="task_return_target"):
        desk.do("dan", "return", key, to="b")


def test_never_forward_nor_to_itself_nor_where_nobody_was(desk: Desk) -> None:
    key = serial(desk)
    for target in ("c", "s", "z", "nowhere"):
        with pytest.raises(Conflict, match="task_return_target"):
            desk.do("dan", "return", key, to=target)
    assert desk.at(key) == ["c"]


def test_not_where_the_step_does_not_offer_it(desk: Desk) -> None:
    desk.publish(workflow([START, sign("a", "bob"), approve("b", "cat", actions=[]), END], line("s", "a", "b", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    with pytest.raises(NotAllowed, match="task_act_not_offered"):
        desk.do("cat", "return", key, to="a")


def test_again_and_again(desk: Desk) -> None:
    key = serial(desk)
    for _ in range(4):
        desk.do("dan", "return", key, to="b")
        desk.do("cat", "return", key, to="a")
        desk.do("bob", "approve", key)
        desk.do("cat", "approve", key)
    for login in ("dan", "eve"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED
    assert [one.no for one in desk.visits(key)] == list(range(1, len(desk.visits(key)) + 1))


def test_with_signers_added_and_a_colleague_asked(desk: Desk) -> None:
    key = serial(desk)
    desk.do("dan", "add_signer", key, kind="before", users=(desk.person("fay").id,))
    desk.do("eve", "delegate", key, to=desk.person("bob").id)
    desk.do("fay", "return", key, to="a")
    assert desk.at(key) == ["a"]
    assert [task.state for task in desk.tasks(key) if task.open] == ["pending"]


def test_auto_approval_is_off_where_it_is_returned_to(desk: Desk) -> None:
    steps = [START, sign("a", "ann", on_self="skip"), sign("b", "ann", "cat", mode="any", dedupe="all"), sign("c", "dan"), END]
    desk.publish(workflow(steps, line("s", "a", "b", "c", "z")))
    key = desk.start("ann")
    assert desk.at(key) == ["c"]
    desk.do("dan", "return", key, to="b")
    assert (desk.at(key), len(desk.mine("ann", key))) == (["b"], 1)
    desk.do("ann", "return", key, to="a")
    assert (desk.at(key), len(desk.mine("ann", key))) == (["a"], 1)


BRANCHES = [
    START, sign("a", "bob"), step("p", "branch", mode="all", join="j"),
    sign("b1", "cat"), sign("b2", "dan"), sign("c1", "eve"), sign("c2", "fay"), step("j", "join"), sign("d", "bob"), END,
]
WAYS = [*line("s", "a", "p"), *line("p", "b1", "b2", "j"), *line("p", "c1", "c2", "j"), *line("j", "d", "z")]


def parallel(desk: Desk) -> str:
    """a → (b1 → b2 | c1 → c2) → d, standing in both ways."""
    desk.publish(workflow(BRANCHES, WAYS))
    key = desk.start()
    desk.do("bob", "approve", key)
    assert desk.at(key) == ["b1", "c1"]
    return key


def test_within_a_branch_the_other_one_goes_on(desk: Desk) -> None:
    key = parallel(desk)
    desk.do("cat", "approve", key)
    [other] = desk.mine("eve", key)
    desk.do("dan", "return", key, to="b1")
    assert desk.at(key) == ["b1", "c1"]
    assert desk.mine("eve", key) == [other]
    for login in ("eve", "fay", "cat", "dan", "bob"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_never_into_the_other_branch(desk: Desk) -> None:
    key = parallel(desk)
    desk.do("eve", "approve", key)
    assert offered(desk, "fay", key) == ["c1", "a"]
    assert offered(desk, "cat", key) == ["a"]
    with pytest.raises(Conflict, match="task_return_target"):
        desk.do("fay", "return", key, to="b1")


def test_out_of_a_branch_takes_all_of_it_away(desk: Desk) -> None:
    key = parallel(desk)
    desk.do("eve", "approve", key)
    desk.do("fay", "approve", key)  # this way has arrived
    assert desk.at(key) == ["b1", "j"]
    desk.do("cat", "return", key, to="a")
    assert desk.at(key) == ["a"]
    desk.do("bob", "approve", key)
    assert desk.at(key) == ["b1", "c1"]
    for login in ("cat", "dan"):
        desk.do(login, "approve", key)
    assert desk.at(key) == ["c1", "j"], "what had arrived before counts no more"
    for login in ("eve", "fay", "bob"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_within_a_branch_while_the_other_has_arrived(desk: Desk) -> None:
    key = parallel(desk)
    for login in ("eve", "fay", "cat"):
        desk.do(login, "approve", key)
    desk.do("dan", "return", key, to="b1")
    assert desk.at(key) == ["b1", "j"]
    for login in ("cat", "dan", "bob"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_after_the_join_back_before_the_branch_only(desk: Desk) -> None:
    key = parallel(desk)
    for login in ("cat", "dan", "eve", "fay"):
        desk.do(login, "approve", key)
    assert offered(desk, "bob", key) == ["a"]
    desk.do("bob", "return", key, to="a")
    for login in ("bob", "cat", "dan", "eve", "fay", "bob"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


NESTED = [
    START, sign("a", "bob"), step("p", "branch", mode="all", join="j"), sign("b", "cat"),
    step("q", "branch", mode="all", join="k"), sign("x", "dan"), sign("y", "eve"), step("k", "join"), sign("m", "cat"),
    sign("c", "fay"), step("j", "join"), END,
]
NESTED_WAYS = [
    *line("s", "a", "p"), *line("p", "b", "q"), *line("q", "x", "k"), *line("q", "y", "k"), *line("k", "m", "j"), *line("p", "c", "j"), way("j", "z"),
]


def nested(desk: Desk) -> str:
    desk.publish(workflow(NESTED, NESTED_WAYS))
    key = desk.start()
    desk.do("bob", "approve", key)
    desk.do("cat", "approve", key)
    assert desk.at(key) == ["c", "x", "y"]
    return key


def test_from_an_inner_region_to_the_one_around_it(desk: Desk) -> None:
    key = nested(desk)
    desk.do("eve", "approve", key)
    desk.do("dan", "return", key, to="b")
    assert desk.at(key) == ["b", "c"]
    for login in ("cat", "dan", "eve"):
        desk.do(login, "approve", key)
    assert desk.at(key) == ["c", "m"]
    for login in ("cat", "fay"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_from_the_innermost_to_the_outermost(desk: Desk) -> None:
    key = nested(desk)
    desk.do("fay", "approve", key)
    desk.do("eve", "approve", key)
    desk.do("dan", "return", key, to="a")
    assert desk.at(key) == ["a"]
    for login in ("bob", "cat", "dan", "eve", "cat", "fay"):
        desk.do(login, "approve", key)
    assert desk.state(key) == APPROVED


def test_to_a_form_step_which_is_filled_in_again(desk: Desk) -> None:
    fill = step("f", "form", who={"by": "initiator"}, fields={"reply": "required"})
    desk.publish(workflow([START, fill, sign("a", "bob"), END], line("s", "f", "a", "z")))
    record = desk.record()
    key = desk.start(record=record)
    desk.do("ann", "submit", key, values={"reply": "一"})
    desk.do("bob", "return", key, to="f", comment="再写清楚些")
    desk.do("ann", "submit", key, values={"reply": "二"})
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED
    assert desk.values(record)["reply"] == "二"
    assert desk.told(key) == ["started", "submitted", "returned", "submitted", "approved", "ended"]


def test_a_reject_that_goes_back(desk: Desk) -> None:
    steps = [START, sign("a", "bob"), sign("b", "cat", "dan", on_reject={"do": "goto", "step": "a"}), END]
    desk.publish(workflow(steps, line("s", "a", "b", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    desk.do("cat", "reject", key)
    assert (desk.at(key), desk.mine("dan", key)) == (["a"], [])


def test_twice_at_once_only_the_first_returns(desk: Desk) -> None:
    key = serial(desk)
    [dan], [eve] = desk.mine("dan", key), desk.mine("eve", key)
    desk.act("dan", "return", dan.id, to="a")
    with pytest.raises(Conflict, match="task_taken"):
        desk.act("eve", "return", eve.id, to="b")
    assert desk.at(key) == ["a"]
