"""A tiny mall with numbers: reports, segments, a dashboard, purchases of three members, people who see different parts of them."""

from typing import Any

import pytest

from tests.api.conftest import Mall
from tests.numbers import counting_app

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
    """What a report answers."""
    answer = mall.call(who, "POST", f"{APP}/reports/{report}:run", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json
