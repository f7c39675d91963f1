"""Charts of rows nobody thought of: whatever a kind offers for some columns it can also draw, and every point leads to its row."""

import json
import os
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as plotly
import pytest

from builder.expressions.types import Boolean, Choice, Date, Number, Ref, Text
from builder.kinds import ChartType
from runtime.reports.charts import CHARTS
from runtime.reports.shown import DIMENSION, MEASURE, Column, Shown

TRIES = int(os.environ.get("DOUGONG_MUTATIONS", "12"))
NAMES = ("禾里火锅", "青陌女装", "<i>x</i>", "", "a & b", "很长很长很长很长很长很长很长的名字（一号店）", "other")
FORMATS: tuple[dict[str, Any], ...] = ({}, {"kind": "money"}, {"kind": "percent"}, {"kind": "integer", "unit": "人"}, {"kind": "number", "scale": "亿"})


def dimension(chance: random.Random, key: str) -> tuple[Column, list[Any]]:
    """A column of groups and the values it may have; now and then none."""
    made: list[tuple[Column, list[Any]]] = [
        (Column(key, key, DIMENSION, Date(), grain="month"), [date(2025, month, 1) for month in range(1, 13)]),
        (Column(key, key, DIMENSION, Date(), grain="day"), [date(2026, 2, day) for day in range(1, 29)]),
        (Column(key, key, DIMENSION, Date(), grain="week"), [date(2026, 2, 2), date(2026, 3, 2)]),
        (Column(key, key, DIMENSION, Number(0), grain="month"), list(range(13))),
        (Column(key, key, DIMENSION, Number(0), part="weekday"), list(range(1, 8))),
        (Column(key, key, DIMENSION, Number(0), part="hour"), list(range(24))),
        (Column(key, key, DIMENSION, Number(2), bins=(0, 100, Decimal("250.5"))), [Decimal(0), Decimal(100), Decimal("250.5")]),
        (Column(key, key, DIMENSION, Ref("store"), form="store", options=dict(enumerate(NAMES))), list(range(len(NAMES)))),
        (Column(key, key, DIMENSION, Choice(("a", "b")), options={"a": "甲", "b": "乙"}), ["a", "b", "gone"]),
        (Column(key, key, DIMENSION, Text()), list(NAMES)),
        (Column(key, key, DIMENSION, Boolean()), [True, False]),
        (Column({"d0": "lng", "d1": "lat"}.get(key, key), key, DIMENSION, Number(6)), [Decimal("120.15"), Decimal("30.2")]),
    ]
    column, values = chance.choice(made)
    return column, [*values, None]


def number(chance: random.Random) -> Any:
    return chance.choice((None, Decimal(0), Decimal("-12.50"), Decimal("0.0001"), Decimal("123456789.99"), Decimal(10) ** 12, Decimal(chance.randint(1, 999))))


def any_rows(chance: random.Random) -> Shown:
    """Up to three dimensions crossed, up to four numbers, subtotals, a rest."""
    split = [dimension(chance, f"d{place}") for place in range(chance.randint(0, 3))]
    numbers = [Column(f"m{place}", f"数 {place}", MEASURE, Number(2), format=chance.choice(FORMATS)) for place in range(chance.randint(1, 4))]
    groups = {tuple(chance.choice(values) for _, values in split) for _ in range(chance.choice((0, 1, 2, 9, 40)))}
    rows = [(*group, *(number(chance) for _ in numbers)) for group in sorted(groups, key=repr)]
    columns = tuple([column for column, _ in split] + numbers)
    others = {row: frozenset((split[0][0].key,)) for row in range(len(rows)) if split and chance.random() < 0.1}
    levels = {(): [(*(None for _ in split), *(number(chance) for _ in numbers))]} if chance.random() < 0.7 else {}
    return Shown(columns, rows, levels, others, locale=chance.choice(("zh-CN", "en")))


def rows_named(trace: dict[str, Any]) -> Iterator[Any]:
    for item in trace.get("customdata", ()):
        yield from item if isinstance(item, list) else [item]


@pytest.mark.parametrize("kind", CHARTS, ids=lambda kind: kind.name)
def test_what_is_offered_can_be_drawn(kind: ChartType) -> None:
    chance = random.Random(kind.name)
    drawn = 0
    for _ in range(TRIES * 12):
        shown = any_rows(chance)
        split = [one for one in shown.columns if one.role == DIMENSION]
        numbers = [one for one in shown.columns if one.role == MEASURE]
        config = kind.offer(split, numbers)
        if config is None:
            continue
        assert kind.check(config, None) == []
        assert 0 <= kind.rank(split, numbers) <= 100
        figure = kind.figure(shown, config)
        if figure is None:
            continue
        drawn += 1
        if drawn <= TRIES:
            plotly.Figure(figure)
        json.dumps(figure, allow_nan=False)
        for trace in figure["data"]:
            assert all(row is None or 0 <= row < len(shown.rows) for row in rows_named(trace))
            sizes = {len(trace[name]) for name in ("x", "y", "hovertext", "customdata") if name in trace and trace["type"] != "heatmap"}
            assert len(sizes) <= 1
    assert drawn or not kind.figured or (kind.name == "map" and TRIES < 50)  # two places out of a dozen columns are rare
