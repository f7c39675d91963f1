"""Field type: a calendar day."""

import datetime
from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from runtime.fields import times


class Date(FieldType):
    """A birthday, a deadline: a day without a clock, the same in every zone."""

    name = "date"
    label = {"zh-CN": "日期", "en": "Date"}
    help = {"zh-CN": "生日、到期日等，只有年月日", "en": "A birthday or due date: a day without a time"}
    icon = "calendar"
    group = "common"

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Date."""
        return types.Date()

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """On, before, after, between, emptiness."""
        return ("eq", "ne", "before", "after", "le", "ge", "between", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> datetime.date | None:
        """`YYYY-MM-DD`."""
        return None if value is None or value == "" else times.iso_date(value)

    def parse_text(self, config: Mapping[str, Any], text: str) -> datetime.date | None:
        """2025年3月1日, 2025/3/1 …"""
        return times.read_day(text) if text.strip() else None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """`YYYY-MM-DD`."""
        return None if value is None else value.isoformat()

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """2025-11-18."""
        return "" if value is None else str(value.isoformat())

    def dump_cell(self, config: Mapping[str, Any], value: Any, locale: str) -> Any:
        """The day itself."""
        return value
