"""Rules and buttons over HTTP: lists, logs, switching, counting, trying, why not; who may what. Both databases."""

from typing import Any

import pytest

from runtime.store.tables_rules import rule_fire, rule_run
from tests.api.conftest import ONLY_SQLITE
from tests.contract.ruled import House, entry, rule
from tests.installation import Installation

APP = "/api/v1/apps/tiny"
LARGE = rule(
    "large", {"event": "created", "form": "sale"}, entry("CONCAT('大额 ', no)", shopper="shopper", amount="amount"),
    when="amount > 3 * shopper.average and shopper.level == 'gold'", label={"zh-CN": "大额消费", "en": "Large purchase"},
)
VOID = rule(
    "void", {
        "event": "button", "form": "sale", "roles": ["owner"], "show": "state == 'open'", "done": {"zh-CN": "已作废", "en": "Voided"},
        "ask": [{"key": "reason", "label": "原因", "type": "text", "required": True, "max_length": 10}, {"key": "back", "label": "退款", "type": "money"}],
    },
    {"type": "update", "set": {"state": "'closed'"}}, entry("CONCAT('void ', ask.reason)", amount="ask.back"), label={"zh-CN": "作废", "en": "Void"},
)


@pytest.fixture
def house(installation: Installation) -> House:
    made = House(installation, LARGE, VOID)
    installation.user("reader", [("tiny", "reader")])
    installation.user("stranger")
    return made


def call(house: House, who: str, method: str, path: str, **more: Any) -> Any:
    """A request of a person."""
    client = house.installation.client(house.installation.people[who])
    return client.open(path if path.startswith("/") else f"{APP}/{path}", method=method, **more)


def sales(house: House) -> tuple[str, list[str]]:
    """A gold member with an average of ¥412 who then spends ¥6,880."""
    lin = house.create("shopper", name="何静怡", level="gold")
    made = [house.create("sale", no=no, shopper=lin, amount=amount, state="open") for no, amount in (("a", "412.00"), ("b", "6880.00"))]
    house.work()
    return lin, made


def test_list_and_log(house: House) -> None:
    _, (_, large) = sales(house)
    listed = {one["key"]: one for one in call(house, "owner", "GET", "rules").json["rules"]}
    assert (listed["large"]["state"], listed["large"]["fired"], listed["large"]["failed"]) == ("on", 1, 0)
    assert listed["large"]["sentence"].startswith("当「Sale」新增时，如果 金额 大于 3 ×")
    runs = call(house, "owner", "GET", f"rules/large/runs?record={large}").json["runs"]
    assert [run["outcome"] for run in runs] == ["fired"]
    assert runs[0]["text"] == "¥6,880.00 大于 3 × ¥412.00 且 金卡 等于 金卡"
    assert {"label": "金额", "value": "¥6,880.00"} in runs[0]["values"]
    assert runs[0]["effects"][0]["form"] == "entry"
    one = call(house, "owner", "GET", f"runs/{runs[0]['id']}").json
    assert (one["label"], one["revision"], one["record"]) == ("大额消费", 1, large)


def test_a_run_is_told_to_who_reads_the_record_and_no_more(house: House) -> None:
    _, (_, large) = sales(house)
    run = call(house, "owner", "GET", f"rules/large/runs?record={large}").json["runs"][0]["id"]
    seen = call(house, "reader", "GET", f"runs/{run}")
    assert seen.status_code == 200
    assert "412" not in seen.text  # the average stands on a form this person does not read
    assert "6,880" in seen.text
    assert call(house, "stranger", "GET", f"runs/{run}").status_code == 404


@ONLY_SQLITE
def test_only_designers_look_after_rules(house: House) -> None:
    for method, path in (("GET", "rules"), ("GET", "rules/large"), ("GET", "rules/large/runs"), ("POST", "rules/large:pause"),
                         ("POST", "rules/large:switch_on"), ("POST", "rules/large:why_not")):
        for who in ("reader", "stranger"):
            assert call(house, who, method, path, json={} if method == "POST" else None).status_code in (400, 403, 404), (who, path)
    assert call(house, "owner", "GET", "rules/nothing").status_code == 404


def test_pause_and_go_on(house: House) -> None:
    lin, _ = sales(house)
    assert call(house, "owner", "POST", "rules/large:pause").json["state"] == "paused"
    house.create("sale", no="c", shopper=lin, amount="90000")
    assert house.work() == 0
    assert call(house, "owner", "POST", "rules/large:resume").json["state"] == "on"
    house.create("sale", no="d", shopper=lin, amount="990000")
    house.work()
    assert house.entries() == ["大额 b", "大额 d"]


def test_why_not(house: House) -> None:
    lin, (small, large) = sales(house)
    house.update("shopper", lin, level="plain")
    told = call(house, "owner", "POST", "rules/large:why_not", json={"record": large}).json
    assert told["text"].startswith("没有触发，因为：")
    unmet = [step for step in told["steps"] if not step["met"]]
    assert {"label": "Shopper . Level 等于 金卡".replace(" . ", "."), "value": "普通 等于 金卡", "met": False} in unmet
    told = call(house, "owner", "POST", "rules/large:why_not", json={"record": small}).json
    assert "¥412.00 大于 3 ×" in told["steps"][2]["value"]


def test_try_writes_nothing(house: House) -> None:
    lin, (small, _) = sales(house)
    before = house.read(lambda uow: [len(uow.connection.execute(table.select()).all()) for table in (rule_run, rule_fire)])
    drafted = {**LARGE, "key": "draft_rule", "when": "amount > 100"}
    path = "/api/v1/builder/apps/tiny/draft:try_rule"
    told = call(house, "owner", "POST", path, json={"rule": drafted, "record": small})
    assert told.status_code == 200, told.text
    assert told.json["matches"] is True
    assert told.json["steps"] == [{"label": "金额 大于 100", "value": "¥412.00 大于 100", "met": True}]
    assert told.json["effects"][0]["form"] == "entry"
    assert {"label": "Text", "value": "大额 a"} in told.json["effects"][0]["values"]
    no = call(house, "owner", "POST", path, json={"rule": {**drafted, "when": "amount > 1000"}, "record": small}).json
    assert (no["matches"], no["effects"]) == (False, [])
    assert house.work() == 0
    assert house.entries() == ["大额 b"]
    assert before == house.read(lambda uow: [len(uow.connection.execute(table.select()).all()) for table in (rule_run, rule_fire)])
    assert call(house, "reader", "POST", path, json={"rule": drafted, "record": small}).status_code == 404
    broken = call(house, "owner", "POST", path, json={"rule": {**drafted, "when": "nowhere > 1"}, "record": small})
    assert (broken.status_code, broken.json["code"]) == (400, "rule_try_unpublished")
    shapeless = call(house, "owner", "POST", path, json={"rule": {"on": 3}, "record": small})
    assert shapeless.status_code == 400
    assert lin


def test_count_and_switch_on_with_the_backlog(house: House) -> None:
    for number in range(5):
        house.create("sale", no=f"n{number}", amount=str(number * 100))
    drafted = rule("big", {"event": "enters", "form": "sale"}, entry("no"), when="amount >= 200")
    counted = call(house, "owner", "POST", "/api/v1/builder/apps/tiny/draft:count_rule", json={"rule": drafted}).json
    assert counted == {"count": 3, "text": "现在有 3 条「Sale」已符合条件"}
    house.publish(LARGE, {**drafted, "enabled": False})
    assert call(house, "owner", "GET", "rules/big").json["backlog"] == 3
    assert call(house, "owner", "POST", "rules/big:backlog").json["count"] == 3
    assert call(house, "owner", "POST", "rules/big:switch_on", json={"backlog": True}).json["state"] == "on"
    house.work()
    assert sorted(house.entries()) == ["n2", "n3", "n4"]


def test_a_button(house: House) -> None:
    _, (sale, _) = sales(house)
    shown = call(house, "owner", "GET", APP).json["forms"]["sale"]["buttons"]
    assert [(one["key"], one["label"], one["kind"], [ask["key"] for ask in one["ask"]]) for one in shown] == [("void", "作废", "rule", ["reason", "back"])]
    assert call(house, "reader", "GET", APP).json["forms"]["sale"]["buttons"] == []
    press = {"record": sale, "values": {"reason": "错单", "back": "12.50"}, "action_id": "one"}
    assert call(house, "reader", "POST", "actions/void", json=press).status_code == 403
    wrong = call(house, "owner", "POST", "actions/void", json={**press, "values": {"back": "x", "more": 1}})
    assert sorted(fault["pointer"] for fault in wrong.json["errors"]) == ["/values/back", "/values/more", "/values/reason"]
    done = call(house, "owner", "POST", "actions/void", json=press)
    assert (done.status_code, done.json["message"], done.json["record"]["values"]["state"]) == (200, "已作废", "closed")
    again = call(house, "owner", "POST", "actions/void", json=press)
    assert (again.status_code, again.json["run"]) == (200, done.json["run"])
    assert house.entries().count("void 错单") == 1
    other = call(house, "owner", "POST", "actions/void", json={**press, "action_id": "two"})
    assert (other.status_code, other.json["code"]) == (409, "button_not_shown")
    assert call(house, "owner", "POST", "actions/nothing", json=press).status_code == 404


@pytest.mark.parametrize(("begins", "said"), [
    ({"type": "update", "guard": "state == 'open'", "set": {"state": "'closed'"}, "otherwise": {"refuse": "{{no}} 已经作废过了"}}, "a 已经作废过了"),
    ({"type": "update", "guard": "amount > 5", "set": {"state": "'closed'"}, "otherwise": {"refuse": "太少"}}, None),
    ({"type": "refuse", "when": "state == 'closed'", "message": "来晚了"}, "来晚了"),
    ({"type": "update", "set": {"amount": "0"}}, None),
])
def test_who_is_too_late_reads_the_rules_own_words_and_nothing_is_done(house: House, begins: dict[str, Any], said: str | None) -> None:
    house.publish(rule("void", {"event": "button", "form": "sale", "show": "state == 'open'"}, begins, entry("'done'")))
    sale = house.create("sale", no="a", amount="7.00", state="closed")
    late = call(house, "owner", "POST", "actions/void", json={"record": sale, "values": {}, "action_id": "late"})
    assert (late.json["code"], late.json["detail"] if said else None) == ("own_message" if said else "button_not_shown", said)
    kept = call(house, "owner", "GET", f"forms/sale/records/{sale}").json
    assert (kept["version"], kept["values"]["amount"], house.entries()) == (1, "7.00", [])


WAY = {
    "label": "审批", "on": {"event": "manual", "form": "sale"},
    "steps": [
        {"key": "begin", "type": "start"},
        {"key": "mark", "type": "action", "label": "记下", "action": {"type": "update", "set": {"amount": "amount + 1000"}}},
        {"key": "size", "type": "branch", "label": "多少", "mode": "first"},
        {"key": "boss", "type": "approve", "label": "老板", "who": {"by": "role", "value": "owner"}, "mode": "any"},
        {"key": "both", "type": "branch", "label": "同时", "mode": "all", "join": "meet"},
        {"key": "one", "type": "approve", "label": "甲", "who": {"by": "role", "value": "owner"}, "mode": "any"},
        {"key": "two", "type": "approve", "label": "乙", "who": {"by": "role", "value": "owner"}, "mode": "any"},
        {"key": "meet", "type": "join", "label": "会合"},
        {"key": "done", "type": "end", "label": "结束", "result": "approved"},
    ],
    "transitions": [
        {"key": "a", "from": "begin", "to": "mark"}, {"key": "b", "from": "mark", "to": "size"},
        {"key": "c", "from": "size", "to": "both", "when": "amount > 2000"}, {"key": "d", "from": "size", "to": "boss", "default": True},
        {"key": "e", "from": "both", "to": "one"}, {"key": "f", "from": "both", "to": "two"}, {"key": "g", "from": "one", "to": "meet"},
        {"key": "h", "from": "two", "to": "meet"}, {"key": "i", "from": "meet", "to": "done"}, {"key": "j", "from": "boss", "to": "done"},
    ],
}


def test_the_way_of_a_record_through_a_drawn_workflow(house: House) -> None:
    _, (small, large) = sales(house)
    path = "/api/v1/builder/apps/tiny/draft:simulate_workflow"
    told = call(house, "owner", "POST", path, json={"workflow": WAY, "record": small})
    assert told.status_code == 200, told.text
    assert told.json["path"] == ["begin", "mark", "size", "boss", "done"]
    assert "老板" in told.json["text"]
    both = call(house, "owner", "POST", path, json={"workflow": WAY, "record": large}).json["path"]
    assert both == ["begin", "mark", "size", "both", "one", "two", "meet", "done"]
    assert call(house, "owner", "GET", f"forms/sale/records/{small}").json["values"]["amount"] == "412.00", "a rehearsal leaves nothing"
    assert call(house, "reader", "POST", path, json={"workflow": WAY, "record": small}).status_code == 404
    assert call(house, "owner", "POST", path, json={"workflow": {"steps": 3}, "record": small}).status_code == 400
