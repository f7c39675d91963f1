"""Nothing a viewer may not see reaches a number of his: hidden rows move nothing, closed fields are asked for in vain, by no way in.

Rows: a viewer's answers stay the same whatever happens to the rows he does not see.
"""

from typing import Any

import pytest

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers

__all__ = ["numbers"]
PERIOD = {"key": "period", "type": "daterange", "default": ["2026-10-01", "2026-12-01"]}
COUNT = {"key": "n", "agg": "count"}
SALES = {"key": "sales", "agg": "sum", "field": "amount"}


def spec(source: str = "purchase", **parts: Any) -> dict[str, Any]:
    """A report somebody puts together."""
    return {"key": "x", "label": "x", "source": source, "measures": [SALES if source == "purchase" else COUNT], **parts}


QUESTIONS: dict[str, dict[str, Any]] = {
    "total": spec(),
    "aggregates": spec(measures=[{"key": f"m_{agg}", "agg": agg, "field": "amount"} for agg in ("sum", "avg", "min", "max")] + [COUNT]),
    "groups and totals": spec(dimensions=[{"key": "m", "field": "member"}], totals=["grand"], sort=["-sales"]),
    "to-one path": spec(dimensions=[{"key": "t", "field": "member.tier.name"}, {"key": "g", "field": "member.gender"}]),
    "distinct": spec(measures=[{"key": "who", "agg": "count_distinct", "field": "member"}]),
    "top and others": spec(dimensions=[{"key": "m", "field": "member", "top": {"n": 1, "by": "sales", "other": True}}]),
    "share and rank": spec(
        dimensions=[{"key": "m", "field": "member"}],
        measures=[SALES, {"key": "share", "window": "pct_total", "of": "sales"}, {"key": "rank", "window": "rank", "of": "sales"}],
    ),
    "having": spec(dimensions=[{"key": "m", "field": "member"}], having="sales >= 50"),
    "fill and running": spec(
        params=[PERIOD], filter="paid_at in period", dimensions=[{"key": "d", "field": "paid_at", "grain": "month", "fill": "zero"}],
        measures=[SALES, {"key": "cum", "window": "running", "of": "sales", "along": "d"}],
    ),
    "period before": spec(
        params=[{**PERIOD, "default": ["2026-11-01", "2026-12-01"]}], filter="paid_at in period",
        measures=[SALES, {"key": "before", "agg": "sum", "field": "amount", "offset": [1, "month"]}],
    ),
    "other home": spec(measures=[SALES, {"key": "members", "agg": "count", "home": "member"}]),
    "lines": spec(measures=[{"key": "qty", "agg": "sum", "field": "qty", "home": "purchase.lines"}]),
    "some line": spec(filter="lines.product == '锅'"),
    "line groups": spec(dimensions=[{"key": "p", "field": "lines.product"}]),
    "derived": spec(dimensions=[{"key": "first", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"}]),
    "parts": spec(dimensions=[{"key": "q", "derive": {"per": "member", "agg": "sum", "field": "amount", "ntile": 2}}]),
    "segment": spec(filter="member in SEGMENT('regulars')"),
    "members in a segment": spec("member", filter="id in SEGMENT('regulars')"),
    "where of a measure": spec("member", measures=[{"key": "n", "agg": "count", "where": "gender == 'female'"}]),
    "funnel": {
        "key": "x", "label": "x", "source": "purchase",
        "funnel": {"entity": "member", "steps": [{"form": "purchase", "at": "paid_at"}, {"form": "purchase", "at": "paid_at"}]},
    },
}  # fmt: skip


def ask(mall: Mall, who: str, wanted: dict[str, Any], **body: Any) -> Any:
    answer = mall.call(who, "POST", f"{APP}/reports:run", json={"spec": wanted, **body})
    assert answer.status_code == 200, (wanted, answer.text)
    return {name: answer.json[name] for name in ("rows", "texts", "levels", "more")}


def disturb(mall: Mall) -> None:
    """Everything changes that the agent does not see."""
    zhou = mall.call("owner", "GET", "member/records?filter=name == '周启明'").json["records"][0]
    changed = {"values": {"name": "周一鸣", "gender": "female", "mobile": "13900009999"}}
    assert mall.call("owner", "PATCH", f"member/records/{zhou['id']}", json=changed, headers={"If-Match": '"1"'}).status_code == 200
    lines = [{"product": "锅", "qty": 7, "price": "10.00"}]
    for day, amount in (("2026-10-07", "9999.00"), ("2026-11-02", "0.01"), ("2026-11-20", "777.00")):
        mall.make("purchase", member=zhou["id"], paid_at=f"{day}T04:00:00Z", amount=amount, lines=lines)
    stranger = mall.make("member", name="李四", gender="male", owner=mall.people["clerk"].id, tier=mall.make("tier", name="黑金", rate="2.00"))
    for _ in range(3):
        mall.make("purchase", member=stranger, paid_at="2026-11-10T04:00:00Z", amount="5000.00", lines=lines)


def test_rows_he_does_not_see_move_no_number(numbers: Mall) -> None:
    mine = numbers.call("owner", "GET", "member/records?filter=name == '林若溪'").json["records"][0]["id"]
    line = [{"product": "锅", "qty": 2, "price": "50.00"}]
    numbers.make("purchase", member=mine, paid_at="2026-11-05T04:00:00Z", amount="100.00", lines=line)
    before = {name: ask(numbers, "agent", wanted) for name, wanted in QUESTIONS.items()}
    everything = {name: ask(numbers, "owner", wanted) for name, wanted in QUESTIONS.items()}
    assert before["total"]["rows"] == [["7420.00"]]
    assert before["lines"]["rows"] == [[2]]
    disturb(numbers)
    after = {name: ask(numbers, "agent", wanted) for name, wanted in QUESTIONS.items()}
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    told = {name for name, wanted in QUESTIONS.items() if ask(numbers, "owner", wanted) != everything[name]}
    assert told >= set(QUESTIONS) - {"segment", "parts", "top and others", "having", "funnel", "share and rank"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestClosedFields:
    """The phone of a member is masked to the agent; members are closed to the clerk."""

    PARTS: tuple[dict[str, Any], ...] = (
        spec("member", dimensions=[{"key": "d", "field": "mobile"}]),
        spec("member", dimensions=[{"key": "d", "field": "mobile", "top": {"n": 1, "by": "n"}}]),
        spec("member", dimensions=[{"key": "d", "expression": "EMPTY(mobile)"}]),
        spec("member", dimensions=[{"key": "d", "derive": {"per": "id", "agg": "count_distinct", "field": "mobile"}}]),
        spec("member", filter="STARTS(mobile, '138')"),
        spec("member", filter=["name != ''", "mobile == '13800001111' or gender == 'male'"]),
        spec("member", params=[{"key": "which", "type": "text", "optional": True}], filter="mobile == which"),
        spec("member", params=[{"key": "which", "type": "text", "optional": True, "field": "mobile"}]),
        spec("member", measures=[{"key": "n", "agg": "count", "where": "mobile == '13800001111'"}]),
        spec("member", measures=[{"key": "n", "agg": "count_distinct", "field": "mobile"}]),
        spec("member", dimensions=[{"key": "g", "field": "gender"}], drill=[{"path": ["g", "mobile"]}]),
        spec("member", filter="id in SEGMENT('callable')"),
        spec(dimensions=[{"key": "d", "field": "member.mobile"}]),
        spec(filter="member.mobile == '13800001111'"),
        spec(filter="member in SEGMENT('callable')"),
        spec(measures=[{"key": "n", "agg": "count", "home": "member", "where": "not EMPTY(mobile)"}]),
        spec(measures=[SALES, {"key": "n", "agg": "count_distinct", "home": "member", "field": "mobile"}]),
    )

    @pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
    def test_no_part_of_a_question_names_one(self, numbers: Mall, part: dict[str, Any]) -> None:
        assert numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": part}).status_code == 200
        for who in ("agent", "clerk"):
            for verb, more in (("run", {}), ("records", {"cell": {}})):
                refused = numbers.call(who, "POST", f"{APP}/reports:{verb}", json={"spec": part, **more})
                assert refused.status_code == 403, (who, verb, refused.text)
                assert "1380000" not in refused.text

    def test_no_verb_of_a_saved_report_opens_one(self, numbers: Mall) -> None:
        for verb, body in (("run", {}), ("records", {}), ("values", {"param": "x"}), ("export", {"format": "csv"})):
            refused = numbers.call("agent", "POST", f"{APP}/reports/phones:{verb}", json=body)
            assert refused.status_code == 403, verb
        assert numbers.call("agent", "GET", f"{APP}/reports/phones").status_code == 403

    def test_a_record_he_may_not_read_has_no_name(self, numbers: Mall) -> None:
        found = ask(numbers, "clerk", spec(dimensions=[{"key": "m", "field": "member"}]))
        assert found["texts"] == [["（无权查看）", "¥50.50"]]


@ONLY_SQLITE
def test_what_a_choice_offers_obeys_the_rules_of_the_numbers(numbers: Mall) -> None:
    def offered(who: str, q: str = "") -> list[str]:
        answer = numbers.call(who, "POST", f"{APP}/reports/by_name:values", json={"param": "who", "q": q})
        return [one["label"] for one in answer.json["options"]]

    assert sorted(offered("owner")) == ["何静怡", "周启明", "林若溪"]
    assert sorted(offered("agent")) == ["何静怡", "林若溪"]
    assert offered("agent", "周") == []
    hidden = numbers.call("agent", "POST", f"{APP}/reports/by_name:run", json={"params": {"who": "周启明"}}).json
    assert hidden["rows"] in ([], [["0.00"]])
    assert numbers.call("clerk", "POST", f"{APP}/reports/by_name:values", json={"param": "who"}).status_code == 403


def test_the_period_before_does_not_reach_behind_a_rule_about_today(numbers: Mall) -> None:
    numbers.people["novice"] = numbers.house.user("novice", [("tiny", "recent")], name="新人")
    assert ask(numbers, "owner", QUESTIONS["period before"])["rows"] == [["7270.50", "100.00"]]
    assert ask(numbers, "novice", QUESTIONS["period before"])["rows"] == [["7270.50", "0.00"]]


def test_a_rule_about_a_segment_holds_in_numbers_and_stays_new(numbers: Mall) -> None:
    numbers.people["keeper"] = numbers.house.user("keeper", [("tiny", "chosen")], name="专员")
    assert ask(numbers, "keeper", spec())["rows"] == [["440.00"]]
    he = numbers.call("owner", "GET", "member/records?filter=name == '何静怡'").json["records"][0]["id"]
    numbers.make("purchase", member=he, paid_at="2026-11-20T05:00:00Z", amount="20.00")
    assert ask(numbers, "keeper", spec())["rows"] == [["7340.00"]]


@ONLY_SQLITE
def test_a_field_open_on_some_records_only_is_not_added_up(numbers: Mall) -> None:
    numbers.people["half"] = numbers.house.user("half", [("tiny", "mixed")], name="半开")
    assert ask(numbers, "half", spec("member"))["rows"] == [[3]]
    for part in (spec("member", measures=[{"key": "s", "agg": "sum", "field": "spent"}]), spec("member", filter="spent > 100")):
        refused = numbers.call("half", "POST", f"{APP}/reports:run", json={"spec": part})
        assert (refused.status_code, refused.json["code"]) == (403, "report_field_locked")
