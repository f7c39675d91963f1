"""A workflow as a graph of steps whose kinds are known.

Takes: Types and a workflow. Gives: who leads where. Never: judgements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from builder.checks.automation import Owner, of_workflow
from builder.checks.scope import Types
from builder.definitions import Label, Step, Transition, Workflow
from builder.kinds import StepType
from builder.late import Late
from builder.problems import Level, Problem

if TYPE_CHECKING:
    import networkx
else:
    networkx = Late("networkx")

MAX_STEPS = 5000
REJECTED = "rejected"
LANGUAGES = ("zh-CN", "en")
GONE = {"zh-CN": "已删除的步骤", "en": "a step that is gone"}


@dataclass(frozen=True)
class Box:
    """One step with its kind."""

    step: Step
    kind: StepType

    @property
    def key(self) -> str:
        """The step's."""
        return self.step.key

    @property
    def label(self) -> Label:
        """What people call it: its own label, else that of its kind."""
        return self.step.label or self.kind.label

    @property
    def ends(self) -> bool:
        """Whether it is an end."""
        return self.kind.ends(self.step.config)

    @property
    def splits(self) -> bool:
        """Whether several ways are open after it."""
        return self.kind.splits(self.step.config)

    @property
    def chooses(self) -> bool:
        """Whether conditions decide which ways are taken."""
        return self.kind.chooses(self.step.config)

    @property
    def parts(self) -> bool:
        """Whether it is there to part the way."""
        return self.splits or self.chooses

    @property
    def rests(self) -> bool:
        """Whether time passes here."""
        return self.kind.human or (self.kind.waits and not self.kind.gathers)


@dataclass(frozen=True)
class Jump:
    """A way that is no transition: after a reject, a return, a time limit. `place`: where the step says so; `back`: only to what was."""

    source: str
    target: str
    place: str
    back: bool = False


@dataclass(frozen=True)
class Graph:
    """Boxes and the transitions between boxes that are there."""

    types: Types
    workflow: Workflow

    @property
    def owner(self) -> Owner:
        """For paths and sentences."""
        return of_workflow(self.workflow)

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """By key, in order."""
        steps = self.types.catalog.steps
        return {step.key: Box(step, kind) for step in self.workflow.steps if (kind := steps.get(step.type))}

    @cached_property
    def ways(self) -> tuple[Transition, ...]:
        """Those that lead from a box to a box."""
        return tuple(way for way in self.workflow.transitions if way.source in self.boxes and way.target in self.boxes)

    @cached_property
    def leaving(self) -> Mapping[str, tuple[Transition, ...]]:
        """The ways out of each box, in the order in which they are looked at."""
        found: dict[str, list[Transition]] = {key: [] for key in self.boxes}
        for way in self.ways:
            found[way.source].append(way)
        return {key: tuple(sorted(ways, key=lambda one: (one.default, one.prio))) for key, ways in found.items()}

    @cached_property
    def entering(self) -> Mapping[str, tuple[Transition, ...]]:
        """The ways into each box."""
        found: dict[str, list[Transition]] = {key: [] for key in self.boxes}
        for way in self.ways:
            found[way.target].append(way)
        return {key: tuple(ways) for key, ways in found.items()}

    @cached_property
    def start(self) -> Box | None:
        """The one beginning."""
        found = [box for box in self.boxes.values() if box.kind.begins]
        return found[0] if len(found) == 1 else None

    @cached_property
    def jumps(self) -> tuple[Jump, ...]:
        """All of them, to boxes that may not be there."""
        return tuple(jump for box in self.boxes.values() for jump in _jumps(box))

    def further(self, start: str) -> set[str]:
        """Everything that can be reached from a box, itself included."""
        return {start, *networkx.descendants(self.digraph, start)}

    def before(self, key: str) -> set[str]:
        """Every other box from which this one can be reached."""
        return set(networkx.ancestors(self.digraph, key))

    @cached_property
    def digraph(self) -> "networkx.DiGraph[str]":
        """Boxes with transitions and jumps as edges."""
        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(self.boxes)
        graph.add_edges_from((way.source, way.target) for way in self.ways)
        graph.add_edges_from((jump.source, jump.target) for jump in self.jumps if jump.target in self.boxes and not jump.back)
        return graph

    def usual(self, key: str) -> tuple[Transition, ...]:
        """The ways out that are taken when nothing goes wrong."""
        config = self.boxes[key].step.config
        return tuple(way for way in self.leaving[key] if way.outcome != REJECTED and config.get("on_error") != way.key)

    def label(self, key: str) -> Label:
        """What people call a step."""
        return self.boxes[key].label if key in self.boxes else GONE


def finishing(graph: Graph) -> set[str]:
    """Every box from which an end can be reached, the ends included."""
    ends = [key for key, box in graph.boxes.items() if box.ends]
    backwards = graph.digraph.reverse()
    backwards.add_edges_from(("", key) for key in ends)  # one source before all ends
    return set(networkx.descendants(backwards, "")) if ends else set()


def of_step(graph: Graph, key: str, code: str, place: str = "", level: Level = "error", **params: Any) -> Problem:
    """A Problem at a step."""
    path = f"{graph.owner.path}/steps/{key}" + (f"/{place}" if place else "")
    return Problem(level, code, path, {**graph.owner.params, "step": graph.label(key), **params})


def of_way(graph: Graph, way: Transition, code: str, place: str = "", level: Level = "error", **params: Any) -> Problem:
    """A Problem at a transition."""
    path = f"{graph.owner.path}/transitions/{way.key}" + (f"/{place}" if place else "")
    named = {"from": graph.label(way.source), "to": graph.label(way.target)}
    return Problem(level, code, path, {**graph.owner.params, **named, **params})


def of_whole(graph: Graph, code: str, place: str, level: Level = "error", **params: Any) -> Problem:
    """A Problem of the workflow as a whole."""
    return Problem(level, code, f"{graph.owner.path}/{place}", {**graph.owner.params, **params})


def _jumps(box: Box) -> Iterator[Jump]:
    """What its configuration says of other steps (workflow JSON: `on_reject`, `timeout`, `return_to`)."""
    config = box.step.config
    if target := config.get("on_reject", {}).get("step"):
        yield Jump(box.key, target, "on_reject/step")
    for position, limit in enumerate(config.get("timeout", ())):
        if target := limit.get("step"):
            yield Jump(box.key, target, f"timeout/{position}/step")
    back = config.get("return_to")
    for target in back if isinstance(back, list) else ():
        yield Jump(box.key, target, f"return_to/{target}", back=True)
