"""Field type: a moment."""

import datetime as clock
from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from runtime import values
from runtime.fields import times

DEFAULT_ZONE = "Asia/Shanghai"


class DateTime(FieldType):
    """When something happened, to the millisecond; shown in the zone of the app (`config["timezone"]`)."""

    name = "datetime"
    label = {"zh-CN": "日期时间", "en": "Date and time"}
    help = {"zh-CN": "消费时间、预约时间等，精确到时刻", "en": "When something happens, with the time of day"}
    icon = "clock-circle"
    group = "common"

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Instant."""
        return types.Instant()

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Before, after, between, emptiness."""
        return ("before", "after", "le", "ge", "between", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> clock.datetime | None:
        """RFC 3339 with an offset."""
        return None if value is None or value == "" else times.iso_instant(value)

    def parse_text(self, config: Mapping[str, Any], text: str) -> clock.datetime | None:
        """A wall-clock time of the app, or RFC 3339."""
        if not text.strip():
            return None
        try:
            return times.iso_instant(text.strip())
        except BadValue:
            local = times.read_local(text)
        try:
            return values.local_to_utc(local, self._zone(config))
        except ValueError:
            raise BadValue("local_time") from None
        except OverflowError:
            raise BadValue("not_a_moment") from None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """RFC 3339 in UTC with milliseconds."""
        return None if value is None else values.instant_text(value)

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """2025-11-18 19:42 in the zone of the app."""
        return "" if value is None else self._local(config, value).isoformat(" ", "minutes")

    def dump_cell(self, config: Mapping[str, Any], value: Any, locale: str) -> Any:
        """The wall-clock time of the app, naive."""
        return None if value is None else self._local(config, value)

    @staticmethod
    def _zone(config: Mapping[str, Any]) -> clock.tzinfo:
        return values.zone(config.get("timezone", DEFAULT_ZONE))

    def _local(self, config: Mapping[str, Any], value: clock.datetime) -> clock.datetime:
        try:
            return value.astimezone(self._zone(config)).replace(tzinfo=None)
        except OverflowError:
            return value.replace(tzinfo=None)
