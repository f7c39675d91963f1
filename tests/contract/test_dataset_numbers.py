"""Reports as people define them against a plain recount in Python: homes, periods, the period before, filters, lines. Both databases."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from runtime.stack import Rows
from tests.contract.berlin import BERLIN, NOW, Numbers, report_of
from tests.installation import Installation
from tests.shelf import Furnishing

EXAMPLES = int(os.environ.get("REPORT_EXAMPLES", "25"))
ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 21)
Row = dict[str, Any]


@pytest.fixture
def furnishing() -> Furnishing:
    return BERLIN


@pytest.fixture
def numbers(installation: Installation) -> Numbers:
    return Numbers(installation, 7)


def business_day(moment: datetime) -> date:
    return (moment.astimezone(ZONE).replace(tzinfo=None) - timedelta(hours=2)).date()


def months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def first_of(day: date, grain: str) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day if grain == "day" else day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1 if grain == "quarter" else day.month)


def years(born: str | None, by: tuple[int, str] | None) -> int | None:
    """How old somebody is; in the period before, how old he was then."""
    if born is None:
        return None
    then, birth = moved(TODAY, by, -1), date.fromisoformat(born)
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


def bin_of(value: int | None, bins: tuple[int, ...]) -> int | None:
    return None if value is None else max((low for low in bins if low <= value), default=None)


def moved(day: date, by: tuple[int, str] | None, sign: int = 1) -> date:
    if by is None:
        return day
    n, unit = by[0] * sign, by[1]
    return day + timedelta(days=n) if unit == "day" else day + timedelta(weeks=n) if unit == "week" else months_later(day, n * {"month": 1, "year": 12}[unit])


def label(day: date, grain: str, by: tuple[int, str] | None) -> date:
    """The group of a day, moved ahead: whole months after it was cut, days before."""
    if by and by[1] in ("day", "week"):
        return first_of(moved(day, by), grain)
    return first_of(moved(first_of(day, grain), by), grain)


# Dimensions: how a row of a sale (or a line of it) falls into groups; `by` moves what belongs to the calendar.
Group = Callable[[Row, Any], Any]
GROUPS: dict[str, tuple[dict[str, Any], Group]] = {
    **{grain: ({"field": "paid_at", "grain": grain}, lambda row, by, grain=grain: label(row["day"], grain, by)) for grain in ("day", "week", "month", "quarter")},
    "hour": ({"field": "paid_at", "part": "hour"}, lambda row, by: row["at"].astimezone(ZONE).hour),
    "weekday": ({"field": "paid_at", "part": "weekday"}, lambda row, by: row["day"].isoweekday()),
    "tier": ({"field": "member.tier"}, lambda row, by: row["who"]["tier"]),
    "vip": ({"field": "member.vip"}, lambda row, by: row["who"]["vip"]),
    "age": ({"field": "member.birthday", "bins": [18, 30, 50]}, lambda row, by: bin_of(years(row["who"]["birthday"], by), (18, 30, 50))),
    "size": ({"field": "amount", "bins": [10, 100]}, lambda row, by: bin_of(row["amount"], (10, 100))),
    "what": ({"field": "lines.product"}, lambda row, by: row["product"]),
    "likes": ({"field": "member.interests"}, lambda row, by: row["like"]),
}
FILTERS = {
    "period": ("paid_at in period", None),
    "least": ("amount > least", lambda row: row["amount"] > Decimal("9.99")),
    "tea": ("lines.product == 'tea'", None),
    "gold": ("member.tier in tiers", lambda row: row["who"]["tier"] == row["gold"]),
    "late": ("HOUR(paid_at) in [23, 0, 1] or WEEKDAY(paid_at) > 5",
             lambda row: row["at"].astimezone(ZONE).hour in (23, 0, 1) or row["day"].isoweekday() > 5),
}  # fmt: skip
OFFSETS = ((1, "month"), (1, "year"), (7, "day"), (2, "week"))
PERIODS = ((date(2026, 3, 1), date(2026, 4, 1)), (date(2025, 10, 25), date(2026, 11, 2)), (date(2026, 10, 1), NOW), (date(2026, 2, 1), date(2026, 3, 31)))


def before(period: tuple[date, Any], by: tuple[int, str]) -> tuple[datetime, datetime]:
    """The moments of the period so much earlier."""
    start, stop = moved(period[0], by, -1), period[1]
    if isinstance(stop, datetime):
        wall = stop.astimezone(ZONE).replace(tzinfo=None)
        back = datetime.combine(moved(wall.date(), by, -1), wall.time(), ZONE).astimezone(UTC)
        return begin(start), back if by[1] not in ("day", "week") else stop - timedelta(days=by[0] * (7 if by[1] == "week" else 1))
    until = moved(stop, by, -1)
    return begin(start), begin(until + timedelta(days=1) if until.day != stop.day and by[1] in ("month", "year") else until)


def begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=ZONE).astimezone(UTC)


class Recount:
    """What a report must say, from the records that were put in."""

    def __init__(self, numbers: Numbers, keys: list[str], filters: list[str], period: tuple[date, Any]) -> None:
        self.numbers, self.keys, self.filters, self.period = numbers, keys, filters, period
        self.found: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(dict)

    def rows(self, offset: tuple[int, str] | None, *, lines: bool) -> Iterator[Row]:
        """Sales, or lines of sales, that meet the filters as they read there."""
        period = before(self.period, offset) if offset else (begin(self.period[0]), self.period[1])
        until = period[1] if isinstance(period[1], datetime) else begin(period[1])
        for sale in self.numbers.purchases:
            who = self.numbers.members[sale["member"]]
            at = datetime.fromisoformat(sale["paid_at"])
            row = {"sale": id(sale), "at": at, "day": business_day(at), "amount": Decimal(sale["amount"]), "member": sale["member"],
                   "who": who, "gold": self.numbers.tiers[0]}
            products = [line["product"] for line in sale["lines"]]
            if "period" in self.filters and not period[0] <= at < until:
                continue
            if offset and "period" not in self.filters and row["day"] > moved(TODAY, offset, -1) and {"day", "week", "month", "quarter"} & set(self.keys):
                continue
            if all(test(row) for name in self.filters if (test := FILTERS[name][1])):
                yield from self._split(row, sale["lines"], products, lines)

    def _split(self, row: Row, all_lines: list[Row], products: list[str], lines: bool) -> Iterator[Row]:
        tea = "tea" in self.filters
        if lines:
            yield from ({**row, "product": one["product"], "qty": one["qty"]} for one in all_lines if not tea or one["product"] == "tea")
        elif not tea or "tea" in products:
            yield from ({**row, "product": product} for product in (products if "what" in self.keys and products else [None]))

    def add(self, key: str, rows: Iterator[Row], count: Callable[[list[Row]], Any], by: Any = None) -> None:
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            for like in row["who"]["interests"] or [None] if "likes" in self.keys else [None]:
                groups[tuple(GROUPS[name][1]({**row, "like": like}, by) for name in self.keys)].append(row)
        for group, own in groups.items():
            self.found[group][key] = count(own)


def once(rows: list[Row]) -> list[Row]:
    return list({row["sale"]: row for row in rows}.values())


def distinct(rows: list[Row]) -> int:
    return len({row["member"] for row in rows})


MEASURES: list[dict[str, Any]] = [
    {"key": "orders", "agg": "count"}, {"key": "sales", "agg": "sum", "field": "amount"},
    {"key": "buyers", "agg": "count_distinct", "field": "member"}, {"key": "large", "agg": "sum", "field": "amount", "where": "amount >= 50.50"},
    {"key": "items", "agg": "sum", "home": "purchase.lines", "field": "qty"},
]


def recounted(numbers: Numbers, keys: list[str], filters: list[str], period: Any, offset: tuple[int, str]) -> Recount:
    made = Recount(numbers, keys, filters, period)
    made.add("orders", made.rows(None, lines=False), lambda rows: len(once(rows)))
    made.add("sales", made.rows(None, lines=False), lambda rows: sum((row["amount"] for row in once(rows)), Decimal()))
    made.add("buyers", made.rows(None, lines=False), distinct)
    made.add("large", made.rows(None, lines=False), lambda rows: sum((row["amount"] for row in once(rows) if row["amount"] >= Decimal("50.50")), Decimal()))
    made.add("items", made.rows(None, lines=True), lambda rows: sum(row["qty"] for row in rows))
    made.add("before", made.rows(offset, lines=False), lambda rows: len(once(rows)), offset)
    made.add("buyers_before", made.rows(offset, lines=False), distinct, offset)
    return made


SPECS = some.tuples(
    some.lists(some.sampled_from(sorted(GROUPS)), max_size=3, unique=True), some.lists(some.sampled_from(sorted(FILTERS)), max_size=3, unique=True),
    some.sampled_from(PERIODS), some.sampled_from(OFFSETS),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(spec=SPECS)
def test_every_number_of_a_report_is_what_python_counts(numbers: Numbers, spec: Any) -> None:
    keys, filters, period, offset = spec
    earlier = [{"key": "before", "agg": "count", "offset": list(offset)},
               {"key": "buyers_before", "agg": "count_distinct", "field": "member", "offset": list(offset)}]
    report = report_of(
        *({"key": key, **GROUPS[key][0]} for key in keys), measures=[*MEASURES, *earlier], filter=[FILTERS[name][0] for name in filters],
        totals=["grand"] if keys else [],
    )
    rows = numbers.run(report, numbers.asked(period=period, least=Decimal("9.99")))
    _same(rows, len(keys), recounted(numbers, keys, filters, period, offset).found, spec)
    if keys:
        whole = Recount(numbers, [], filters, period)
        whole.add("orders", whole.rows(None, lines=False), lambda own: len(once(own)))
        whole.add("items", whole.rows(None, lines=True), lambda own: sum(row["qty"] for row in own))
        whole.add("buyers", whole.rows(None, lines=False), distinct)
        ((*_, total),) = (rows.levels[()],)
        named = dict(zip(rows.keys, total, strict=True))
        kept = ("orders", "items", "buyers")
        assert {key: named[key] for key in kept} == {key: whole.found[()].get(key, 0) for key in kept}, spec


def _same(rows: Rows, size: int, expected: dict[tuple[Any, ...], dict[str, Any]], spec: Any) -> None:
    found = {tuple(row[:size]): dict(zip(rows.keys[size:], row[size:], strict=True)) for row in rows.rows}
    assert len(found) == len(rows.rows)
    if size:
        assert set(found) == set(expected), spec
    for group, own in found.items():
        assert own == {name: expected.get(group, {}).get(name, 0) for name in own}, (spec, group)
