"""Reports, tiles and segments asked for in strange ways: each answer is a number or a refusal with its place, never a failure."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers
from tests.numbers import REPORTS, SEGMENTS

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE
FULL: dict[str, Any] = {
    **REPORTS[0], "limit": 50,
    "dimensions": [
        {"key": "month", "field": "paid_at", "grain": "month", "fill": "zero"},
        {"key": "tier_of", "field": "member.tier", "top": {"n": 1, "by": "sales", "other": True}},
    ],
    "measures": [
        *REPORTS[0]["measures"], {"key": "before", "agg": "sum", "field": "amount", "offset": [1, "month"]},
        {"key": "share", "window": "pct_total", "of": "sales", "within": ["month"]},
        {"key": "cum", "window": "running", "of": "sales", "along": "month"},
        {"key": "qty", "agg": "sum", "field": "qty", "home": "purchase.lines", "where": "qty > 0"},
    ],
    "having": "orders >= 0",
}  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, "", "x", "id", "@me", "amount", "member.name", "lines", "lines.qty", "sales", "1; drop table", "a" * 3000, 0, -1, 10**30, 1.5, True,
    [], {}, ["x"], {"rel": "this"}, "period", "SEGMENT('regulars')", "id in SEGMENT('regulars')", "amount / 0", "（空）",
)  # fmt: skip
TRIES = 220
ODD: tuple[Any, ...] = (
    *STRANGE, False, 0.1, -0.0, 1e300, "1e999", "NaN", "0.1234567", "9" * 16, 2**63, -(2**63), "\x00", "\ud800", "𝟙", "' or 1=1", "2026-02-30", "2026-11-22",
    "0001-01-01", "9999-12-31", "20261122", ["2026-11-22", "2026-11-21"], ["2026-11-21"], [None, None], [["2026-11-21"]], [{}], [None], [True, 1],
    {"rel": "this", "unit": "day"}, [{"rel": "this", "unit": "day"}], {"rel": ["x"]}, {"rel": {}}, {"rel": "last", "unit": ["day"], "n": 2},
    {"rel": "last", "unit": "year", "n": 1000}, {"rel": "next", "unit": "year", "n": 1000}, {"rel": "past", "unit": "day", "n": 10**30},
    {"rel": "this", "unit": "day", "to": {}}, {"rel": None}, {"x": 1}, "female", ["female"], "0000000000001", ["0000000000001"] * 201, ["x"] * 20_000,
)  # fmt: skip
CHOSEN: tuple[tuple[dict[str, Any], str], ...] = (  # a parameter of each type, what is asked with it
    ({"type": "text"}, "no == p"), ({"type": "integer"}, "points == p"), ({"type": "number"}, "amount > p"), ({"type": "money"}, "amount > p"),
    ({"type": "percent"}, "member.tier.rate > p"), ({"type": "boolean"}, "member.vip == p"), ({"type": "date"}, "DATE(paid_at) >= p"),
    ({"type": "user"}, "member.owner == p"), ({"type": "choice", "field": "member.gender"}, "member.gender == p"),
    ({"type": "relation", "field": "member.tier"}, "member.tier == p"), ({"type": "daterange"}, "paid_at in p"),
    ({"type": "text", "multi": True}, "no in p"), ({"type": "integer", "multi": True}, "points in p"),
    ({"type": "money", "field": "amount", "multi": True}, "amount in p"), ({"type": "date", "multi": True}, "DATE(paid_at) in p"),
    ({"type": "choice", "field": "member.gender", "multi": True}, "member.gender in p"), ({"type": "user", "multi": True}, "member.owner in p"),
    ({"type": "relation", "field": "member.tier", "multi": True}, "member.tier in p"),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from places(item, (*path, number))


def bent(document: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """A copy with something strange in one or two places."""
    copied = copy.deepcopy(document)
    for _ in range(dice.choice((1, 1, 2))):
        *way, last = dice.choice([path for path in places(copied) if path])
        inner = copied
        for step in way:
            inner = inner[step]
        inner[last] = copy.deepcopy(dice.choice(STRANGE))
    return copied


def check(answer: Any, told: Any) -> None:
    assert answer.status_code in (200, 400, 403, 413), (answer.status_code, told, answer.text)
    if answer.status_code == 400:
        assert answer.json["code"] != "unexpected", told
        assert all(one["message"] for one in answer.json["errors"]), (told, answer.json)


def test_odd_values_of_a_parameter_are_refused_at_their_place(numbers: Mall) -> None:
    for parameter, condition in CHOSEN:
        spec = {
            "source": "purchase", "params": [{"key": "p", "label": "p", "optional": True, **parameter}], "filter": condition,
            "dimensions": [{"key": "day", "field": "paid_at", "grain": "day", "fill": "zero"}], "measures": [{"key": "n", "agg": "count"}],
        }  # fmt: skip
        for value in ODD:
            answer = numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec, "params": {"p": value}})
            check(answer, (parameter, value))
            if answer.status_code == 400:
                assert all(one["pointer"].startswith("/params/p") for one in answer.json["errors"]), (parameter, value, answer.json)


@pytest.mark.parametrize("seed", [1, 2])
def test_bent_reports_are_refused_in_words(numbers: Mall, seed: int) -> None:
    assert numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": FULL}).status_code == 200
    dice = random.Random(seed)
    for _ in range(TRIES):
        wanted = bent(FULL, dice)
        check(numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": wanted}), wanted)


def test_bent_segments_are_refused_in_words(numbers: Mall) -> None:
    dice = random.Random(3)
    for _ in range(TRIES // 2):
        wanted = bent(SEGMENTS[0], dice)
        check(numbers.call("owner", "POST", f"{APP}/segments:count", json={"spec": wanted}), wanted)


def test_bent_questions_are_refused_in_words(numbers: Mall) -> None:
    dice = random.Random(4)
    asked = {"params": {"period": ["2026-10-01", "2026-12-01"], "tier": []}, "drill": [["tier_of", None]], "chart": 0}
    board = {"params": {}, "tiles": ["sales"], "cross": [{"tile": "days", "dimension": "day", "value": "2026-11-20"}], "drill": {"sales": []}}
    for _ in range(TRIES // 2):
        for path, body in (
            ("reports/sales:run", bent(asked, dice)), ("reports/sales:records", {**bent(asked, dice), "cell": {"month": dice.choice(STRANGE)}}),
            ("dashboards/board", bent(board, dice)),
        ):  # fmt: skip
            check(numbers.call("owner", "POST", f"{APP}/{path}", json=body), (path, body))
