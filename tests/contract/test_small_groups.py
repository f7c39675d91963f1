"""Groups of too few people are kept back, and so is what would tell of them: held against a plain recount, on both databases."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
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
from runtime.reports.shown import Kept
from tests.builders import Documents, role, tiny_app
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
SIZES = {
    "key": "sizes", "label": "大小", "source": "purchase", "dimensions": [{"key": "day", "field": "paid_at", "grain": "day"}],
    "measures": [{"key": "sales", "agg": "sum", "field": "amount"}], "min_group": {"of": "member", "n": 3}, "totals": ["grand"],
}  # fmt: skip
LEAST = {"key": "least", "type": "money", "default": 0}


def _documents() -> Documents:
    documents = tiny_app()
    documents["role", "merchant"] = role("merchant", [{"form": "purchase", "actions": ["read"], "fields": {"member": "hidden"}}])
    documents["report", "sizes"] = SIZES
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
def shop(installation: Installation) -> Shop:
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
    return Shop(ctx, rows)


def report_of(keys: tuple[str, ...], n: int | None, **more: Any) -> Report:
    spec: dict[str, Any] = {
        "key": "r", "label": "r", "source": "purchase", "params": [LEAST], "dimensions": [DIMENSIONS[key] for key in keys],
        "measures": [SALES, *MEASURES], "filter": "amount >= least", "sort": ["-sales"],
        "drill": [{"path": [*keys[:1], "member.owner"]}],
        "charts": [{"type": "table"}, *([{"type": "pivot", "rows": keys[:1], "cols": keys[1:], "values": ["sales"], "totals": True}] if keys else [])],
    }  # fmt: skip
    return load_report({**spec, **({"min_group": {"of": "member", "n": n}} if n else {}), **more})


def tables(answer: Answer) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]], Kept]]:
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
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
            gone = hidden.get(place, {})
            if 0 < number_of < n:
                assert gone == dict.fromkeys(("sales", "orders", "large", "items", "aov", "share", "rank"), True)
            few = len(people([one for one in groups.get(here, []) if one["amount"] >= 300]))
            assert gone.get("large", False) == (0 < few < n or 0 < number_of < n)
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


def odd(shop: Shop, members: int, months: int = 1) -> None:
    """A few people whose numbers are like nobody else's."""
    made = [service.create(shop.ctx, "member", {"name": f"odd{number}", "vip": True}).record.id for number in range(members)]
    for number, member in enumerate(made * months):
        bought = {"member": member, "paid_at": f"2026-{7 - number // members:02d}-02T04:00:00Z", "amount": "7777.00"}
        service.create(shop.ctx, "purchase", bought)


SECRET = ("7777", "7,777", "7.7", "0.77", "15554", "15,554", "1.55", "1.6 万")  # one of them, two, shortened
CHARTS: tuple[dict[str, Any], ...] = (
    {"type": "table"}, {"type": "bar", "x": "month", "y": ["sales"], "series": "vip"}, {"type": "line", "x": "month", "y": ["sales"]},
    {"type": "area", "x": "month", "y": ["sales"]}, {"type": "combo", "x": "month", "y": ["sales"], "line": ["aov"]},
    {"type": "pie", "label": "month", "value": "sales"}, {"type": "radar", "axis": "month", "y": ["sales"]},
    {"type": "funnel", "label": "month", "value": "sales"}, {"type": "heatmap", "x": "month", "y": "vip", "value": "sales"},
    {"type": "scatter", "x": "sales", "y": "aov", "label": "month"}, {"type": "treemap", "path": ["month", "vip"], "value": "sales"},
    {"type": "pivot", "rows": ["month"], "cols": ["vip"], "values": ["sales", "share"], "totals": True},
)  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: str(chart["type"]))
def test_what_is_kept_back_is_in_no_answer_chart_or_file(shop: Shop, chart: dict[str, Any], tmp_path: Path) -> None:
    odd(shop, 2)
    keys = [key for key in ("month", "vip") if key in json.dumps(chart)] or ["month"]
    split = [{**DIMENSIONS, "vip": {"key": "vip", "field": "member.vip"}}[key] for key in keys]
    report = report_of((), 3, dimensions=split, charts=[chart], sort=["month"], drill=[], totals=[keys[:1]] if len(keys) > 1 else [])
    answer = answering.of(shop.ctx, engine.run(shop.ctx, report, Question()))
    assert answer["hidden"]
    assert "少于 3" in json.dumps(answer, ensure_ascii=False)
    told = [json.dumps(answer, ensure_ascii=False, default=str)]
    for format_ in ("csv", "xlsx"):
        made = b"".join(exporting.export(shop.ctx, report, Question(), format_, tmp_path).chunks)
        if format_ == "csv":
            told.append(made.decode())
        else:
            with zipfile.ZipFile(io.BytesIO(made)) as book:
                told += [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name or "sharedStrings" in name]
    assert all("少于 3" in text for text in told[1:2])
    for text in told:
        assert not [secret for secret in SECRET if secret in text]


@pytest.mark.parametrize("chart", [{"type": "number", "value": "sales", "compare": ["before"]}, {"type": "gauge", "value": "sales", "target": "before"}])
def test_a_card_says_fewer_and_compares_with_nothing(shop: Shop, chart: dict[str, Any]) -> None:
    odd(shop, 2, months=2)
    before = {"key": "before", "agg": "sum", "field": "amount", "offset": [1, "month"]}
    more = {"params": [{"key": "period", "type": "daterange"}], "filter": "paid_at in period", "charts": [chart], "sort": []}
    question = Question({"period": ["2026-07-01", "2026-08-01"]})
    few = engine.run(shop.ctx, report_of((), 3, measures=[SALES, before], **more), question)
    assert few.figure is not None
    assert (few.figure["layout"]["meta"]["value"], few.shown.rows) == ("少于 3", [(None, None)])
    assert not few.figure["layout"]["meta"].get("compare")
    august = engine.run(shop.ctx, report_of((), 3, measures=[SALES, before], **more), Question({"period": ["2026-08-01", "2026-09-01"]}))
    assert august.figure is not None
    (row,) = august.shown.rows
    assert row[0] is not None
    assert row[1] is None
    assert "15,554" not in json.dumps(august.figure, default=str)


def test_nothing_leads_on_from_what_is_kept_back(shop: Shop) -> None:
    odd(shop, 2)
    report = report_of(("tier", "month"), 3, drill=[{"path": ["tier", "member.gender"]}])
    shown = engine.run(shop.ctx, report, Question()).shown
    refused = led = 0
    for place, row in enumerate(shown.rows):
        cell = {"tier": row[0], "month": row[1].isoformat()}
        if "sales" in shown.hidden.rows.get(place, ()):
            refused += 1
            with pytest.raises(NotAllowed, match="report_small_group"):
                asking.records_behind(shop.ctx, report, Question(), cell, "sales")
        else:
            led += 1
            assert asking.records_behind(shop.ctx, report, Question(), cell, "sales")["form"] == "purchase"
    assert refused
    assert led
    with pytest.raises(NotAllowed):
        asking.records_behind(shop.ctx, report, Question(), {"tier": "0000000000000", "month": "2026-09-01"})


def test_a_way_down_shows_no_more_than_the_way_there(shop: Shop) -> None:
    """The smallest tier and the one kept back beside it: neither may be opened, the others may."""
    report = report_of(("tier",), 4, drill=[{"path": ["tier", "member.gender"]}])
    shown = engine.run(shop.ctx, report, Question()).shown
    opened = 0
    for place, row in enumerate(shown.rows):
        down = Question(drill=(("tier", row[0]),))
        if "sales" in shown.hidden.rows.get(place, ()):
            with pytest.raises(NotAllowed, match="report_small_group"):
                engine.run(shop.ctx, report, down)
            continue
        opened += 1
        below = engine.run(shop.ctx, report, down).shown
        gone = shown.hidden.rows.get(place, {}).keys()
        assert all(gone <= below.hidden.rows.get(number, {}).keys() for number in range(len(below.rows)))
    assert 0 < opened < len(shown.rows)


def test_who_may_not_read_who_they_are_is_shown_what_many_did(shop: Shop, installation: Installation) -> None:
    odd(shop, 2)
    ctx = installation.context(installation.user("shop", [("tiny", "merchant")]), "tiny")
    sizes = engine.report_of(ctx, "sizes")
    shown = engine.run(ctx, sizes, Question()).shown
    assert [row[1] is None for row in shown.rows].count(True) == 2
    assert shown.levels[()][0][1] is not None
    for number in (3, 12):
        with pytest.raises(NotAllowed, match="report_field_locked"):
            asking.spec_of(ctx, {**SIZES, "min_group": {"of": "member", "n": number}})


def test_what_is_kept_for_a_while_is_kept_back_too(shop: Shop) -> None:
    report, plain = report_of(("tier",), 5), report_of(("tier",), None)
    for one in (report, plain, report, plain):
        answer = engine.run(shop.ctx, one, Question())
        assert bool(answer.shown.hidden.rows) == (one is report)
        assert "hidden" in answering.of(shop.ctx, answer) if one is report else "hidden" not in answering.of(shop.ctx, answer)
