"""A small app with a workflow and short cuts to run it, for tests of workflows. Gives: Desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

from runtime.context import Context
from runtime.records import service
from runtime.store import tasks, workflows
from runtime.store.tasks import Task
from runtime.store.workflows import Activation, Instance
from runtime.workflow import acts, instances
from runtime.workflow.acts import Outcome, Sent
from tests import builders
from tests.builders import Documents
from tests.installation import Installation, Person
from tests.shelf import published

REFUND = builders.form(
    "refund",
    [
        builders.field("no", "text"),
        builders.field("amount", "money"),
        builders.field("reply", "text"),
        builders.field("status", "text"),
        builders.field("boss", "user"),
        builders.field("visit_at", "datetime"),
        builders.field("secret", "text"),
    ],
    label="退款",
)
CLERK = builders.role("clerk", [{"form": "refund", "actions": ["read", "create", "update", "delete"], "fields": {"secret": "hidden"}}])
OWNER = builders.role("owner", [{"form": "*", "actions": ["read", "create", "update", "delete"]}], apps=["design", "people"])
SIGNER = builders.role("signer", [], label="审批人")


def step(key: str, type_: str, **config: Any) -> dict[str, Any]:
    """One step."""
    return {"key": key, "type": type_, "label": config.pop("label", key), **config}


def approve(key: str, *people: str, **config: Any) -> dict[str, Any]:
    """An approval by these accounts."""
    return step(key, "approve", who={"by": "user", "value": list(people)}, **config)


def way(source: str, target: str, **more: Any) -> dict[str, Any]:
    """One transition; its key is made of its ends."""
    return {"key": more.pop("key", f"{source}_{target}"), "from": source, "to": target, **more}


def line(*keys: str) -> list[dict[str, Any]]:
    """Transitions from each step to the next."""
    return [way(a, b) for a, b in pairwise(keys)]


def workflow(steps: Sequence[dict[str, Any]], transitions: Sequence[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A workflow on refunds, started by hand."""
    on = more.pop("on", {"event": "manual", "form": "refund"})
    return {"key": "refund_flow", "label": "退款审批", "on": on, "steps": list(steps), "transitions": list(transitions), **more}


def documents(*flows: dict[str, Any], **more: Any) -> Documents:
    """The app with workflows."""
    made = builders.app(REFUND, roles=(CLERK, OWNER, SIGNER), **more)
    return made | {("workflow", flow["key"]): flow for flow in flows}


REFUNDS = published("refunds", documents)


@dataclass
class Desk:
    """An installation with the app, its people, and verbs that read like a story."""

    site: Installation
    numbers: Any = field(default_factory=count)

    def publish(self, *flows: dict[str, Any], **more: Any) -> "Desk":
        """The app with these workflows as its newest revision."""
        self.site.publish(documents(*flows, **more))
        return self

    def people(self, *logins: str) -> "Desk":
        """Clerks; `boss` looks after the app."""
        for login in logins:
            roles = [("tiny", "owner" if login == "boss" else "clerk")]
            self.site.user(login, roles, admin=login == "boss")
        return self

    def person(self, login: str) -> Person:
        """Somebody by account."""
        return self.site.people[login]

    def ctx(self, login: str) -> Context:
        """What somebody works with."""
        return self.site.context(self.person(login), "tiny")

    def record(self, login: str = "ann", **values: Any) -> str:
        """A refund."""
        return service.create(self.ctx(login), "refund", {"no": "R1", "amount": "10.00", **values}).record.id

    def start(self, login: str = "ann", record: str | None = None, **values: Any) -> str:
        """An instance on a new refund; its id."""
        key = record or self.record(login, **values)
        return instances.start(self.ctx(login), "refund_flow", key, f"start-{next(self.numbers)}").id

    def act(self, login: str, verb: str, task: str, **sent: Any) -> Outcome:
        """An act on a task."""
        sent.setdefault("action_id", f"act-{next(self.numbers)}")
        return acts.perform(self.ctx(login), task, verb, Sent(**sent))

    def steer(self, login: str, verb: str, instance: str, **sent: Any) -> Instance:
        """An act on an instance."""
        return instances.steer(self.ctx(login), instance, verb, {"action_id": f"act-{next(self.numbers)}", **sent})

    def read(self, ask: Any) -> Any:
        """Asks the store."""
        return self.site.runtime.store.read(self.site.system("tiny"), ask)

    def instance(self, key: str) -> Instance:
        """The instance as it stands."""
        found: Instance = self.read(lambda uow: workflows.one(uow, key))
        return found

    def state(self, key: str) -> tuple[str, str | None]:
        """(state, result)."""
        found = self.instance(key)
        return found.state, found.result

    def tasks(self, key: str) -> list[Task]:
        """Every task of an instance."""
        found: list[Task] = self.read(lambda uow: tasks.of_instance(uow, key))
        return found

    def mine(self, login: str, key: str) -> list[Task]:
        """What somebody has to do in an instance now."""
        me = self.person(login).id
        held = self.read(lambda uow: {task.id for task in tasks.open_of(uow, me)})
        return [task for task in self.tasks(key) if task.id in held]

    def do(self, login: str, verb: str, key: str, **sent: Any) -> Outcome:
        """An act on the one task somebody has in an instance."""
        [task] = self.mine(login, key)
        return self.act(login, verb, task.id, **sent)

    def visits(self, key: str) -> list[Activation]:
        """Every visit of a step."""
        found: list[Activation] = self.read(lambda uow: workflows.activations(uow, key))
        return found

    def at(self, key: str) -> list[str]:
        """The steps an instance rests at."""
        return sorted(one.step_key for one in self.visits(key) if one.state == "active")

    def told(self, key: str) -> list[str]:
        """What happened, by kind."""
        return [one.kind for one in self.read(lambda uow: workflows.history(uow, key))]

    def values(self, record: str) -> Mapping[str, Any]:
        """The refund as the system sees it."""
        return service.get(self.site.system("tiny"), "refund", record).record.values
