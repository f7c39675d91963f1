"""Step: where a workflow begins."""

from typing import Any

from builder.kinds import StepType
from runtime.workflow.results import Done, Result


class Start(StepType):
    """The one beginning."""

    name = "start"
    label = {"zh-CN": "开始", "en": "Start"}
    help = {"zh-CN": "流程从这里开始", "en": "The workflow begins here"}
    icon = "player-play"
    group = "flow"
    begins = True

    def enter(self, flow: Any, activation: Any) -> Result:
        """On at once."""
        return Done()
