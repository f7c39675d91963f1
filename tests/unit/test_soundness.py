"""Soundness: properly nested workflows pass, broken ones are refused, and the check says what trying out everything says."""

from dataclasses import dataclass
from itertools import count, pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.checks import regions, soundness, workflow_loops, workflows
from builder.checks.scope import Types
from builder.checks.soundness import Edge, Fault, Net
from builder.checks.workflow_graph import Graph
from builder.definitions import load
from builder.definitions import workflow as definitions
from runtime.catalog import build_catalog
from tests.acting import acting_app, approve, step, workflow

TYPES = Types(load(acting_app()), build_catalog())
Made = dict[str, Any]


def graph_of(made: Made) -> Graph:
    return Graph(TYPES, definitions.load(made))


def faults(made: Made) -> set[str]:
    """Codes of the errors that speak of the graph itself (conditions are free here)."""
    found = workflows.of_graph(graph_of(made))
    return {one.code for one in found if one.level == "error" and one.code not in ("branch_gap", "branch_without_default", "branch_without_condition")}


@dataclass
class Blocks:
    """Grows a properly nested workflow at random."""

    random: Random

    def __post_init__(self) -> None:
        self.steps: list[Made] = []
        self.transitions: list[Made] = []
        self._numbers = count()

    def whole(self, depth: int) -> Made:
        begin, end = self.box("start"), self.box("end")
        first, last = self.block(depth)
        self.way(begin, first)
        self.way(last, end)
        return workflow("flow", self.steps, self.transitions)

    def box(self, kind: str, **rest: Any) -> str:
        key = f"{kind}_{next(self._numbers)}"
        self.steps.append(approve(key) if kind == "approve" else step(key, kind, **rest))
        return key

    def way(self, source: str, target: str, **rest: Any) -> None:
        self.transitions.append({"key": f"w{len(self.transitions)}", "from": source, "to": target, **rest})

    def block(self, depth: int) -> tuple[str, str]:
        """First and last step of a block."""
        kinds = [self.task] if depth == 0 else [self.task, self.line, self.choice, self.together, self.again]
        return self.random.choice(kinds)(depth - 1)

    def task(self, depth: int) -> tuple[str, str]:
        key = self.box("approve")
        return key, key

    def line(self, depth: int) -> tuple[str, str]:
        first, middle = self.block(depth)
        second, last = self.block(depth)
        self.way(middle, second)
        return first, last

    def choice(self, depth: int) -> tuple[str, str]:
        branch, after = self.box("branch", mode="first"), self.box("approve")
        for number in range(self.random.randint(2, 3)):
            first, last = self.block(depth)
            self.way(branch, first, **({"default": True} if number == 0 else {"when": f"amount > {number}"}))
            self.way(last, after)
        return branch, after

    def together(self, depth: int) -> tuple[str, str]:
        mode = self.random.choice(["all", "any"])
        branch, join = self.box("branch", mode=mode), self.box("join")
        self.steps[[one["key"] for one in self.steps].index(branch)]["join"] = join
        for number in range(self.random.randint(2, 3)):
            first, last = self.block(depth)
            self.way(branch, first, **({} if mode == "all" else {"default": True} if number == 0 else {"when": f"amount > {number}"}))
            self.way(last, join)
        return branch, join

    def again(self, depth: int) -> tuple[str, str]:
        first, last = self.block(depth)
        branch, after = self.box("branch", mode="first"), self.box("approve")
        self.way(last, branch)
        self.way(branch, first, when="amount > 1")
        self.way(branch, after, default=True)
        return first, after


def nested(seed: int, depth: int = 4) -> Made:
    """A workflow with at least one part where several ways are open at once."""
    for number in count():
        made = Blocks(Random(f"{seed}.{number}")).whole(depth)
        if any(one["type"] == "join" for one in made["steps"]) and len(made["steps"]) < 120:
            return made
    raise AssertionError


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_properly_nested_workflows_pass(seed: int) -> None:
    assert faults(nested(seed)) == set()


# each way to break one

def drop_way_to_join(made: Made, random: Random) -> None:
    """One way ends elsewhere: at the end."""
    joins = {one["key"] for one in made["steps"] if one["type"] == "join"}
    end = next(one["key"] for one in made["steps"] if one["type"] == "end")
    random.choice([way for way in made["transitions"] if way["to"] in joins])["to"] = end


def choose_into_join(made: Made, random: Random) -> None:
    """A branch that opened all ways now takes one."""
    branch = random.choice([one for one in made["steps"] if "join" in one])
    branch.update(mode="first")
    branch.pop("join")


def meet_without_join(made: Made, random: Random) -> None:
    """The join becomes an ordinary step."""
    join = random.choice([one for one in made["steps"] if one["type"] == "join"])
    join.update(type="approve", who={"by": "role", "value": "agent"})


def lose_a_step(made: Made, random: Random) -> None:
    """A step nobody can reach."""
    way = random.choice([one for one in made["transitions"] if len([two for two in made["transitions"] if two["to"] == one["to"]]) == 1])
    made["transitions"].remove(way)


def end_inside(made: Made, random: Random) -> None:
    """An end among ways that are open at once, which does not say that it calls the others off."""
    joins = {one["key"] for one in made["steps"] if one["type"] == "join"}
    made["steps"].append(step("stop", "end"))
    way = random.choice([one for one in made["transitions"] if one["to"] in joins])
    made["steps"].append(step("maybe", "branch", mode="first"))
    made["transitions"] += [
        {"key": "m1", "from": "maybe", "to": way["to"], "default": True}, {"key": "m2", "from": "maybe", "to": "stop", "when": "amount > 1"},
    ]
    way["to"] = "maybe"


def lead_nowhere(made: Made, random: Random) -> None:
    """A way leads to a step that is not there."""
    random.choice(made["transitions"])["to"] = "nowhere"


MUTATIONS = {one.__name__: one for one in (drop_way_to_join, choose_into_join, meet_without_join, lose_a_step, end_inside, lead_nowhere)}


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_broken_workflows_are_refused(name: str, seed: int) -> None:
    made = nested(seed)
    MUTATIONS[name](made, Random(seed))
    assert faults(made) != set()


# the check against trying out everything

@dataclass(frozen=True)
class Played:
    """How walking a workflow in every order came out: whether an end was reached from everywhere, what was left, what ever happened."""

    always_ends: bool
    left_over: bool
    doubled: bool
    happened: frozenset[str]

    @property
    def sound(self) -> bool:
        return self.always_ends and not self.left_over and not self.doubled


def play(made: Made) -> Played:
    """Tokens on transitions, written a second time: every move from every state, by plain recursion over sets of tuples."""
    kinds = {one["key"]: (one["type"], one.get("mode", "first"), one.get("terminate", False)) for one in made["steps"]}
    out = {key: [n for n, way in enumerate(made["transitions"]) if way["from"] == key] for key in kinds}
    into = {key: [n for n, way in enumerate(made["transitions"]) if way["to"] == key] for key in kinds}
    begin = next(key for key, kind in kinds.items() if kind[0] == "start")
    moves: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    happened, flags, waiting = {begin}, {"left": False, "twice": False}, [(n,) for n in out[begin]]
    starts = list(waiting)
    while waiting:
        state = waiting.pop()
        if state in moves:
            continue
        moves[state] = set()
        for key, (kind, mode, terminate) in kinds.items():
            taken = [list(into[key])] if kind == "join" and into[key] and set(into[key]) <= set(state) else []
            taken = taken if kind == "join" else [[n] for n in into[key] if n in state]
            for tokens in taken:
                happened.add(key)
                rest = [n for n in state if n not in tokens]
                if kind == "end":
                    flags["left"] |= bool(rest) and not terminate
                    results = [()] if terminate or not rest else []
                else:
                    given = [out[key]] if kind == "branch" and mode != "first" else [[n] for n in out[key]]
                    flags["twice"] |= any(set(rest) & set(more) for more in given)
                    results = [tuple(sorted({*rest, *more})) for more in given if not set(rest) & set(more)]
                moves[state] |= set(results)
                waiting += [after for after in results if after]
        if flags["left"] or flags["twice"]:
            return Played(False, flags["left"], flags["twice"], frozenset(happened))
    ending = {()}
    while more := {state for state, following in moves.items() if following & ending} - ending:
        ending |= more
    return Played(all(state in ending for state in [*moves, *starts]), False, False, frozenset(happened))


def random_graph(seed: int) -> Made:
    """Boxes and transitions thrown together until they can be walked; whether that ends well is the question."""
    return next(made for number in count() if not faults(made := thrown(Random(f"{seed}.{number}"))) & UNWALKABLE)


def thrown(random: Random) -> Made:
    """Any boxes with any transitions."""
    inner = [
        random.choice([approve(f"a{n}"), approve(f"a{n}"), step(f"x{n}", "branch", mode="first"), step(f"s{n}", "branch", mode="all"), step(f"j{n}", "join")])
        for n in range(random.randint(2, 6))
    ]
    keys = [one["key"] for one in inner]
    steps = [step("begin", "start"), *inner, step("end", "end", terminate=random.random() < 0.1)]
    transitions = [("begin", keys[0])]
    for one in inner:
        outs = 2 if one["type"] == "branch" else 1
        transitions += [(one["key"], target) for target in random.sample([*keys, "end"], outs)]
    made = [{"key": f"w{n}", "from": a, "to": b, "default": n % 2 == 0} for n, (a, b) in enumerate(transitions)]
    return workflow("flow", steps, made)


UNWALKABLE = {
    "step_unreachable", "step_dead_end", "step_branch_ways", "step_join_ways", "transition_twice", "step_one_way", "branch_second_default",
}
ENDLESS = {"workflow_endless"}  # sound, but nobody can stop it: not what playing looks at


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_the_check_says_what_trying_out_everything_says(seed: int) -> None:
    """What passes is sound when played; what is unsound when played is refused."""
    made = random_graph(seed)
    if one_way_twice_into_a_join(made):
        return
    assert play(made).sound or faults(made) - ENDLESS
    fault = soundness.explore(soundness.contracted(soundness.net_of(graph_of(made))))
    assert play(made).sound == (fault is None or fault.kind == "dead")


def one_way_twice_into_a_join(made: Made) -> bool:
    """A join waits for ways of its branch, not for lines: a choice inside one way may lead into it by two lines."""
    graph = graph_of(made)
    found = regions.regions(graph)
    return not found.problems and any(len(graph.entering[key]) > 1 and box.kind.gathers for key, box in graph.boxes.items())


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_contraction_changes_nothing(seed: int) -> None:
    made = random_graph(seed)
    net = soundness.net_of(graph_of(made))
    whole, small = soundness.explore(net), soundness.explore(soundness.contracted(net))
    assert (whole is None) == (small is None)
    played = play(made)
    assert (whole is None) == (played.sound and played.happened == {one["key"] for one in made["steps"]})


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_the_way_to_a_fault_can_be_walked(seed: int) -> None:
    """Every step of a trace follows one before it by a transition of the workflow."""
    made = random_graph(seed)
    fault = soundness.explore(soundness.contracted(soundness.net_of(graph_of(made))))
    if fault is None or not fault.trace:
        return
    ways = {(way["from"], way["to"]) for way in made["transitions"]}
    assert fault.trace[0] == "begin"
    for place, key in enumerate(fault.trace[1:], 1):
        assert any((before, key) in ways for before in (*fault.trace[:place], *fault.left))


# sizes

def wide(branches: int, length: int) -> Net:
    """Ways open at once, each a row of steps."""
    roles: dict[str, soundness.Role] = {"begin": "start", "split": "all", "join": "join", "end": "end"}
    edges = [Edge("begin", "split"), Edge("join", "end")]
    for branch in range(branches):
        keys = ["split", *(f"t{branch}_{number}" for number in range(length)), "join"]
        roles |= dict.fromkeys(keys[1:-1], "one")
        edges += [Edge(a, b) for a, b in pairwise(keys)]
    return Net(roles, dict(enumerate(edges)))


def test_contraction_makes_wide_workflows_small() -> None:
    small = soundness.contracted(wide(20, 10))
    assert len(small.roles) == 4
    assert soundness.explore(small) is None


def test_too_many_states_are_not_waited_for() -> None:
    with pytest.raises(soundness.TooMany):
        soundness.explore(wide(8, 3), limit=2_000)


def test_each_kind_of_fault_is_told_apart() -> None:
    def net(roles: dict[str, soundness.Role], *pairs: str) -> Net:
        return Net({"b": "start", **roles, "e": "end"}, {n: Edge(*pair.split(">")) for n, pair in enumerate(pairs)})

    assert soundness.explore(net({"x": "one", "a": "one", "c": "one", "j": "join"}, "b>x", "x>a", "x>c", "a>j", "c>j", "j>e")) == Fault(
        "deadlock", "j", ("b", "x", "a"), ("c",)
    )
    assert soundness.explore(net({"s": "all", "a": "one", "c": "one"}, "b>s", "s>a", "s>c", "a>e", "c>e")) == Fault(
        "leftover", "e", ("b", "s", "a", "e"), ("c",)
    )
    twice = soundness.explore(net({"s": "all", "a": "one", "c": "one", "d": "one"}, "b>s", "s>a", "s>c", "a>d", "c>d", "d>e"))
    assert twice == Fault("unsafe", "d", ("b", "s", "a", "c", "d"), ("a", "c"))
    dead = soundness.explore(net({"a": "one", "z": "one"}, "b>a", "a>e", "z>e"))
    assert dead == Fault("dead", "z")
    forever = soundness.explore(net({"x": "one", "a": "one", "c": "one"}, "b>x", "x>e", "x>a", "a>c", "c>a"))
    assert forever is not None
    assert forever.kind == "livelock"


def test_a_loop_without_a_person_is_endless_even_through_a_join() -> None:
    steps = [
        step("begin", "start"), step("x", "branch"), step("s", "branch", mode="all", join="j"), step("u", "action", actions=[{"type": "update", "set": {"amount": "1"}}]),
        step("v", "action", actions=[{"type": "update", "set": {"amount": "1"}}]), step("j", "join"), step("end", "end"),
    ]
    pairs = ["begin>s", "s>u", "s>v", "u>j", "v>j", "j>x", "x>s", "x>end"]
    made = workflow("flow", steps, [{"key": f"w{n}", "from": pair.split(">")[0], "to": pair.split(">")[1]} for n, pair in enumerate(pairs)])
    assert {one.code for one in workflow_loops.check(graph_of(made))} == {"workflow_endless"}
