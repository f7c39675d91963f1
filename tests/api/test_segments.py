"""Segments over HTTP: how many, who, of a saved one and of one being put together; in lists; for whoever may not know what they are made of."""

from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE


def count(mall: Mall, who: str = "owner", **body: Any) -> Any:
    answer = mall.call(who, "POST", f"{APP}/segments:count", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_segment_is_counted_and_listed(numbers: Mall) -> None:
    assert [one["key"] for one in numbers.call("owner", "GET", f"{APP}/segments").json["segments"]] == ["regulars", "callable"]
    counted = numbers.call("owner", "POST", f"{APP}/segments/regulars:count", json={}).json
    assert (counted["count"], counted["text"], [one["title"] for one in counted["sample"]]) == (1, "1 条「会员」", ["林若溪"])
    members = numbers.call("owner", "POST", f"{APP}/segments/regulars:members").json
    listed = numbers.call("owner", "GET", f"{members['form']}/records?filter={members['filter']}&count=exact").json
    assert ([one["title"] for one in listed["records"]], listed["count"]) == (["林若溪"], 1)


def test_a_segment_that_is_being_put_together_is_counted(numbers: Mall) -> None:
    spec: dict[str, Any] = {
        "entity": "member", "source": "purchase", "via": "member", "filter": "paid_at in period",
        "params": [{"key": "period", "type": "daterange", "default": ["2026-11-01", "2026-12-01"]}],
        "measures": [{"key": "sales", "agg": "sum", "field": "amount"}], "having": "sales >= 300",
    }  # fmt: skip
    assert count(numbers, spec=spec)["count"] == 2
    assert count(numbers, spec=spec, params={"period": ["2026-11-18", "2026-11-19"]})["count"] == 1
    wrong = numbers.call("owner", "POST", f"{APP}/segments:count", json={"spec": {**spec, "having": "turnover > 1"}})
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"].startswith("/spec/having")) == (400, True)
    late = numbers.call("owner", "POST", f"{APP}/segments:count", json={"spec": spec, "params": {"period": "tomorrow"}})
    assert late.json["errors"][0]["pointer"] == "/params/period"


def test_what_is_written_moves_the_count(numbers: Mall) -> None:
    member = numbers.make("member", name="王芳")
    for day in ("2026-11-19", "2026-11-20"):
        numbers.make("purchase", member=member, paid_at=f"{day}T04:00:00Z", amount="9.50")
    assert numbers.call("owner", "POST", f"{APP}/segments/regulars:count", json={}).json["count"] == 2


def test_membership_counts_the_rows_of_whoever_asks(numbers: Mall) -> None:
    assert numbers.call("agent", "POST", f"{APP}/segments/regulars:count", json={}).json["count"] == 1
    numbers.call("owner", "PATCH", _member(numbers, "林若溪"), json={"values": {"owner": numbers.people["clerk"].id}}, headers={"If-Match": '"1"'})
    assert numbers.call("agent", "POST", f"{APP}/segments/regulars:count", json={}).json["count"] == 0


def _member(mall: Mall, name: str) -> str:
    found = mall.call("owner", "GET", f"member/records?filter=name == '{name}'").json["records"][0]
    return f"member/records/{found['id']}"


def test_a_segment_over_a_closed_field_or_form_says_nothing(numbers: Mall) -> None:
    assert [one["key"] for one in numbers.call("agent", "GET", f"{APP}/segments").json["segments"]] == ["regulars"]
    for who in ("agent", "clerk"):
        for verb in ("count", "members"):
            assert numbers.call(who, "POST", f"{APP}/segments/callable:{verb}", json={}).status_code == 403, (who, verb)
        refused = numbers.call(who, "GET", "member/records?filter=id in SEGMENT('callable')&count=exact")
        assert refused.status_code in (400, 403), refused.text
        assert "records" not in refused.json
    by_purchase = numbers.call("clerk", "GET", "purchase/records?filter=member in SEGMENT('callable')&count=exact")
    assert by_purchase.status_code in (400, 403)
    assert numbers.call("stranger", "POST", f"{APP}/segments/regulars:count", json={}).status_code == 404
