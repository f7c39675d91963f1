"""Where the boxes of a workflow stand when nobody has placed them. Pure. Takes: a workflow. Gives: step → (x, y). Never: two at once."""

from collections import deque
from collections.abc import Mapping

from builder.definitions.workflow import Workflow

COLUMN, ROW = 240, 120


def places(workflow: Workflow) -> Mapping[str, tuple[float, float]]:
    """The layout of the definition, completed: top to bottom by the longest way from the start, side by side within a row."""
    free = [step.key for step in workflow.steps if step.key not in workflow.layout]
    if not free:
        return workflow.layout
    if len(free) < len(workflow.steps):
        return {**workflow.layout, **_below(workflow, free)}
    rows: dict[int, list[str]] = {}
    for key, depth in _depths(workflow).items():
        rows.setdefault(depth, []).append(key)
    return {key: (COLUMN * (place - (len(row) - 1) / 2), ROW * depth) for depth, row in rows.items() for place, key in enumerate(row)}


def _below(workflow: Workflow, free: list[str]) -> dict[str, tuple[float, float]]:
    """Boxes without a place, in a row below the others."""
    lowest = max(y for _, y in workflow.layout.values()) + ROW
    return {key: (COLUMN * place, lowest) for place, key in enumerate(free)}


def _depths(workflow: Workflow) -> dict[str, int]:
    """How far each step stands from the start, each way counted once."""
    depth = {step.key: 0 for step in workflow.steps if not workflow.entering(step.key)}
    queue = deque(depth)
    seen: set[tuple[str, str]] = set()
    while queue:
        key = queue.popleft()
        for way in workflow.leaving(key):
            if (key, way.key) in seen or way.target not in workflow.by_key:
                continue
            seen.add((key, way.key))
            if way.target not in depth or (depth[way.target] < depth[key] + 1 and not _leads_back(workflow, way.target, key)):
                depth[way.target] = depth[key] + 1
                seen -= {(way.target, one.key) for one in workflow.leaving(way.target)}
            queue.append(way.target)
    return {step.key: depth.get(step.key, 0) for step in workflow.steps}


def _leads_back(workflow: Workflow, start: str, goal: str) -> bool:
    """Whether a way leads from one step to another."""
    reached, queue = {start}, deque([start])
    while queue:
        for way in workflow.leaving(queue.popleft()):
            if way.target == goal:
                return True
            if way.target not in reached:
                reached.add(way.target)
                queue.append(way.target)
    return False
