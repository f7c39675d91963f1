"""Action: do this or that, as the case may be."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.expressions.types import Boolean
from builder.kinds import ActionType, Inner, Place, Spot
from runtime.actions import shapes
from runtime.actions.act import Act, run


class Choose(ActionType):
    """The first case whose condition holds, else the rest."""

    name = "choose"
    label = {"zh-CN": "分情况处理", "en": "Choose"}
    help = {"zh-CN": "按条件做不同的事，如按消费金额送不同的券", "en": "Different actions in different cases"}
    icon = "branch"
    group = "flow"
    config_schema = shapes.shape(
        ("cases",),
        cases={
            "type": "array", "minItems": 1, "maxItems": 20, "widget": "cases", "label": shapes.words("情况", "Cases"),
            "items": {
                "type": "object", "required": ["when", "do"], "additionalProperties": False,
                "properties": {"when": shapes.expression("condition", "如果", "If"), "do": shapes.actions("就", "Then")},
            },
        },
        **{"else": shapes.actions("其他情况", "Otherwise")},
    )
    example = {"cases": [{"when": "amount >= 1000", "do": [{"type": "refuse", "message": "请先审批"}]}], "else": []}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The condition of each case."""
        return [Spot(f"cases/{number}/when", case["when"], Boolean()) for number, case in enumerate(config["cases"])]

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """What is done in each case, and otherwise."""
        yield from (Inner(f"cases/{number}/do", case["do"]) for number, case in enumerate(config["cases"]))
        if config.get("else"):
            yield Inner("else", config["else"])

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """The first case that holds."""
        for case in config["cases"]:
            if act.truth(case["when"]):
                run(act.bound(), case["do"])
                return
        run(act.bound(), config.get("else", ()))
