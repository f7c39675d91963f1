"""Trigger: a record went to the bin."""

from typing import Any

from runtime.rules.kinds import ChangeTrigger, Config
from runtime.rules.triggers.properties import FORM, shape


class Deleted(ChangeTrigger):
    """A record was deleted; the condition and the actions still see what stood in it."""

    name = "deleted"
    label = {"zh-CN": "删除", "en": "Is deleted"}
    help = {"zh-CN": "数据被删除（放进回收站）时", "en": "When a record is deleted (moved to the bin)"}
    icon = "trash"
    group = "change"
    knows_old = True
    config_schema = shape({"form": FORM}, "form")
    example = {"form": "purchase"}

    def hits(self, config: Config, event: Any) -> bool:
        """A record without a present."""
        return event.new is None
