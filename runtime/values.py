"""Dates, zones and text forms of values. Takes and gives plain values. Never: locale of the process or the machine's zone."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """The real clock: now, UTC, milliseconds."""
    return cut(datetime.now(UTC))


def cut(moment: datetime) -> datetime:
    """A moment cut to milliseconds, as every stored instant is."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def zone(name: str) -> tzinfo:
    """The zone of an app; raises ValueError("timezone") for an unknown name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("timezone") from None


@lru_cache(maxsize=1_000)
def business_date(moment: datetime, where: tzinfo, day_start: int) -> date:
    """The business day a moment belongs to: the local date after moving the day's start to midnight."""
    return (moment.astimezone(where) - timedelta(hours=day_start)).date()


def local_to_utc(local: datetime, where: tzinfo) -> datetime:
    """A wall-clock time as an instant: of two possible ones the earlier; raises ValueError("local_time") where none exists."""
    moment = local.replace(tzinfo=where, fold=0).astimezone(UTC)
    if moment.astimezone(where).replace(tzinfo=None) != local:
        raise ValueError("local_time")
    return cut(moment)


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as JSON and SQLite carry it."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[:-6] + "Z"
