"""From nothing to an app people work with: two related forms, a formula over the relation, a condition, a list — by mouse, and by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from runtime.gateways.spreadsheets import write_xlsx
from tests.browser.designing import DOWN, HELD, OPTION, Builder, Keys
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
    agent.expect("400 .*/records$")
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
    builder.pick(person.see("holders"), "赵雨桐", typed=True)
    expect(person.see("holders").get_by_text("赵雨桐")).to_be_visible()
    page.keyboard.press("Escape")
    builder.plain("holders")

    fill_in(sign_in("agent_1", "phone"), builder.app)


def test_an_app_is_built_with_the_keyboard_alone(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Keys(person)
    page = builder.page
    person.go("/design")
    builder.command("新建空白应用")
    expect(person.see("app-name")).to_be_focused()
    builder.type("导购奖金")
    builder.press("Enter")
    page.wait_for_url("**/design/*")

    builder.command("新建表单")
    expect(person.see("form-label")).to_be_focused()
    builder.type("导购")
    builder.added("小数", "提成比例")
    builder.command("新建表单")
    expect(person.see("form-label")).to_be_focused()
    builder.type("业绩")
    builder.added("关联", "导购")
    builder.added("金额", "销售额")
    builder.added("单行文本", "大单说明")
    builder.added("公式", "奖金")
    builder.reach(person.see("prop-expression"))
    builder.press("Control+a")
    builder.type("销售")
    builder.press("Enter")
    builder.type(" * 导购")
    builder.press("Enter")
    builder.type(".提成")
    builder.press("Enter")
    expect(person.see("prop-expression")).to_contain_text("导购.提成比例")
    expect(page.get_by_text("可以使用")).to_be_visible()
    builder.plain("formula by keys")

    assert builder.order() == ["名称", "导购", "销售额", "大单说明", "奖金"]
    builder.reach(page.get_by_role("button", name="移动「奖金」"), "Shift+Tab")
    builder.press("Space")
    builder.spoken(HELD)
    builder.press("ArrowUp")
    builder.spoken(re.compile("^奖金 在 (?!奖金).+ 的位置$"))
    builder.press("Space")
    builder.spoken(DOWN)
    builder.saved()
    dragged = builder.order()
    assert dragged != ["名称", "导购", "销售额", "大单说明", "奖金"]
    builder.command("「奖金」上移")
    place = dragged.index("奖金")
    moved = [*dragged[: place - 1], "奖金", dragged[place - 1], *dragged[place + 1 :]]
    builder.ordered(moved)
    builder.saved()
    builder.reach(builder.field("奖金"))
    builder.press("Control+z")
    builder.ordered(dragged)
    builder.press("Control+Shift+z")
    builder.ordered(moved)
    builder.press("Control+z", "Control+Shift+z", "Control+z")
    builder.ordered(dragged)

    builder.command("打开「显示规则」")
    builder.reach(person.see("logic-add"))
    builder.press("Enter")
    builder.reach(person.see("condition-add"))
    builder.press("Enter")
    row = person.see("condition-0")
    builder.reach(row.get_by_role("combobox", name="选字段"), "Shift+Tab")
    builder.type("销售额")
    builder.press("ArrowDown", "Enter")
    builder.reach(row.get_by_role("combobox", name="怎么比较"))
    builder.choose("大于")
    builder.reach(row.get_by_label("比较的值"))
    builder.type("1000")
    builder.reach(page.get_by_role("combobox", name="显示", exact=True))
    builder.press("Backspace")
    builder.choose("大单说明")
    builder.press("Escape")
    builder.reach(page.get_by_role("combobox", name="设为必填"))
    builder.choose("大单说明")
    builder.press("Escape")
    builder.saved()
    builder.plain("logic by keys")

    builder.command("打开「列表」")
    builder.reach(person.see("view-add"))
    builder.press("Enter")
    builder.reach(person.see("view-label"))
    builder.press("Control+a")
    builder.type("本月业绩")
    builder.saved()
    builder.command("查看影响")
    expect(person.see("headline")).to_contain_text("可以放心发布")
    builder.reach(person.see("publish-now"))
    builder.press("Enter")
    expect(person.see("published")).to_be_visible()
    views = [view["label"] for form in builder.documents()["forms"].values() if form["label"] == "业绩" for view in form["views"]]
    assert views == ["全部", "本月业绩"]
    assert not builder.pointed()


def test_a_spreadsheet_becomes_an_app_and_its_rows_follow(sign_in: Callable[..., Person], tmp_path: Path) -> None:
    path = tmp_path / "客户名单.xlsx"
    rows = [[f"{name}女士", f"1390000{n:04d}", "¥1,280.00", f"2026-0{1 + n}-08", "老客" if n % 2 else "新客"] for n, name in enumerate("赵钱孙李周吴")]
    write_xlsx(path, ["客户", "手机号", "消费", "生日", "类型"], rows)
    person = sign_in("designer")
    builder, page = Builder(person), person.page
    person.go("/design")
    person.shot("business-01-start")
    builder.go("start-sheet")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("点击选择").click()
    chooser.value.set_files(path)
    proposed = person.see("sheet-fields").get_by_role("row")
    expect(proposed).to_have_count(6)
    for row, kind in zip(proposed.all()[1:], ("单行文本", "电话", "金额", "日期", "单选"), strict=True):
        expect(row).to_contain_text(kind)
    builder.pick(person.see("sheet-type-4"), "单行文本")
    builder.plain("sheet")
    person.shot("business-04-excel")
    builder.go("sheet-make")
    page.wait_for_url("**/design/*/forms/*")
    for label in ("客户", "手机号", "消费", "生日", "类型"):
        expect(builder.field(label)).to_be_visible()
    builder.plain("form of a sheet")
    builder.publish("来自表格")
    person.see("first-rows").click()
    page.wait_for_url("**/import")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("点击选择，或把文件拖到这里").click()
    chooser.value.set_files(path)
    person.see("import-run").click()
    expect(person.see("import-undo")).to_be_visible()
    app, form, _ = page.url.split("/app/")[1].split("/")
    _, found = person.api(f"/apps/{app}/forms/{form}/records")
    assert len(found["records"]) == len(rows)


def test_the_designer_speaks_english(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer", locale="en")
    builder = Builder(person)
    person.go("/design")
    expect(person.see("start-sheet")).to_contain_text("Import from Excel")
    builder.plain("start in English")
    person.shot("business-09-start-en")
    person.go("/design/mall_crm/forms/member")
    person.see("canvas-name").click()
    expect(person.see("field-label")).to_be_visible()
    builder.plain("canvas in English")
    person.shot("business-10-form-en")
    person.go("/design/mall_crm/publish")
    expect(person.see("headline")).to_contain_text("records")
    builder.plain("impact in English")
    person.shot("business-11-impact-en")
