"""Trigger: one field got another value."""

from collections.abc import Iterable
from typing import Any

from builder.kinds import Place, Spot
from runtime.rules.kinds import ChangeTrigger, Config, Phrase
from runtime.rules.triggers.properties import FORM, expression, field, shape


class Changed(ChangeTrigger):
    """A field is different from before, by the total `!=` of the language; `from` and `to` narrow it."""

    name = "changed"
    label = {"zh-CN": "字段改变", "en": "Field changes"}
    help = {"zh-CN": "某一项变成了别的值，如状态变为「已结」", "en": "One field gets another value, like the status being closed now"}
    icon = "edit"
    group = "change"
    knows_old = True
    config_schema = shape(
        {
            "form": FORM, "field": field("field", "哪一项", "Field"),
            "from": expression("从", "From", widget="value", more=True), "to": expression("变为", "To", widget="value"),
        },
        "form", "field",
    )
    example = {"form": "complaint", "field": "status", "to": "'closed'"}

    def watches(self, config: Config) -> frozenset[str]:
        """The field itself."""
        return frozenset((config["field"],))

    def phrase(self, config: Config) -> Phrase:
        """With the value, where one is named."""
        return ("rule_event_changed_to" if "to" in config else "rule_event_changed"), config

    def spots(self, config: Config, place: Place) -> Iterable[Spot]:
        """The values before and after, compared with the field."""
        expect = place.types.of(place.form, config["field"])
        return [Spot(name, config[name], expect) for name in ("from", "to") if name in config]

    def hits(self, config: Config, event: Any) -> bool:
        """The field differs."""
        return event.old is not None and event.new is not None and config["field"] in event.changed

    def condition(self, config: Config) -> str | None:
        """What it was and what it is."""
        ends = (("from", f"old.{config['field']}"), ("to", config["field"]))
        parts = [f"{name} == ({config[end]})" for end, name in ends if end in config]
        return " and ".join(parts) or None

    def backlog(self, config: Config) -> str | None:
        """Those that have the value now."""
        return f"{config['field']} == ({config['to']})" if "to" in config and "from" not in config else None
