"""Groups of too few people over HTTP: what is sent, said and refused."""

from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers
from tests.numbers import counting_app

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE

TIERS: dict[str, Any] = {
    "source": "purchase", "dimensions": [{"key": "tier_of", "field": "member.tier"}, {"key": "size", "field": "amount", "bins": [0, 1000]}],
    "measures": [{"key": "sales", "agg": "sum", "field": "amount"}], "totals": ["grand", "tier_of"], "sort": ["-sales"],
    "min_group": {"of": "member", "n": 2}, "drill": [{"path": ["tier_of", "member"]}],
}  # fmt: skip


def ask(mall: Mall, verb: str, spec: dict[str, Any] = TIERS, **body: Any) -> Any:
    return mall.call("owner", "POST", f"{APP}/reports:{verb}", json={"spec": spec, **body})


def test_an_answer_says_which_rows_tell_nothing(numbers: Mall) -> None:
    found = ask(numbers, "run").json
    assert found["rows"] == [[*found["rows"][0][:2], None], [*found["rows"][1][:2], None], [*found["rows"][2][:2], None]]
    assert {row[2] for row in found["texts"]} == {"少于 2"}
    assert found["hidden"] == [0, 1, 2]
    levels = {tuple(level["by"]): level for level in found["levels"]}
    assert levels[()]["hidden"] == []
    assert levels[()]["texts"] == [["", "", "¥7,370.50"]]
    assert {row[2] for row in levels["tier_of",]["texts"]} == {"不显示", "少于 2"}
    assert levels["tier_of",]["hidden"] == [0, 1]  # one silver member, and gold, by which the whole would tell of him
    english = numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": TIERS}, headers={"Accept-Language": "en"}).json
    assert {row[2] for row in english["texts"]} == {"fewer than 2"}


def test_no_list_and_no_way_down_leads_to_them(numbers: Mall) -> None:
    spec = {**TIERS, "dimensions": TIERS["dimensions"][:1], "totals": [], "min_group": {"of": "purchase", "n": 2}}
    found = ask(numbers, "run", spec).json
    assert found["hidden"] == [0, 1]
    for verb, body in (("records", {"cell": {"tier_of": found["rows"][0][0]}}), ("run", {"drill": [["tier_of", found["rows"][0][0]]]})):
        refused = ask(numbers, verb, spec, **body)
        assert (refused.status_code, refused.json["code"]) == (403, "report_small_group")
        assert "不足 2 人" in refused.json["detail"]
    assert ask(numbers, "records", spec).json["form"] == "purchase"  # the whole: all five


def test_who_may_not_read_who_they_are_cannot_ask_for_a_number_of_his_own(numbers: Mall) -> None:
    plain = {**TIERS, "dimensions": [], "totals": [], "drill": []}
    numbers.house.publish(counting_app() | {("report", "few"): {"key": "few", "label": "少", **plain}})
    shown = numbers.call("clerk", "POST", f"{APP}/reports/few:run", json={})
    assert (shown.status_code, shown.json["hidden"]) == (200, [0])  # only one of the members is his
    refused = numbers.call("clerk", "POST", f"{APP}/reports:run", json={"spec": {**plain, "min_group": {"of": "member.owner", "n": 3}}})
    assert (refused.status_code, refused.json["code"]) == (403, "report_field_locked")
