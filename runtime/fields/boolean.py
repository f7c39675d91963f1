"""Field type: yes or no."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from runtime.fields import texts

_YES = frozenset(("是", "有", "对", "真", "√", "✓", "✔", "true", "yes", "y", "1", "t", "on", "已", "启用"))
_NO = frozenset(("否", "无", "没有", "错", "假", "×", "✗", "✘", "x", "false", "no", "n", "0", "f", "off", "未", "停用"))
WORDS = {"zh-CN": ("否", "是"), "en": ("No", "Yes")}


class Boolean(FieldType):
    """A switch: VIP or not, read or not."""

    name = "boolean"
    label = {"zh-CN": "是 / 否", "en": "Yes / no"}
    help = {"zh-CN": "开关，如「是否接受短信」", "en": "A switch, like “accepts messages”"}
    icon = "check-square"
    group = "common"

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Boolean."""
        return types.Boolean()

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Yes and no."""
        return ("true", "false", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> bool | None:
        """JSON true, false, null."""
        if value is not None and not isinstance(value, bool):
            raise BadValue("not_a_boolean")
        return value

    def parse_text(self, config: Mapping[str, Any], text: str) -> bool | None:
        """是, 否, yes, no, 1, 0, √ …"""
        word = texts.folded(text)
        if not word:
            return None
        if word in _YES or word in _NO:
            return word in _YES
        raise BadValue("not_a_boolean")

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """true or false."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """是 or 否."""
        return "" if value is None else WORDS.get(locale, WORDS["zh-CN"])[bool(value)]
