"""Action: refuse the change that set it off."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.errors import Invalid
from builder.kinds import ActionType, Place, Spot
from runtime.actions import choosing, shapes
from runtime.actions.act import Act


class Refuse(ActionType):
    """A veto with a sentence for whoever is saving: nothing of the change remains."""

    name = "refuse"
    label = {"zh-CN": "不允许保存", "en": "Refuse"}
    help = {"zh-CN": "拦下这次保存，并告诉对方原因", "en": "Stops the save and says why"}
    icon = "stop"
    group = "flow"
    transactional = True
    config_schema = shapes.shape(("message",), message=shapes.label("提示", "Say"))
    example = {"message": "本月的兑换次数已用完"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The places in its words."""
        return choosing.text_spots("message", config["message"])

    def refuses(self, act: Act, config: Mapping[str, Any]) -> Invalid:
        """Always."""
        return choosing.refusal(act, config["message"])

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Raises."""
        raise self.refuses(act, config)
