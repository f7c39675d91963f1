"""Trigger: some days before, on or after a date of the record; every year where it is a birthday."""

from calendar import isleap
from datetime import date, datetime, timedelta

from runtime.query import Days
from runtime.rules.kinds import NINE, Config, Phrase, TimeTrigger, Window, local_day
from runtime.rules.triggers.properties import AT, CATCH_UP, FORM, field, shape

FEB28, MAR1 = "feb28", "mar1"
YEAR = 365


class DateReached(TimeTrigger):
    """`days` after the date (negative: before), at an hour of the app's zone; `yearly` by month and day, the 29th of February on the
    28th (or, `leap: mar1`, on the 1st of March) of other years."""

    name = "date"
    label = {"zh-CN": "到了某个日期", "en": "A date is reached"}
    help = {"zh-CN": "某个日期之前、当天或之后几天，如生日前 7 天", "en": "Days before, on or after a date, like 7 days before a birthday"}
    icon = "calendar"
    group = "time"
    period = "basis"
    config_schema = shape(
        {
            "form": FORM, "field": field("date_field", "哪个日期", "Date"),
            "days": {
                "type": "integer", "minimum": -3650, "maximum": 3650, "default": 0, "widget": "days_around",
                "label": {"zh-CN": "之前 / 之后几天", "en": "Days before or after"},
            },
            "yearly": {"type": "boolean", "default": False, "label": {"zh-CN": "每年一次", "en": "Every year"}},
            "at": AT,
            "leap": {
                "enum": [FEB28, MAR1], "default": FEB28, "more": True,
                "label": {"zh-CN": "2 月 29 日在平年", "en": "29 February in other years"},
                "labels": {FEB28: {"zh-CN": "按 2 月 28 日", "en": "Is 28 February"}, MAR1: {"zh-CN": "按 3 月 1 日", "en": "Is 1 March"}},
            },
            "catch_up": CATCH_UP,
        },
        "form", "field",
    )
    example = {"form": "member", "field": "birthday", "days": -7, "yearly": True}

    def dates(self, config: Config) -> list[tuple[str, bool]]:
        """The date it looks for."""
        return [(str(config["field"]), bool(config.get("yearly")))]

    def phrase(self, config: Config) -> Phrase:
        """Before, on or after the date."""
        days = int(config.get("days", 0))
        side = "before" if days < 0 else "after" if days else "on"
        return f"rule_event_date_{side}{'_yearly' if config.get('yearly') else ''}", {**config, "days": abs(days)}

    def search(self, config: Config, window: Window) -> Days | None:
        """The dates `days` earlier than the days of the window."""
        days = window.days(str(config.get("at", NINE)))
        return self._search(config, _shifted(days, -int(config.get("days", 0)))) if days else None

    def _search(self, config: Config, dates: tuple[date, date]) -> Days:
        form, name = str(config["form"]), str(config["field"])
        if not config.get("yearly"):
            return Days(form, name, *dates)
        named = {one for day in _each(dates) for one in _month_days(day, str(config.get("leap", FEB28)))}
        return Days(form, name, month_days=tuple(sorted(named)), before=dates[1].year)

    def backlog_search(self, config: Config, window: Window) -> Days | None:
        """Before the date: those whose date is still to come; after it: those of the last year, or of ever."""
        today, days = window.end.astimezone(window.zone).date(), int(config.get("days", 0))
        reached = (window.days(str(config.get("at", NINE))) or (today, today))[1] - timedelta(days=days)
        if config.get("yearly"):
            return self._search(config, (today if days < 0 else reached - timedelta(days=max(days, 1) - 1), reached))
        return Days(str(config["form"]), str(config["field"]), today if days < 0 else None, reached)

    def basis(self, config: Config, value: date | datetime, window: Window) -> str | None:
        """The date itself; every year: the year of the anniversary, not that of the birth."""
        if not config.get("yearly"):
            return value.isoformat()
        year = self.day(config, value, window).year
        return str(year) if year > local_day(value, window.zone).year else None

    def day(self, config: Config, value: date | datetime | None, window: Window) -> date:
        """The date itself; every year: the last anniversary the window reaches."""
        if value is None or not config.get("yearly"):
            return local_day(value, window.zone) if value else super().day(config, value, window)
        last = super().day(config, None, window) - timedelta(days=int(config.get("days", 0)))
        found = (anniversary(local_day(value, window.zone), year, str(config.get("leap", FEB28))) for year in (last.year - 1, last.year))
        return max(day for day in found if day <= last)

    def each(self, config: Config, window: Window) -> list[Days]:
        """Within a year every birthday occurs once."""
        days = window.days(str(config.get("at", NINE)))
        if days is None:
            return []
        first, last = _shifted(days, -int(config.get("days", 0)))
        starts = [first + timedelta(days=number) for number in range(0, (last - first).days + 1, YEAR)]
        return [self._search(config, (start, min(start + timedelta(days=YEAR - 1), last))) for start in starts]


def anniversary(born: date, year: int, leap: str) -> date:
    """When a date comes round in a year."""
    if (born.month, born.day) != (2, 29) or isleap(year):
        return date(year, born.month, born.day)
    return date(year, 3, 1) if leap == MAR1 else date(year, 2, 28)


def _shifted(days: tuple[date, date], by: int) -> tuple[date, date]:
    return days[0] + timedelta(days=by), days[1] + timedelta(days=by)


def _each(days: tuple[date, date]) -> list[date]:
    """Every day from the first to the last; of more than a year each month and day occurs anyway."""
    return [days[0] + timedelta(days=number) for number in range(min((days[1] - days[0]).days, 1461) + 1)]


def _month_days(day: date, leap: str) -> list[str]:
    """The birthdays that are kept on a day."""
    own = [f"{day.month:02d}-{day.day:02d}"]
    kept = (2, 28) if leap == FEB28 else (3, 1)
    return [*own, "02-29"] if not isleap(day.year) and (day.month, day.day) == kept else own
