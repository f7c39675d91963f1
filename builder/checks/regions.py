"""Do ways that part together meet again, properly nested? (Publish check 9.)

Takes: a Graph that can be walked. Gives: the region of every step, Problems. Never: markings (soundness.py counts those).

A region is the part between a branch that opens several ways and the join where they meet; it is named by the ways that lead into it,
from outside inwards: () is the workflow itself, (("p1", "e4"),) what follows way e4 of branch p1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from builder.checks.workflow_graph import Box, Graph, of_step, of_way
from builder.definitions import Transition
from builder.problems import Problem

Path = tuple[tuple[str, str], ...]
JOIN = "join"


@dataclass
class Regions:
    """What the walk found: the region of each step, where the ways of each branch meet, which ways arrive there."""

    paths: dict[str, Path] = field(default_factory=dict)
    meets: dict[str, str] = field(default_factory=dict)
    arrived: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def regions(graph: Graph) -> Regions:
    """Walks every transition once, from the start."""
    walk = _Walk(graph)
    walk.run()
    return walk.found


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self.found = Regions()
        self._graph = graph
        self._waiting: list[tuple[int, int, str]] = []  # outer regions first, then in the order in which they were found

    def run(self) -> None:
        """Transitions first; steps that only a jump leads to stand where it comes from."""
        if self._graph.start:
            self._enter(self._graph.start.key, ())
        while self._waiting or self._jumped():
            if self._waiting:
                _, _, key = heappop(self._waiting)
                for way in self._graph.leaving[key]:
                    self._follow(way)
        self._joins()

    def _jumped(self) -> bool:
        paths, boxes = self.found.paths, self._graph.boxes
        new = (one for one in self._graph.jumps if not one.back and one.source in paths and one.target in boxes and one.target not in paths)
        jump = next(new, None)
        if jump is not None:
            self._enter(jump.target, paths[jump.source])
        return jump is not None

    def _enter(self, key: str, path: Path) -> None:
        self.found.paths[key] = path
        heappush(self._waiting, (len(path), len(self.found.paths), key))
        box = self._graph.boxes[key]
        if box.ends and path and not box.kind.terminates(box.step.config):
            self._say(key, "end_in_region", branch=self._graph.label(path[-1][0]))

    def _follow(self, way: Transition) -> None:
        source = self._graph.boxes[way.source]
        path = self.found.paths[way.source]
        path = (*path, (way.source, way.key)) if source.splits else path
        target = self._graph.boxes[way.target]
        if target.kind.gathers:
            self._arrive(target, way, path)
        elif target.key not in self.found.paths:
            self._enter(target.key, path)
        elif self.found.paths[target.key] != path:
            self._differs(target.key, way, path)

    def _arrive(self, join: Box, way: Transition, path: Path) -> None:
        """At a join: a way of the branch it belongs to."""
        if not path:
            self._say(join.key, "join_without_branch", source=self._graph.label(way.source))
            if join.key not in self.found.paths:
                self._enter(join.key, ())
            return
        branch, opened = path[-1]
        if self.found.meets.setdefault(branch, join.key) != join.key:
            self._say(branch, "branch_two_joins", first=self._graph.label(self.found.meets[branch]), second=self._graph.label(join.key))
        self.found.arrived.setdefault(branch, set()).add(opened)
        if join.key not in self.found.paths:
            self._enter(join.key, path[:-1])
        elif self.found.paths[join.key] != path[:-1] or self._other(join.key, branch):
            self._say(join.key, "join_of_two_branches", branch=self._graph.label(branch))

    def _other(self, join: str, branch: str) -> bool:
        """Whether the join already belongs to another branch."""
        return any(other != branch and met == join for other, met in self.found.meets.items())

    def _differs(self, key: str, way: Transition, path: Path) -> None:
        """A step reached from two regions: ways that run into each other, out of their region or into a strange one."""
        before = self.found.paths[key]
        apart = (place for place, (one, other) in enumerate(zip(before, path, strict=False)) if one != other)
        shared = next(apart, min(len(before), len(path)))
        if shared < len(before) and shared < len(path) and before[shared][0] == path[shared][0]:
            self._say(key, "ways_meet", branch=self._graph.label(path[shared][0]))
        elif len(path) > shared:
            self._say_way(way, "way_leaves_region", self._graph.label(path[-1][0]))
        else:
            self._say_way(way, "way_enters_region", self._graph.label(before[-1][0]))

    def _joins(self) -> None:
        """Every branch that opens several ways names the join where they meet."""
        for key, path in self.found.paths.items():
            box, met = self._graph.boxes[key], self.found.meets.get(key)
            named = box.step.config.get(JOIN)
            if box.splits and met and named and named != met:
                self._say(key, "branch_other_join", JOIN, join=self._graph.label(met))
            elif box.splits and met is None and not self._called_off(key, path):
                self._say(key, "branch_without_join")

    def _called_off(self, branch: str, path: Path) -> bool:
        """Whether every way of a branch that never meets comes to an end that calls the others off."""
        inside = [key for key, other in self.found.paths.items() if other[: len(path)] == path and any(name == branch for name, _ in other)]
        return any(self._graph.boxes[key].ends for key in inside)

    def _say(self, key: str, code: str, place: str = "", **params: object) -> None:
        self.found.problems.append(of_step(self._graph, key, code, place, "error", **params))

    def _say_way(self, way: Transition, code: str, branch: object) -> None:
        self.found.problems.append(of_way(self._graph, way, code, branch=branch))


def unique(problems: list[Problem]) -> Iterator[Problem]:
    """Each once: several ways may find the same."""
    seen: set[tuple[str, str]] = set()
    for problem in problems:
        if (problem.code, problem.path) not in seen:
            seen.add((problem.code, problem.path))
            yield problem


def around(paths: Mapping[str, Path], source: str, target: str) -> bool:
    """Whether `target` stands in the region of `source` or in one around it."""
    own, other = paths.get(source), paths.get(target)
    return own is not None and other is not None and own[: len(other)] == other
