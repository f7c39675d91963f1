"""Field type: a number with decimals."""

from collections.abc import Mapping
from typing import Any

from runtime.fields import numbers
from runtime.fields.integer import UNIT
from runtime.fields.numeric import Numeric

SCALE = {"type": "integer", "minimum": 0, "maximum": 6, "default": 2, "label": {"zh-CN": "小数位数", "en": "Decimal places"}}


class Number(Numeric):
    """A measure: area, weight, rate."""

    name = "number"
    label = {"zh-CN": "小数", "en": "Number"}
    help = {"zh-CN": "面积、重量、倍率等带小数的数", "en": "Area, weight, rate: with decimals"}
    icon = "field-number"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {"scale": SCALE, "unit": UNIT, "min": numbers.limit("最小值", "Minimum"), "max": numbers.limit("最大值", "Maximum")},
        "additionalProperties": False,
    }
    example = {"scale": 2, "unit": "㎡"}

    def scale(self, config: Mapping[str, Any]) -> int:
        """As configured, 2 by default."""
        return int(config.get("scale", 2))

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """1,234.50 and the unit."""
        return "" if value is None else numbers.with_unit(numbers.grouped(value), config.get("unit"))

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """A number with its places."""
        return {"look": "number", "scale": self.scale(config), **({"unit": config["unit"]} if config.get("unit") else {})}
