"""Trigger: a record begins to meet the rule's condition."""

from typing import Any

from runtime.rules.kinds import ChangeTrigger, Config
from runtime.rules.triggers.properties import FORM, shape


class Enters(ChangeTrigger):
    """The rule's condition turns from false to true; a new record that meets it enters too."""

    name = "enters"
    label = {"zh-CN": "开始符合条件", "en": "Begins to meet the condition"}
    help = {"zh-CN": "原来不符合、现在符合条件时，只触发这一次", "en": "When a record that did not meet the condition now does, each time"}
    icon = "filter"
    group = "change"
    knows_old = True
    turns = True
    config_schema = shape({"form": FORM}, "form")
    example = {"form": "member"}

    def watches(self, config: Config) -> None:
        """Whatever the condition reads."""
        return None

    def hits(self, config: Config, event: Any) -> bool:
        """A record that is there."""
        return event.new is not None and not event.restored

    def backlog(self, config: Config) -> str | None:
        """Those that meet it now."""
        return "true"
