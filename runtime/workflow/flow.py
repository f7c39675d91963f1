"""One instance inside one unit of work: what it is, where it rests, what has changed and is written at the end.

Takes: a ripple, the locked instance. Gives: visits, tasks, history. Never: where it goes (moves.py), who may act (acts.py), a commit.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from builder.definitions.workflow import Step, Workflow
from builder.errors import Conflict, NotFound
from builder.kinds import StepType
from runtime.records.ripple import Ripple
from runtime.store import jobs, tasks, workflows
from runtime.store.jobs import NewJob
from runtime.store.tasks import Task
from runtime.store.workflows import RUNNING, Activation, History, Instance
from runtime.workflow.announcing import announce

ACTIVE, LEFT, CALLED_OFF = "active", "done", "cancelled"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A way to a step: inside which branches, from which visit, along which transition, with what is remembered."""

    step: str
    path: tuple[str, ...] = ()
    origin: str | None = None
    via: str | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Flow:
    """An instance at work. `active`: the visits it rests at; `queue`: where it goes next; the rest is what `close` writes."""

    ripple: Ripple
    instance: Instance
    workflow: Workflow
    active: dict[str, Activation] = field(default_factory=dict)
    queue: deque[Arrival] = field(default_factory=deque)
    born: dict[str, Activation] = field(default_factory=dict)
    moved: dict[str, Activation] = field(default_factory=dict)
    jobs: list[NewJob] = field(default_factory=list)
    history: list[History] = field(default_factory=list)
    candidates: dict[str, list[str]] = field(default_factory=dict)
    effects: list[Any] = field(default_factory=list)
    _asked: dict[str, list[Task]] = field(default_factory=dict)
    _new: dict[str, Task] = field(default_factory=dict)
    _touched: dict[str, Task] = field(default_factory=dict)

    @property
    def uow(self) -> Any:
        """The unit of work."""
        return self.ripple.uow

    @property
    def now(self) -> datetime:
        """The instant of the unit of work."""
        return self.uow.now  # type: ignore[no-any-return]

    def step(self, activation: Activation) -> Step:
        """The step a visit is at."""
        return self.workflow.by_key[activation.step_key]

    def config(self, activation: Activation) -> Mapping[str, Any]:
        """The configuration of the step a visit is at."""
        return self.step(activation).config

    def kind(self, step: Step) -> StepType:
        """The kind of a step."""
        return self.uow.ctx.runtime.catalog.steps[step.type]  # type: ignore[no-any-return]

    def touch(self, activation: Activation) -> None:
        """This visit has changed."""
        if activation.id not in self.born:
            self.moved[activation.id] = activation

    def tasks(self, activation: Activation) -> list[Task]:
        """The tasks of a visit, in signing order; those added in this unit of work with them."""
        if activation.id not in self._asked:
            self._asked[activation.id] = [] if activation.id in self.born else tasks.of_activation(self.uow, activation.id)
        return self._asked[activation.id]

    def known_tasks(self) -> list[Task]:
        """Every task this unit of work has seen or made."""
        return [task for found in self._asked.values() for task in found]

    def ask(self, activation: Activation, task: Task, people: Iterable[str] = ()) -> Task:
        """A new task of a visit; `people`: those who may take it, where it has no assignee."""
        self.tasks(activation).append(task)
        self._new[task.id] = task
        shared = list(people)
        if shared:
            self.candidates[task.id] = shared
        return task

    def write(self, task: Task) -> None:
        """This task has changed."""
        if task.id not in self._new:
            self._touched[task.id] = task

    def note(
        self, kind: str, activation: Activation | None = None, task: Task | None = None, comment: str | None = None, **detail: Any
    ) -> None:
        """Something worth telling has happened, done by whoever acts."""
        made = History(
            self.uow.new_ids(1)[0], self.instance.id, self.now, kind, self.uow.ctx.actor.id, activation.step_key if activation else None,
            task.id if task else None, None, comment, detail or None,
        )  # fmt: skip
        self.history.append(made)

    def close(self) -> None:
        """Writes everything that has changed."""
        uow = self.uow
        workflows.ACTIVATIONS.insert(uow, list(self.born.values()))
        for activation in self.moved.values():
            workflows.ACTIVATIONS.update(uow, activation)
        for task in self._touched.values():
            if not tasks.update(uow, task):
                raise Conflict("task_taken")
        tasks.insert(uow, list(self._new.values()), self.candidates)
        workflows.INSTANCES.update(uow, self.instance)
        workflows.HISTORY.insert(uow, self.history)
        announce(self, (*self._new.values(), *self._touched.values()))
        jobs.enqueue(uow, self.jobs)


def definition(uow: Any, instance: Instance) -> Workflow:
    """The workflow as it was in the revision the instance follows."""
    ctx = uow.ctx
    revision = ctx.rev if instance.revision == ctx.rev.n else ctx.runtime.store.revision(instance.app, instance.revision)
    found: Workflow | None = revision.definition.workflows.get(instance.workflow)
    if found is None:
        raise NotFound("workflow_not_found")
    return found


def opened(ripple: Ripple, key: str, *, lock: bool = True) -> Flow:
    """An instance of this app, locked until the end of the transaction (`lock` false: only looked at)."""
    instance = workflows.one(ripple.uow, key, lock=lock)
    if instance is None or instance.app != ripple.uow.ctx.app:
        raise NotFound("instance_not_found")
    resting = workflows.activations(ripple.uow, key, active=True) if instance.state == RUNNING else []
    return Flow(ripple, instance, definition(ripple.uow, instance), {one.id: one for one in resting})
