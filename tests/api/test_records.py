"""Records over HTTP, as tables that state the answer and the change rows written, and nothing else."""

from typing import Any

import pytest

from tests.api.conftest import Mall

PAID = "2026-11-20T10:00:00Z"
MISSING = "06Y12YA6G0008"


def codes(answer: Any) -> set[tuple[str, str]]:
    """(pointer, code) of every fault of an answer."""
    return {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]}


def test_a_record_lives(mall: Mall) -> None:
    made = mall.call("owner", "POST", "tier/records", json={"values": {"name": "金卡", "rate": "1.50"}})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    key = made.json["id"]
    assert made.headers["Location"] == f"/api/v1/apps/tiny/forms/tier/records/{key}"
    assert made.json["values"] == {"name": "金卡", "rate": "1.50"}
    assert mall.written() == [("tier", "create")]

    got = mall.call("owner", "GET", f"tier/records/{key}")
    assert (got.status_code, got.json["title"], got.json["can"]) == (200, "金卡", ["update", "delete"])

    changed = mall.call("owner", "PATCH", f"tier/records/{key}", json={"values": {"rate": "2"}}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json["values"]["rate"], changed.headers["ETag"]) == (200, "2.00", '"2"')
    assert mall.written() == [("tier", "update")]

    assert mall.call("owner", "DELETE", f"tier/records/{key}").status_code == 204
    assert mall.written() == [("tier", "delete")]
    assert mall.call("owner", "GET", f"tier/records/{key}").status_code == 404
    assert mall.call("owner", "GET", "tier/records").json["records"] == []
    assert [one["id"] for one in mall.call("owner", "GET", "tier/records?deleted=1").json["records"]] == [key]

    assert mall.call("owner", "POST", f"tier/records/{key}:restore", json={}).status_code == 200
    assert mall.written() == [("tier", "restore")]
    assert mall.call("owner", "GET", f"tier/records/{key}").status_code == 200


def test_a_purchase_moves_its_member(mall: Mall) -> None:
    tier = mall.make("tier", name="金卡", rate="1.50")
    member = mall.make("member", name="林若溪", mobile="13800001234", tier=tier)
    mall.written()
    values = {"member": member, "paid_at": PAID, "amount": "328.00", "lines": [{"product": "菌菇双人锅", "qty": 2, "price": "164.00"}]}
    made = mall.call("owner", "POST", "purchase/records", json={"values": values})
    assert made.status_code == 201, made.text
    assert (made.json["values"]["points"], made.json["values"]["lines_total"], made.json["title"]) == (492, "328.00", "XF-0001 · ¥328.00")
    assert made.json["refs"]["member"][member]["title"] == "林若溪"
    assert ("purchase", "create") in mall.written()
    seen = mall.call("owner", "GET", f"member/records/{member}").json
    assert (seen["values"]["spent"], seen["values"]["orders"], seen["values"]["average"], seen["version"]) == ("328.00", 1, "328.00", 1)


REFUSED: list[tuple[str, dict[str, Any], set[tuple[str, str]]]] = [
    ("nothing", {}, {("/values/name", "required")}),
    ("an unknown name", {"name": "a", "nope": 1}, {("/values/nope", "field_unknown")}),
    ("two faults at once", {"rate": "x"}, {("/values/name", "required"), ("/values/rate", "number_invalid")}),
    ("system columns", {"name": "a", "id": MISSING, "version": 9, "created_by": MISSING}, set()),
    ("too small", {"name": "a", "rate": "-1"}, set()),
]


@pytest.mark.parametrize(("why", "values", "faults"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_is_wrong_is_named_at_once_and_nothing_is_written(
    mall: Mall, why: str, values: dict[str, Any], faults: set[tuple[str, str]]
) -> None:
    answer = mall.call("owner", "POST", "tier/records", json={"values": values})
    assert answer.status_code == 400, why
    assert answer.json["code"] == "invalid"
    found = codes(answer)
    assert found
    assert {pointer for pointer, _ in found} >= {pointer for pointer, _ in faults}
    assert all(fault["message"] and fault["code"] not in fault["message"] for fault in answer.json["errors"])
    assert mall.written() == []


def test_a_stale_change_answers_with_the_fresh_record(mall: Mall) -> None:
    key = mall.make("member", name="周启明", mobile="13800001111")
    assert mall.call("boss", "GET", f"member/records/{key}").status_code in (403, 404)
    mall.call("owner", "PATCH", f"member/records/{key}", json={"values": {"mobile": "13900002222"}}, headers={"If-Match": '"1"'})
    mall.written()
    stale = mall.call("owner", "PATCH", f"member/records/{key}", json={"values": {"mobile": "13700003333"}}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json["code"], stale.json["changed"]) == (409, "stale", ["mobile"])
    assert stale.json["record"]["values"]["mobile"] == "13900002222"
    assert stale.json["params"]["by"] == "王芳"
    assert mall.written() == []


def test_people_say_which_version_they_saw_programs_need_not(mall: Mall) -> None:
    key = mall.make("tier", name="银卡")
    browser = mall.browser("owner")
    path = f"/api/v1/apps/tiny/forms/tier/records/{key}"
    assert browser.call("PATCH", path, json={"values": {"name": "银"}}).status_code == 428
    assert browser.call("PATCH", path, json={"values": {"name": "银"}}, headers={"If-Match": '"1"'}).status_code == 200
    assert mall.call("owner", "PATCH", path, json={"values": {"name": "银卡"}}).status_code == 200
    for wrong in ('"x"', "*", "", '"-1"', '"1", "2"'):
        assert mall.call("owner", "PATCH", path, json={"values": {"name": "铜卡"}}, headers={"If-Match": wrong}).status_code == 428, wrong


def test_lists(mall: Mall) -> None:
    for name, rate in (("普通", "1.00"), ("银卡", "1.20"), ("金卡", "1.50"), ("黑金", "2.00")):
        mall.make("tier", name=name, rate=rate)

    def names(query: str) -> list[str]:
        answer = mall.call("owner", "GET", f"tier/records?{query}")
        assert answer.status_code == 200, answer.text
        return [one["values"]["name"] for one in answer.json["records"]]

    assert names("sort=-rate") == ["黑金", "金卡", "银卡", "普通"]
    assert names("sort=rate&filter=rate >= 1.5") == ["金卡", "黑金"]
    assert names("q=金&sort=rate") == ["金卡", "黑金"]
    first = mall.call("owner", "GET", "tier/records?sort=rate&limit=3&count=exact").json
    assert (len(first["records"]), first["count"]) == (3, 4)
    assert names(f"sort=rate&limit=3&cursor={first['next_cursor']}") == ["黑金"]
    only = mall.call("owner", "GET", "tier/records?fields=rate&limit=1").json["records"][0]
    assert set(only["values"]) == {"rate"}


BAD_QUERIES = [
    "limit=0", "limit=201", "limit=1.5", "limit=１", "limit=x", "nope=1", "limit=1&limit=2", "count=all", "sort=nope",
    "sort=rate;drop table f1",
    "sort=rate desc", "sort=(select 1)", "filter=nope == 1", "filter=__import__('os')", "filter=rate ==", "filter=name.upper()", "cursor=x",
    "cursor=MDZZ", "fields=nope", "fields=name,deleted_at", "filter=" + "1+" * 900 + "1", "q=" + "x" * 101, "q=%00",
    "sort=" + "name," * 200,
]  # fmt: skip


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_a_question_that_makes_no_sense_is_refused_with_words(mall: Mall, query: str) -> None:
    answer = mall.call("owner", "GET", f"tier/records?{query}")
    assert answer.status_code in (400, 413), answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"]


def test_a_batch_is_all_or_nothing(mall: Mall) -> None:
    bad = {"create": [{"name": "一"}, {"rate": "1"}, {"name": "三"}], "atomic": True}
    refused = mall.call("owner", "POST", "tier/records:batch", json=bad)
    assert refused.status_code == 400
    assert any(pointer.startswith("/create/1/") for pointer, _ in codes(refused))
    assert mall.written() == []

    mixed = mall.call("owner", "POST", "tier/records:batch", json={**bad, "atomic": False})
    assert mixed.status_code == 200
    assert [("error" in item) for item in mixed.json["results"]] == [False, True, False]
    assert mall.written() == [("tier", "create"), ("tier", "create")]

    assert mall.call("owner", "POST", "tier/records:batch", json={"create": [{"name": "x"}] * 1001}).status_code == 400


def test_one_sees_own_rows_and_masked_phones(mall: Mall) -> None:
    agent = mall.people["agent"].id
    mine = mall.make("member", name="何静怡", mobile="13812345678", owner=agent)
    other = mall.make("member", name="林若溪", mobile="13987654321")
    mall.written()
    listed = mall.call("agent", "GET", "member/records?count=exact").json
    assert ([one["id"] for one in listed["records"]], listed["count"]) == ([mine], 1)
    shown = listed["records"][0]
    assert ("mobile" in shown["masked"], "13812345678" in str(listed)) == (True, False)
    assert mall.call("agent", "GET", f"member/records/{other}").status_code == 404
    assert mall.call("agent", "PATCH", f"member/records/{other}", json={"values": {"name": "x"}}).status_code == 404
    assert mall.call("agent", "GET", f"member/records/{other}/history").status_code == 404
    assert mall.call("agent", "GET", "member/records?filter=mobile == '13812345678'").status_code in (400, 403)
    assert mall.call("agent", "POST", "member/records", json={"values": {"name": "新人"}}).status_code == 403
    assert mall.call("agent", "DELETE", f"member/records/{mine}").status_code == 403
    assert mall.call("stranger", "GET", "member/records").status_code == 404
    assert mall.written() == []


def test_the_definition_is_what_the_caller_may_see(mall: Mall) -> None:
    owner = mall.call("owner", "GET", "/api/v1/apps/tiny")
    assert owner.json["forms"]["member"]["actions"] == ["read", "create", "update", "delete", "export", "import"]
    agent = mall.call("agent", "GET", "/api/v1/apps/tiny").json
    levels = {field["key"]: field["rights"] for field in agent["forms"]["member"]["fields"]}
    assert (levels["mobile"], levels["spent"], levels["name"]) == ("masked", "read", "write")
    assert agent["today"] == "2026-11-21"
    again = mall.call("owner", "GET", "/api/v1/apps/tiny", headers={"If-None-Match": owner.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    english = mall.call("owner", "GET", "/api/v1/apps/tiny", headers={"Accept-Language": "en"}).json
    assert (english["label"], english["forms"]["member"]["label"]) == ("Tiny mall", "Member")
