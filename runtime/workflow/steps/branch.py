"""Step: the way parts."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.kinds import Place, StepType
from builder.problems import Problem
from runtime.workflow import conditions, moves
from runtime.workflow.results import Done, Failed, Result
from runtime.workflow.steps import shapes

FIRST, ALL, ANY = "first", "all", "any"


class Branch(StepType):
    """One way by condition, every way whose condition holds, or all ways at once."""

    name = "branch"
    label = {"zh-CN": "分支", "en": "Branch"}
    help = {"zh-CN": "按条件走其中一条，或者几条同时走", "en": "One way by condition, or several at once"}
    icon = "git-branch"
    group = "flow"
    config_schema = {
        "type": "object",
        "properties": {
            "mode": shapes.choice(
                "怎么走", "Ways taken", "first", first=("第一条符合条件的", "The first whose condition holds"),
                any=("所有符合条件的", "Every one whose condition holds"), all=("全部同时走", "All of them"),
            ),
            "join": shapes.said("在哪里会合", "Meeting at", type="string", maxLength=40, widget="step"),
        },
        "additionalProperties": False,
    }  # fmt: skip
    example = {"mode": "first"}

    def chooses(self, config: Mapping[str, Any]) -> bool:
        """Not where all are taken anyway."""
        return str(config.get("mode", FIRST)) != ALL

    def splits(self, config: Mapping[str, Any]) -> bool:
        """Where more than one way may be open."""
        mode: str = config.get("mode", FIRST)
        return mode != FIRST

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """Ways that part must meet again."""
        if self.splits(config) and not config.get("join"):
            yield Problem("error", "step_branch_join", "join")

    def enter(self, flow: Any, activation: Any) -> Result:
        """Chooses the ways; those that were opened together are remembered for the join."""
        ways = moves.leaving(flow, activation)
        taken = CHOICES[flow.config(activation).get("mode", FIRST)](flow, ways)
        if not taken:
            return Failed("workflow_no_way")
        keys = tuple(one.key for one in taken)
        if self.splits(flow.config(activation)):
            activation.expected = list(keys)
        return Done(keys)


def _holds(flow: Any, way: Any) -> bool:
    return way.when is None or conditions.holds(flow, way.when)


def _first(flow: Any, ways: Any) -> list[Any]:
    return next(([way] for way in ways if way.default or _holds(flow, way)), [])


def _any(flow: Any, ways: Any) -> list[Any]:
    taken = [way for way in ways if not way.default and _holds(flow, way)]
    return taken or [way for way in ways if way.default]


CHOICES: Mapping[str, Any] = {FIRST: _first, ANY: _any, ALL: lambda flow, ways: list(ways)}
