"""A day of decisions: asked for by a button, refused in two touches, lost to somebody faster, followed by whoever asked."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.steps import find

APP = "/app/mall_crm"
SignIn = Callable[..., Person]


def ask_for_points(agent: Person, points: int, reason: str) -> None:
    """The agent asks for points on the page of a member, by its button."""
    find(agent, "0466", "林若溪")
    agent.see("button.request_points").click()
    dialog = agent.see("ask-request_points")
    dialog.get_by_label("调整积分").fill(str(points))
    agent.see("ask-send").click()
    expect(dialog).to_contain_text("请填写说明")
    dialog.get_by_label("说明").fill(reason)
    agent.see("ask-send").dblclick()
    expect(dialog).to_have_count(0)


def card_of(person: Person, words: str) -> Any:
    """The card of the inbox that says this; the list is asked again until it is there."""
    person.go("/tasks")
    found = person.page.locator(".task-card").filter(has_text=words)
    expect(found).to_have_count(1, timeout=30_000)
    return found


def test_refused_in_two_touches_and_seen_by_who_asked(sign_in: SignIn) -> None:
    agent, manager = sign_in("agent_1"), sign_in("manager_1", "phone")
    ask_for_points(agent, 2400, "补登双十二的小票")
    card = card_of(manager, "补登双十二的小票")
    manager.shot("work-01-inbox")
    card.get_by_role("button", name="驳回").click()
    expect(manager.see("sheet-reject")).to_be_visible()
    manager.shot("work-02-reject")
    manager.page.go_back()
    expect(manager.see("sheet-reject")).to_have_count(0)
    assert manager.page.url.endswith("/tasks")

    card.get_by_role("button", name="驳回").click()
    phrase = manager.page.locator(".sheet-phrase").first
    words = phrase.inner_text()
    phrase.click()
    expect(card).to_have_count(0)
    expect(manager.page.locator(".ant-message")).to_contain_text("已驳回")

    manager.go("/tasks?box=done")
    done = manager.page.locator(".task-card").filter(has_text="补登双十二的小票")
    expect(done).to_contain_text("已驳回")
    done.locator(".task-open").click()
    expect(manager.page.get_by_role("region", name="经过")).to_contain_text(words)
    manager.shot("work-03-refused")


def test_why_leads_from_the_timeline_to_the_rule(sign_in: SignIn) -> None:
    agent = sign_in("agent_1")
    find(agent, "0466", "林若溪")
    agent.page.locator(".timeline-item").filter(has_text="消费积分").first.get_by_test_id("because").click()
    panel = agent.see("run-panel")
    expect(panel).to_contain_text(re.compile("自动化规则"))
    expect(panel.get_by_role("region", name="带来的结果")).to_contain_text("积分")
    agent.shot("work-04-why")


def test_messages_of_a_member_are_bubbles(sign_in: SignIn) -> None:
    agent = sign_in("agent_1", "phone")
    agent.go(f"{APP}/outbox")
    agent.page.locator(".thread").first.click()
    expect(agent.page.locator(".bubble").first).to_be_visible()
    expect(agent.page.get_by_role("log")).to_contain_text("演示环境，未真正发送")
    agent.shot("work-05-outbox")


def form_tasks(person: Person) -> dict[str, dict[str, Any]]:
    """The forms somebody is asked to fill in, by the workflow they belong to."""
    return {one["instance"]: one for one in person.api("/tasks?state=open&limit=50")[1]["tasks"] if one["kind"] == "form"}


def test_who_is_slower_sees_that_it_is_done(sign_in: SignIn) -> None:
    operations, manager = sign_in("operations"), sign_in("manager_1")
    mine, theirs = form_tasks(operations), form_tasks(manager)
    instance = next(key for key in mine if key in theirs)
    task = mine[instance]["id"]
    operations.go(f"/tasks?task={task}")
    operations.page.get_by_role("region", name="请填写").get_by_label("处理结果").fill("已联系会员")
    body = {"action_id": "browser-test-0001", "values": {"reply": "已由店长当面答复"}}
    status, answer = manager.api(f"/tasks/{theirs[instance]['id']}:submit", "POST", body)
    assert status == 200, answer

    operations.expect(f"409 .*/tasks/{task}:submit$")
    operations.see("act-submit").click()
    expect(operations.page.locator(".ant-message")).to_contain_text("已")
    expect(operations.see(f"task-{task}")).to_have_count(0)
    expect(operations.page.get_by_role("status").filter(has_text="刚刚有人先处理了")).to_be_visible()


def test_what_one_is_told_is_read_once(sign_in: SignIn) -> None:
    manager = sign_in("manager_1", "phone")
    unread = manager.api("/notifications?limit=1")[1]["unread"]
    assert unread > 0
    manager.see("bell").click()
    manager.page.wait_for_url("**/notices")
    expect(manager.page.locator(".notice").first).to_be_visible()
    manager.shot("work-06-notices")
    manager.see("read-all").click()
    expect(manager.see("bell").locator(".count-badge")).to_have_count(0)
