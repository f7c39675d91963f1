"""Field type: a percentage, kept as a fraction."""

from collections.abc import Mapping
from typing import Any

from runtime.fields import numbers
from runtime.fields.numeric import Numeric


class Percent(Numeric):
    """A share or rate: 85% is kept as 0.85."""

    name = "percent"
    label = {"zh-CN": "百分比", "en": "Percent"}
    help = {"zh-CN": "折扣、占比等，如 85%", "en": "A discount or share, like 85%"}
    icon = "percentage"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {
            "scale": {
                "type": "integer", "minimum": 2, "maximum": 6, "default": 4,
                "label": {"zh-CN": "小数位数（按小数计）", "en": "Places of the fraction"}, "more": True,
            },
            "min": numbers.limit("最小值（按小数计）", "Minimum (as a fraction)"),
            "max": numbers.limit("最大值（按小数计）", "Maximum (as a fraction)"),
        },
        "additionalProperties": False,
    }
    example = {"min": 0, "max": 1}

    def scale(self, config: Mapping[str, Any]) -> int:
        """As configured, 4 by default: 12.34%."""
        return int(config.get("scale", 4))

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """85%."""
        return "" if value is None else numbers.percent(value)

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """Within the limits, which are named as percentages."""
        fault = numbers.check(config, value)
        return fault and (fault[0], {name: numbers.percent(limit) for name, limit in fault[1].items()})

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """A percentage."""
        return {"look": "percent", "scale": self.scale(config)}
