"""What formulas and roll-ups share: `config["result"]` is the checked type of what they give."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import numbers, results

FORMAT = {
    "enum": list(results.FORMATS), "label": {"zh-CN": "显示为", "en": "Shown as"}, "more": True,
    "labels": {
        "number": {"zh-CN": "数字", "en": "Number"},
        "money": {"zh-CN": "金额", "en": "Money"},
        "percent": {"zh-CN": "百分比", "en": "Percent"},
    },
}
LOOK_SCHEMA: Mapping[str, Any] = {
    "format": FORMAT,
    "currency": {"enum": list(numbers.SIGNS), "label": {"zh-CN": "币种", "en": "Currency"}, "more": True},
    "unit": {"type": "string", "maxLength": 20, "label": {"zh-CN": "单位", "en": "Unit"}, "more": True},
}


class Computed(FieldType):
    """A value nobody types."""

    computed = True

    def storage(self, config: Mapping[str, Any]) -> types.Type | None:
        """The type of the result; None while a draft has none yet."""
        result: types.Type | None = config.get("result")
        return result

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Those of the result."""
        return results.operators(config.get("result"))

    def parse(self, config: Mapping[str, Any], value: Any) -> Any:
        """A value to compare with in a filter; nobody can write one."""
        return results.parse(config.get("result"), value)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """JSON of the result."""
        return results.dump(value)

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """In the look of the result."""
        return results.dump_text(config, value, locale)

    def dump_cell(self, config: Mapping[str, Any], value: Any, locale: str) -> Any:
        """Numbers and days as such."""
        return results.dump_cell(config, value, locale)

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The look of the result."""
        return results.display(config)
