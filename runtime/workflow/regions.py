"""Which ways of a workflow lie inside which others: regions between a branch and its join. Pure. Takes: a workflow. Gives: paths.

A region is named by the transition that opens it, from outside inwards: () is the workflow itself, ("e1", "e4") is way e4 inside way e1.
"""

from collections import deque
from collections.abc import Mapping, Sequence

from builder.definitions.workflow import Workflow
from builder.kinds import Family, StepType

Path = tuple[str, ...]


def regions(workflow: Workflow, kinds: Family[StepType]) -> Mapping[str, Path]:
    """Step key → the region it stands in, for every step that can be reached."""
    found: dict[str, Path] = {}
    start = next((step.key for step in workflow.steps if not workflow.entering(step.key) and kinds[step.type].name == "start"), None)
    queue: deque[tuple[str, Path]] = deque([(start, ())] if start else [])
    while queue:
        key, path = queue.popleft()
        step = workflow.by_key.get(key)
        if key in found or step is None:
            continue
        kind = kinds[step.type]
        here = path[:-1] if kind.gathers else path
        found[key] = here
        for way in workflow.leaving(key):
            queue.append((way.target, (*here, way.key) if kind.splits(step.config) else here))
    return found


def segment(activation: str, transition: str) -> str:
    """One level of the path of a visit: the visit of the branch, and the way taken."""
    return f"{activation}:{transition}"


def ways(path: Sequence[str]) -> Path:
    """The region of a visit's path, without the visits."""
    return tuple(part.partition(":")[2] for part in path)


def branches(path: Sequence[str]) -> tuple[str, ...]:
    """The visits of the branches around, from outside inwards."""
    return tuple(part.partition(":")[0] for part in path)


def within(path: Sequence[str], region: Sequence[str]) -> bool:
    """Whether a visit stands in a region (of visits) or deeper."""
    return tuple(path[: len(region)]) == tuple(region)


def reaches(path: Sequence[str], region: Path) -> tuple[str, ...] | None:
    """The region of visits that is the same as, or around, where `path` stands and is named so; None where there is none."""
    return tuple(path[: len(region)]) if ways(path)[: len(region)] == region else None
