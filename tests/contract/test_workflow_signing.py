"""Every way to sign: together, in turn, by vote; and what a signer may do with a task besides."""

import pytest

from builder.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.installation import Installation
from tests.shelf import Furnishing
from tests.workflows import REFUNDS, Desk, approve, line, step, way, workflow

START, END = step("s", "start"), step("z", "end", result="approved")
ALL_ACTS = ["transfer", "delegate", "add_before", "add_after", "add_parallel", "return", "take_back"]
RUNNING, APPROVED, REJECTED = ("running", None), ("ended", "approved"), ("rejected", "rejected")

# configuration → answers in order (person, verb) → how it stands afterwards
MODES = [
    ("all: everybody", {"mode": "all"}, "bob+ cat+", RUNNING),
    ("all: everybody, done", {"mode": "all"}, "bob+ cat+ dan+", APPROVED),
    ("all: the first reject settles", {"mode": "all"}, "bob+ cat-", REJECTED),
    ("all: wait for all", {"mode": "all", "settle": "wait_all"}, "bob- cat+", RUNNING),
    ("all: wait for all, then reject", {"mode": "all", "settle": "wait_all"}, "bob- cat+ dan+", REJECTED),
    ("any: one approve", {"mode": "any"}, "cat+", APPROVED),
    ("any: one reject", {"mode": "any"}, "cat-", REJECTED),
    ("any: only all rejects", {"mode": "any", "settle_reject": "all"}, "bob- cat-", RUNNING),
    ("any: all reject", {"mode": "any", "settle_reject": "all"}, "bob- cat- dan-", REJECTED),
    ("any: one approve after a reject", {"mode": "any", "settle_reject": "all"}, "bob- cat+", APPROVED),
    ("vote 60: two of three are 66", {"mode": "vote", "pct": 60}, "bob+ cat+", APPROVED),
    ("vote 67: two of three are not", {"mode": "vote", "pct": 67}, "bob+ cat+", RUNNING),
    ("vote 67: unreachable", {"mode": "vote", "pct": 67}, "bob+ cat-", REJECTED),
    ("vote 60: one reject leaves it open", {"mode": "vote", "pct": 60}, "bob-", RUNNING),
    ("vote 60: two rejects settle", {"mode": "vote", "pct": 60}, "bob- cat-", REJECTED),
    ("vote 34: one of three is not enough", {"mode": "vote", "pct": 34}, "bob+", RUNNING),
    ("vote 33: one of three is", {"mode": "vote", "pct": 33}, "bob+", APPROVED),
    ("vote, wait for all", {"mode": "vote", "pct": 33, "settle": "wait_all"}, "bob+ cat-", RUNNING),
    ("vote, all there", {"mode": "vote", "pct": 33, "settle": "wait_all"}, "bob+ cat- dan-", APPROVED),
    ("in turn", {"mode": "all", "order": "sequential"}, "bob+ cat+ dan+", APPROVED),
    ("in turn, a reject", {"mode": "all", "order": "sequential"}, "bob+ cat-", REJECTED),
    ("in turn, any", {"mode": "any", "order": "sequential"}, "bob+", APPROVED),
    ("in turn, any, after a reject", {"mode": "any", "order": "sequential", "settle_reject": "all"}, "bob- cat+", APPROVED),
]


@pytest.fixture
def furnishing() -> Furnishing:
    return REFUNDS


@pytest.fixture
def desk(installation: Installation) -> Desk:
    return Desk(installation).people("ann", "bob", "cat", "dan", "eve", "boss")


def publish(desk: Desk, *people: str, **config: object) -> None:
    desk.publish(workflow([START, approve("a", *(people or ("bob", "cat", "dan")), **config), END], line("s", "a", "z")))


def test_modes(desk: Desk) -> None:
    for name, config, answers, expected in MODES:
        publish(desk, **config)
        key = desk.start()
        for answer in answers.split():
            desk.do(answer[:-1], "approve" if answer[-1] == "+" else "reject", key)
        assert desk.state(key) == expected, name
        if expected != RUNNING:
            left = {task.state for task in desk.tasks(key)} - {"done", "cancelled"}
            assert not left, name
            assert {task.cancel_reason for task in desk.tasks(key) if task.state == "cancelled"} <= {"settled"}, name


def test_in_turn_one_at_a_time(desk: Desk) -> None:
    publish(desk, order="sequential")
    key = desk.start()
    assert [task.state for task in desk.tasks(key)] == ["pending", "waiting", "waiting"]
    with pytest.raises(ValueError, match="unpack"):
        desk.do("cat", "approve", key)
    [_, second, _] = desk.tasks(key)
    with pytest.raises(Conflict, match="task_closed"):
        desk.act("cat", "approve", second.id)
    desk.do("bob", "approve", key)
    assert [task.state for task in desk.tasks(key)] == ["done", "pending", "waiting"]


def test_transfer(desk: Desk) -> None:
    publish(desk, "bob", "cat")
    key = desk.start()
    [task] = desk.mine("bob", key)
    for to, fault in (("bob", "task_to_same"), ("cat", "task_to_signed")):
        with pytest.raises(Conflict, match=fault):
            desk.act("bob", "transfer", task.id, to=desk.person(to).id)
    with pytest.raises(Invalid, match="task_to_unknown"):
        desk.act("bob", "transfer", task.id, to="0123456789ABC")
    desk.act("bob", "transfer", task.id, to=desk.person("dan").id)
    desk.act("dan", "transfer", task.id, to=desk.person("eve").id)
    assert desk.mine("bob", key) == []
    [moved] = desk.mine("eve", key)
    assert (moved.id, moved.owner) == (task.id, desk.person("bob").id)
    with pytest.raises(NotAllowed, match="task_not_yours"):
        desk.act("bob", "approve", task.id)
    desk.do("eve", "approve", key)
    desk.do("cat", "approve", key)
    assert desk.state(key) == APPROVED
    assert desk.told(key).count("transferred") == 2


def test_transfer_only_where_offered(desk: Desk) -> None:
    publish(desk, "bob", actions=[])
    key = desk.start()
    [task] = desk.mine("bob", key)
    with pytest.raises(NotAllowed, match="task_act_not_offered"):
        desk.act("bob", "transfer", task.id, to=desk.person("dan").id)


def test_who_looks_after_the_app_hands_a_task_to_somebody_else(desk: Desk) -> None:
    publish(desk, "bob", actions=[])
    key = desk.start()
    [task] = desk.mine("bob", key)
    with pytest.raises(NotFound):
        desk.act("eve", "transfer", task.id, to=desk.person("dan").id)
    boss = desk.site.client(desk.person("boss")).get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json
    assert (boss["my_task"], boss["tasks"][0]["actions"]) == (None, ["transfer"])
    desk.act("boss", "transfer", task.id, to=desk.person("dan").id, comment="出差了")
    desk.do("dan", "approve", key)
    assert desk.state(key) == APPROVED


def test_ask_back(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    desk.do("bob", "delegate", key, to=desk.person("cat").id)
    assert desk.mine("bob", key) == []
    desk.do("cat", "approve", key, comment="我看没问题")
    assert desk.state(key) == RUNNING
    [task] = desk.mine("bob", key)
    assert (task.owner, task.delegated_by) == (desk.person("bob").id, None)
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED
    assert desk.told(key) == ["started", "delegated", "resolved", "approved", "ended"]


def test_a_colleague_who_says_no_decides_nothing(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    desk.do("bob", "delegate", key, to=desk.person("cat").id)
    desk.do("cat", "reject", key)
    assert desk.state(key) == RUNNING
    assert len(desk.mine("bob", key)) == 1


def add(desk: Desk, key: str, kind: str, *people: str) -> None:
    desk.do("bob", "add_signer", key, kind=kind, users=tuple(desk.person(one).id for one in people))


def test_signers_before(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "before", "cat", "dan")
    assert desk.mine("bob", key) == []
    desk.do("cat", "approve", key)
    assert desk.mine("bob", key) == []
    desk.do("dan", "approve", key)
    assert desk.state(key) == RUNNING
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED


def test_a_signer_before_rejects_for_the_one_who_asked(desk: Desk) -> None:
    publish(desk, "bob", "eve", mode="any", settle_reject="all", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "before", "cat", "dan")
    desk.do("cat", "reject", key)
    by_person = {task.assignee: (task.state, task.outcome) for task in desk.tasks(key)}
    assert by_person[desk.person("bob").id] == ("done", "rejected")
    assert by_person[desk.person("dan").id] == ("cancelled", None)
    assert desk.state(key) == RUNNING
    desk.do("eve", "approve", key)
    assert desk.state(key) == APPROVED


def test_signers_after(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "after", "cat")
    assert desk.mine("cat", key) == []
    desk.do("bob", "approve", key)
    assert (desk.state(key), desk.tasks(key)[0].state) == (RUNNING, "approving")
    desk.do("cat", "approve", key)
    assert desk.state(key) == APPROVED


def test_all_signers_after_removed_before_the_parent_approved_completes_nothing(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "after", "cat", "dan")
    desk.do("bob", "remove_signer", key)
    assert desk.state(key) == RUNNING
    assert [task.state for task in desk.tasks(key)] == ["pending", "cancelled", "cancelled"]
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED


def test_signers_after_removed_when_the_parent_has_approved(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "after", "cat")
    [task] = desk.mine("bob", key)
    desk.act("bob", "approve", task.id)
    desk.act("bob", "remove_signer", task.id)
    assert desk.state(key) == APPROVED


def test_a_signer_before_removed_gives_the_task_back(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    [task] = desk.mine("bob", key)
    add(desk, key, "before", "cat", "dan")
    desk.act("bob", "remove_signer", task.id, users=(desk.person("cat").id,))
    assert desk.mine("bob", key) == []
    desk.act("bob", "remove_signer", task.id)
    assert len(desk.mine("bob", key)) == 1


def test_signers_beside_count(desk: Desk) -> None:
    publish(desk, "bob", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "parallel", "cat")
    desk.do("bob", "approve", key)
    assert desk.state(key) == RUNNING
    desk.do("cat", "approve", key)
    assert desk.state(key) == APPROVED


def test_added_signers_in_a_sequence_do_not_let_the_next_one_in(desk: Desk) -> None:
    publish(desk, "bob", "eve", order="sequential", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "before", "cat")
    assert desk.mine("eve", key) == []
    desk.do("cat", "approve", key)
    assert (len(desk.mine("bob", key)), desk.mine("eve", key)) == (1, [])


def test_what_cannot_be_added(desk: Desk) -> None:
    publish(desk, "bob", "eve", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "after", "cat")
    with pytest.raises(Conflict, match="task_add_mixed"):
        add(desk, key, "before", "dan")
    with pytest.raises(Conflict, match="task_add_holds"):
        add(desk, key, "after", "eve")
    with pytest.raises(Invalid, match="task_to_unknown"):
        desk.do("bob", "add_signer", key, kind="after", users=())
    add(desk, key, "parallel", "dan")
    with pytest.raises(Conflict, match="task_add_level"):
        desk.do("dan", "add_signer", key, kind="after", users=(desk.person("ann").id,))


def test_the_tree_goes_together(desk: Desk) -> None:
    publish(desk, "bob", "eve", mode="any", actions=ALL_ACTS)
    key = desk.start()
    add(desk, key, "before", "cat", "dan")
    desk.do("eve", "approve", key)
    assert desk.state(key) == APPROVED
    assert [task.state for task in desk.tasks(key)] == ["cancelled", "done", "cancelled", "cancelled"]


def test_nobody_to_ask(desk: Desk) -> None:
    who = {"by": "role", "value": "signer"}
    for empty, expected in (("approve", APPROVED), ("reject", REJECTED)):
        desk.publish(workflow([START, step("a", "approve", who={**who, "empty": empty}), END], line("s", "a", "z")))
        assert desk.state(desk.start()) == expected
    for more, asked in (({}, "boss"), ({"empty": "user", "user": "dan"}, "dan")):
        desk.publish(workflow([START, step("a", "approve", who={**who, **more}), END], line("s", "a", "z")))
        key = desk.start()
        assert len(desk.mine(asked, key)) == 1
        assert "nobody" in desk.told(key)


def test_the_initiator_is_the_approver(desk: Desk) -> None:
    for on_self, expected in (("allow", RUNNING), ("skip", APPROVED)):
        publish(desk, "ann", on_self=on_self)
        assert desk.state(desk.start("ann")) == expected, on_self
    publish(desk, "ann", "bob", on_self="skip")
    key = desk.start("ann")
    desk.do("bob", "approve", key)
    assert desk.state(key) == APPROVED


@pytest.mark.parametrize(("dedupe", "rests"), [("none", ["b"]), ("consecutive", ["c"]), ("all", ["c"])])
def test_the_same_person_again(desk: Desk, dedupe: str, rests: list[str]) -> None:
    steps = [START, approve("a", "bob"), approve("b", "bob", dedupe=dedupe), approve("c", "cat"), approve("d", "bob", dedupe=dedupe), END]
    desk.publish(workflow(steps, line("s", "a", "b", "c", "d", "z")))
    key = desk.start()
    desk.do("bob", "approve", key)
    assert desk.at(key) == rests
    if rests == ["c"]:
        desk.do("cat", "approve", key)
        assert desk.state(key) == (APPROVED if dedupe == "all" else RUNNING)


def test_copies_decide_nothing_and_stay(desk: Desk) -> None:
    publish(desk, "bob", cc=[{"by": "user", "value": ["eve", "dan"]}])
    key = desk.start()
    desk.steer("ann", "withdraw", key)
    eve = desk.site.client(desk.person("eve"))
    assert eve.get("/api/v1/tasks").json["counts"]["cc_unread"] == 1
    [told] = eve.get("/api/v1/tasks?state=cc").json["tasks"]
    assert (told["kind"], told["state"], told["read"]) == ("instance", "withdrawn", False)
    assert eve.get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").status_code == 200
    assert eve.get("/api/v1/tasks").json["counts"]["cc_unread"] == 0


def test_only_people_of_the_app_may_look_for_the_workflow(desk: Desk) -> None:
    publish(desk, "bob")
    with pytest.raises(NotFound):
        desk.act("eve", "approve", desk.mine("bob", desk.start())[0].id)


def test_a_rejection_takes_its_own_way(desk: Desk) -> None:
    steps = [START, approve("a", "bob", on_reject={"do": "branch"}), approve("b", "cat"), END, step("y", "end", result="rejected_politely")]
    ways = [*line("s", "a"), way("a", "z"), way("a", "b", outcome="rejected"), way("b", "y")]
    desk.publish(workflow(steps, ways))
    key = desk.start()
    desk.do("bob", "reject", key)
    assert desk.at(key) == ["b"]
    desk.do("cat", "approve", key)
    assert desk.state(key) == ("ended", "rejected_politely")
