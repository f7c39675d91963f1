"""What follows from sums: held against the same with fractions, alone and where small groups stand in crossing totals."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from builder.definitions.report import Report
from runtime.reports import small_groups
from runtime.reports.people import Counting
from runtime.reports.small_groups import Judging
from runtime.reports.solving import known
from runtime.stack import Rows, Stack

N = 10


def on_paper(sums: Sequence[Mapping[Hashable, int]]) -> set[Hashable]:
    """The unknowns that stand alone in a row once all has been taken out."""
    names = list(dict.fromkeys(name for one in sums for name in one))
    rows = [[Fraction(one.get(name, 0)) for name in names] for one in sums]
    place, pivots = 0, []
    for column in range(len(names)):
        found = next((at for at in range(place, len(rows)) if rows[at][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for at in range(len(rows)):
            if at != place and rows[at][column]:
                rows[at] = [value - rows[at][column] * other for value, other in zip(rows[at], rows[place], strict=True)]
        pivots.append(column)
        place += 1
    return {names[column] for at, column in enumerate(pivots) if sum(1 for value in rows[at] if value) == 1}


@given(some.lists(some.dictionaries(some.sampled_from("abcdef"), some.sampled_from([1, 1, -1, 2]), max_size=4), max_size=7))
def test_what_is_known_is_what_follows(sums: list[dict[str, int]]) -> None:
    assert known(sums) == on_paper(sums)


def test_two_rings_tell_the_link_between_them() -> None:
    """Each of a, b, c, d stands in two sums with others, and yet `link` is all that is left of them."""
    sums = [{"a": 1, "b": 1}, {"c": 1, "d": 1, "link": 1}, {"a": 1, "c": 1}, {"b": 1, "d": 1}, {"link": 1, "e": 1, "f": 1}]
    assert known(sums) == {"link"}


@given(some.lists(some.lists(some.sampled_from([0, 2, 4, 9, 12, 15, 20, 30, 50]), min_size=5, max_size=5), min_size=2, max_size=6))
@settings(max_examples=150, deadline=None)
def test_crossing_totals_tell_no_small_group(table: list[list[int]]) -> None:
    cells = {(row, column): people for row, line in enumerate(table) for column, people in enumerate(line) if people}
    shown, hidden = small_groups.suppressed(_rows(cells), _judging())
    back = {row[:2] for at, row in enumerate(shown.rows) if hidden.rows.get(at)}
    assert {cell for cell, people in cells.items() if people < N} <= back
    sums: list[dict[Hashable, int]] = []
    for by, rows in shown.levels.items():
        for at, total in enumerate(rows):
            parts = [cell for cell in cells if all(cell["ab".index(key)] == total["ab".index(key)] for key in by)]
            unknown: dict[Hashable, int] = {cell: 1 for cell in parts if cell in back}
            sums.append({**unknown, **({(by, at): -1} if hidden.levels[by].get(at) else {})})
    assert not {cell for cell in on_paper(sums) if isinstance(cell, tuple) and cells.get(cell, N) < N}


def _rows(cells: Mapping[tuple[int, int], int]) -> Rows:
    levels: dict[tuple[str, ...], Any] = {}
    for by, places in (((), ()), (("a",), (0,)), (("b",), (1,))):
        groups: dict[tuple[int, ...], int] = {}
        for cell, people in cells.items():
            here = tuple(cell[place] for place in places)
            groups[here] = groups.get(here, 0) + people
        levels[by] = tuple((*(dict(zip(places, here, strict=True)).get(place) for place in (0, 1)), k * 10, k) for here, k in groups.items())
    return Rows(("a", "b", "sales", "@people0"), tuple((*cell, k * 10, k) for cell, k in cells.items()), levels)


def _judging() -> Judging:
    counting = Counting(Report("r", "r", "purchase"), {"sales": frozenset({"@people0"})}, {}, joined=False)
    levels = ((), ("a",), ("b",))
    return Judging(N, counting, Stack(("a", "b"), ("sales", "@people0"), (), {}, levels=levels), levels, 1000)
