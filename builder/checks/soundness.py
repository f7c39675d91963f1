"""Can a workflow always come to its end, with nothing left over and no step that never happens? (Publish check 10.)

Takes: a Graph that can be walked. Gives: the first fault with the way that leads to it. Never: more states than MAX_MARKINGS and MAX_WORK.

Three stages: what a look at each step tells (workflow_shape.py); contraction of every step with one way in and one out, which keeps
soundness; then breadth first over markings: which transitions are under way at once. Where regions are properly nested (regions.py) a
workflow is sound and nothing need be searched, so this names the fault of those that are not.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from builder.checks.workflow_graph import Box, Graph

MAX_MARKINGS = 20_000
MAX_WORK = 2_000_000  # ways looked at over all markings: wide workflows get fewer of them
Role = Literal["one", "all", "join", "end", "stop", "start"]
FaultKind = Literal["unsafe", "leftover", "deadlock", "livelock", "dead"]
Marking = frozenset[int]


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another; `passed` are the steps on it that contraction took out."""

    source: str
    target: str
    passed: tuple[str, ...] = ()


@dataclass
class Net:
    """Nodes with their roles, numbered edges."""

    roles: dict[str, Role]
    edges: dict[int, Edge]

    def ways_in(self, key: str) -> list[int]:
        """Numbers of the edges into a node."""
        return [number for number, edge in self.edges.items() if edge.target == key]

    def ways_out(self, key: str) -> list[int]:
        """Numbers of the edges out of a node."""
        return [number for number, edge in self.edges.items() if edge.source == key]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: where, after which steps, which other places are still under way."""

    kind: FaultKind
    at: str
    trace: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """One move: what it comes from, the node that moved, the steps passed before it."""

    before: Marking
    node: str
    passed: tuple[str, ...]


@dataclass
class _Searched:
    """The markings seen, how each was reached, where each leads."""

    came: dict[Marking, Fired | None] = field(default_factory=dict)
    leads: dict[Marking, list[Marking]] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    final: set[Marking] = field(default_factory=set)


class TooMany(Exception):
    """More markings than anybody waits for."""


def net_of(graph: Graph) -> Net:
    """A workflow as a net."""
    roles = {key: _role(box) for key, box in graph.boxes.items()}
    return Net(roles, {number: Edge(way.source, way.target) for number, way in enumerate(graph.ways)})


def _role(box: Box) -> Role:
    if box.kind.begins:
        return "start"
    if box.ends:
        return "stop" if box.kind.terminates(box.step.config) else "end"
    if box.kind.gathers:
        return "join"
    return "all" if box.splits else "one"


def contracted(net: Net) -> Net:
    """Without the steps that have one way in and one way out."""
    roles, edges = dict(net.roles), dict(net.edges)
    into: dict[str, set[int]] = {key: set() for key in roles}
    out: dict[str, set[int]] = {key: set() for key in roles}
    for number, edge in edges.items():
        into[edge.target].add(number)
        out[edge.source].add(number)
    for key in list(roles):
        if roles[key] in ("start", "end", "stop") or len(into[key]) != 1 or len(out[key]) != 1 or into[key] == out[key]:
            continue
        first, second = into[key].pop(), out[key].pop()
        before, after = edges.pop(first), edges.pop(second)
        edges[first] = Edge(before.source, after.target, (*before.passed, key, *after.passed))
        into[after.target] = into[after.target] - {second} | {first}
        del roles[key]
    return Net(roles, edges)


def explore(net: Net, limit: int = MAX_MARKINGS) -> Fault | None:
    """The first fault of a net, None where it is sound; raises TooMany."""
    search = _Search(net, limit)
    return search.run() or search.stuck() or search.dead()


class _Search:
    def __init__(self, net: Net, limit: int) -> None:
        self._net = net
        self._limit = limit
        self._in: Mapping[str, list[int]] = {key: net.ways_in(key) for key in net.roles}
        self._out: Mapping[str, list[int]] = {key: net.ways_out(key) for key in net.roles}
        self._seen = _Searched()

    def run(self) -> Fault | None:
        """Breadth first: the shortest way to something that is there twice, or left over at an end."""
        start = next(key for key, role in self._net.roles.items() if role == "start")
        self._seen.fired.add(start)
        first = [frozenset((number,)) for number in self._out[start]]
        self._seen.came = dict.fromkeys(first)
        waiting, work = deque(first), 0
        while waiting:
            marking = waiting.popleft()
            for fired, after in self._moves(marking):
                self._seen.fired.add(fired.node)
                if after is None:
                    return Fault("unsafe", fired.node, self._trace(marking, fired))
                if twice := self._twice(after):
                    return Fault("unsafe", twice, (*self._trace(marking, fired), twice), self._towards(twice, after))
                if self._net.roles[fired.node] == "end" and after:
                    return Fault("leftover", fired.node, self._trace(marking, fired), self._under_way(after))
                self._seen.leads.setdefault(marking, []).append(after)
                if after not in self._seen.came:
                    self._seen.came[after] = fired
                    waiting.append(after)
                work += len(after) + 1
                if len(self._seen.came) > self._limit or work > MAX_WORK:
                    raise TooMany
        return None

    def _moves(self, marking: Marking) -> Iterator[tuple[Fired, Marking | None]]:
        """Every move from here; None where a place would be marked twice."""
        for key in sorted({self._net.edges[number].target for number in marking}):
            role = self._net.roles[key]
            own = [number for number in self._in[key] if number in marking]
            if role == "join" and len(own) < len(self._in[key]):
                continue
            for taken in [own] if role == "join" else [[number] for number in own]:
                passed = tuple(step for number in taken for step in self._net.edges[number].passed)
                for given in self._given(key, role):
                    rest = frozenset() if role == "stop" else marking.difference(taken)
                    yield Fired(marking, key, passed), None if rest & given else rest | given

    def _twice(self, marking: Marking) -> str | None:
        """A step that two ways have reached at once, though nothing gathers them there: it would happen twice."""
        seen: set[str] = set()
        for number in sorted(marking):
            key = self._net.edges[number].target
            if key in seen and self._net.roles[key] in ("one", "all"):
                return key
            seen.add(key)
        return None

    def _towards(self, key: str, marking: Marking) -> tuple[str, ...]:
        """The last steps of the ways that are about to reach a step."""
        edges = (self._net.edges[number] for number in self._in[key] if number in marking)
        return tuple(edge.passed[-1] if edge.passed else edge.source for edge in edges)

    def _given(self, key: str, role: Role) -> list[Marking]:
        if role in ("end", "stop"):
            return [frozenset()]
        return [frozenset(self._out[key])] if role == "all" else [frozenset((number,)) for number in self._out[key]]

    def stuck(self) -> Fault | None:
        """A marking from which no end can be reached: nothing moves any more, or it moves for ever."""
        back: dict[Marking, list[Marking]] = {}
        for marking, following in self._seen.leads.items():
            for after in following:
                back.setdefault(after, []).append(marking)
        alive, waiting = {frozenset[int]()}, deque([frozenset[int]()])
        while waiting:
            for before in back.get(waiting.popleft(), ()):
                if before not in alive:
                    alive.add(before)
                    waiting.append(before)
        for marking in self._seen.came:
            if marking not in alive:
                return self._deadlock(self._last(marking))
        return None

    def _last(self, marking: Marking) -> Marking:
        """A marking that can be reached from here and moves no more, or this one."""
        seen, waiting = {marking}, deque([marking])
        while waiting:
            here = waiting.popleft()
            following = self._seen.leads.get(here, [])
            if not following:
                return here
            waiting.extend(after for after in following if after not in seen)
            seen.update(following)
        return marking

    def _deadlock(self, marking: Marking) -> Fault:
        reached = self._seen.came[marking]
        trace = self._trace(reached.before, reached) if reached else ()
        waiting = sorted({self._net.edges[number].target for number in marking})
        kind: FaultKind = "livelock" if self._seen.leads.get(marking) else "deadlock"
        at = next((key for key in waiting if self._net.roles[key] == "join"), waiting[0])
        edges = (self._net.edges[number] for number in self._in[at] if number not in marking)
        missing = tuple(edge.passed[-1] if edge.passed else edge.source for edge in edges)
        return Fault(kind, at, trace, missing)

    def dead(self) -> Fault | None:
        """A step that never happens."""
        never = sorted(self._net.roles.keys() - self._seen.fired)
        return Fault("dead", never[0]) if never else None

    def _under_way(self, marking: Marking) -> tuple[str, ...]:
        found = (self._net.edges[number] for number in sorted(marking))
        return tuple(edge.passed[0] if edge.passed else edge.target for edge in found)

    def _trace(self, marking: Marking, last: Fired) -> tuple[str, ...]:
        """The steps from the start up to and with a move."""
        found: list[str] = [last.node, *reversed(last.passed)]
        reached = self._seen.came[marking]
        while reached is not None:
            found += [reached.node, *reversed(reached.passed)]
            reached = self._seen.came[reached.before]
        start = next(key for key, role in self._net.roles.items() if role == "start")
        return (start, *reversed(found))
