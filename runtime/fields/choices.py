"""Field type: several of some options."""

import re
from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from builder.problems import Problem
from runtime.fields import options

_BETWEEN = re.compile("[,\uff0c、;\uff1b\n|/]")


class Choices(FieldType):
    """Tags, interests: a set of options, kept in the order of the options."""

    name = "choices"
    label = {"zh-CN": "多选", "en": "Several choices"}
    help = {"zh-CN": "可以选多个，如「兴趣」", "en": "Any of several options, like “interests”"}
    icon = "tags"
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
        """A list of choices."""
        return types.List(types.Choice(options.keys(config)))

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Has an option, emptiness."""
        return ("has", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> list[str] | None:
        """A list of option keys."""
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > options.MAX_OPTIONS:
            raise BadValue("not_a_list")
        return self._ordered(config, [options.known(config, item) for item in value])

    def parse_text(self, config: Mapping[str, Any], text: str) -> list[str] | None:
        """Labels with commas or other marks between them."""
        if not text.strip():
            return None
        try:
            return [options.from_text(config, text)]
        except BadValue:
            words = [word for word in _BETWEEN.split(text)[: options.MAX_OPTIONS] if word.strip()]
        return self._ordered(config, [options.from_text(config, word) for word in words])

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The keys."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """The labels."""
        return ("、" if locale == "zh-CN" else ", ").join(options.label(config, key, locale) for key in value or ())

    @staticmethod
    def _ordered(config: Mapping[str, Any], picked: list[str]) -> list[str] | None:
        chosen = frozenset(picked)
        return [key for key in options.keys(config) if key in chosen] or None
