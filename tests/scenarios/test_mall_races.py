"""Many at once in the mall, over HTTP: one winner, everybody else is told in words; books that agree; one effect however many clocks tick."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from builder import templates
from builder.definitions import load
from runtime.app import create_app
from runtime.examples import given as beginning
from runtime.examples.stage import Stage
from runtime.identity import tokens
from runtime.ids import encode
from runtime.jobs.worker import Worker
from tests.scenarios.mall import FOLDER
from tests.scenarios.mall_image import asked, wrong
from tests.scenarios.test_points import agree, rows

API = "/api/v1/apps/mall_crm"
EXAMPLES = load(templates.read_folder(FOLDER).documents).examples
PLACES = EXAMPLES["complaint_store"].given
MANY = 20
STOCK = {"kind": "parking", "face": "10.00", "valid_days": 10}
Call = tuple[str, str, dict[str, Any]]  # login, path, body


@dataclass
class Town:
    """A mall with twenty members and people who ask over HTTP, each in a thread of its own."""

    stage: Stage
    app: Any
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, login: str) -> str:
        """Of a person."""
        if login not in self.tokens:
            self.tokens[login] = tokens.create(self.stage.context(), self.stage.people[login])[1]
        return self.tokens[login]

    def post(self, login: str, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """(status, answer)."""
        answer = self.app.test_client().post(path, json=dict(body), headers={"Authorization": f"Bearer {self.token(login)}"})
        return answer.status_code, answer.get_json()

    def together(self, calls: list[Call]) -> list[tuple[int, dict[str, Any]]]:
        """All at the same moment, the answers in their order."""
        gate = Barrier(len(calls))
        for login, _, _ in calls:
            self.token(login)

        def one(call: Call) -> tuple[int, dict[str, Any]]:
            gate.wait(30)
            return self.post(*call)

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    def press(self, login: str, button: str, record: str, number: int, **values: Any) -> Call:
        """A button as a call; every number is a press of its own."""
        body = {"record": self.stage.record(record)[1], "values": self.stage.value(values), "action_id": f"{button}-{number}"}
        return login, f"{API}/actions/{button}", body

    def tasks(self, login: str) -> list[dict[str, Any]]:
        """What waits for somebody."""
        answer = self.app.test_client().get("/api/v1/tasks", headers={"Authorization": f"Bearer {self.token(login)}"})
        return list(answer.get_json()["tasks"])

    def act(self, login: str, verb: str, **more: Any) -> Call:
        """The answer to the only task of a person."""
        [task] = self.tasks(login)
        return login, f"/api/v1/tasks/{task['id']}:{verb}", {"action_id": f"{verb}-{login}-{task['id']}", **more}

    def put(self, form: str, called: str, /, **values: Any) -> None:
        """A record that was there."""
        beginning.put(self.stage, {"records": [{"form": form, "as": called, "values": values}]})

    def ask_points(self, delta: int, login: str = "agent_1") -> None:
        """A request for points, handed on."""
        assert self.post(*self.press(login, "request_points", "@m0", delta, delta=delta, cause="goodwill", reason="补偿"))[0] == 200
        self.stage.go_to(self.stage.clock())


@pytest.fixture
def town(mall: Stage) -> Town:
    mall.go_to(mall.moment("2026-11-21T10:00"))
    member = next(raw for raw in PLACES["records"] if raw["form"] == "member")
    others = [raw for raw in PLACES["records"] if raw["form"] != "member"]
    many = [{**member, "as": f"m{number}", "values": {**member["values"], "mobile": f"1380571{number:04d}"}} for number in range(MANY)]
    second = [{"login": "operations_2", "roles": ["operations"]}, {"login": "agent_2", "roles": ["agent"]}]
    beginning.put(mall, {"users": [*PLACES["users"], *second], "records": [*others, *many]})
    return Town(mall, create_app(mall.runtime.settings, mall.runtime))


def said(answers: list[tuple[int, dict[str, Any]]]) -> Counter[tuple[int, str]]:
    """(status, code or words) → how often; a success is (status, "")."""
    return Counter((status, "" if status < 400 else answer["detail"] if answer["code"] == "own_message" else answer["code"]) for status, answer in answers)


def one_winner(answers: list[tuple[int, dict[str, Any]]], words: set[str]) -> None:
    """One of them has it; all others are refused in these words."""
    found = said(answers)
    assert found.pop((200, "")) == 1
    assert sum(found.values()) == len(answers) - 1
    assert {status for status, _ in found} <= {400, 409, 422}
    assert {answer["detail"] for status, answer in answers if status != 200} <= words, found


USED = {"这张券已经核销过，或不在有效期内。", "这张券已经核销过。"}
GONE = {"这张券已经发完或停用了。", "「停车券」已经发完了。"}


def test_twenty_redeem_one_coupon(town: Town) -> None:
    town.put("coupon_tpl", "tpl", name="停车券", total=5, **STOCK)
    town.put("coupon", "c", code="AAAA", tpl="@tpl", member="@m0", valid_to="2026-12-31")
    answers = town.together([town.press("agent_1", "redeem_coupon", "@c", number, store="@heli") for number in range(MANY)])
    one_winner(answers, USED)
    assert [row.values["state"] for row in rows(town.stage, "coupon")] == ["redeemed"]


@pytest.mark.parametrize("button", ["claim_coupon", "issue_coupon"])
def test_twenty_claim_the_last_coupon(town: Town, button: str) -> None:
    town.put("coupon_tpl", "tpl", name="停车券", total=1, **STOCK)
    if button == "claim_coupon":
        calls = [town.press("agent_1", button, "@tpl", number, member=f"@m{number}") for number in range(MANY)]
    else:
        calls = [town.press("agent_1", button, f"@m{number}", number, tpl="@tpl") for number in range(MANY)]
    answers = town.together(calls)
    one_winner(answers, GONE)
    assert len(rows(town.stage, "coupon")) == 1
    assert [row.values["left"] for row in rows(town.stage, "coupon_tpl")] == [0]


@pytest.mark.parametrize("button", ["claim_coupon", "issue_coupon"])
@pytest.mark.parametrize("most", [1, 3])
def test_a_member_gets_no_more_than_the_template_allows(town: Town, button: str, most: int) -> None:
    town.put("coupon_tpl", "tpl", name="停车券", total=100, per_member=most, **STOCK)
    if button == "claim_coupon":
        calls = [town.press("agent_1", button, "@tpl", number, member="@m0") for number in range(MANY)]
    else:
        calls = [town.press("agent_1", button, "@m0", number, tpl="@tpl") for number in range(MANY)]
    answers = town.together(calls)
    assert Counter(status for status, _ in answers) == {200: most, 400: MANY - most}
    assert len(rows(town.stage, "coupon")) == most


def test_eight_spend_the_points_of_one_member(town: Town) -> None:
    lines = [{"product": town.stage.value("@pot"), "qty": 1, "price": "333.34"}]
    values = {"receipt_no": "R1", "source": "pos", "store": town.stage.value("@heli"), "member": town.stage.value("@m0"), "lines": lines}
    assert town.post("agent_1", f"{API}/forms/purchase/records", {"values": values})[0] == 201
    answers = town.together([town.press("agent_1", "spend_points", "@m0", number, amount=90, reason=f"第 {number} 次") for number in range(8)])
    assert Counter(status for status, _ in answers)[200] == 5
    assert {answer["detail"] for status, answer in answers if status != 200} <= {"可用积分不够。"}
    assert next(row.values["points"] for row in rows(town.stage, "member") if row.id == town.stage.record("@m0")[1]) == 50
    agree(town.stage)


def test_two_take_one_task(town: Town) -> None:
    values = {"type": "service", "severity": "normal", "store": "@heli", "text": "等太久"}
    assert town.post(*town.press("agent_1", "record_complaint", "@m0", 1, **values))[0] == 200
    town.stage.go_to(town.stage.clock())
    answers = town.together([town.act(login, "submit", values={"reply": f"{login} 已致歉"}) for login in ("operations", "operations_2")])
    [(_, lost)] = [answer for answer in answers if answer[0] != 200]
    assert sorted(status for status, _ in answers) == [200, 409]
    assert lost["code"] == "task_taken"
    assert lost["task"]["state"] == "done"
    assert lost["params"]["by"] in ("operations", "operations_2")


def approvals(town: Town) -> list[Any]:
    return sorted((row.values["delta"], row.values["state"]) for row in rows(town.stage, "points_adjustment"))


def booked(town: Town) -> list[int]:
    return sorted(row.values["delta"] for row in rows(town.stage, "points_ledger") if row.values["kind"] == "adjust")


def test_operations_and_ceo_sign_at_the_same_instant(town: Town) -> None:
    for round_ in range(3):
        town.ask_points(12_000 + round_)
        operations = [town.act("operations", "approve"), town.act("operations_2", "approve"), town.act("ceo", "approve")]
        assert [status for status, _ in town.together(operations)] == [200, 200, 200]
        town.stage.go_to(town.stage.clock())
    assert booked(town) == [12_000, 12_001, 12_002]
    assert approvals(town) == [(12_000, "posted"), (12_001, "posted"), (12_002, "posted")]
    assert wrong(town.stage) == {}
    agree(town.stage)


def test_withdraw_against_approve(town: Town) -> None:
    for round_ in range(4):
        town.ask_points(1_500 + round_)
        approve = town.act("manager_1", "approve")
        [(found,)] = asked(town.stage, "SELECT id FROM wf_instance WHERE state = 'running'")
        withdraw = ("agent_1", f"{API}/workflows/points_adjustment/instances/{encode(found)}:withdraw", {"action_id": f"withdraw-{round_}"})
        answers = town.together([approve, withdraw])
        town.stage.go_to(town.stage.clock())
        assert sorted(status for status, _ in answers) == [200, 409]
        delta, state = approvals(town)[-1]
        assert (state, delta in booked(town)) in {("posted", True), ("withdrawn", False)}
        assert (state == "posted") == (answers[0][0] == 200)
    assert wrong(town.stage) == {}
    agree(town.stage)


def test_the_last_gifts_go_to_as_many_as_there_are(town: Town) -> None:
    for number in range(12):
        town.put("member", f"b{number}", name=f"b{number}", mobile=f"1370571{number:04d}", join_store="@heli", tier="@gold", accept_sms=True,
                 channel="qr", joined_on="2026-09-26")  # fmt: skip
    town.put("coupon_tpl", "back", name="唤醒券", total=5, occasion="win_back", **STOCK)
    workers = [Worker(town.stage.runtime, f"worker-{number}") for number in range(8)]
    town.stage.clock.now = town.stage.moment("2026-11-25T09:30")
    while sum(at_the_same_moment([partial(worker.run_due, 2) for worker in workers])):
        pass
    assert wrong(town.stage) == {}
    assert len(rows(town.stage, "coupon")) == 5
    assert Counter(row.values["kind"] for row in rows(town.stage, "followup")) == {"win_back": 12}, "a call even where no coupon is left"


def test_ten_clocks_tick_at_once(town: Town) -> None:
    for number in range(10):
        town.put("member", f"b{number}", name=f"b{number}", mobile=f"1370571{number:04d}", join_store="@heli", tier="@gold", accept_sms=True,
                 channel="qr", birthday="1990-11-29", joined_on="2026-09-26")  # fmt: skip
    town.put("coupon_tpl", "gift", name="生日券", total=100, occasion="birthday", **STOCK)
    town.put("coupon_tpl", "back", name="唤醒券", total=100, occasion="win_back", **STOCK)
    clocks = [Worker(town.stage.runtime, f"clock-{number}") for number in range(10)]
    for day in (22, 25, 26, 29):
        town.stage.clock.now = town.stage.moment(f"2026-11-{day}T09:30")
        while sum(at_the_same_moment([clock.run_due for clock in clocks])):
            pass
    effects = Counter((row.values["kind"], row.values["member"]) for row in rows(town.stage, "followup"))
    assert set(effects.values()) == {1}
    assert Counter(kind for kind, _ in effects) == {"birthday": 10, "win_back": 10}
    coupons = Counter((row.values["tpl"], row.values["member"]) for row in rows(town.stage, "coupon"))
    assert set(coupons.values()) == {1}
    assert len(coupons) == 10 + 10
    assert wrong(town.stage) == {}


def at_the_same_moment(works: list[Callable[[], int]]) -> list[int]:
    gate = Barrier(len(works))

    def one(work: Callable[[], int]) -> int:
        gate.wait(30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))
