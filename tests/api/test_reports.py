"""Reports over HTTP: the answer of the contract, parameters, ways down, records behind, rights, files."""

from typing import Any

import pytest

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.numbers import counting_app

pytestmark = ONLY_SQLITE
APP = "/api/v1/apps/tiny"


@pytest.fixture
def numbers(mall: Mall) -> Mall:
    """The tiny mall with reports: two tiers, three members, five purchases."""
    mall.house.publish(counting_app())
    mall.people["clerk"] = mall.house.user("clerk", [("tiny", "clerk")], name="陈晨")
    gold, silver = (mall.make("tier", name=name, rate=rate) for name, rate in (("金卡", "1.50"), ("银卡", "1.00")))
    agent, clerk = mall.people["agent"].id, mall.people["clerk"].id
    lin = mall.make("member", name="林若溪", mobile="13800001111", gender="female", tier=gold, owner=agent)
    zhou = mall.make("member", name="周启明", mobile="13800002222", gender="male", tier=silver, owner=clerk)
    he = mall.make("member", name="何静怡", gender="female", tier=gold, owner=agent)
    for member, day, amount in (
        (lin, "2026-10-05", "100.00"), (lin, "2026-11-18", "328.00"), (zhou, "2026-11-19", "50.50"),
        (he, "2026-11-20", "6880.00"), (lin, "2026-11-20", "12.00"),
    ):  # fmt: skip
        mall.make("purchase", member=member, paid_at=f"{day}T04:00:00Z", amount=amount)
    return mall


def run(mall: Mall, report: str, who: str = "owner", **body: Any) -> Any:
    answer = mall.call(who, "POST", f"{APP}/reports/{report}:run", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def table(answer: Any) -> list[list[str]]:
    """The words of the rows."""
    return list(answer["texts"])


def test_a_report_answers_with_numbers_words_and_a_figure(numbers: Mall) -> None:
    found = run(numbers, "sales")
    assert found["label"] == "销售分析"
    assert found["period"] == "2026-10-01 – 2026-11-30"
    assert [(one["key"], one["label"], one["type"]) for one in found["columns"]] == [
        ("month", "消费时间", "date"), ("tier_of", "等级", "ref"), ("sales", "销售额", "number"), ("orders", "数量", "number"), ("aov", "客单价", "number"),
    ]  # fmt: skip
    assert sorted(table(found)) == [
        ["2026年10月", "金卡", "¥100.00", "1", "¥100.00"],
        ["2026年11月", "金卡", "¥7,220.00", "3", "¥2,406.67"],
        ["2026年11月", "银卡", "¥50.50", "1", "¥50.50"],
    ]
    assert found["figure"]["data"]
    grand = next(level for level in found["levels"] if level["by"] == [])
    assert grand["texts"] == [["", "", "¥7,370.50", "5", "¥1,474.10"]]
