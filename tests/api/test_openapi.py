"""OpenAPI of an app: it names what this caller may call, its shapes are those the door accepts, and fuzzing by it finds no 500."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from tests.api.conftest import ONLY_SQLITE, Mall

pytestmark = ONLY_SQLITE
PLACE = "/api/v1/apps/tiny/openapi.json"
EXAMPLES = 12


def document(mall: Mall, who: str = "owner") -> Any:
    answer = mall.call(who, "GET", PLACE)
    assert answer.status_code == 200
    return answer.json


def test_it_is_openapi_and_every_reference_leads_somewhere(mall: Mall) -> None:
    found = document(mall)
    assert (found["openapi"], found["info"]["title"]) == ("3.1.0", "小商场")
    text = json.dumps(found)
    names = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= set(found["components"]["schemas"])
    operations = [one for path in found["paths"].values() for one in path.values() if isinstance(one, dict)]
    identifiers = [one["operationId"] for one in operations if "operationId" in one]
    assert len(identifiers) == len(set(identifiers)) > 40


def test_it_names_only_what_the_caller_may_see(mall: Mall) -> None:
    agent = document(mall, "agent")
    assert "delete" not in agent["paths"]["/api/v1/apps/tiny/forms/member/records/{record}"]
    assert "post" not in agent["paths"]["/api/v1/apps/tiny/forms/member/records"]
    write = agent["components"]["schemas"]["member_write"]["properties"]["values"]["properties"]
    assert "name" in write
    assert {"mobile", "spent", "average"} & set(write) == set()
    assert mall.call("stranger", "GET", PLACE).status_code == 404


def test_its_shapes_are_those_of_the_door(mall: Mall) -> None:
    schemas = document(mall)["components"]["schemas"]
    tier = mall.make("tier", name="金卡", rate="1.50")
    member = mall.make(
        "member", name="林若溪", mobile="13800001111", tier=tier, gender="female", interests=["beauty"], birthday="1996-11-28"
    )
    values = {
        "member": member,
        "paid_at": "2026-11-20T10:00:00Z",
        "amount": "328.00",
        "lines": [{"product": "锅", "qty": 1, "price": "328.00"}],
    }
    Draft202012Validator({**schemas["purchase_write"], "components": {"schemas": schemas}}).validate({"values": values})
    purchase = mall.make("purchase", **values)
    for form, key in (("tier", tier), ("member", member), ("purchase", purchase)):
        record = mall.call("owner", "GET", f"{form}/records/{key}").json
        Draft202012Validator({**schemas[f"{form}_record"], "components": {"schemas": schemas}}).validate(record)


@pytest.mark.parametrize("form", ["tier", "member"])
def test_fuzzing_finds_no_bug(mall: Mall, form: str) -> None:
    found = document(mall)
    found["paths"] = {path: one for path, one in found["paths"].items() if path.startswith(f"/api/v1/apps/tiny/forms/{form}/records")}
    assert found["paths"]
    schema = schemathesis.openapi.from_dict(found)
    for result in schema.get_all_operations():
        fuzz(mall, result.ok())


def fuzz(mall: Mall, operation: Any) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        body = case.body if isinstance(case.body, dict | list | str | int | float | bool) else None
        answer = mall.call("owner", operation.method.upper(), case.formatted_path, json=body, headers={"If-Match": '"1"'})
        assert answer.status_code < 500, (operation.label, body, answer.text)
        assert answer.status_code < 300 or answer.mimetype == "application/problem+json"

    answers()
