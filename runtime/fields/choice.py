"""Field type: one of several options."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from builder.problems import Problem
from runtime.fields import options


class Choice(FieldType):
    """One option of a list; the list keeps a key per option, so that a renamed option stays the same."""

    name = "choice"
    label = {"zh-CN": "单选", "en": "Choice"}
    help = {"zh-CN": "从几个选项里选一个，如「性别」", "en": "One of several options, like “channel”"}
    icon = "down-circle"
    group = "common"
    config_schema = {
        "type": "object",
        "properties": {"options": options.SCHEMA},
        "required": ["options"],
        "additionalProperties": False,
    }
    example = {"options": options.EXAMPLE}

    def check(self, config: Mapping[str, Any], app: Any) -> list[Problem]:
        """Options are there and distinct."""
        return options.check(config)

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Choice."""
        return types.Choice(options.keys(config))

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, lists, emptiness."""
        return ("eq", "ne", "in", "not_in", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """The key of an option."""
        return None if value is None or value == "" else options.known(config, value)

    def parse_text(self, config: Mapping[str, Any], text: str) -> str | None:
        """The label of an option."""
        return options.from_text(config, text) if text.strip() else None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The key."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """The label."""
        return "" if value is None else options.label(config, value, locale)
