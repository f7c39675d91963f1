"""Is a workflow a graph that can be walked: one start, ends, ways from box to box, nothing out of reach? (Publish checks 1–6, 24, 29.)"""

from collections import Counter
from collections.abc import Iterator

from builder.checks.workflow_graph import Graph, finishing, of_step, of_way, of_whole
from builder.definitions import text_of
from builder.problems import Problem

MANY_STEPS = 200
MANY_BRANCHES = 20


def keys(graph: Graph) -> Iterator[Problem]:
    """1: every key once."""
    for name, found in (("steps", graph.workflow.steps), ("transitions", graph.workflow.transitions)):
        for key, count in Counter(one.key for one in found).items():
            if count > 1:
                yield of_whole(graph, "key_twice", f"{name}/{key}/key", key=key)


def ends(graph: Graph) -> Iterator[Problem]:
    """2: one start, at least one end."""
    starts = [box for box in graph.boxes.values() if box.kind.begins]
    if not starts:
        yield of_whole(graph, "workflow_without_start", "steps")
    yield from (of_step(graph, box.key, "workflow_second_start") for box in starts[1:])
    if not any(box.ends for box in graph.boxes.values()):
        yield of_whole(graph, "workflow_without_end", "steps")


def ways(graph: Graph) -> Iterator[Problem]:
    """3: transitions lead from a box to a box, not into the start nor out of an end, and no two alike."""
    seen: set[tuple[str, str, str | None]] = set()
    for way in graph.workflow.transitions:
        for name, key in (("from", way.source), ("to", way.target)):
            if key not in graph.workflow.by_key:
                yield of_way(graph, way, "transition_end_missing", name)
        if way.target in graph.boxes and graph.boxes[way.target].kind.begins:
            yield of_way(graph, way, "transition_into_start", "to")
        if way.source in graph.boxes and graph.boxes[way.source].ends:
            yield of_way(graph, way, "transition_out_of_end", "from")
        if (way.source, way.target, way.outcome) in seen:
            yield of_way(graph, way, "transition_twice")
        seen.add((way.source, way.target, way.outcome))


def reach(graph: Graph) -> Iterator[Problem]:
    """4, 5: every box can be reached, and from every box an end; where not, the last box of the way is named."""
    assert graph.start
    reached = graph.further(graph.start.key)
    finished = finishing(graph)
    yield from (of_step(graph, key, "step_unreachable") for key in graph.boxes if key not in reached)
    stuck = [key for key in graph.boxes if key in reached and key not in finished]
    last = [key for key in stuck if not graph.leaving[key]]
    yield from (of_step(graph, key, "step_dead_end") for key in last or stuck[:1])


def degrees(graph: Graph) -> Iterator[Problem]:
    """6: a branch has several ways, a join gathers several, everything else goes on one way."""
    for key, box in graph.boxes.items():
        out = len(graph.usual(key))
        if box.parts and out < 2:
            yield of_step(graph, key, "step_branch_ways")
        elif box.kind.gathers and len(graph.entering[key]) < 2:
            yield of_step(graph, key, "step_join_ways")
        if not box.parts and not box.ends and out > 1:
            yield of_step(graph, key, "step_one_way")


def size(graph: Graph) -> Iterator[Problem]:
    """24, 29: what people can still read."""
    branches = sum(box.parts for box in graph.boxes.values())
    if len(graph.boxes) > MANY_STEPS or branches > MANY_BRANCHES:
        params = {"steps": MANY_STEPS, "branches": MANY_BRANCHES}
        yield of_whole(graph, "workflow_large", "steps", "warning", **params)
    asked = [box for box in graph.boxes.values() if box.kind.human]
    names = Counter(text_of(box.step.label, "zh-CN") for box in asked if box.step.label)
    for box in asked:
        if not box.step.label:
            yield of_step(graph, box.key, "step_without_label", "label", "warning")
        elif names[text_of(box.step.label, "zh-CN")] > 1:
            yield of_step(graph, box.key, "step_label_twice", "label", "warning")
