"""Trigger: a record is new."""

from typing import Any

from runtime.rules.kinds import ChangeTrigger, Config
from runtime.rules.triggers.properties import FORM, shape


class Created(ChangeTrigger):
    """Somebody or something made a record; one taken out of the bin is not new."""

    name = "created"
    label = {"zh-CN": "新增", "en": "Is added"}
    help = {"zh-CN": "每新增一条数据时，如登记一笔消费", "en": "For every new record, like a purchase being entered"}
    icon = "plus"
    group = "change"
    config_schema = shape({"form": FORM}, "form")
    example = {"form": "purchase"}

    def hits(self, config: Config, event: Any) -> bool:
        """A record without a past."""
        return event.old is None and not event.restored

    def backlog(self, config: Config) -> str | None:
        """Every record there is."""
        return "true"
