"""Designing reports over HTTP: what they may be made of, what is wrong with them, which charts suit."""

from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
BASE = "/api/v1/builder/apps/tiny/draft"
MONTH = {"key": "month", "field": "paid_at", "grain": "month"}
TIER = {"key": "tier", "field": "member.tier"}
SALES = {"key": "sales", "label": "销售额", "agg": "sum", "field": "amount"}


def ask(mall: Mall, verb: str, body: dict[str, Any], who: str = "owner") -> Any:
    answer = mall.call(who, "POST", f"{BASE}:{verb}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def report(*dimensions: dict[str, Any], measures: tuple[dict[str, Any], ...] = (SALES,), **rest: Any) -> dict[str, Any]:
    return {"report": {"label": "销售", "source": "purchase", "dimensions": list(dimensions), "measures": list(measures), **rest}}


def test_the_tree_of_fields_opens_along_relations(mall: Mall) -> None:
    items = {one["path"]: one for one in ask(mall, "report_fields", {"form": "purchase"})["items"]}
    assert (items["amount"]["role"], items["amount"]["type"], items["amount"]["kind"]) == ("measure", "number", "money")
    assert (items["member"]["role"], items["member"]["form"]) == ("dimension", "member")
    assert items["paid_at"]["type"] == "datetime"
    assert (items["lines"]["many"], items["lines"]["form"]) == (True, "purchase.lines")
    assert all(one["label"] and one["icon"] for one in items.values())
    inner = {one["path"]: one for one in ask(mall, "report_fields", {"form": "purchase", "prefix": ["member"]})["items"]}
    assert inner["member.tier"]["form"] == "tier"
    assert "member.remark" not in inner
    lines = {one["path"]: one for one in ask(mall, "report_fields", {"form": "purchase", "prefix": ["lines"]})["items"]}
    assert (lines["lines.qty"]["home"], lines["lines.qty"]["field"], lines["lines.qty"]["many"]) == ("purchase.lines", "qty", True)


def test_charts_are_offered_the_best_first_and_the_others_say_what_they_need(mall: Mall) -> None:
    charts = ask(mall, "offer_chart", report(MONTH))["charts"]
    assert (charts[0]["type"], charts[0]["config"]) == ("line", {"x": "month", "y": ["sales"]})
    assert ask(mall, "offer_chart", report(TIER))["charts"][0]["type"] == "bar"
    assert ask(mall, "offer_chart", report())["charts"][0]["type"] == "number"
    pie = next(one for one in charts if one["type"] == "pie")
    assert (pie["suits"], pie["config"]) == (False, None)
    assert pie["why"].startswith("饼图需要")
    for one in charts:
        if one["suits"]:
            checked = ask(mall, "check_report", report(MONTH, charts=[{"type": one["type"], **one["config"]}]))
            assert checked["problems"] == []


def test_problems_of_a_report_are_told_beside_their_place(mall: Mall) -> None:
    wrong = report({"key": "month", "field": "amount", "grain": "month"}, charts=[{"type": "line", "x": "sales", "y": ["gone"]}])
    problems = {one["path"]: one for one in ask(mall, "check_report", wrong)["problems"]}
    assert problems["report/draft/dimensions/month/grain"]["code"] == "dimension_no_date"
    assert problems["report/draft/charts/0/x"]["code"] == "chart_needs_dimension"
    assert problems["report/draft/charts/0/y/0"]["code"] == "measure_missing"
    assert all(one["message"] and one["hint"] for one in problems.values())
    shapeless = ask(mall, "check_report", {"report": {"label": "x", "source": "purchase", "measures": 3}})["problems"]
    assert shapeless[0]["path"] == "report/draft/measures"


def test_problems_of_a_segment(mall: Mall) -> None:
    body = {"segment": {"label": "常客", "entity": "member", "source": "purchase", "measures": [{"key": "n", "agg": "count"}], "having": "n >= 3"}}
    assert ask(mall, "check_segment", body)["problems"] == []
    body["segment"]["having"] = "n >= 'x'"
    assert ask(mall, "check_segment", body)["problems"][0]["path"] == "segment/draft/having/0"


def test_only_who_may_design_is_answered(mall: Mall) -> None:
    for verb, body in (("check_report", report()), ("offer_chart", report()), ("report_fields", {"form": "purchase"})):
        assert mall.call("agent", "POST", f"{BASE}:{verb}", json=body).status_code == 404
