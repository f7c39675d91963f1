"""Field type: a running number."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import texts

DEFAULT_DIGITS = 4


class Sequence(FieldType):
    """TS-0231: a number the system gives once, when the record is made."""

    name = "sequence"
    label = {"zh-CN": "自动编号", "en": "Running number"}
    help = {"zh-CN": "系统自动给的编号，如 TS-0001", "en": "A number the system gives, like TS-0001"}
    icon = "ordered-list"
    group = "common"
    computed = True
    config_schema = {
        "type": "object",
        "properties": {
            "prefix": {"type": "string", "maxLength": 20, "label": {"zh-CN": "开头", "en": "Prefix"}},
            "digits": {
                "type": "integer", "minimum": 1, "maximum": 12, "default": DEFAULT_DIGITS,
                "label": {"zh-CN": "几位数", "en": "Digits"},
            },
        },
        "additionalProperties": False,
    }
    example = {"prefix": "TS-", "digits": 4}

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Text with room for a counter that outgrows its digits."""
        return types.Text(len(config.get("prefix", "")) + 19)

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, parts, lists."""
        return ("eq", "ne", "contains", "starts", "ends", "in", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """Text to compare with; nobody can write one."""
        return texts.clean(value)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The number with its prefix."""
        return value

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Text."""
        return {"look": "text"}

    @staticmethod
    def shown(config: Mapping[str, Any], count: int) -> str:
        """The text of the counter's value: 231 → TS-0231."""
        return f"{config.get('prefix', '')}{count:0{config.get('digits', DEFAULT_DIGITS)}d}"
