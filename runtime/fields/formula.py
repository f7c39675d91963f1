"""Field type: a value computed by an expression."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from runtime.fields.computed import LOOK_SCHEMA, Computed

KEEP = ("at_write", "current", "live")
COLORS = {
    "red": {"zh-CN": "红色", "en": "Red"}, "orange": {"zh-CN": "橙色", "en": "Orange"}, "gold": {"zh-CN": "金色", "en": "Gold"},
    "green": {"zh-CN": "绿色", "en": "Green"}, "blue": {"zh-CN": "蓝色", "en": "Blue"}, "purple": {"zh-CN": "紫色", "en": "Purple"},
}


class Formula(Computed):
    """Computed from other fields: frozen when saved, kept current, or live."""

    name = "formula"
    label = {"zh-CN": "公式", "en": "Formula"}
    help = {"zh-CN": "由其他内容算出来，如 金额 × 倍率", "en": "Worked out from other fields, like amount × rate"}
    icon = "function"
    group = "links"
    config_schema = {
        "type": "object",
        "properties": {
            "expression": {"type": "string", "maxLength": 2000, "widget": "expression", "label": {"zh-CN": "公式", "en": "Formula"}},
            "keep": {
                "enum": list(KEEP), "label": {"zh-CN": "什么时候算", "en": "When it is worked out"}, "more": True,
                "labels": {
                    "at_write": {"zh-CN": "保存时算一次，之后不变", "en": "Once, when saved"},
                    "current": {"zh-CN": "来源变了就重算", "en": "Again whenever a source changes"},
                    "live": {"zh-CN": "每次查看时算", "en": "Each time it is looked at"},
                },
            },
            "scale": {"type": "integer", "minimum": 0, "maximum": 6, "label": {"zh-CN": "小数位数", "en": "Decimal places"}, "more": True},
            **LOOK_SCHEMA,
            "color": {
                "enum": list(COLORS), "labels": COLORS, "more": True,
                "label": {"zh-CN": "结果为「是」时的颜色", "en": "Color of a yes"},
            },
        },
        "required": ["expression"],
        "additionalProperties": False,
    }
    example = {"expression": "amount * 2"}

    def storage(self, config: Mapping[str, Any]) -> types.Type | None:
        """The type of the result; a live formula has no column."""
        return None if config.get("keep") == "live" else super().storage(config)
