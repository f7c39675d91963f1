"""Building an app over HTTP: a blank app to a published one, edits with marks, undo, impact, rollback, templates."""

import io
from typing import Any

import pytest

from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
DRAFT = "/api/v1/builder/apps/tiny/draft"


def call(mall: Mall, method: str, path: str, who: str = "owner", **more: Any) -> Any:
    answer = mall.call(who, method, path, **({"json": {}} | more if method == "POST" and "data" not in more else more))
    assert answer.status_code < 300, answer.text
    return answer.json


def test_a_new_app_is_used_in_five_calls(mall: Mall) -> None:
    app = call(mall, "POST", "/api/v1/builder/apps", json={"label": "投诉登记"})["app"]
    draft = call(mall, "GET", f"/api/v1/builder/apps/{app}/draft")
    assert (draft["base"], draft["documents"]["forms"], sorted(draft["documents"]["roles"])) == (None, {}, ["member", "owner"])
    form = {"key": "complaint", "label": "投诉", "title": "{{what}}", "fields": [{"key": "what", "label": "什么事", "type": "text"}]}
    call(mall, "PUT", f"/api/v1/builder/apps/{app}/draft/form/complaint", json=form)
    impact = call(mall, "POST", f"/api/v1/builder/apps/{app}/draft:impact")
    assert (impact["publishable"], impact["headline"]) == (True, "可以放心发布：不影响已有的 0 条数据")
    assert call(mall, "POST", f"/api/v1/builder/apps/{app}/draft:publish", json={"note": "开始"}) == {"revision": 1, "previous": None}
    made = mall.call("owner", "POST", f"/api/v1/apps/{app}/forms/complaint/records", json={"values": {"what": "空调太冷"}})
    assert (made.status_code, made.json["title"]) == (201, "空调太冷")
    assert mall.call("agent", "GET", f"/api/v1/apps/{app}").status_code == 404


def test_an_edit_carries_the_mark_of_what_was_seen(mall: Mall) -> None:
    etag = call(mall, "GET", DRAFT)["etags"]["form/tier"]
    done = call(mall, "PATCH", f"{DRAFT}/form/tier", json={"label": "会员等级"}, headers={"If-Match": f'"{etag}"'})
    assert (done["edits"], done["can_undo"], done["can_redo"]) == (1, True, False)
    stale = mall.call("boss", "PATCH", f"{DRAFT}/form/tier", json={"label": "别的"}, headers={"If-Match": f'"{etag}"'})
    assert stale.status_code == 409
    undone = call(mall, "POST", f"{DRAFT}:undo")
    assert (undone["edits"], undone["documents"]["forms"]["tier"]["label"]["zh-CN"]) == (0, "等级")
    assert call(mall, "POST", f"{DRAFT}:redo")["documents"]["forms"]["tier"]["label"] == "会员等级"
    assert call(mall, "POST", f"{DRAFT}:discard")["edits"] == 0


def test_a_patch_removes_with_null_and_replaces_lists_whole(mall: Mall) -> None:
    call(mall, "PATCH", f"{DRAFT}/form/tier", json={"icon": None, "search": []})
    tier = call(mall, "GET", DRAFT)["documents"]["forms"]["tier"]
    assert ("icon" in tier, tier["search"], len(tier["fields"])) == (False, [], 2)


def test_problems_are_told_in_words_and_stop_publishing(mall: Mall) -> None:
    fields = [
        *call(mall, "GET", DRAFT)["documents"]["forms"]["tier"]["fields"],
        {"key": "sum", "label": "合计", "type": "formula", "expression": "rate +"},
    ]
    call(mall, "PATCH", f"{DRAFT}/form/tier", json={"fields": fields})
    problems = call(mall, "POST", f"{DRAFT}:check")["problems"]
    assert [problem["level"] for problem in problems if "sum" in problem["path"]] == ["error"]
    assert all(problem["message"] and problem["code"] not in problem["message"] for problem in problems)
    refused = mall.call("owner", "POST", f"{DRAFT}:publish", json={"note": ""})
    assert refused.status_code == 400
    assert mall.call("owner", "GET", "/api/v1/apps/tiny").json["revision"] == 1


def test_a_change_is_published_and_taken_back(mall: Mall) -> None:
    mall.make("tier", name="金卡")
    fields = [*call(mall, "GET", DRAFT)["documents"]["forms"]["tier"]["fields"], {"key": "perks", "label": "权益", "type": "long_text"}]
    call(mall, "PATCH", f"{DRAFT}/form/tier", json={"fields": fields})
    impact = call(mall, "POST", f"{DRAFT}:impact")
    assert (impact["level"], impact["headline"]) == ("safe", "可以放心发布：不影响已有的 1 条数据")
    assert any("权益" in change["text"] for change in impact["changes"])
    assert call(mall, "POST", f"{DRAFT}:publish", json={"note": "权益"}) == {"revision": 2, "previous": 1}
    assert mall.make("tier", name="黑金", perks="机场贵宾厅")

    diff = call(mall, "GET", "/api/v1/builder/apps/tiny/revisions:diff?from=1&to=2")["changes"]
    assert ["权益" in change["text"] for change in diff] == [True]
    look = call(mall, "POST", "/api/v1/builder/apps/tiny/revisions/1:rollback?dry_run=1")
    assert look["changes"]
    assert call(mall, "POST", "/api/v1/builder/apps/tiny/revisions/1:rollback") == {"revision": 3}
    listed = call(mall, "GET", "/api/v1/builder/apps/tiny/revisions")["revisions"]
    assert [(one["n"], one["current"], one["rollback_of"]) for one in listed] == [(3, True, 1), (2, False, None), (1, False, None)]
    assert listed[0]["by"]["title"] == "王芳"
    assert [field["key"] for field in mall.call("owner", "GET", "/api/v1/apps/tiny").json["forms"]["tier"]["fields"]] == ["name", "rate"]


def test_expressions_while_they_are_written(mall: Mall) -> None:
    good = call(mall, "POST", f"{DRAFT}:expression", json={"form": "purchase", "text": "amount * member.tier.rate"})
    assert (good["problems"], good["type"], good["tokens"][0]["label"], good["tokens"][-1]["label"]) == (
        [],
        "number",
        "金额",
        "会员.等级.积分倍率",
    )
    bad = call(mall, "POST", f"{DRAFT}:expression", json={"form": "purchase", "text": "amount * nope", "expect": "any"})
    assert [(one["start"], one["end"]) for one in bad["problems"]] == [(9, 13)]
    items = call(mall, "POST", f"{DRAFT}:complete", json={"form": "purchase", "prefix_path": ["member"]})["items"]
    assert ("member.tier", "等级") in [(item["path"], item["label"]) for item in items]
    tier = mall.make("tier", name="金卡", rate="1.50")
    member = mall.make("member", name="林若溪", tier=tier)
    mall.make("purchase", member=member, paid_at="2026-11-20T10:00:00Z", amount="100.00")
    mall.written()
    tried = call(mall, "POST", f"{DRAFT}:try", json={"form": "purchase", "text": "amount * member.tier.rate"})
    assert tried["value"] in ("150.0000", "150.00")
    assert mall.call("owner", "POST", f"{DRAFT}:try", json={"form": "purchase", "text": "amount +"}).status_code == 400
    fields = [*call(mall, "GET", DRAFT)["documents"]["forms"]["purchase"]["fields"], {"key": "fresh", "label": "新的", "type": "integer"}]
    call(mall, "PATCH", f"{DRAFT}/form/purchase", json={"fields": fields})
    early = mall.call("owner", "POST", f"{DRAFT}:try", json={"form": "purchase", "text": "amount * fresh"})
    assert (early.status_code, early.json["code"]) == (400, "try_unpublished")
    preview = call(mall, "POST", f"{DRAFT}:preview", json={"form": "member"})
    assert [field["key"] for field in preview["fields"]][:2] == ["name", "mobile"]
    assert mall.written() == []


def test_a_template_goes_out_and_comes_in_under_another_name(mall: Mall) -> None:
    package = mall.call("owner", "GET", "/api/v1/builder/apps/tiny:export")
    assert (package.mimetype, package.data[:2]) == ("application/zip", b"PK")

    def sent(**more: str) -> Any:
        form = {"file": (io.BytesIO(package.data), "x.zip"), **more}
        return mall.call("owner", "POST", "/api/v1/builder/templates:import", data=form, content_type="multipart/form-data")

    review = sent(label="二店", dry_run="1").json
    assert (sorted(review["forms"]), review["records"], review["addresses"], review["public"]) == (["会员", "消费", "等级"], 0, [], [])
    made = sent(label="二店")
    assert made.status_code == 201, made.text
    drafts = {app["key"]: app for app in call(mall, "GET", "/api/v1/builder/apps")["apps"]}
    assert (drafts[made.json["app"]]["label"], drafts[made.json["app"]]["published"]) == ("二店", False)
    broken = mall.call(
        "owner",
        "POST",
        "/api/v1/builder/templates:import",
        data={"file": (io.BytesIO(b"PK\x03\x04nonsense"), "x.zip")},
        content_type="multipart/form-data",
    )
    assert broken.status_code == 400


WRONG = [("PUT", "form/Member", {}), ("PUT", "rule/x", {}), ("DELETE", "app/tiny", None), ("PATCH", "form/nope", {"label": "x"})]


@pytest.mark.parametrize(("method", "place", "body"), WRONG)
def test_what_is_no_definition_is_not_stored(mall: Mall, method: str, place: str, body: Any) -> None:
    assert mall.call("owner", method, f"{DRAFT}/{place}", json=body).status_code in (400, 404)
    assert call(mall, "GET", DRAFT)["edits"] == 0


def test_the_catalogue_speaks_both_languages(mall: Mall) -> None:
    catalog = call(mall, "GET", "/api/v1/builder/catalog")
    assert len(catalog["fields"]) == 20
    for one in (*catalog["fields"], *catalog["functions"], *catalog["operators"].values()):
        assert set(one["label"]) == {"zh-CN", "en"}
    assert call(mall, "GET", "/api/v1/builder/schemas/form")["type"] == "object"
