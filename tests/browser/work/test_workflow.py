"""A workflow out of a recipe: drawn with the mouse, again with the keyboard in the list, started by a record, approved on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.designing import Builder, Keys
from tests.browser.person import Person
from tests.browser.steps import option, write
from tests.browser.work.small_mall import APP, SmallMall

AtWork = Callable[..., Person]
NOTE = "门店活动点子"


def steps_of(builder: Builder, key: str) -> list[str]:
    """The types of the steps as the draft keeps them, from the first to the last."""
    workflow = builder.documents()["workflows"][key]
    way = {one["from"]: one["to"] for one in workflow["transitions"]}
    types = {one["key"]: one["type"] for one in workflow["steps"]}
    at = next(key for key, kind in types.items() if kind == "start")
    order = [types[at]]
    while at in way:
        at = way[at]
        order.append(types[at])
    return order


def begun(builder: Builder) -> str:
    """一级审批 on tags, started by a new one; gives its key."""
    page = builder.page
    builder.person.go(f"/design/{APP}/workflows")
    builder.go("workflow-new")
    builder.pick(builder.person.see("new-workflow-form"), "标签", typed=True)
    builder.go("recipe-single")
    page.wait_for_url("**/workflows/*")
    builder.saved()
    return page.url.split("/workflows/")[1].split("?")[0]


def starts_with_a_record(builder: Builder) -> None:
    builder.go("workflow-settings")
    builder.pick(builder.person.see("workflow-event"), "新增")
    builder.saved()


def test_drawn_with_the_mouse_and_approved_on_the_phone(at_work: AtWork, mall: SmallMall) -> None:
    designer = at_work("designer")
    builder = Builder(designer)
    page = builder.page
    key = begun(builder)
    canvas = designer.see("workflow-canvas")
    expect(canvas.locator(".react-flow__node")).to_have_count(3)
    starts_with_a_record(builder)

    canvas.locator(".react-flow__node").filter(has_text="审批").click()
    panel = designer.see("step-panel")
    builder.pick(panel.get_by_test_id("who-by"), "角色")
    held: list[Route] = []
    page.route("**/draft:check", lambda route: held.append(route))
    with page.expect_request("**/draft:check"):
        builder.pick(panel.get_by_test_id("who-role"), "运营总监")

    canvas.get_by_test_id(re.compile("^insert-at-")).last.click()
    entry = page.locator("[data-testid=insert-approve]:visible")
    expect(entry).to_be_visible()
    with page.expect_response("**/draft:check"):  # what is wrong is drawn anew behind the open menu
        for route in held:
            route.continue_()
    page.unroute("**/draft:check")
    page.wait_for_timeout(500)
    entry.click()
    expect(canvas.locator(".react-flow__node")).to_have_count(4)
    builder.pick(designer.see("step-panel").get_by_test_id("who-by"), "角色")
    builder.pick(designer.see("step-panel").get_by_test_id("who-role"), "CEO")
    builder.saved()
    box = canvas.locator(".react-flow__node").nth(1)
    before = box.get_attribute("style") or ""
    builder.pull(box, 120)
    expect(box).not_to_have_attribute("style", before)
    builder.saved()
    assert "layout" in builder.documents()["workflows"][key]
    page.get_by_role("button", name="自动排列").click()
    builder.saved()
    assert "layout" not in builder.documents()["workflows"][key]
    assert steps_of(builder, key) == ["start", "approve", "approve", "end"]
    builder.plain("workflow")
    designer.shot("work-40-canvas")
    builder.publish("新标签要审批")

    agent = at_work("admin")
    agent.go(f"/app/{APP}/tag/new")
    write(agent, "name", NOTE)
    option(agent, "group", "服务关怀")
    agent.see("save").click()
    agent.page.get_by_role("heading", level=1, name=NOTE).wait_for()
    mall.work()
    for login, shot in (("operations", "work-41-tag"), ("ceo", "")):
        person = at_work(login, "phone")
        person.go("/tasks")
        card = person.page.locator(".task-card").filter(has_text=NOTE)
        expect(card).to_have_count(1)
        if shot:
            person.shot(shot)
        card.get_by_role("button", name="同意").tap()
        person.see("act-confirm").tap()
        expect(card).to_have_count(0)
        expect(person.page.locator(".ant-message")).to_contain_text("已同意")
        mall.work()
    agent.page.reload()
    flows = agent.see("record-flows")
    expect(flows).to_contain_text(re.compile("已同意|已通过|已完成"))
    flows.get_by_role("link").first.click()
    expect(agent.page.locator(".flow-box.done")).to_have_count(4)
    agent.shot("work-42-agreed")


@pytest.mark.usefixtures("mall")
def test_drawn_in_the_list_by_keyboard_alone(at_work: AtWork) -> None:
    designer = at_work("designer")
    keys = Keys(designer)
    page = keys.page
    designer.go(f"/design/{APP}/workflows")
    page.evaluate("sessionStorage.removeItem('pointed')")
    keys.command("新建流程")
    form = page.get_by_role("dialog").get_by_role("combobox", name="哪张表单")
    keys.reach(form)
    keys.choose("楼层")
    keys.reach(designer.see("recipe-single"))
    keys.press("Enter")
    page.wait_for_url("**/workflows/*")
    keys.saved()
    key = page.url.split("/workflows/")[1].split("?")[0]

    keys.command("用列表显示")
    outline = designer.see("outline")
    expect(outline.locator(".dz-outline-step")).to_have_count(3)
    keys.reach(outline.get_by_test_id(re.compile("^outline-insert-")).last)
    keys.press("Enter")
    expect(page.locator(".ant-dropdown-menu-item-active strong")).to_have_text("审批")
    keys.press("Enter")
    expect(outline.locator(".dz-outline-step")).to_have_count(4)
    keys.saved()
    assert steps_of(keys, key) == ["start", "approve", "approve", "end"]
    designer.shot("work-43-list")
    keys.press("Control+z")
    expect(outline.locator(".dz-outline-step")).to_have_count(3)
    keys.saved()
    assert steps_of(keys, key) == ["start", "approve", "end"]
    assert not keys.pointed()
