"""Random workflows of sound blocks with random acts of people: whatever they do, the laws hold and the instance can be brought to its end."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from builder.errors import AppError
from runtime.store.tables_workflow import wf_join
from tests import databases
from tests.conftest import Clock
from tests.installation import open_installation
from tests.workflows import Desk, approve, step, way, workflow

PEOPLE = ["p0", "p1", "p2", "p3"]
ACTS = ["transfer", "return", "delegate", "add_before", "add_after", "add_parallel", "take_back"]


@dataclass
class Drawing:
    """A workflow under construction."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    ways: list[dict[str, Any]] = field(default_factory=list)

    def add(self, made: dict[str, Any], before: str | None, **more: Any) -> str:
        self.steps.append(made)
        if before is not None:
            self.ways.append(way(before, made["key"], key=f"w{len(self.ways)}", **more))
        return made["key"]

    def name(self, letter: str) -> str:
        return f"{letter}{len(self.steps)}"


def human(drawing: Drawing, spec: Any, before: str, **more: Any) -> str:
    mode, order, people, on_reject = spec
    config: dict[str, Any] = {"mode": mode, "order": order, "actions": ACTS}
    if on_reject and (targets := [one["key"] for one in drawing.steps if one["type"] == "approve"]):
        config["on_reject"] = {"do": "goto", "step": targets[0]} if not more.get("inside") else {"do": "end"}
    more.pop("inside", None)
    return drawing.add(approve(drawing.name("a"), *people, **config), before, **more)


def block(drawing: Drawing, spec: Any, before: str, inside: bool = False, **more: Any) -> str:
    """Draws one block after a step; gives the step it ends at."""
    kind, content = spec
    if kind == "human":
        return human(drawing, content, before, inside=inside, **more)
    if kind == "line":
        last = before
        for place, one in enumerate(content):
            last = block(drawing, one, last, inside, **(more if place == 0 else {}))
        return last
    mode, branches = content
    split, join = drawing.name("x"), None
    drawing.add(step(split, "branch", mode=mode), before, **more)
    ends = []
    for place, one in enumerate(branches):
        default = mode != "all" and place == len(branches) - 1
        condition: dict[str, Any] = {"default": True} if default else {} if mode == "all" else {"when": f"amount > {place * 7}", "prio": place}
        ends.append(block(drawing, one, split, True, **condition))
    join = drawing.name("j")
    drawing.steps.append(step(join, "join" if mode != "first" else "branch"))
    if mode != "first":
        next(one for one in drawing.steps if one["key"] == split)["join"] = join
    for end in ends:
        drawing.ways.append(way(end, join, key=f"w{len(drawing.ways)}", **({"default": True} if mode == "first" and end == ends[0] else {})))
    return join


signers = st.tuples(
    st.sampled_from(["all", "any"]), st.sampled_from(["parallel", "sequential"]), st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True),
    st.booleans(),
)  # fmt: skip
blocks = st.recursive(
    st.tuples(st.just("human"), signers),
    lambda inner: st.one_of(
        st.tuples(st.just("line"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("split"), st.tuples(st.sampled_from(["first", "all", "any"]), st.lists(inner, min_size=2, max_size=3))),
    ),
    max_leaves=7,
)
deeds = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["approve", "approve", "reject", *ACTS, "remove_signer"]), st.integers(0, 99)), max_size=14)


def drawn(spec: Any) -> dict[str, Any]:
    drawing = Drawing()
    start = drawing.add(step("s", "start"), None)
    last = block(drawing, spec, start)
    drawing.add(step("z", "end", result="approved"), last)
    for one in drawing.steps:  # a way that follows a merged branch of mode first is its default
        if one["type"] == "branch" and "join" not in one and len([w for w in drawing.ways if w["from"] == one["key"]]) == 1:
            next(w for w in drawing.ways if w["from"] == one["key"])["default"] = True
    return workflow(drawing.steps, drawing.ways)


def sent(desk: Desk, verb: str, chance: int) -> tuple[str, dict[str, Any]]:
    other = desk.person(PEOPLE[chance % 4]).id
    if verb.startswith("add_"):
        return "add_signer", {"kind": verb.removeprefix("add_"), "users": (other,)}
    return verb, {"to": other} if verb in ("transfer", "delegate") else {}


def laws(desk: Desk, key: str) -> None:
    """What holds after every act."""
    instance, visits, given = desk.instance(key), desk.visits(key), desk.tasks(key)
    active = {one.id for one in visits if one.state == "active"}
    ends = [one for one in visits if one.step_key == "z"]
    assert len(ends) <= 1, "two ends"
    if instance.state != "running":
        assert not active, "open steps after the end"
        assert not any(task.open for task in given), "open work after the end"
        return
    assert active, "it runs and rests nowhere"
    assert all(task.activation_id in active for task in given if task.open), "an open task of a step that was left"
    for one in visits:
        if one.state == "active" and one.step_key.startswith("a"):
            assert any(task.open and task.state == "pending" for task in given if task.activation_id == one.id), "a step that asks nobody"
        if one.notes.get("region") and one.state == "done":
            opened = next(other for other in visits if other.id == one.notes["region"])
            came = desk.read(lambda uow, one=one: set(uow.connection.execute(select(wf_join.c.transition_key).where(
                wf_join.c.region_activation_id == one.notes["region"])).scalars()))  # fmt: skip
            assert came == set(opened.expected or ()), "arrivals are what the branch has opened"
    assert [one.no for one in visits] == list(range(1, len(visits) + 1))
    assert len({(one.step_key, one.region_path) for one in visits if one.state == "active"}) == len(active), "twice at one place"


def run(desk: Desk, spec: Any, acts: Any) -> None:
    desk.publish(drawn(spec))
    key = desk.start()
    laws(desk, key)
    for pick, verb, chance in acts:
        waiting = [task for task in desk.tasks(key) if task.state in ("pending", "approving", "waiting", "done") and task.assignee]
        if desk.instance(key).state != "running" or not waiting:
            break
        task = waiting[pick % len(waiting)]
        login = next(name for name in PEOPLE if desk.person(name).id == task.assignee)
        name, more = sent(desk, verb, chance)
        with suppress(AppError):  # refused: nothing has happened
            desk.act(login, name, task.id, **more)
        laws(desk, key)
    _finish(desk, key)


def _finish(desk: Desk, key: str) -> None:
    """Everybody agrees from now on: it comes to its end."""
    for _ in range(200):
        pending = [task for task in desk.tasks(key) if task.state == "pending"]
        if desk.instance(key).state != "running":
            return
        assert pending, "stuck: it runs and nobody can do anything"
        login = next(name for name in PEOPLE if desk.person(name).id == pending[0].assignee)
        desk.act(login, "approve", pending[0].id)
        laws(desk, key)
    pytest.fail("it never ends")


def check(url: str, folder: Path, clock: Clock, count: int) -> None:
    site = open_installation(url, folder, clock)
    desk = Desk(site).publish().people("ann", *PEOPLE)

    @settings(max_examples=count, derandomize=True, deadline=None, database=None, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck))
    @given(spec=blocks, acts=deeds)
    def anything(spec: Any, acts: Any) -> None:
        run(desk, spec, acts)

    try:
        anything()
    finally:
        site.runtime.store.close()


@pytest.mark.parametrize(("name", "count"), [("sqlite", 60), ("postgresql", 12)])
def test_whatever_people_do(name: str, count: int, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> None:
    if name == "sqlite":
        check(databases.sqlite_database(tmp_path), tmp_path, clock, count)
        return
    with databases.postgres_database(request.getfixturevalue("postgres_server")) as url:
        check(url, tmp_path, clock, count)
