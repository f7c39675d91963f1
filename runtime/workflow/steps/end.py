"""Step: where a workflow is over."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.kinds import Inner, Place, Spot, StepType
from runtime.workflow import moves
from runtime.workflow.results import Ended, Result
from runtime.workflow.steps import shapes

ACTIONS = {"type": "array", "maxItems": 50, "items": {"type": "object", "required": ["type"]}, "widget": "actions"}


class End(StepType):
    """An end with its result; everything still open is called off."""

    name = "end"
    label = {"zh-CN": "结束", "en": "End"}
    help = {
        "zh-CN": "流程到此结束，记下结果，也可以最后做几件事",
        "en": "The workflow is over, with a result and perhaps some last actions",
    }
    icon = "flag"
    group = "flow"
    config_schema = {
        "type": "object",
        "properties": {
            "result": shapes.said("结果", "Result", type="string", maxLength=40, widget="workflow_result", default="approved"),
            "actions": shapes.said("最后做", "Finally", **ACTIONS),
            "terminate": shapes.said("其他分支也一起结束", "Ends all other branches too", type="boolean", default=False, more=True),
            "cc": shapes.CC,
        },
        "additionalProperties": False,
    }
    example = {"result": "approved"}

    def ends(self, config: Mapping[str, Any]) -> bool:
        """Always."""
        return True

    def actions(self, config: Mapping[str, Any]) -> Iterator[Inner]:
        """What is done last."""
        if config.get("actions"):
            yield Inner("actions", config["actions"])

    def people(self, config: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Who is told."""
        return shapes.copied(config)

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """How they are found."""
        return shapes.spots_of(self.people(config))

    def enter(self, flow: Any, activation: Any) -> Result:
        """Last actions, copies, and over."""
        config = flow.config(activation)
        failed = moves.perform(flow, activation.step_key, config.get("actions", ()))
        if failed is not None:
            return failed
        moves.inform(flow, activation, config.get("cc", ()))
        return Ended(config.get("result", "approved"))
