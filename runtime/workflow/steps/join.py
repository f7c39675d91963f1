"""Step: ways that were opened together meet."""

from typing import Any

from builder.kinds import StepType
from runtime.workflow.results import Done, Result


class Join(StepType):
    """Waits for exactly the ways its branch has opened."""

    name = "join"
    label = {"zh-CN": "会合", "en": "Join"}
    help = {"zh-CN": "同时走的几条都到了，才继续往下", "en": "Goes on when every way that was opened has arrived"}
    icon = "git-merge"
    group = "flow"
    waits = True
    gathers = True

    def enter(self, flow: Any, activation: Any) -> Result:
        """Nothing to wait for outside of a region; inside one the flow counts arrivals (moves.py)."""
        return Done()
