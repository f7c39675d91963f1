"""Trigger: nothing has happened for some days."""

from datetime import date, datetime, timedelta

from runtime.query import Days
from runtime.rules.kinds import NINE, Config, TimeTrigger, Window, local_day
from runtime.rules.triggers.properties import AT, CATCH_UP, FORM, field, shape


class Absence(TimeTrigger):
    """The last activity, a date the engine maintains, is so many days ago; fires once for one silence and is ready again after the next
    activity. `otherwise` stands in where there never was any."""

    name = "absence"
    label = {"zh-CN": "很久没有动静", "en": "Nothing for some days"}
    help = {"zh-CN": "最近一次活动过去了若干天，如 60 天未消费", "en": "The last activity is days ago, like 60 days without a purchase"}
    icon = "clock"
    group = "time"
    period = "basis"
    config_schema = shape(
        {
            "form": FORM, "field": field("date_field", "最近一次活动", "Last activity"),
            "days": {
                "type": "integer", "minimum": 1, "maximum": 3650, "default": 60,
                "label": {"zh-CN": "几天没有动静", "en": "Days of silence"},
            },
            "otherwise": field("date_field", "从未有过时，从哪天算起", "Where there never was any, count from", more=True),
            "at": AT, "catch_up": CATCH_UP,
        },
        "form", "field", "days",
    )
    example = {"form": "member", "field": "last_purchase_at", "days": 60}

    def dates(self, config: Config) -> list[tuple[str, bool]]:
        """The last activity, and what stands in for it."""
        return [(str(config[name]), False) for name in ("field", "otherwise") if name in config]

    def search(self, config: Config, window: Window) -> Days | None:
        """Last activities on the days that are now so many days ago."""
        days = window.days(str(config.get("at", NINE)))
        if days is None:
            return None
        ago = timedelta(days=int(config["days"]))
        return Days(str(config["form"]), str(config["field"]), days[0] - ago, days[1] - ago, otherwise=config.get("otherwise"))

    def backlog_search(self, config: Config, window: Window) -> Days | None:
        """All that have been silent for as long or longer."""
        today = window.end.astimezone(window.zone).date()
        last = (window.days(str(config.get("at", NINE))) or (today, today))[1] - timedelta(days=int(config["days"]))
        return Days(str(config["form"]), str(config["field"]), None, last, otherwise=config.get("otherwise"))

    def day(self, config: Config, value: date | datetime | None, window: Window) -> date:
        """The day on which the silence had lasted long enough."""
        if value is None:
            return super().day(config, value, window)
        return local_day(value, window.zone) + timedelta(days=int(config["days"]))

    def basis(self, config: Config, value: date | datetime, window: Window) -> str | None:
        """The last activity itself."""
        return value.isoformat()
