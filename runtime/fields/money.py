"""Field type: an amount of money."""

from collections.abc import Mapping
from typing import Any

from runtime.fields import numbers
from runtime.fields.numeric import Numeric


class Money(Numeric):
    """An amount in one currency, to the cent."""

    name = "money"
    label = {"zh-CN": "金额", "en": "Money"}
    help = {"zh-CN": "精确到分的金额，如 ¥1,234.50", "en": "An amount exact to the cent, like ¥1,234.50"}
    icon = "pay-circle"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {
            "currency": {"enum": list(numbers.SIGNS), "default": "CNY", "label": {"zh-CN": "币种", "en": "Currency"}},
            "min": numbers.limit("最小值", "Minimum"),
            "max": numbers.limit("最大值", "Maximum"),
        },
        "additionalProperties": False,
    }
    example = {"currency": "CNY", "min": 0}

    def scale(self, config: Mapping[str, Any]) -> int:
        """Cents."""
        return 2

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """¥1,234.50."""
        return "" if value is None else numbers.money(value, config.get("currency", "CNY"))

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """Money of a currency."""
        return {"look": "money", "currency": config.get("currency", "CNY"), "scale": 2}
