"""The way a record would take through a workflow that is still being drawn: a rehearsal.

Takes: a Context, a Workflow, a record. Gives: step keys in order, a sentence. Never: anything that remains.

Everybody is taken to approve and nobody to fill in anything; actions inside are done, so that later conditions see what they leave.
"""

from collections.abc import Sequence
from typing import Any

from builder.definitions import Transition, Workflow, text_of
from builder.definitions.workflow import Step
from builder.errors import AppError, Invalid
from builder.expressions.errors import ExpressionError
from builder.kinds import StepType
from builder.messages import text
from runtime.actions import Act
from runtime.actions import run as run_actions
from runtime.context import Context
from runtime.records import judge
from runtime.records.automation import image_of
from runtime.records.ripple import Ripple
from runtime.store import records

MOST_STEPS = 200
MOST_VISITS = 2
REJECTED = "rejected"


def way(ctx: Context, workflow: Workflow, record: str) -> dict[str, Any]:
    """{"path": step keys in the order of their visit, "text": the way in words}."""

    def work(uow: Any) -> list[str]:
        judge.seen(uow, workflow.form, record)
        with uow.rehearsal():
            return _Walk(uow, workflow, record).steps()

    path = ctx.runtime.store.write(ctx, work)
    labels = [label for key in path if (label := _label(ctx, workflow.by_key[key]))]
    return {"path": path, "text": text("workflow_way", ctx.locale, {"steps": " → ".join(labels)})}


def _label(ctx: Context, step: Step) -> str:
    return text_of(step.label, ctx.locale) or text_of(ctx.runtime.catalog.steps[step.type].label, ctx.locale)


class _Walk:
    """One rehearsal on one record."""

    def __init__(self, uow: Any, workflow: Workflow, record: str) -> None:
        self.uow = uow
        self.workflow = workflow
        self.record = record
        self.ripple = Ripple(uow)

    def steps(self) -> list[str]:
        """Step by step until nothing is open, every step twice at most."""
        waiting = [step.key for step in self.workflow.steps if self._kind(step).begins]
        path: list[str] = []
        while waiting and len(path) < MOST_STEPS:
            step = self.workflow.by_key[waiting.pop(0)]
            if (step.key in waiting and self._kind(step).gathers) or path.count(step.key) >= MOST_VISITS:
                continue
            path.append(step.key)
            self._act(step)
            waiting += [one.target for one in self._ways(step)]
        return path

    def _kind(self, step: Step) -> StepType:
        return self.uow.ctx.runtime.catalog.steps[step.type]  # type: ignore[no-any-return]

    def _about(self) -> Act:
        row = records.load(self.uow, self.workflow.form, [self.record]).get(self.record)
        ctx = self.uow.ctx
        return Act(self.ripple, self.workflow.form, image_of(row) if row else {}, me=ctx.actor.id, label=self.workflow.label)

    def _act(self, step: Step) -> None:
        for inner in self._kind(step).actions(step.config):
            act = self._about()
            act.cause, act.key = f"workflow:{self.workflow.key}/rehearsal/{step.key}", f"rehearsal/{step.key}"
            try:
                with self.uow.savepoint():
                    run_actions(act, inner.actions)
            except AppError:
                return  # what cannot be done here would be told when it is tried in earnest

    def _ways(self, step: Step) -> Sequence[Transition]:
        kind = self._kind(step)
        leaving = [one for one in self.workflow.leaving(step.key) if one.outcome != REJECTED]
        if kind.ends(step.config):
            return []
        if not kind.chooses(step.config):
            return leaving if kind.splits(step.config) else leaving[:1]
        holding = [one for one in leaving if not one.default and (one.when is None or self._holds(one.when))]
        taken = holding or [one for one in leaving if one.default]
        return taken if kind.splits(step.config) else taken[:1]

    def _holds(self, condition: str) -> bool:
        try:
            return self._about().truth(condition)
        except ExpressionError:
            raise Invalid("rule_try_unpublished") from None
