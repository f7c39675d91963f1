"""Is each workflow right: its shape, its ways, its people, and can it always come to its end?

Takes: Types. Gives: Problems, those of shape alone where there are any. Never: more states than soundness.py allows.
"""

from collections.abc import Iterator
from typing import Any

from builder.checks import regions, soundness, workflow_branches, workflow_loops, workflow_shape, workflow_steps
from builder.checks.regions import Regions
from builder.checks.scope import Types
from builder.checks.soundness import Fault, TooMany
from builder.checks.workflow_graph import MAX_STEPS, Graph, of_step, of_whole
from builder.checks.workflow_loops import listed, named
from builder.problems import Problem, has_errors


def check(types: Types) -> Iterator[Problem]:
    """Every workflow; what an event or an expression gets wrong is said elsewhere."""
    for workflow in types.app.workflows.values():
        yield from of_graph(Graph(types, workflow))


def of_graph(graph: Graph) -> Iterator[Problem]:
    """One workflow, in stages: what cannot be walked is not looked at further."""
    if len(graph.workflow.steps) > MAX_STEPS:
        yield of_whole(graph, "workflow_large", "steps", steps=MAX_STEPS, branches=MAX_STEPS)
        return
    shape = [*workflow_shape.keys(graph), *workflow_shape.ends(graph), *workflow_shape.ways(graph)]
    walkable = not has_errors(shape) and graph.start is not None
    if walkable:
        shape += [*workflow_shape.reach(graph), *workflow_shape.degrees(graph)]
    yield from shape
    found = regions.regions(graph) if walkable else Regions()
    if walkable and not has_errors(shape):
        yield from sound(graph, found)
        yield from workflow_loops.check(graph)
    yield from workflow_branches.check(graph)
    yield from workflow_steps.check(graph, found)
    yield from workflow_shape.size(graph)


def sound(graph: Graph, found: Regions) -> Iterator[Problem]:
    """9, 10: properly nested regions are sound; of others the fault is shown with the way to it, or else where the nesting breaks."""
    if not found.problems:
        return
    try:
        fault = soundness.explore(soundness.contracted(soundness.net_of(graph)))
    except TooMany:
        fault = None
    if fault:
        yield _told(graph, fault)
    yield from regions.unique(found.problems)


def _told(graph: Graph, fault: Fault) -> Problem:
    """A fault in words of the labels on the canvas."""
    params: dict[str, Any] = {"trace": named(graph, fault.trace), "left": listed(graph, fault.left)}
    return of_step(graph, fault.at, f"workflow_{fault.kind}", **params)
