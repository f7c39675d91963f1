"""Action: start a workflow."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Place
from builder.problems import Problem
from runtime.actions import choosing, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.store import jobs
from runtime.store.jobs import NewJob

KIND = "workflow.start"


class StartWorkflow(ActionType):
    """A refund above a limit goes to approval: the workflow starts on the record, or on one a relation leads to."""

    name = "start_workflow"
    label = {"zh-CN": "发起流程", "en": "Start a workflow"}
    help = {"zh-CN": "自动发起审批或处理流程", "en": "Starts an approval or another workflow"}
    icon = "flow"
    group = "people"
    config_schema = shapes.shape(
        ("workflow",),
        workflow=shapes.key("workflow", "哪个流程", "Which workflow"),
        target=shapes.key("relation_path", "对哪一条", "On which record", more=True),
    )
    example = {"workflow": "refund"}

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The workflow is there and is about such records."""
        workflow = place.types.app.workflows.get(config["workflow"])
        form = shapes.targeted(config, place)
        if workflow is None:
            yield Problem("error", "workflow_missing", "workflow", {"workflow": config["workflow"]})
        elif form != workflow.form:
            yield Problem("error", "action_workflow_form", "workflow", {"workflow": workflow.label})

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """A job starts it, once for each run and record."""
        form, ids = choosing.chosen(act, config, self.name)
        for record in ids:
            key = f"workflow:{act.uow.ctx.app}.{config['workflow']}:{record}:{act.key or act.uow.new_ids(1)[0]}"
            payload = {"workflow": config["workflow"], "form": form, "record": record, "initiator": act.me, "key": key}
            jobs.enqueue(act.uow, [NewJob(KIND, key, payload, lock_key=f"record:{record}")])
            label = act.uow.ctx.rev.definition.workflows[config["workflow"]].label
            act.effects.append(Effect("start_workflow", "effect_start_workflow", {"workflow": label}, form, record, job=key))
