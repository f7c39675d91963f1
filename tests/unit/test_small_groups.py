"""Smallest groups: which definitions can keep them back, and how far it must go on paper."""

import copy
from typing import Any

import pytest

from builder.definitions.report import Report
from runtime.reports import small_groups
from runtime.reports.people import Counting
from runtime.reports.shown import Hidden
from runtime.reports.small_groups import Judging
from runtime.stack import Rows, Stack
from tests.reporting import documents
from tests.unit.test_report_checks import judged, put

SPLIT: dict[str, Any] = {
    "label": "等级", "source": "purchase", "dimensions": [{"key": "tier", "field": "member.tier"}],
    "measures": [{"key": "total", "agg": "sum", "field": "amount"}], "min_group": {"of": "member", "n": 10},
}  # fmt: skip


def problems(place: str, value: Any) -> list[tuple[str, str]]:
    made = documents()
    made["report", "groups"] = {"key": "groups", **copy.deepcopy(SPLIT)}
    put(place, value)(made["report", "groups"])
    return [(one.code, one.path.removeprefix("report/groups/")) for one in judged(made) if one.path.startswith("report/groups")]


@pytest.mark.parametrize("of", ["member", "purchase", "created_by", "member.owner"])
def test_whom_a_report_is_about(of: str) -> None:
    """A relation, relations one after the other, the records themselves."""
    assert problems("min_group/of", of) == []


RUNNING = {"key": "so_far", "window": "running", "of": "total", "along": "tier"}
FUNNEL = {"entity": "member", "steps": [{"form": "member"}, {"form": "purchase"}]}


@pytest.mark.parametrize(
    ("place", "value", "code", "where"),
    [
        ("min_group/of", "gone", "min_group_path", "min_group/of"), ("min_group/of", "amount", "min_group_path", "min_group/of"),
        ("min_group/of", "lines.product", "min_group_path", "min_group/of"), ("having", "total > 5", "min_group_having", "having"),
        ("measures", [*SPLIT["measures"], RUNNING], "min_group_running", "measures/so_far"), ("funnel", FUNNEL, "min_group_funnel", "min_group"),
        ("measures/0/agg", "max", "min_group_extreme", "measures/total"),
        ("measures/0", {"key": "total", "agg": "count", "home": "tier"}, "min_group_nowhere", "measures"),
        ("min_group/n", 1, "shape_too_little", "min_group/n"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_would_tell_is_refused(place: str, value: Any, code: str, where: str) -> None:
    assert (code, where) in problems(place, value)


def judging(axes: tuple[str, ...], n: int, **more: Any) -> Judging:
    report = Report("r", "r", "purchase")
    counting = Counting(report, {"sales": frozenset({"@people0"}), "rank": frozenset({"@people0"})}, {"rank": ()}, joined=False)
    stack = Stack(axes, ("sales", "@people0"), (), {}, sort=more.pop("sort", ()), levels=tuple(more.pop("levels", ())))
    return Judging(n, counting, stack, stack.levels, more.pop("limit", 100), **more)


def table(people: dict[tuple[Any, ...], int]) -> tuple[tuple[Any, ...], ...]:
    """Rows that sell ten for each person, by size of the sale."""
    ranked = sorted(people.items(), key=lambda item: -item[1])
    return tuple((*key, 10 * k, place + 1, k) for place, (key, k) in enumerate(ranked))


def kept_back(hidden: Hidden, rows: Rows, by: tuple[str, ...] | None = None) -> list[Any]:
    source, found = (rows.rows, hidden.rows) if by is None else (rows.levels[by], hidden.levels[by])
    return sorted(tuple(str(value) for value in source[number][:2] if value is not None)[:2] for number in found)


def test_one_alone_takes_the_next_smallest_with_it_until_they_are_enough() -> None:
    keys = ("a", "sales", "rank", "@people0")
    for people, back in (
        ({("x",): 3, ("y",): 20, ("z",): 30}, ["x", "y"]),  # three alone
        ({("x",): 3, ("y",): 4, ("z",): 30}, ["x", "y", "z"]),  # seven are too few
        ({("x",): 6, ("y",): 4, ("z",): 30}, ["x", "y"]),  # ten are enough
        ({("x",): 3, ("y",): 20, ("z",): 0, ("w",): 40}, ["x", "y"]),  # nobody hides nobody
        ({("x",): 12, ("y",): 20}, []),
    ):
        whole = sum(people.values())
        rows = Rows(keys, table(people), {(): ((None, 10 * whole, 1, whole),)})
        shown, hidden = small_groups.suppressed(rows, judging(("a",), 10, levels=[()]))
        assert kept_back(hidden, shown) == [(one,) for one in back]


def test_people_met_in_several_groups_are_not_counted_twice() -> None:
    """Twelve who came in two months are twelve, not twenty-four; six and five who may be the same are too few."""
    rows = Rows(("a", "sales", "rank", "@people0"), table({(1,): 6, (2,): 5, (3,): 20}), {(): ((None, 310, 1, 21),)})
    shown, hidden = small_groups.suppressed(rows, judging(("a",), 10, levels=[()]))
    assert kept_back(hidden, shown) == [("1",), ("2",), ("3",)]


def test_what_is_kept_back_of_a_total_is_kept_back_of_its_parts() -> None:
    """b is kept back for the sake of a: nor may its parts add up to it."""
    keys = ("a", "b", "sales", "rank", "@people0")
    parts = {("a", "m"): 3, ("b", "m"): 15, ("b", "f"): 15, ("c", "m"): 40, ("c", "f"): 40}
    level = tuple((key, None, 10 * k, 1, k) for key, k in (("a", 3), ("b", 30), ("c", 80)))
    rows = Rows(keys, table(parts), {(): ((None, None, 1130, 1, 113),), ("a",): level})
    shown, hidden = small_groups.suppressed(rows, judging(("a", "b"), 10, levels=[(), ("a",)]))
    assert kept_back(hidden, shown, ("a",)) == [("a",), ("b",)]
    assert kept_back(hidden, shown) == [("a", "m"), ("b", "f"), ("b", "m")]


def test_neither_order_nor_rank_tells_what_is_kept_back() -> None:
    rows = Rows(("a", "sales", "rank", "@people0"), (("z", 90, 1, 9), ("y", 50, 2, 50), ("m", 40, 3, 4), ("b", 30, 4, 30), ("a", 20, 5, 20)), {})
    shown, hidden = small_groups.suppressed(rows, judging(("a",), 10, sort=(("sales", True),)))
    assert [row[:3] for row in shown.rows] == [("y", 50, 1), ("b", 30, 2), ("a", 20, 3), ("m", None, None), ("z", None, None)]
    assert set(hidden.rows) == {3, 4}
    by_name, _ = small_groups.suppressed(replace_rows(rows), judging(("a",), 10, sort=(("a", False),)))
    assert [row[0] for row in by_name.rows] == ["a", "b", "m", "y", "z"]


def replace_rows(rows: Rows) -> Rows:
    return Rows(rows.keys, tuple(sorted(rows.rows)), rows.levels)


def test_the_rest_of_a_top_list_and_what_is_cut_off_are_judged_too() -> None:
    rows = Rows(
        ("a", "sales", "rank", "@people0"), (("y", 500, 1, 50), ("b", 300, 2, 30), (None, 40, 3, 4), (None, 10, 4, 11)),
        {(): ((None, 850, 1, 95),)}, {2: frozenset({"a"})},
    )  # fmt: skip
    shown, hidden = small_groups.suppressed(rows, judging(("a",), 10, levels=[()], sort=(("sales", True),), limit=3))
    assert [(row[0], row[1]) for row in shown.rows] == [("y", 500), ("b", 300), (None, None)]
    assert (hidden.rows.keys(), shown.others, shown.cut_off) == ({2}, {}, True)
    assert shown.levels[()][0][1] == 850


def test_nobody_is_too_few_where_the_viewer_may_not_see_everybody() -> None:
    rows = Rows(("a", "sales", "rank", "@people0"), (("y", 500, 1, 50), ("b", 300, 2, 0)), {})
    assert small_groups.suppressed(rows, judging(("a",), 10))[1].rows == {}
    assert set(small_groups.suppressed(rows, judging(("a",), 10, doubtful=True))[1].rows) == {1}
