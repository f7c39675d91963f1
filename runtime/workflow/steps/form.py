"""Step: somebody fills in fields."""

from typing import Any

from runtime.workflow import asking, moves
from runtime.workflow.results import Done, Ended, Failed, Result, Waiting
from runtime.workflow.steps import shapes
from runtime.workflow.steps.asked import LIMITED, Asking

SHORT = {"type": "string", "maxLength": 40}
VERBS = ("transfer", "delegate", "return", "take_back")


class FormStep(Asking):
    """A task to fill in some fields of the record, for one person or whoever of several takes it."""

    name = "form"
    label = {"zh-CN": "填写", "en": "Fill in"}
    help = {"zh-CN": "请人补充或修改这条数据的几个字段，比如客服回复", "en": "Somebody fills in some fields of the record, like a reply"}
    icon = "forms"
    group = "people"
    config_schema = {
        "type": "object",
        "properties": {
            "who": {**shapes.WHO, "label": {"zh-CN": "谁来填", "en": "Who fills it in"}},
            "fields": shapes.FIELDS,
            "submit_label": {
                "anyOf": [SHORT, {"type": "object", "additionalProperties": SHORT}],
                "label": {"zh-CN": "提交按钮的文字", "en": "Words on the button"}, "widget": "text",
            },
            "actions": shapes.said(
                "办理人还可以", "They may also", type="array", maxItems=10, uniqueItems=True,
                items={
                    "enum": list(VERBS),
                    "labels": shapes.worded(
                        transfer=("转交", "Transfer"), delegate=("请人代看", "Ask a colleague"), take_back=("收回", "Take back"),
                        **{"return": ("退回", "Return")},
                    ),
                },
            ),
            **LIMITED,
            "cc": shapes.CC,
        },
        "required": ["who"],
        "additionalProperties": False,
    }  # fmt: skip
    example = {"who": {"by": "initiator"}, "fields": {"reply": "required"}}

    def enter(self, flow: Any, activation: Any) -> Result:
        """Asks; where nobody is found the definition decides."""
        config = flow.config(activation)
        moves.inform(flow, activation, config.get("cc", ()))
        found = asking.whom(flow, activation, config["who"])
        if found.settled:
            flow.note(f"auto_{found.settled}", activation)
            return Done(moves.usual(flow, activation)) if found.settled == "approve" else Ended("rejected", "rejected")
        if not found.users:
            return Failed("workflow_nobody")
        asking.taker(flow, activation, asking.FORM, found.users)
        return Waiting()

    def resume(self, flow: Any, activation: Any, signal: Any) -> Result:
        """It is filled in, or a limit settles it."""
        if signal is None and not flow.tasks(activation):
            return self.enter(flow, activation)
        moves.drop(flow, flow.tasks(activation), "settled")
        if signal == "rejected":
            return Ended("rejected", "rejected")
        return Done(moves.usual(flow, activation))
