"""Trigger: an instance of a workflow has come to its end."""

from collections.abc import Mapping
from typing import Any

from runtime.rules.kinds import Config, EndTrigger
from runtime.rules.triggers.properties import shape


class WorkflowEnded(EndTrigger):
    """A workflow is through, perhaps with one result of several; the record is the one it was about."""

    name = "workflow_ended"
    label = {"zh-CN": "流程结束", "en": "A workflow ends"}
    help = {"zh-CN": "某个流程走完时，可以只看一种结果，如「通过」", "en": "When a workflow is through, perhaps only with one result"}
    icon = "tree"
    group = "change"
    config_schema = shape(
        {
            "workflow": {"type": "string", "maxLength": 40, "widget": "workflow", "label": {"zh-CN": "哪个流程", "en": "Workflow"}},
            "result": {
                "type": "string", "maxLength": 40, "widget": "workflow_result", "label": {"zh-CN": "结果是", "en": "With the result"},
            },
        },
        "workflow",
    )
    example = {"workflow": "refund"}

    def ends(self, config: Config, ended: Mapping[str, Any]) -> bool:
        """That workflow, and where it matters that result."""
        return bool(config["workflow"] == ended["workflow"] and config.get("result") in (None, ended["result"], ended["state"]))
