"""Action: look one record up, for the actions that follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Inner, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, shapes
from runtime.actions.act import Act
from runtime.actions.names import Named


class Find(ActionType):
    """The points rule that fits a purchase: the first record that matches, under a name."""

    name = "find"
    label = {"zh-CN": "查找一条数据", "en": "Look up a record"}
    help = {"zh-CN": "按条件找一条，后面的动作可以用它的内容", "en": "Finds one record for the actions that follow"}
    icon = "search"
    group = "flow"
    config_schema = shapes.shape(
        ("form", "match", "as"),
        form=shapes.key("form", "在哪张表单里找", "In which form"),
        match=shapes.expression("target_condition", "符合条件的", "The one where"),
        sort=shapes.sort(),
        otherwise=shapes.OTHERWISE,
    )
    example = {"form": "earn_rule", "match": "tier == trigger.member.tier", "sort": ["priority"], "as": "rule"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The condition, the words of a refusal."""
        yield from shapes.target_spots(config, place)
        yield from choosing.otherwise_spots(config)

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """What is done where there is none."""
        return choosing.otherwise_inner(config)

    def binds(self, config: Mapping[str, Any], place: Place) -> str:
        """A record of the form; every value of it is empty where none was found."""
        return str(config["form"])

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The form and the order."""
        yield from shapes.form_wrong(config, place)
        yield from shapes.sort_wrong(config, config["form"], place)

    def perform(self, act: Act, config: Mapping[str, Any]) -> Named:
        """The first in order."""
        found = choosing.first(act, config)
        if not found:
            choosing.otherwise(act, config)
        return Named(found[0] if found else {"id": None}, config["form"])
