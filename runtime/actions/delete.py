"""Action: move records to the bin."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.kinds import ActionType, Inner, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.records import automation


class Delete(ActionType):
    """The record itself, what a relation leads to, or those that match; what points there is treated as its relation says."""

    name = "delete"
    label = {"zh-CN": "删除数据", "en": "Delete records"}
    help = {"zh-CN": "移到回收站，随时可以恢复", "en": "Moves records to the bin, from where they can come back"}
    icon = "trash"
    group = "records"
    config_schema = shapes.shape(
        (),
        target=shapes.key("relation_path", "删哪一条", "Which one"),
        form=shapes.key("form", "删哪张表单的", "Of which form", more=True),
        match=shapes.expression("target_condition", "符合条件的", "Those where", more=True),
        limit={"type": "integer", "minimum": 1, "maximum": choosing.MOST, "label": shapes.words("最多几条", "At most"), "more": True},
        sort=shapes.sort(more=True),
        otherwise=shapes.OTHERWISE,
    )
    example = {"form": "member_tag", "match": "member == trigger.id and tag.key == 'trial'"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The condition, the words of a refusal."""
        yield from shapes.target_spots(config, place)
        yield from choosing.otherwise_spots(config)

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """What is done instead."""
        return choosing.otherwise_inner(config)

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """Records of the target."""
        form = shapes.targeted(config, place)
        return [(form, None)] if form else []

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """The target; nothing is deleted where records stay as they were written."""
        form = shapes.targeted(config, place)
        yield from shapes.target_wrong(config, place)
        yield from shapes.sort_wrong(config, form, place)
        yield from shapes.append_only_wrong(form, place, "form" if config.get("form") else "target")

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Deletes them, those that still match under their locks."""
        form, ids = choosing.chosen(act, config, self.name)
        if not form or not ids:
            if not config.get("after"):
                choosing.otherwise(act, config)
            return
        automation.remove(act.ripple, form, ids)
        if len(ids) == 1:
            act.effects.append(Effect("delete", "effect_delete", {}, form, ids[0]))
        else:
            act.effects.append(Effect("delete", "effect_delete_many", {"count": len(ids)}, form))
