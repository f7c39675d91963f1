"""What is written a little differently means the same: days of moments, formulas of owners, segments that split, days that are chosen."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builder.definitions.segment import load as load_segment
from runtime import dataset
from runtime.dataset import Asked
from runtime.stack import Cut
from runtime.values import zone
from tests.unit.test_dataset_stack import APP, CATALOG, MONTH, NOVEMBER, NOW, PERIOD, SALES, conditions, report, stack

DAY_OF = {"key": "month", "expression": "DATE(paid_at)", "grain": "month", "fill": "zero"}


@pytest.mark.parametrize("dimension", [MONTH, DAY_OF], ids=["moment", "day"])
def test_the_day_of_a_moment_moves_with_the_calendar_as_the_moment_does(dimension: Any) -> None:
    before = {**SALES, "key": "before", "offset": [1, "year"]}
    made = stack(report(dimensions=[dimension], measures=[SALES, before], filter="paid_at in period"))
    assert [branch.axes[0].cut for branch in made.branches] == [Cut("month"), Cut("month", ahead=(12, "month"))]
    assert made.calendars[0].dates == (date(2026, 11, 1),)
    free = stack(report(dimensions=[dimension], measures=[before]))
    assert free.branches[0].axes[0].cut == Cut("month", ahead=(12, "month"))
    assert conditions(free.branches[0]) == ["@today @zone paid_at"]


def test_days_that_are_chosen_are_no_period() -> None:
    days = {"key": "days", "type": "date", "multi": True}
    made = report(params=[days], dimensions=[{"key": "joined", "field": "member.joined_on", "grain": "day", "fill": "zero"}], filter="member.joined_on in days")
    found = stack(made, values={"days": [date(2026, 11, 1), date(2026, 11, 9), date(2026, 11, 20)]})
    assert found.calendars == ()


def test_a_segment_that_splits_is_told_who_belongs_to_it() -> None:
    best = load_segment({"key": "best", "label": "b", "entity": "member", "where": "joined_on > DATE('2026-01-01')"})
    made = report(dimensions=[{"key": "in", "expression": "member in SEGMENT('best')"}], params=[PERIOD])
    asked = Asked({"period": NOVEMBER}, NOW, zone("Asia/Shanghai"))
    (branch,) = dataset.stack_of(replace(APP, segments={"best": best}), CATALOG, made, asked).branches
    assert branch.parameters["@seen.best"].form == "member"


@pytest.mark.parametrize(("where", "names"), [
    ("sale.member.age >= 18", ["@today sale.member.birthday"]), ("sale.amount > 3 and qty > 1", ["sale.amount", "qty"]),
])
def test_a_live_formula_of_the_owner_is_what_it_is_made_of(where: str, names: list[str]) -> None:
    (branch,) = stack(report(measures=[{"key": "n", "agg": "count", "home": "sale.lines", "where": where}])).branches
    assert [" ".join(sorted(one.names)) for one in branch.aggregates[0].where] == names
