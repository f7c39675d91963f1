"""What the four number types share: they differ in scale, words and look."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from builder.problems import Problem
from runtime.fields import numbers


class Numeric(FieldType):
    """A number with a fixed scale."""

    digits = numbers.MAX_DIGITS

    def scale(self, config: Mapping[str, Any]) -> int:
        """Places after the point."""
        raise NotImplementedError

    def check(self, config: Mapping[str, Any], app: Any) -> list[Problem]:
        """Limits are numbers in order."""
        return numbers.check_limits(config)

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """An exact number."""
        return types.Number(self.scale(config), self.digits)

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Comparisons and emptiness."""
        return numbers.NUMBER_OPERATORS

    def parse(self, config: Mapping[str, Any], value: Any) -> numbers.Number | None:
        """Exact digits."""
        return numbers.parse(value, self.scale(config))

    def parse_text(self, config: Mapping[str, Any], text: str) -> numbers.Number | None:
        """As people and spreadsheets write numbers."""
        return numbers.parse_text(text, self.scale(config))

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """Within the limits."""
        return numbers.check(config, value)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """A JSON number for scale 0, else digits as text."""
        return numbers.dump(value)

    def dump_cell(self, config: Mapping[str, Any], value: Any, locale: str) -> Any:
        """The number itself."""
        return value
