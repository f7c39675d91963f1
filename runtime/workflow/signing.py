"""When a step that people sign is settled. Pure: configuration and signatures in, a verdict out. Never: who signs, nor what follows."""

from collections.abc import Mapping, Sequence
from typing import Any

from runtime.store.tasks import CANCELLED, DONE, WAITING, Task

APPROVED, REJECTED = "approved", "rejected"
ALL, ANY, VOTE = "all", "any", "vote"
BEFORE, AFTER, PARALLEL = "before", "after", "parallel"


def verdict(config: Mapping[str, Any], tasks: Sequence[Task]) -> str | None:
    """`approved`, `rejected`, or None while more signatures are needed."""
    counted = [task for task in tasks if task.state != CANCELLED and task.sign_kind in (None, PARALLEL)]
    yes = sum(1 for task in counted if task.state == DONE and task.outcome == APPROVED)
    no = sum(1 for task in counted if task.state == DONE and task.outcome == REJECTED)
    total = len(counted)
    if not total:
        return None
    found: str | None = MODES[config.get("mode", ALL)](config, yes, no, total)
    if config.get("settle") == "wait_all" and config.get("mode", ALL) != ANY and yes + no < total:
        return None
    return found


def _all(config: Mapping[str, Any], yes: int, no: int, total: int) -> str | None:
    if no:
        return REJECTED
    return APPROVED if yes == total else None


def _any(config: Mapping[str, Any], yes: int, no: int, total: int) -> str | None:
    if yes:
        return APPROVED
    enough = total if config.get("settle_reject") == ALL else 1
    return REJECTED if no >= enough else None


def _vote(config: Mapping[str, Any], yes: int, no: int, total: int) -> str | None:
    needed = int(config.get("pct", 50)) * total
    if 100 * yes >= needed:
        return APPROVED
    return REJECTED if 100 * (total - no) < needed else None


MODES: Mapping[str, Any] = {ALL: _all, ANY: _any, VOTE: _vote}


def children(tasks: Sequence[Task], parent: Task) -> list[Task]:
    """The signatures somebody asked for besides his own, those called off left out."""
    return [task for task in tasks if task.parent_task_id == parent.id and task.state != CANCELLED]


def next_waiting(tasks: Sequence[Task]) -> Task | None:
    """The signer whose turn it is in a sequence, where nobody of it is being asked now."""
    line = [task for task in tasks if task.sign_kind is None]
    if any(task.open and task.state != WAITING for task in line):
        return None
    first = next((task for task in line if task.state == WAITING), None)
    return None if first is None or any(one.sign_kind == BEFORE and one.open for one in children(tasks, first)) else first
