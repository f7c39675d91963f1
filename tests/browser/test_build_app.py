"""From nothing to an app people work with: two related forms, a formula over the relation, a condition, a list — by mouse, and by keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.designing import OPTION, Builder
from tests.browser.person import Person


def blank_app(builder: Builder, name: str) -> None:
    builder.person.go("/design")
    builder.plain("start")
    builder.go("start-blank")
    expect(builder.person.see("app-name")).to_be_focused()
    builder.page.keyboard.type(name)
    builder.plain("new app")
    builder.go("create-app")
    builder.page.wait_for_url("**/design/*")
    builder.plain("overview")


def new_form(builder: Builder, name: str) -> None:
    builder.go("new-form")
    expect(builder.person.see("form-label")).to_be_focused()
    builder.page.keyboard.type(name)
    builder.saved()
    builder.plain("canvas")


def fill_in(agent: Person, app: str) -> None:
    """Somebody else registers a device and rents it out, on a phone: the amount appears, the condition asks for a company."""
    page = agent.page
    agent.go(f"/app/{app}")
    page.get_by_role("link", name="设备", exact=True).first.click()
    page.get_by_label("名称").fill("投影仪")
    page.get_by_label("日租金").fill("80")
    agent.see("save").click()
    expect(page.get_by_role("heading", name="投影仪")).to_be_visible()

    agent.go(f"/app/{app}")
    page.get_by_role("link", name="租借单", exact=True).first.click()
    page.get_by_label("名称").fill("开业活动")
    expect(page.get_by_label("挂账单位")).to_have_count(0)
    page.get_by_role("combobox", name="设备").click()
    page.locator(OPTION).filter(has_text="投影仪").first.click()
    page.get_by_label("天数").fill("3")
    expect(page.get_by_text("240")).to_be_visible()
    page.get_by_role("combobox", name="付款方式").click()
    page.locator(OPTION).filter(has_text="挂账").first.click()
    expect(page.get_by_label("挂账单位")).to_be_visible()
    agent.shot("business-06-filled")
    agent.see("save").click()
    expect(page.locator("[data-fault]")).to_have_count(1)
    page.get_by_label("挂账单位").fill("禾里火锅")
    agent.see("save").click()
    expect(page.get_by_role("heading", name="开业活动")).to_be_visible()
    expect(page.get_by_text("240").first).to_be_visible()


def test_an_app_is_built_with_the_mouse_and_filled_in_on_a_phone(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Builder(person)
    page = builder.page
    blank_app(builder, "设备租借")
    person.shot("business-02-blank")

    new_form(builder, "设备")
    builder.drop("money", "名称", "日租金")
    builder.plain("field panel")
    builder.go("nav-overview")

    new_form(builder, "租借单")
    builder.drop("relation", "名称", "设备")
    builder.drop("integer", "设备", "天数")
    builder.drop("choice", "天数", "付款方式")
    builder.go("option-paste")
    person.see("option-lines").fill("现金\n挂账")
    builder.plain("options")
    page.get_by_role("button", name="确定").click()
    builder.drop("text", "付款方式", "挂账单位")
    builder.drop("formula", "挂账单位", "费用")
    formula = person.see("prop-expression")
    formula.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("天数")
    builder.suggestion("天数")
    page.keyboard.type(" × 设备")
    builder.suggestion("设备")
    page.keyboard.type(".日租")
    builder.suggestion("日租金")
    expect(formula).to_contain_text("设备.日租金")
    expect(page.get_by_text("可以使用")).to_be_visible()
    builder.saved()
    builder.plain("formula")
    person.shot("business-03-form")
    builder.drag(builder.field("费用").get_by_role("button", name="移动「费用」"), builder.field("名称"), 0.9)
    builder.saved()
    labels = [one.get_attribute("aria-label") for one in page.locator("[data-testid^=canvas-]").all()]
    assert labels[1] == "字段「费用」", labels
    builder.go("tab-logic")
    builder.go("logic-add")
    builder.go("condition-add")
    rule = person.see("logic-0")
    row = rule.get_by_test_id("condition-0")
    row.locator(".ant-select").nth(0).click()
    page.locator(".ant-cascader-menu-item").filter(has_text="付款方式").first.click()
    builder.pick(row.locator(".ant-select").nth(1), "等于")
    builder.pick(row.locator(".ant-select").nth(2), "挂账")
    builder.saved()
    show = rule.get_by_test_id("effect-show")
    show.locator(".ant-select-selection-item-remove").first.click()
    builder.pick(show, "挂账单位")
    page.keyboard.press("Escape")
    builder.pick(rule.get_by_test_id("effect-require"), "挂账单位")
    page.keyboard.press("Escape")
    builder.saved()
    builder.plain("logic")

    builder.go("tab-views")
    builder.go("view-add")
    person.see("view-label").fill("挂账的")
    page.get_by_test_id("condition-add").click()
    row = person.see("condition-0")
    row.locator(".ant-select").nth(0).click()
    page.locator(".ant-cascader-menu-item").filter(has_text="付款方式").first.click()
    builder.pick(row.locator(".ant-select").nth(1), "等于")
    builder.pick(row.locator(".ant-select").nth(2), "挂账")
    builder.saved()
    builder.plain("views")
    columns = page.get_by_role("list", name="显示的列").get_by_role("listitem")
    builder.drag(columns.nth(2).get_by_role("button", name=re.compile("^移动")), columns.nth(0), 0.3)
    builder.saved()
    for tab in ("settings", "preview"):
        builder.go(f"tab-{tab}")
        builder.plain(tab)
    for place in ("menu", "check", "versions", "settings", "roles"):
        builder.go(f"nav-{place}")
        builder.plain(place)

    builder.publish("第一版")
    person.shot("business-05-published")
    builder.go("nav-roles")
    page.get_by_role("link", name="成员").click()
    person.see("holders").click()
    page.keyboard.type("赵雨桐")
    builder.pick(person.see("holders"), "赵雨桐")
    expect(person.see("holders").get_by_text("赵雨桐")).to_be_visible()
    page.keyboard.press("Escape")
    builder.plain("holders")

    fill_in(sign_in("agent_1", "phone"), builder.app)
