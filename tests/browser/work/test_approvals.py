"""Points asked for by an agent: two approvals from cards in two touches each, once whatever is pressed twice; who is second hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.steps import fact, find
from tests.browser.work.small_mall import APP, SmallMall

AtWork = Callable[..., Person]


def ask_for(agent: Person, points: int, reason: str, shot: str = "") -> None:
    """The agent asks for points for 林若溪, pressing twice as people do."""
    agent.go(f"/app/{APP}")
    find(agent, "0466", "林若溪")
    agent.see("button.request_points").click()
    dialog = agent.see("ask-request_points")
    dialog.get_by_label("调整积分").fill(str(points))
    dialog.get_by_label("说明").fill(reason)
    if shot:
        agent.shot(shot)
    agent.see("ask-send").dblclick()
    expect(agent.page.locator(".ant-message")).to_contain_text("申请已提交")
    expect(dialog).to_have_count(0)


def card(person: Person, words: str) -> Locator:
    """The one card that says this."""
    person.go("/tasks")
    found = person.page.locator(".task-card").filter(has_text=words)
    expect(found).to_have_count(1)
    return found


def approve(person: Person, words: str, shot: str = "") -> list[Any]:
    """Approves from the card: one touch on it, one in the sheet, that one twice. Gives the acts that were sent."""
    sent: list[Any] = []
    person.page.on("request", lambda request: sent.append(request.post_data_json) if ":approve" in request.url else None)
    found = card(person, words)
    if shot:
        person.shot(shot)
    found.get_by_role("button", name="同意").tap()
    confirm = person.see("act-confirm")
    expect(confirm).to_be_visible()
    if shot:
        person.shot(f"{shot}-sheet")
    confirm.dblclick()
    expect(found).to_have_count(0)
    expect(person.page.locator(".ant-message")).to_contain_text("已同意")
    return sent


def entries(agent: Person) -> list[dict[str, Any]]:
    """Everything ever written to 林若溪's points."""
    status, answer = agent.api(f"/apps/{APP}/forms/points_ledger/records?refs=1")
    assert status == 200, answer
    return [one["values"] for one in answer["records"]]


def points_of(agent: Person) -> str:
    """What her page says."""
    agent.page.reload()
    agent.page.get_by_role("heading", level=1, name="林若溪").wait_for()
    return fact(agent, "可用积分")


def test_two_must_agree_and_the_points_come_once(at_work: AtWork, mall: SmallMall) -> None:
    agent, operations, ceo = at_work("agent_1"), at_work("operations", "phone"), at_work("ceo", "phone")
    ask_for(agent, 12_000, "开业活动漏发", "work-20-ask")
    mall.work()
    status, asked = agent.api(f"/apps/{APP}/forms/points_adjustment/records?count=exact")
    assert (status, asked["count"]) == (200, 1), "pressed twice, asked once"

    acts = approve(operations, "开业活动漏发", "work-21-approve")
    assert len({one["action_id"] for one in acts}) == 1, acts
    mall.work()
    assert points_of(agent) == "0", "one signature is not enough"

    approve(ceo, "开业活动漏发")
    mall.work()
    assert points_of(agent) == "12,000"
    assert [one["delta"] for one in entries(agent)] == [12_000]
    agent.shot("work-22-points")

    operations.go("/tasks?box=done")
    done = operations.page.locator(".task-card").filter(has_text="开业活动漏发")
    expect(done).to_contain_text("已同意")
    done.locator(".task-open").click()
    expect(operations.page.get_by_role("region", name="经过")).to_contain_text("沈致远")
    operations.shot("work-23-agreed")


def test_a_press_that_arrives_twice_counts_once(at_work: AtWork, mall: SmallMall) -> None:
    """As after a lost line: the same act again changes nothing."""
    agent, operations, ceo = at_work("agent_1"), at_work("operations"), at_work("ceo")
    before = len(entries(agent))
    ask_for(agent, 11_000, "会员日翻倍补差")
    mall.work()
    for person in (operations, ceo):
        listed = person.api("/tasks?state=open")[1]["tasks"]
        task = next(one["id"] for one in listed if "会员日翻倍补差" in str(one["summary"]))
        for _ in range(2):
            status, answer = person.api(f"/tasks/{task}:approve", "POST", {"action_id": f"again-{task}"})
            assert status == 200, answer
            mall.work()
    assert len(entries(agent)) == before + 1


def test_who_is_second_sees_who_was_first(at_work: AtWork, mall: SmallMall) -> None:
    """A request nobody looked at for twelve working hours waits for two; one answer is enough."""
    agent = at_work("agent_1")
    ask_for(agent, 5_000, "停车费误扣补偿")
    mall.work()
    mall.later(timedelta(hours=36))
    manager, operations = at_work("manager_1", "phone"), at_work("operations")
    slow = card(operations, "停车费误扣补偿")
    slow.locator(".task-open").click()
    expect(operations.see("act-approve")).to_be_visible()
    approve(manager, "停车费误扣补偿")

    operations.expect("409 .*:approve$")
    operations.see("act-approve").click()
    operations.see("act-confirm").click()
    expect(operations.page.locator(".ant-message")).to_contain_text("王芳 刚刚已同意")
    expect(operations.page.get_by_role("status").filter(has_text="刚刚有人先处理了")).to_be_visible()
    operations.shot("work-24-second")
