"""Field type: one line of text."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import texts

PLACEHOLDER = {"type": "string", "maxLength": 200, "label": {"zh-CN": "填写提示", "en": "Placeholder"}, "more": True}


class Text(FieldType):
    """A name, a number with letters, an address: anything on one line."""

    name = "text"
    label = {"zh-CN": "单行文本", "en": "Text"}
    help = {"zh-CN": "姓名、编号、地址等一行文字", "en": "A name, a code, an address: one line"}
    icon = "font-size"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {
            "max_length": {
                "type": "integer", "minimum": 1, "maximum": 500, "default": 200,
                "label": {"zh-CN": "最多字数", "en": "At most characters"}, "more": True,
            },
            "placeholder": PLACEHOLDER,
        },
        "additionalProperties": False,
    }
    example = {"max_length": 100}

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Text."""
        return types.Text(config.get("max_length", 200))

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, parts, lists, emptiness."""
        return ("eq", "ne", "contains", "starts", "ends", "in", "not_in", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """Text on one line."""
        return texts.clean(value)

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """Not longer than `max_length`."""
        return texts.too_long(value, config.get("max_length", 200))

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The text."""
        return value
