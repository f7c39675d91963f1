"""Field type: a whole number."""

from collections.abc import Mapping
from typing import Any

from runtime.fields import numbers
from runtime.fields.numeric import Numeric

UNIT = {"type": "string", "maxLength": 20, "label": {"zh-CN": "单位", "en": "Unit"}}


class Integer(Numeric):
    """Points, pieces, floors: counted things."""

    name = "integer"
    label = {"zh-CN": "整数", "en": "Whole number"}
    help = {"zh-CN": "积分、件数、楼层等不带小数的数", "en": "Points, pieces, floors: no decimals"}
    icon = "number"
    group = "common"
    digits = 16
    config_schema = {
        "type": "object",
        "properties": {"unit": UNIT, "min": numbers.limit("最小值", "Minimum"), "max": numbers.limit("最大值", "Maximum")},
        "additionalProperties": False,
    }
    example = {"min": 0, "unit": "件"}

    def scale(self, config: Mapping[str, Any]) -> int:
        """None."""
        return 0

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """1,234 and the unit."""
        return "" if value is None else numbers.with_unit(numbers.grouped(value), config.get("unit"))

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """A number without places."""
        return {"look": "number", "scale": 0, **({"unit": config["unit"]} if config.get("unit") else {})}
