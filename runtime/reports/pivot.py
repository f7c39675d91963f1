"""A report as a cross table: dimensions down, dimensions across, numbers where they meet, subtotals from the levels.

Takes: Shown rows and the configuration of a pivot. Gives: heads and cells as texts and values. Never: a sum of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from builder.messages import text
from runtime.fields import results
from runtime.reports import words
from runtime.reports.shown import Shown

Head = tuple[Any, ...]  # values of the dimensions of one side; shorter than these where it is a subtotal


@dataclass(frozen=True)
class Rest:
    """The rest of a top list, as one value."""


@dataclass(frozen=True)
class Found:
    """One meeting of heads: a row of the report, and which (None: of a level)."""

    values: Sequence[Any]
    row: int | None
    hidden: Mapping[str, bool]


def of(shown: Shown, chart: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The cross table of a chart that names values by rows and columns; None for any other.

    {"rows": [{"values", "texts", "total"}], "cols": [the same, "value" and "label" of a measure],
    "cells": [[{"text", "number", "row", "hidden": whether it is kept back}]]}
    """
    if chart is None or "values" not in chart:
        return None
    down, across, values = (tuple(chart.get(name, ())) for name in ("rows", "cols", "values"))
    cells = dict(_cells(shown, down, across))
    rows = ordered(shown, down, (one for one, _ in cells))
    cols = ordered(shown, across, (other for _, other in cells))
    return {
        "rows": [_head(shown, down, head) for head in rows],
        "cols": [{**_head(shown, across, head), "value": key, "label": shown.column(key).label} for head in cols for key in values],
        "cells": [[_cell(shown, key, cells.get((one, other))) for other in cols for key in values] for one in rows],
    }


def _cells(shown: Shown, down: Sequence[str], across: Sequence[str]) -> Iterator[tuple[tuple[Head, Head], Found]]:
    hidden = shown.hidden.rows
    for number, row in enumerate(shown.rows):
        others = shown.others.get(number, frozenset())
        yield (_values(shown, down, row, others), _values(shown, across, row, others)), Found(row, number, hidden.get(number, {}))
    for by in shown.levels:
        some, more = _prefix(down, by), _prefix(across, by)
        if len(some) + len(more) == len(by):
            hidden = shown.hidden.levels.get(by, {})
            for number, (row, rests) in enumerate(shown.level(by)):
                found = Found(row, None, hidden.get(number, {}))
                yield (_values(shown, some, row, rests), _values(shown, more, row, rests)), found


def _prefix(side: Sequence[str], by: Sequence[str]) -> Sequence[str]:
    """The first dimensions of a side that a level still has."""
    kept = next((place for place, key in enumerate(side) if key not in by), len(side))
    return side[:kept]


def _values(shown: Shown, keys: Iterable[str], row: Sequence[Any], others: frozenset[str]) -> Head:
    return tuple(Rest() if key in others else row[shown.place(key)] for key in keys)


def ordered(shown: Shown, keys: Sequence[str], heads: Iterable[Head]) -> list[Head]:
    """Heads as they came, periods and numbers by size, subtotals after what they add up, the rest and the empty last."""
    seen = list(dict.fromkeys(heads))
    came: dict[tuple[int, Any], int] = {}
    for head in seen:
        for place, value in enumerate(head):
            came.setdefault((place, value), len(came))
    held = [[head[place] for head in seen if len(head) > place and _sizable(head[place])] for place in range(len(keys))]
    sized = [all(isinstance(value, date | int) for value in values) for values in held]

    def rank(head: Head) -> tuple[Any, ...]:
        ranks = [_rank(value, came[place, value], by_size=sized[place]) for place, value in enumerate(head)]
        return (*ranks, *((3, 0) for _ in range(len(keys) - len(head))))

    return sorted(seen, key=rank)


def _sizable(value: Any) -> bool:
    return value is not None and not isinstance(value, Rest)


def _rank(value: Any, came: int, *, by_size: bool) -> tuple[int, Any]:
    if value is None:
        return (2, 0)
    if isinstance(value, Rest):
        return (1, 0)
    size = value.toordinal() if isinstance(value, date) else value
    return (0, size if by_size else came)


def _head(shown: Shown, keys: Sequence[str], head: Head) -> dict[str, Any]:
    told = [words.others(shown.locale) if isinstance(value, Rest) else words.text(shown.column(key), value, shown.locale)
            for key, value in zip(keys, head, strict=False)]  # fmt: skip
    total = len(head) < len(keys)
    plain = [None if isinstance(value, Rest) else results.dump(value) for value in head]
    return {"values": plain, "texts": [*told, text("report_total", shown.locale)] if total else told, "total": total}


def _cell(shown: Shown, key: str, found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"text": "", "number": None, "row": None, "hidden": False}
    place = shown.place(key)
    value = found.values[place]
    kept = found.hidden.get(key)
    told = words.text(shown.columns[place], value, shown.locale) if kept is None else words.kept_back(shown, few=kept)
    return {"text": told, "number": value, "row": found.row, "hidden": kept is not None}
