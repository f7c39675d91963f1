"""Reports over HTTP: the answer of the contract, parameters, ways down, records behind, rights, files."""

import re
from pathlib import Path
from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers, run

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE


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


def test_a_subtotal_whose_rows_are_cut_off_speaks_too(numbers: Mall) -> None:
    many = {"source": "purchase", "dimensions": [{"key": "member", "field": "member"}, {"key": "day", "field": "paid_at", "grain": "day"}],
            "measures": [{"key": "n", "agg": "count"}], "totals": ["member", "day"], "sort": ["day"], "limit": 1}  # fmt: skip
    found = numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": many}).json
    levels = {tuple(level["by"]): [[text for text in row if text] for row in level["texts"]] for level in found["levels"]}
    assert (len(found["rows"]), found["more"]) == (1, True)
    assert sorted(name for name, _ in levels["member",]) == ["何静怡", "周启明", "林若溪"]
    assert len(levels["day",]) > 1


def test_parameters_are_judged_and_refused_by_name(numbers: Mall) -> None:
    wrong = {"period": ["2026-12-01", "2026-11-01"], "tier": ["x"], "gender": "other", "colour": "red"}
    answer = numbers.call("owner", "POST", f"{APP}/reports/sales:run", json={"params": wrong})
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json["errors"]} == {"/params/period", "/params/tier", "/params/gender", "/params/colour"}
    assert all(one["message"] for one in answer.json["errors"])
    found = run(numbers, "sales", params={"period": {"rel": "this", "unit": "month"}, "gender": "female"})
    assert (found["period"], found["filters"]) == ("2026-11-01 – 2026-11-30", ["性别：女"])
    assert table(found) == [["2026年11月", "金卡", "¥7,220.00", "3", "¥2,406.67"]]


def test_the_page_of_a_report_knows_its_parameters(numbers: Mall) -> None:
    page = numbers.call("owner", "GET", f"{APP}/reports/sales").json
    period, tier, gender = page["params"]
    assert (period["label"], tier["label"], gender["label"]) == ("时间", "等级", "性别")
    assert {"label": "本月", "value": {"rel": "this", "unit": "month", "to": "today"}} in period["presets"]
    assert (tier["form"], gender["options"]) == ("tier", [{"key": "female", "label": "女"}, {"key": "male", "label": "男"}])
    assert page["export"] == ["xlsx", "csv"]
    assert [one["label"] for one in page["measures"]] == ["销售额", "数量", "客单价"]
    offered = numbers.call("owner", "POST", f"{APP}/reports/sales:values", json={"param": "tier", "q": "金"}).json
    assert [one["label"] for one in offered["options"]] == ["金卡"]


def test_one_goes_down_step_by_step(numbers: Mall) -> None:
    start = run(numbers, "sales")
    assert (start["drill"]["by"], start["drill"]["next"]) == ("tier_of", {"key": "member", "label": "会员"})
    gold = next(row[1] for row, words in zip(start["rows"], start["texts"], strict=True) if words[1] == "金卡")
    below = run(numbers, "sales", drill=[["tier_of", gold]])
    assert [one["key"] for one in below["columns"][:2]] == ["month", "member"]
    assert below["drill"]["at"] == [{"key": "tier_of", "label": "等级", "value": gold, "text": "金卡"}]
    assert below["drill"]["next"] is None
    assert sorted(row[1] for row in table(below)) == ["何静怡", "林若溪", "林若溪"]
    refused = numbers.call("owner", "POST", f"{APP}/reports/sales:run", json={"drill": [["mobile", "x"]]})
    assert refused.json["errors"][0]["pointer"] == "/drill/0"


def test_two_viewers_of_different_rows_never_share_a_number(numbers: Mall) -> None:
    assert [run(numbers, "sales", who)["levels"][0]["texts"] for who in ("owner", "agent", "owner")] == [
        [["", "", "¥7,370.50", "5", "¥1,474.10"]], [["", "", "¥7,320.00", "4", "¥1,830.00"]], [["", "", "¥7,370.50", "5", "¥1,474.10"]],
    ]  # fmt: skip


def test_what_is_written_is_in_the_next_answer(numbers: Mall) -> None:
    before = run(numbers, "by_day", params={"period": ["2026-11-18", "2026-11-21"]})
    assert [row[1] for row in table(before)] == ["¥328.00", "¥50.50", "¥6,892.00"]
    member = numbers.make("member", name="王芳")
    numbers.make("purchase", member=member, paid_at="2026-11-19T04:00:00Z", amount="9.50")
    after = run(numbers, "by_day", params={"period": ["2026-11-18", "2026-11-21"]})
    assert [row[1] for row in table(after)] == ["¥328.00", "¥60.00", "¥6,892.00"]


def test_a_closed_field_locks_the_whole_report(numbers: Mall) -> None:
    assert [row[1] for row in table(run(numbers, "phones"))]
    refused = numbers.call("agent", "POST", f"{APP}/reports/phones:run", json={})
    assert (refused.status_code, refused.json["code"]) == (403, "report_field_locked")
    assert "手机号" in refused.json["detail"]
    assert numbers.call("agent", "POST", f"{APP}/reports/owners_only:run", json={}).status_code == 403
    offered = numbers.call("agent", "GET", APP).json
    assert [one["key"] for one in offered["reports"]] == ["sales", "by_day", "by_name", "by_size", "latest"]
    assert [(item.get("report"), item.get("dashboard")) for item in offered["menu"] if "form" not in item and "items" not in item] == [
        (None, "board"), ("sales", None),
    ]  # fmt: skip


def test_a_field_cannot_be_asked_for_by_any_part_of_a_report_somebody_puts_together(numbers: Mall) -> None:
    base = {"source": "member", "measures": [{"key": "n", "agg": "count"}]}
    parts: list[dict[str, Any]] = [
        {"dimensions": [{"key": "d", "field": "mobile"}]},
        {"filter": "STARTS(mobile, '138')"},
        {"measures": [{"key": "n", "agg": "count", "where": "mobile == '13800001111'"}]},
        {"measures": [{"key": "n", "agg": "count_distinct", "field": "mobile"}]},
        {"dimensions": [{"key": "d", "expression": "EMPTY(mobile)"}]},
        {"dimensions": [{"key": "d", "derive": {"per": "id", "agg": "count", "field": "mobile"}}]},
        {"filter": "id in SEGMENT('callable')"},
        {"source": "purchase", "dimensions": [{"key": "d", "field": "member.mobile"}]},
        {"source": "purchase", "measures": [{"key": "n", "agg": "count", "home": "member", "where": "not EMPTY(mobile)"}]},
    ]  # fmt: skip
    for part in parts:
        spec = {"key": "x", "label": "x", **base, **part}
        assert numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec}).status_code == 200, part
        refused = numbers.call("agent", "POST", f"{APP}/reports:run", json={"spec": spec})
        assert (refused.status_code, refused.json["code"]) == (403, "report_field_locked"), part


def test_a_field_of_the_draft_is_told_to_be_unpublished(numbers: Mall) -> None:
    draft = "/api/v1/builder/apps/tiny/draft"
    document = numbers.call("owner", "GET", draft).json["documents"]["forms"]["member"]
    document["fields"].append({"key": "skin", "label": "肤质", "type": "text"})
    assert numbers.call("owner", "PATCH", f"{draft}/form/member", json={"fields": document["fields"]}).status_code == 200
    spec = {"source": "member", "label": "x", "key": "x", "dimensions": [{"key": "d", "field": "skin"}], "measures": [{"key": "n", "agg": "count"}]}
    refused = numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec})
    assert (refused.status_code, refused.json["detail"]) == (400, "「肤质」还没有发布，发布后就能在报表里看到。")
    unaware = numbers.call("agent", "POST", f"{APP}/reports:run", json={"spec": spec})
    assert unaware.status_code == 400
    assert "肤质" not in unaware.text


def test_reports_that_ask_the_same_under_other_names_do_not_mix(numbers: Mall) -> None:
    def asked(dimension: str, measure: str) -> Any:
        spec = {
            "key": "x", "label": "x", "source": "purchase", "sort": [dimension], "totals": ["grand"],
            "dimensions": [{"key": dimension, "field": "paid_at", "grain": "month"}], "measures": [{"key": measure, "agg": "count"}],
        }  # fmt: skip
        return numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec}).json

    for names in (("a", "b"), ("c", "d"), ("b", "a")):
        found = asked(*names)
        assert ([one["key"] for one in found["columns"]], found["rows"]) == (list(names), [["2026-10-01", 1], ["2026-11-01", 4]])
        assert [level["rows"] for level in found["levels"]] == [[[None, 5]]]


def test_a_number_leads_to_its_records(numbers: Mall) -> None:
    def behind(cell: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
        told = numbers.call("owner", "POST", f"{APP}/reports/sales:records", json={"cell": cell, **more})
        assert told.status_code == 200, told.text
        listed = numbers.call("owner", "GET", f"{told.json['form']}/records", query_string={"filter": told.json["filter"]}).json
        return told.json["label"], sorted(one["values"]["amount"] for one in listed["records"])

    silver = next(row for row in run(numbers, "sales")["rows"] if row[2] == "50.50")
    assert behind({"month": silver[0], "tier_of": silver[1]}) == ("2026年11月 · 银卡", ["50.50"])
    assert behind({"month": "2026-10-01"}) == ("2026年10月", ["100.00"])
    assert behind({})[1] == ["100.00", "12.00", "328.00", "50.50", "6880.00"]
    assert behind({}, params={"gender": "male"})[1] == ["50.50"]
    assert behind({"month": "2026-11-01"}, drill=[["tier_of", silver[1]]]) == ("银卡 · 2026年11月", ["50.50"])
    large = numbers.call("owner", "POST", f"{APP}/reports/by_size:records", json={"measure": "large"}).json
    assert large == {"form": "purchase", "filter": "amount >= 300", "label": ""}
    for cell in ({"sales": "50.50"}, {"mobile": "x"}, {"month": "then"}, {"tier_of": "x"}):
        refused = numbers.call("owner", "POST", f"{APP}/reports/sales:records", json={"cell": cell})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (400, f"/cell/{next(iter(cell))}")


def test_roll_ups_and_formulas_are_as_new_as_what_feeds_them(numbers: Mall) -> None:
    spec = {
        "key": "x", "label": "x", "source": "member", "filter": "name == '周启明'",
        "measures": [{"key": "spent", "agg": "sum", "field": "spent"}, {"key": "mean", "agg": "max", "field": "average"}],
    }  # fmt: skip

    def asked() -> Any:
        return numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec}).json["rows"]

    assert asked() == [["50.50", "50.50"]]
    zhou = numbers.call("owner", "GET", "member/records?filter=name == '周启明'").json["records"][0]["id"]
    numbers.make("purchase", member=zhou, paid_at="2026-11-20T04:00:00Z", amount="49.50")
    assert asked() == [["100.00", "50.00"]]


def test_every_address_of_the_guide_for_programs_answers(numbers: Mall) -> None:
    guide = (Path(__file__).parents[2] / "docs/howto/read_numbers_from_programs.md").read_text("utf-8")
    named = set(re.findall(r"(?<=[ `])(/(?:reports|dashboards|segments)[^`· ]*)`", guide))
    known = {"report": "sales", "key": {"dashboards": "board", "segments": "regulars"}}
    spec = {"source": "member", "measures": [{"key": "n", "agg": "count"}]}
    bodies = {":export": {"format": "csv"}, ":values": {"param": "tier"}, "/reports:run": {"spec": spec}}
    assert len(named) == 9
    for path in sorted(named):
        room = path.split("/")[1].split(":")[0]
        filled = path.replace("{report}", known["report"]).replace("{key}", known["key"].get(room, ""))
        body = next((one for end, one in bodies.items() if filled.endswith(end)), {})
        method = "GET" if filled == "/segments" else "POST"
        answer = numbers.call("owner", "GET" if filled == "/reports/sales" else method, f"{APP}{filled}", json=body)
        assert answer.status_code == 200, (filled, answer.text)
