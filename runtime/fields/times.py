"""Days and moments as people and spreadsheets write them. Takes: text. Gives: date, datetime. Never: the machine's zone."""

import re
from datetime import UTC, date, datetime, time

from builder.kinds import BadValue
from runtime.fields.texts import plain

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_CLOCK = re.compile(
    r"(上午|下午|晚上|早上|中午|am|pm)?\s*(\d{1,2})\s*[:点时]\s*(\d{1,2})?\s*(?:分|:\s*(\d{1,2})(?:\.\d+)?\s*秒?)?\s*(am|pm)?",
    re.ASCII | re.IGNORECASE,
)
_AFTERNOON = ("下午", "晚上", "pm")
MAX_LENGTH = 40
FIRST_YEAR = 1000


def iso_date(text: object) -> date:
    """`YYYY-MM-DD` and nothing else."""
    if not isinstance(text, str) or not ISO_DATE.fullmatch(text):
        raise BadValue("not_a_date")
    try:
        return _known(date.fromisoformat(text))
    except ValueError:
        raise BadValue("not_a_date") from None


def _known(day: date) -> date:
    """Years of four digits: every text form then sorts as time does."""
    if day.year < FIRST_YEAR:
        raise ValueError("year")
    return day


def iso_instant(text: object) -> datetime:
    """RFC 3339 with an offset, as UTC cut to milliseconds."""
    if not isinstance(text, str) or len(text) > MAX_LENGTH or not (match := _INSTANT.fullmatch(text)):
        raise BadValue("not_a_moment")
    if match[3] is None:
        raise BadValue("offset_missing")
    try:
        moment = datetime.fromisoformat(_six_places(text.upper())).astimezone(UTC)
        _known(moment.date())
    except (ValueError, OverflowError):
        raise BadValue("not_a_moment") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _six_places(text: str) -> str:
    return re.sub(r"\.(\d{1,9})", lambda match: "." + match[1][:6].ljust(6, "0"), text)


def read_day(text: str) -> date:
    """2025-03-01, 2025/3/1, 2025.3.1, 2025年3月1日, 20250301, also with a clock time of midnight behind it."""
    day, clock = _split(text)
    if clock not in (None, time()):
        raise BadValue("not_a_date")
    return day


def read_local(text: str) -> datetime:
    """A day, optionally with a clock time behind it, as a naive wall-clock time."""
    try:
        day, clock = _split(text)
    except BadValue:
        raise BadValue("not_a_moment") from None
    return datetime.combine(day, clock or time())


def _split(text: str) -> tuple[date, time | None]:
    cell = plain(text)
    if len(cell) > MAX_LENGTH:
        raise BadValue("not_a_date")
    match = _DAY.match(cell) or _COMPACT.match(cell)
    if not match:
        raise BadValue("not_a_date")
    try:
        day = _known(date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        raise BadValue("not_a_date") from None
    rest = cell[match.end() :].lstrip("Tt ").strip()
    return day, _clock(rest) if rest else None


def _clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if not match:
        raise BadValue("not_a_date")
    half = (match[1] or match[5] or "").lower()
    hour = int(match[2])
    if half in _AFTERNOON and hour < 12:
        hour += 12
    if half in ("上午", "am", "早上") and hour == 12:
        hour = 0
    try:
        return time(hour, int(match[3] or 0), int(match[4] or 0))
    except ValueError:
        raise BadValue("not_a_date") from None
