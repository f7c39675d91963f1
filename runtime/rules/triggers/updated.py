"""Trigger: a record was changed."""

from typing import Any

from runtime.rules.kinds import ChangeTrigger, Config
from runtime.rules.triggers.properties import FORM, shape


class Updated(ChangeTrigger):
    """A record was changed; `fields` narrows it to some of them, roll-ups and formulas among them."""

    name = "updated"
    label = {"zh-CN": "修改", "en": "Is changed"}
    help = {"zh-CN": "数据被修改并保存时，可以只看其中几项", "en": "When a record is changed and saved, or only some of its fields"}
    icon = "edit"
    group = "change"
    knows_old = True
    config_schema = shape(
        {
            "form": FORM,
            "fields": {
                "type": "array", "items": {"type": "string", "maxLength": 90}, "maxItems": 100, "widget": "fields",
                "label": {"zh-CN": "只看这些字段", "en": "Only these fields"},
            },
        },
        "form",
    )
    example = {"form": "member", "fields": ["tier"]}

    def watches(self, config: Config) -> frozenset[str]:
        """The fields it names."""
        return frozenset(config.get("fields", ()))

    def hits(self, config: Config, event: Any) -> bool:
        """A record with a past and a present of which a named field differs; without names, any that was written."""
        if event.old is None or event.new is None:
            return False
        named = self.watches(config)
        return bool(event.changed & named) if named else not event.derived
