"""What a stack must give, counted in plain Python from the rows themselves: the second writing of its rules. Takes: rows. Gives: groups.

A Dim tells for each home the text of an axis and how a row's group is found in Python (a list: several groups; no entry: not known).
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Dim:
    """One axis. `homes`: home → (text, value of a row)."""

    key: str
    homes: Mapping[str, tuple[str, Callable[[Row], Any]]]
    cut: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Num:
    """One aggregate at a home; `where`: (text, test of a row)."""

    key: str
    home: str
    function: str
    value: tuple[str, Callable[[Row], Any]] | None = None
    where: tuple[str, Callable[[Row], bool]] | None = None


@dataclass(frozen=True)
class Part:
    """A branch: which rows of its home (a test), how far its dates are moved forward."""

    home: str
    numbers: tuple[Num, ...]
    test: Callable[[Row], bool] = lambda row: True
    ahead: tuple[int, str] | None = None


def local_day(moment: datetime | None, start: int = 0) -> date | None:
    """The business day in Shanghai."""
    return None if moment is None else (moment.astimezone(ZONE) - timedelta(hours=start)).date()


def cut_to(day: date | None, grain: str) -> date | None:
    """The first day of the period."""
    if day is None:
        return None
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = {"day": day.month, "month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[grain]
    return day.replace(month=month, day=day.day if grain == "day" else 1)


def moved(day: date, by: tuple[int, str]) -> date:
    """A day some units later, at the last day of a month that is too short."""
    count, unit = by
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    index = day.year * 12 + day.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def group_of(value: Any, cut: Mapping[str, Any], ahead: tuple[int, str] | None) -> Any:
    """The group of a value."""
    if cut.get("bins"):
        below = [bound for bound in cut["bins"] if value is not None and value >= bound]
        return max(below) if below else None
    if cut.get("grain"):
        day = local_day(value) if isinstance(value, datetime) else value
        if day and ahead and ahead[1] in ("day", "week"):
            return cut_to(moved(day, ahead), cut["grain"])
        period = cut_to(day, cut["grain"])
        return cut_to(moved(period, ahead), cut["grain"]) if period and ahead else period
    return value


def gathered(number: Num, rows: Iterable[Row]) -> Any:
    """An aggregate over rows."""
    kept = [row for row in rows if number.where is None or number.where[1](row)]
    values = [number.value[1](row) for row in kept] if number.value else [1] * len(kept)
    filled = [value for value in values if value is not None]
    if number.function == "count":
        return len(filled)
    if number.function == "count_distinct":
        return len(set(filled))
    if number.function == "sum":
        return sum(filled, type(filled[0])(0)) if filled else 0
    if not filled:
        return None
    return quotient(sum(filled), len(filled)) if number.function == "avg" else {"min": min, "max": max}[number.function](filled)


def quotient(left: Any, right: Any) -> Decimal | None:
    """Division as the language has it, from whole fractions."""
    if not right:
        return None
    exact = Fraction(left) / Fraction(right)
    whole, rest = divmod(abs(exact.numerator) * 10**6, exact.denominator)
    units = whole + (2 * rest >= exact.denominator)
    return Decimal(units if exact >= 0 else -units).scaleb(-6).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def counted(part: Part, dims: Sequence[Dim], rows: Sequence[Row]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The groups of one branch by axes it knows."""
    groups: dict[tuple[Any, ...], list[Row]] = {} if dims else {(): []}
    for row in filter(part.test, rows):
        found = [dim.homes[part.home][1](row) for dim in dims]
        several = [value if isinstance(value, list) else [value] for value in found]
        cuts = [[group_of(value, dim.cut, part.ahead) for value in values or [None]] for dim, values in zip(dims, several, strict=True)]
        for key in {*product(*cuts)}:
            groups.setdefault(key, []).append(row)
    return {key: {number.key: gathered(number, found) for number in part.numbers} for key, found in groups.items()}


@dataclass
class Model:
    """A whole stack counted by hand. `calendar`: (axis, its days, zero)."""

    dims: Sequence[Dim]
    parts: Sequence[Part]
    rows: Mapping[str, Sequence[Row]]
    calendar: tuple[str, Sequence[date], bool] | None = None

    def level(self, kept: Sequence[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Numbers by group; a sum or count of nothing is 0."""
        dims = [dim for dim in self.dims if dim.key in kept]
        names = [dim.key for dim in dims]
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        known = {id(part): [dim for dim in dims if part.home in dim.homes] for part in self.parts}
        for part in self.parts:
            if len(known[id(part)]) == len(dims):
                for key, numbers in counted(part, dims, self.rows[part.home]).items():
                    found.setdefault(key, {}).update(numbers)
        partial = {id(part): counted(part, known[id(part)], self.rows[part.home]) for part in self.parts if len(known[id(part)]) < len(dims)}
        days = self.calendar if self.calendar and self.calendar[0] in names else None
        empty = self._filled_days(found, partial, known, names) if days else set()
        for part in self.parts:
            if id(part) in partial:
                self._spread(found, [dim.key for dim in known[id(part)]], names, partial[id(part)])
        return {key: self._complete(numbers, key in empty) for key, numbers in found.items()}

    def _filled_days(self, found: Any, partial: Any, known: Any, names: list[str]) -> set[tuple[Any, ...]]:
        axis, days, zero = self.calendar  # type: ignore[misc]
        others = [name for name in names if name != axis]
        beside = {tuple(value for name, value in zip(names, key, strict=True) if name != axis) for key in found}
        for part in self.parts:
            mine = [dim.key for dim in known[id(part)]]
            if id(part) in partial and any(name in others for name in mine):
                for key in partial[id(part)]:
                    value = dict(zip(mine, key, strict=True))
                    beside.add(tuple(value.get(name) for name in others))
        made = set()
        for day, other in product(days, beside if others else [()]):
            values = {axis: day, **dict(zip(others, other, strict=True))}
            key = tuple(values[name] for name in names)
            if key not in found:
                found[key] = {}
                made.add(key)
        return set() if zero else made

    def _spread(self, found: Any, mine: list[str], names: list[str], groups: Any) -> None:
        full = any(all(part.home in dim.homes for dim in self.dims if dim.key in names) for part in self.parts)
        for key, numbers in groups.items():
            value = dict(zip(mine, key, strict=True))
            same = [one for one in found if all(one[names.index(name)] == value[name] for name in mine)]
            for one in same:
                found[one].update(numbers)
            hidden = self.calendar is not None and self.calendar[0] in names and self.calendar[0] not in mine
            if not same and not hidden and (mine or not full):
                found[tuple(value.get(name) for name in names)] = dict(numbers)

    def _complete(self, numbers: dict[str, Any], empty: bool) -> dict[str, Any]:
        sums = {number.key: number.function in ("sum", "count", "count_distinct") for part in self.parts for number in part.numbers}
        return {key: numbers.get(key, 0 if zero and not empty else None) for key, zero in sums.items()}


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
