"""A complaint from the phone call to its end, and one that nobody answers in time."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.steps import find
from tests.browser.work.small_mall import APP, SmallMall

AtWork = Callable[..., Person]


def card_of(person: Person, words: str) -> Locator:
    """The one card of the inbox that says this."""
    person.go("/tasks")
    found = person.page.locator(".task-card").filter(has_text=words)
    expect(found).to_have_count(1)
    return found


def choose_in(person: Person, dialog: Locator, label: str, words: str) -> None:
    """An option of a choice or a record in a dialog."""
    box = dialog.get_by_role("combobox", name=label)
    box.click()
    person.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option").filter(has_text=words).first.click()


def complain(agent: Person, text: str, shot: str = "") -> None:
    """The agent finds the caller by the last four digits and records what is said."""
    find(agent, "0466", "林若溪")
    agent.see("button.record_complaint").click()
    dialog = agent.see("ask-record_complaint")
    choose_in(agent, dialog, "投诉类型", "商品质量")
    choose_in(agent, dialog, "相关门店", "禾里火锅")
    dialog.get_by_label("投诉内容").fill(text)
    if shot:
        agent.shot(shot)
    agent.see("ask-send").click()
    expect(agent.page.locator(".ant-message")).to_contain_text("投诉已登记")
    expect(dialog).to_have_count(0)


def test_a_complaint_is_recorded_answered_scored_and_closed(at_work: AtWork, mall: SmallMall) -> None:
    agent, manager = at_work("agent_1"), at_work("manager_1", "phone")
    complain(agent, "锅底偏咸，等位四十分钟没有人招呼", "work-10-complaint")
    mall.work()

    card = card_of(manager, "锅底偏咸")
    manager.shot("work-11-store-inbox")
    card.get_by_role("button", name="去处理").click()
    fill = manager.page.get_by_role("region", name="请填写")
    fill.get_by_label("处理结果").fill("已致电致歉，送一份甜品券")
    manager.shot("work-12-answer")
    manager.see("act-submit").click()
    manager.page.wait_for_url("**/tasks")
    expect(manager.page.locator(".task-card")).to_have_count(0)
    mall.work()

    card_of(agent, "锅底偏咸")
    part = agent.page.get_by_role("region", name="请填写")
    part.get_by_label("满意度").fill("5")
    agent.see("act-submit").click()
    expect(agent.page.locator(".task-card")).to_have_count(0)
    mall.work()

    agent.go(f"/app/{APP}")
    find(agent, "0466", "林若溪")
    timeline = agent.page.locator(".timeline")
    expect(timeline).to_contain_text("投诉 TS-0001：商品质量")
    agent.shot("work-13-timeline")
    timeline.get_by_text("投诉 TS-0001：商品质量").first.click()
    expect(agent.page.locator(".badge")).to_contain_text("已结案")
    agent.see("record-flows").get_by_role("link").first.click()
    way = agent.page.get_by_role("region", name="流程图").or_(agent.page.locator(".flow-part").filter(has=agent.page.locator(".flow-ways"))).first
    expect(way.locator(".flow-ways path.taken")).not_to_have_count(0)
    expect(agent.see("flow-reply_store")).to_contain_text("王芳")
    expect(agent.see("flow-reply_store").locator(".flow-box.done")).to_have_count(1)
    expect(agent.see("flow-countersign").locator(".flow-box.done")).to_have_count(0)
    agent.shot("work-14-way")


def test_one_left_alone_is_reminded_of_and_goes_up(at_work: AtWork, mall: SmallMall) -> None:
    agent, manager = at_work("agent_1"), at_work("manager_1", "phone")
    complain(agent, "菜里有头发，门店说没办法")
    mall.work()
    task = next(one for one in manager.api("/tasks?state=open")[1]["tasks"] if "头发" in str(one["summary"]))
    assert task["due_at"], task
    before = manager.api("/notifications?limit=50")[1]["unread"]

    operations = at_work("operations")
    assert not any("头发" in str(one["summary"]) for one in operations.api("/tasks?state=open")[1]["tasks"])
    mall.until(task["due_at"])
    manager.page.clock.set_fixed_time(mall.now)
    operations.page.clock.set_fixed_time(mall.now)

    manager.go("/notices")
    expect(manager.page.locator(".notice").first).to_contain_text(re.compile("投诉 TS-0002"))
    assert manager.api("/notifications?limit=50")[1]["unread"] > before
    manager.shot("work-15-reminded")
    card_of(operations, "头发")
    expect(operations.page.get_by_role("region", name="经过")).to_contain_text("升级")
    operations.shot("work-16-escalated")
    card_of(manager, "头发")
    manager.shot("work-17-overdue")
