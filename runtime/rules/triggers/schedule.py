"""Trigger: by the clock alone, every hour, day, week or month."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from builder.expressions.types import Boolean
from builder.kinds import Place, Spot
from runtime.query import Days
from runtime.rules.kinds import Config, Phrase, TimeTrigger, Window, moment_of
from runtime.rules.triggers.properties import AT, CATCH_UP, FORM, expression, shape

HOUR, DAY, WEEK, MONTH = "hour", "day", "week", "month"
LONGEST = 62


class Schedule(TimeTrigger):
    """Once per planned moment; with a form once per record that meets the filter. Of moments missed while the machine was off only the
    last is made up for. A month without the day uses its last one."""

    name = "schedule"
    label = {"zh-CN": "定时", "en": "On a schedule"}
    help = {"zh-CN": "每小时、每天、每周或每月的固定时间", "en": "At a fixed time every hour, day, week or month"}
    icon = "clock"
    group = "time"
    period = "basis"
    sentence = "rule_sentence_each"
    config_schema = shape(
        {
            "every": {
                "enum": [HOUR, DAY, WEEK, MONTH], "default": DAY, "label": {"zh-CN": "多久一次", "en": "How often"},
                "labels": {
                    HOUR: {"zh-CN": "每小时", "en": "Every hour"}, DAY: {"zh-CN": "每天", "en": "Every day"},
                    WEEK: {"zh-CN": "每周", "en": "Every week"}, MONTH: {"zh-CN": "每月", "en": "Every month"},
                },
            },
            "at": {**AT, "default": "02:00"},
            "weekday": {"type": "integer", "minimum": 1, "maximum": 7, "widget": "weekday", "label": {"zh-CN": "周几", "en": "Weekday"}},
            "day": {"type": "integer", "minimum": 1, "maximum": 31, "label": {"zh-CN": "几号", "en": "Day of the month"}},
            "form": {**FORM, "label": {"zh-CN": "对哪张表单的每条数据", "en": "For each record of"}},
            "filter": expression("只对符合条件的", "Only those where", widget="condition"),
            "catch_up": CATCH_UP,
        },
        "every",
    )
    example = {"every": "day", "at": "02:00"}

    def phrase(self, config: Config) -> Phrase:
        """How often, and when."""
        plain = {"at": "02:00", "weekday": 1, "day": 1, **config}
        return f"rule_event_schedule_{config['every']}", {**plain, "minute": str(plain["at"])[3:]}

    def spots(self, config: Config, place: Place) -> Iterable[Spot]:
        """Which records."""
        return [Spot("filter", config["filter"], Boolean(), filter=True)] if "filter" in config and config.get("form") else []

    def next(self, config: Config, after: datetime, zone: tzinfo) -> datetime:
        """The first planned moment later than `after`."""
        at = str(config.get("at", "02:00"))
        if config["every"] == HOUR:
            whole = after.replace(minute=int(at[3:]), second=0, microsecond=0)
            return whole if whole > after else whole + timedelta(hours=1)
        today = after.astimezone(zone).date()
        days = (today + timedelta(days=number) for number in range(LONGEST))
        return next(moment for day in days if _on(config, day) and (moment := moment_of(day, at, zone)) > after)

    def planned(self, config: Config, window: Window) -> str | None:
        """The last planned moment, unless it is too long ago."""
        moments = self._moments(config, replace(window, start=max(window.start, super().oldest(config, window))))
        return moments[-1].isoformat() if moments else None

    def _moments(self, config: Config, window: Window) -> list[datetime]:
        found = [self.next(config, window.start, window.zone)]
        while found[-1] <= window.end:
            found.append(self.next(config, found[-1], window.zone))
        return found[:-1]

    def missed(self, config: Config, window: Window) -> int:
        """All but the last, which is made up for if it is not too long ago."""
        return len(self._moments(config, window)) - (1 if self.planned(config, window) else 0)

    def oldest(self, config: Config, window: Window) -> datetime:
        """The limit is looked at moment by moment."""
        return window.start

    def search(self, config: Config, window: Window) -> Days | None:
        """Records are found by the filter alone."""
        return None

    def backlog_search(self, config: Config, window: Window) -> Days | None:
        """There is none: it looks at all records every time."""
        return None


def _on(config: Config, day: date) -> bool:
    """Whether it runs on a day."""
    if config["every"] == WEEK:
        return day.isoweekday() == int(config.get("weekday", 1))
    if config["every"] == MONTH:
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return day.day == min(int(config.get("day", 1)), last.day)
    return True
