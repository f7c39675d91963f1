"""Trigger: somebody presses a button on a record."""

from collections.abc import Iterable

from builder.expressions.types import Boolean
from builder.kinds import Place, Spot
from runtime.rules.kinds import Config, Spoken
from runtime.rules.triggers.properties import FORM, expression, shape

TEXT = {"type": ["string", "object"], "widget": "label"}


class Button(Spoken):
    """A button on the page of a record, for some roles, where a condition holds; it may ask for a few values first."""

    name = "button"
    label = {"zh-CN": "点按钮", "en": "A button is pressed"}
    help = {"zh-CN": "在数据页面上放一个按钮，如「发券」「作废」", "en": "A button on the page of a record, like “issue a coupon”"}
    icon = "check"
    group = "people"
    asked = True
    sentence = "rule_sentence_button"
    config_schema = shape(
        {
            "form": FORM,
            "icon": {"type": "string", "maxLength": 40, "widget": "icon", "label": {"zh-CN": "图标", "en": "Icon"}, "more": True},
            "show": expression("什么时候出现", "Shown where", widget="condition"),
            "roles": {
                "type": "array", "items": {"type": "string", "maxLength": 40}, "maxItems": 50, "widget": "roles",
                "label": {"zh-CN": "谁能点", "en": "Who may press it"},
            },
            "ask": {
                "type": "array", "maxItems": 20, "widget": "ask_fields", "label": {"zh-CN": "先问什么", "en": "Asks for"},
                "items": {"type": "object", "required": ["key", "label", "type"], "properties": {
                    "key": {"type": "string", "maxLength": 40}, "type": {"type": "string", "maxLength": 40},
                    "required": {"type": "boolean"},
                }},
            },
            "confirm": {**TEXT, "label": {"zh-CN": "点之前确认", "en": "Asks before"}, "more": True},
            "done": {**TEXT, "label": {"zh-CN": "做完说什么", "en": "Says afterwards"}, "more": True},
        },
        "form",
    )
    example = {"form": "member"}

    def spots(self, config: Config, place: Place) -> Iterable[Spot]:
        """Where it is shown."""
        return [Spot("show", config["show"], Boolean())] if "show" in config else []
