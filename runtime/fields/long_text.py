"""Field type: text of several lines."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import texts
from runtime.fields.text import PLACEHOLDER


class LongText(FieldType):
    """A description, a remark, a letter."""

    name = "long_text"
    label = {"zh-CN": "多行文本", "en": "Long text"}
    help = {"zh-CN": "描述、备注等多行文字", "en": "A description or remark over several lines"}
    icon = "align-left"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {
            "max_length": {
                "type": "integer", "minimum": 1, "maximum": 20000, "default": 2000,
                "label": {"zh-CN": "最多字数", "en": "At most characters"}, "more": True,
            },
            "placeholder": PLACEHOLDER,
        },
        "additionalProperties": False,
    }
    example = {"max_length": 1000}

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Text."""
        return types.Text(config.get("max_length", 2000))

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Parts and emptiness."""
        return ("contains", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """Text with its line breaks."""
        return texts.clean(value, lines=True)

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """Not longer than `max_length`."""
        return texts.too_long(value, config.get("max_length", 2000))

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The text."""
        return value
