"""From numbers to records: what a cell counts is what the list behind it holds, on the way down the parts make up the whole. Both databases.

The app lives in Berlin and its business day begins at two, so that days, weeks and hours differ from those of UTC.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builder.definitions.report import load as load_report
from builder.errors import Invalid
from runtime import dataset
from runtime.dataset_asked import Asked
from runtime.records import service
from runtime.records.shown import Batch, Listing
from runtime.stack import Rows
from runtime.store import stacks
from runtime.values import zone
from tests.builders import tiny_app
from tests.installation import Installation
from tests.shelf import Furnishing, published

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
EDGES = ("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z", "2026-10-31T23:30:00Z",
         "2026-11-01T00:59:59.999Z", "2026-11-01T01:00:00Z", "2026-02-28T23:59:00Z", "2025-12-31T22:30:00Z")  # fmt: skip
DIMENSIONS = (
    {"key": "month", "field": "paid_at", "grain": "month"}, {"key": "week", "field": "paid_at", "grain": "week"},
    {"key": "day", "field": "paid_at", "grain": "day"}, {"key": "quarter", "field": "paid_at", "grain": "quarter"},
    {"key": "hour", "field": "paid_at", "part": "hour"}, {"key": "weekday", "field": "paid_at", "part": "weekday"},
    {"key": "size", "field": "amount", "bins": [10, "50.5", 100]}, {"key": "age", "field": "member.birthday", "bins": [18, 30, 50]},
    {"key": "born", "field": "member.birthday", "grain": "year"}, {"key": "tier", "field": "member.tier"},
    {"key": "vip", "field": "member.vip"}, {"key": "gender", "field": "member.gender"}, {"key": "what", "field": "lines.product"},
    {"key": "half", "expression": "IF(amount > 50, 'much', 'little')"},
)  # fmt: skip
FILTERS = (
    {}, {"filter": "paid_at in period"}, {"filter": ["paid_at in period and member.tier in tiers", "amount > least"]},
    {"filter": "lines.product == 'tea' or not (amount in [10, 20.00])"}, {"filter": "paid_at not in period"},
)
PARAMS = [
    {"key": "period", "type": "daterange"}, {"key": "tiers", "type": "relation", "field": "member.tier", "multi": True, "optional": True},
    {"key": "least", "type": "money", "optional": True},
]


def _documents() -> Any:
    documents = tiny_app()
    documents["app", "tiny"] |= {"timezone": "Europe/Berlin", "day_start": 2}
    documents["form", "member"].pop("logic")
    return documents


@pytest.fixture
def furnishing() -> Furnishing:
    return published("berlin", _documents)


class Numbers:
    """An installation with purchases at all hours, and reports on it as the system reads them."""

    def __init__(self, installation: Installation, seed: int) -> None:
        chance = random.Random(seed)
        self.ctx = installation.system("tiny")
        self.tiers = [self._create("tier", name=name, rate="1") for name in ("gold", "plain")]
        members = [self._create("member", **self._member(chance, number)) for number in range(8)]
        moments = [NOW - timedelta(minutes=chance.randrange(600_000)) for _ in range(40)] + [datetime.fromisoformat(text) for text in EDGES]
        rows = [self._purchase(chance, members, moment) for moment in moments]
        service.batch(self.ctx, "purchase", Batch(create=rows))

    def _create(self, form: str, **values: Any) -> str:
        return service.create(self.ctx, form, values).record.id

    def _member(self, chance: random.Random, number: int) -> dict[str, Any]:
        return {
            "name": f"M{number}", "tier": chance.choice([*self.tiers, None]), "vip": chance.choice([True, False, None]),
            "gender": chance.choice(["female", "male", None]),
            "birthday": chance.choice([None, (date(2026, 11, 20) - timedelta(days=chance.randrange(6_000, 22_000))).isoformat(), "2008-11-21"]),
        }

    def _purchase(self, chance: random.Random, members: list[str], moment: datetime) -> dict[str, Any]:
        products = chance.sample(["tea", "cake", "noodles"], chance.randrange(3))
        lines = [{"product": product, "qty": chance.randrange(1, 4), "price": "5.00"} for product in products]
        amount = chance.choice(["0.00", "9.99", "10.00", "20.00", "50.49", "50.50", "99.00", "100.00", "340.00"])
        return {"member": chance.choice(members), "paid_at": moment.isoformat(), "amount": amount, "lines": lines}

    def run(self, report: Any, asked: Asked) -> Rows:
        app, catalog = self.ctx.rev.definition, self.ctx.runtime.catalog
        stack = replace(dataset.stack_of(app, catalog, report, asked), guards=dict.fromkeys(app.forms, ()))
        return self.ctx.runtime.store.read(self.ctx, lambda uow: stacks.run(uow, stack))

    def behind(self, report: Any, asked: Asked, cell: dict[str, Any]) -> int:
        """How many records the list behind a cell has."""
        form, text = dataset.cell_filter(self.ctx.rev.definition, self.ctx.runtime.catalog, report, asked, cell)
        return service.list_(self.ctx, form, Listing(filter=text, limit=1, count="exact")).count or 0

    def asked(self, **more: Any) -> Asked:
        values = {"period": (date(2026, 3, 1), date(2026, 11, 1)), "tiers": self.tiers[:1], "least": None}
        return Asked({**values, **more}, NOW, zone("Europe/Berlin"), 2)


def report_of(*dimensions: Any, **rest: Any) -> Any:
    spec = {"key": "r", "label": "r", "source": "purchase", "params": PARAMS, "dimensions": dimensions,
            "measures": [{"key": "orders", "agg": "count"}, {"key": "sales", "agg": "sum", "field": "amount"}], "limit": 5_000}
    return load_report({**spec, **rest})


def test_behind_every_cell_are_the_records_it_counts(installation: Installation) -> None:
    numbers = Numbers(installation, 1)
    seen = 0
    for place, dimension in enumerate(DIMENSIONS):
        for number, more in enumerate(FILTERS):
            if (place + number) % 3:
                continue
            report = report_of(dimension, totals=["grand"], **more)
            asked = numbers.asked()
            rows = numbers.run(report, asked)
            for value, orders, *_ in rows.rows:
                assert numbers.behind(report, asked, {dimension["key"]: value}) == orders, (dimension, more, value)
                seen += 1
            (whole,) = rows.levels[()]
            assert numbers.behind(report, asked, {}) == whole[1], (dimension, more)
    assert seen > 100


def test_behind_a_cell_of_two_dimensions_and_a_way_down(installation: Installation) -> None:
    numbers = Numbers(installation, 2)
    report = report_of(DIMENSIONS[0], DIMENSIONS[9], filter="paid_at in period", drill=[{"path": ["tier", "member", "lines.product"]}])
    asked = numbers.asked()
    top = numbers.run(report, asked)
    for month, tier, orders, sales in top.rows:
        assert numbers.behind(report, asked, {"month": month, "tier": tier}) == orders
        down = replace(asked, drill=(("month", month), ("tier", tier)))
        parts = numbers.run(report, down)
        assert parts.keys[:2] == ("month", "member")
        assert sum(row[3] for row in parts.rows) == sales
        for _, member, count, _ in parts.rows:
            assert numbers.behind(report, down, {"member": member}) == count
    deepest = replace(asked, drill=(("tier", numbers.tiers[0]), ("member", top_member(numbers, report, asked))))
    rows = numbers.run(report, deepest)
    assert rows.keys[:2] == ("month", "lines.product")
    assert all(numbers.behind(report, deepest, {"month": row[0], "lines.product": row[1]}) == row[2] for row in rows.rows)


def top_member(numbers: Numbers, report: Any, asked: Asked) -> str:
    """A member of the gold tier."""
    rows = numbers.run(report, replace(asked, drill=(("tier", numbers.tiers[0]),)))
    return str(rows.rows[0][1])


def test_the_period_before_is_what_the_period_before_says(installation: Installation) -> None:
    numbers = Numbers(installation, 3)
    before = {"key": "before", "agg": "count", "offset": [1, "month"]}
    for period in ((date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 11, 1), NOW), (date(2026, 3, 1), date(2026, 3, 31))):
        report = report_of(filter="paid_at in period", measures=[{"key": "orders", "agg": "count"}, before])
        (now,) = numbers.run(report, numbers.asked(period=period)).rows
        plain = report_of(filter="paid_at in period", measures=[{"key": "orders", "agg": "count"}])
        (then,) = numbers.run(plain, numbers.asked(period=_back(period))).rows
        assert now[1] == then[0]


def _back(period: Any) -> Any:
    stop = {date(2026, 4, 1): date(2026, 3, 1), date(2026, 3, 31): date(2026, 3, 1)}.get(period[1], datetime(2026, 10, 21, 5, tzinfo=UTC))
    start = {date(2026, 3, 1): date(2026, 2, 1), date(2026, 11, 1): date(2026, 10, 1)}[period[0]]
    return start, stop


def test_groups_nothing_can_be_listed_for_say_so(installation: Installation) -> None:
    numbers = Numbers(installation, 4)
    first = {"key": "first", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"}
    since = {"key": "after", "field": "paid_at", "grain": "month", "since": "first"}
    for key, value in (("first", date(2026, 1, 1)), ("after", 2)):
        with pytest.raises(Invalid):
            numbers.behind(report_of(first, since), numbers.asked(), {key: value})
