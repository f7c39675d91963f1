"""Step: the system does something."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.kinds import Inner, Place, StepType
from builder.problems import Problem
from runtime.workflow import calls, moves
from runtime.workflow.results import Done, Result, Waiting
from runtime.workflow.steps import shapes

ACTION = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}


class ActionStep(StepType):
    """One action or several, in the transaction that arrives here; calls to the outside follow as jobs."""

    name = "action"
    label = {"zh-CN": "自动处理", "en": "Action"}
    help = {"zh-CN": "自动改数据、建数据、发消息或通知", "en": "Changes or adds records, sends messages, notifies"}
    icon = "bolt"
    group = "work"
    config_schema = {
        "type": "object",
        "properties": {
            "action": {**ACTION, "widget": "action", "label": {"zh-CN": "做什么", "en": "Action"}},
            "actions": shapes.said("依次做", "Actions, in order", type="array", maxItems=50, items=ACTION, widget="actions"),
            "on_error": shapes.said("出错时走", "On an error", type="string", maxLength=40, widget="transition", more=True),
            "retry": {
                "type": "object", "more": True, "label": {"zh-CN": "重试", "en": "Retry"},
                "properties": {"max": {"type": "integer", "minimum": 1, "maximum": 20}}, "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    }  # fmt: skip
    example = {"actions": []}

    def actions(self, config: Mapping[str, Any]) -> Iterator[Inner]:
        """What it does."""
        if "action" in config:
            yield Inner("action", [config["action"]])
        if config.get("actions"):
            yield Inner("actions", config["actions"])

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """Something must be done."""
        if not list(self.actions(config)):
            yield Problem("error", "step_action_empty", "actions")

    def enter(self, flow: Any, activation: Any) -> Result:
        """Does it; what fails takes the way for errors or waits as an incident."""
        before = len(flow.effects)
        for inner in self.actions(flow.config(activation)):
            failed = moves.perform(flow, activation.step_key, inner.actions)
            if failed is not None:
                return failed
        if calls.adopt(flow, activation, flow.effects[before:]):
            return Waiting()
        return Done(moves.usual(flow, activation))

    def resume(self, flow: Any, activation: Any, signal: Any) -> Result:
        """Tried again."""
        return self.enter(flow, activation)
