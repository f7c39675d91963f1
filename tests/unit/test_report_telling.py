"""A report in one sentence; relative periods in words."""

import pytest

from builder.definitions import load
from builder.definitions.report import load as read
from runtime.catalog import build_catalog
from runtime.reports import columns, telling
from tests.reporting import documents


def told(document: dict, locale: str = "zh-CN") -> str:  # type: ignore[type-arg]
    return telling.report(columns.frame(load(documents()), build_catalog(), locale), read({"key": "x", "label": "x", **document}))


def test_a_report_is_told_in_one_sentence() -> None:
    spec = {
        "source": "purchase", "params": [{"key": "period", "type": "daterange", "default": {"rel": "this", "unit": "month"}}],
        "dimensions": [{"key": "tier", "field": "member.tier"}],
        "measures": [{"key": "n", "agg": "count"}, {"key": "a", "label": "销售额", "agg": "sum", "field": "amount"}],
    }  # fmt: skip
    assert told(spec) == "按等级看数量、销售额，只看本月"
    assert told({**spec, "params": []}) == "按等级看数量、销售额"
    assert told({**spec, "dimensions": []}) == "看数量、销售额，只看本月"
    assert told({**spec, "measures": spec["measures"] * 2, "params": []}) == "按等级看数量、销售额、数量等 4 项"
    assert told(spec, "en").endswith("by Tier, this month")
    steps = {"entity": "member", "steps": [{"form": "member", "label": "入会"}, {"form": "purchase"}]}
    assert told({"source": "member", "funnel": steps}) == "漏斗：入会 → 消费"


@pytest.mark.parametrize(("given", "zh", "en"), [
    ({"rel": "this", "unit": "month", "to": "today"}, "本月", "this month"),
    ({"rel": "last", "unit": "weekend"}, "上周末", "last weekend"),
    ({"rel": "last", "n": 30, "unit": "day"}, "近 30 天", "last 30 days"),
    ({"rel": "past", "n": 8, "unit": "week"}, "过去 8 周（不含本周）", "the 8 weeks before this week"),
    ({"rel": "past", "unit": "month"}, "上月", "last month"),
])  # fmt: skip
def test_relative_periods_in_words(given: dict[str, object], zh: str, en: str) -> None:
    assert (telling.relative(given, "zh-CN"), telling.relative(given, "en")) == (zh, en)
