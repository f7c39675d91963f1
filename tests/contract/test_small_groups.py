"""Groups of too few people are kept back, and so is what would tell of them: held against a plain recount, on both databases."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from builder.definitions.report import Report
from builder.definitions.report import load as load_report
from builder.errors import NotAllowed
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Batch
from runtime.reports import answering, asking, engine, exporting
from runtime.reports.engine import Answer, Question
from tests.builders import Documents, tiny_app
from tests.installation import Installation
from tests.shelf import Furnishing, published

DIMENSIONS: dict[str, dict[str, Any]] = {
    "month": {"key": "month", "field": "paid_at", "grain": "month"}, "tier": {"key": "tier", "field": "member.tier"},
    "gender": {"key": "gender", "field": "member.gender"}, "no": {"key": "no", "expression": "IF(amount >= 300, 'large', 'small')"},
}  # fmt: skip
SALES = {"key": "sales", "agg": "sum", "field": "amount"}
MEASURES = [
    {"key": "orders", "agg": "count"}, {"key": "large", "agg": "count", "where": "amount >= 300"},
    {"key": "items", "agg": "sum", "home": "purchase.lines", "field": "qty"}, {"key": "aov", "expr": "sales / orders"},
    {"key": "share", "window": "pct_total", "of": "sales"}, {"key": "rank", "window": "rank", "of": "sales"},
]  # fmt: skip
LEAST = {"key": "least", "type": "money", "default": 0}


def _documents() -> Documents:
    documents = tiny_app()
    documents["form", "member"].pop("logic", None)
    return documents


@pytest.fixture
def furnishing() -> Furnishing:
    return published("small groups", _documents)


@dataclass
class Shop:
    """Purchases of many members, few in some groups. `rows`: the same in Python."""

    ctx: Context
    rows: list[dict[str, Any]]

    def groups(self, by: tuple[str, ...], least: int) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
        """The purchases of each group."""
        found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for row in self.rows:
            if row["amount"] >= least:
                found.setdefault(tuple(row[key] for key in by), []).append(row)
        return found


@pytest.fixture
def shop(installation: Installation) -> Iterator[Shop]:
    ctx, chance = installation.system("tiny"), random.Random(11)
    tiers = [service.create(ctx, "tier", {"name": name, "rate": "1"}).record.id for name in ("gold", "plain", "black")]
    members = []
    for number in range(26):
        tier = chance.choices([*tiers, None], [8, 12, 2, 3])[0]
        gender = chance.choices(["female", "male", None], [9, 6, 1])[0]
        made = service.create(ctx, "member", {"name": f"M{number}", "tier": tier, "gender": gender}).record.id
        members.append({"member": made, "tier": tier, "gender": gender})
    rows, sent = [], []
    for _ in range(90):
        one, month, amount = chance.choice(members), chance.choice((8, 9, 9, 10, 10, 10)), chance.randrange(1, 60) * 10
        rows.append({**one, "month": month, "amount": amount, "no": "large" if amount >= 300 else "small"})
        line = {"product": "tea", "qty": chance.randrange(1, 4), "price": "1.00"}
        sent.append({"member": one["member"], "paid_at": f"2026-{month:02d}-11T04:00:00Z", "amount": f"{amount}.00", "lines": [line]})
    service.batch(ctx, "purchase", Batch(create=sent))
    yield Shop(ctx, rows)


def report_of(keys: tuple[str, ...], n: int | None, **more: Any) -> Report:
    spec: dict[str, Any] = {
        "key": "r", "label": "r", "source": "purchase", "params": [LEAST], "dimensions": [DIMENSIONS[key] for key in keys],
        "measures": [SALES, *MEASURES], "filter": "amount >= least", "sort": ["-sales"],
        "drill": [{"path": [*keys[:1], "member.owner"]}],
        "charts": [{"type": "table"}, *([{"type": "pivot", "rows": keys[:1], "cols": keys[1:], "values": ["sales"], "totals": True}] if keys else [])],
    }  # fmt: skip
    return load_report({**spec, **({"min_group": {"of": "member", "n": n}} if n else {}), **more})


def tables(answer: Answer) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]], Mapping[int, frozenset[str]]]]:
    """Rows and levels alike: what they are split by, and what of them is kept back."""
    shown = answer.shown
    yield tuple(one.key for one in shown.columns if one.role == "dimension"), list(shown.rows), shown.hidden.rows
    for by, rows in shown.levels.items():
        yield by, list(rows), shown.hidden.levels.get(by, {})


def people(rows: list[dict[str, Any]]) -> set[str]:
    return {row["member"] for row in rows}


def value(answer: Answer, row: tuple[Any, ...], key: str) -> Any:
    found = row[answer.shown.place(key)]
    return found.month if key == "month" and found else found


@given(
    keys=some.permutations(list(DIMENSIONS)).flatmap(lambda keys: some.integers(0, 3).map(lambda size: tuple(keys[:size]))), n=some.integers(2, 12),
    least=some.sampled_from([0, 50, 200, 400, 550]), chart=some.booleans(), totals=some.lists(some.sampled_from(["grand", 0, 1]), max_size=3),
)  # fmt: skip
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_number_tells_of_fewer_people(shop: Shop, keys: tuple[str, ...], n: int, least: int, chart: bool, totals: list[Any]) -> None:
    levels = [one if one == "grand" else keys[one] for one in totals if one == "grand" or one < len(keys)]
    question = Question({"least": least}, chart=int(chart and bool(keys)))
    open_, kept = (engine.run(shop.ctx, report_of(keys, n_, totals=levels), question) for n_ in (None, n))
    plain = {by: {tuple(row[: len(keys)]): row for row in rows} for by, rows, _ in tables(open_)}
    back: dict[tuple[str, ...], dict[tuple[Any, ...], bool]] = {}
    for by, rows, hidden in tables(kept):
        groups = shop.groups(by, least)
        assert len(rows) == len(plain[by])
        for place, row in enumerate(rows):
            here = tuple(value(kept, row, key) for key in by)
            number_of = len(people(groups.get(here, [])))
            gone = hidden.get(place, frozenset())
            if 0 < number_of < n:
                assert gone == {"sales", "orders", "large", "items", "aov", "share", "rank"}
            few = len(people([one for one in groups.get(here, []) if one["amount"] >= 300]))
            assert "large" in gone or not 0 < few < n
            for column in kept.shown.columns[len(keys) :]:
                at, was = kept.shown.place(column.key), plain[by][tuple(row[: len(keys)])]
                assert row[at] is None if column.key in gone else row[at] == was[at] or column.key == "rank"
            back.setdefault(by, {})[here] = "sales" in gone
    for total, parts in ((one, other) for one in back for other in back if set(one) < set(other)):
        for here, gone in back[total].items():
            below = [group for group in back[parts] if tuple(group[parts.index(key)] for key in total) == here]
            unseen = [group for group in below if back[parts][group]]
            if unseen and not gone:
                assert len(unseen) > 1 or len(below) == 1
                assert len(people([row for group in unseen for row in shop.groups(parts, least)[group]])) >= n
            assert not gone or len(unseen) == len(below)
