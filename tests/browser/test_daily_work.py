"""A working day at the service desk: finding, recording, looking why, editing together, being refused, sifting lists, sending a photo."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.steps import choose, entries, fact, find, listed, number, option, pick, write

APP = "/app/mall_crm"
RECORDS = "/apps/mall_crm/forms/{}/records"
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
SignIn = Callable[..., Person]


def record_id(person: Person) -> str:
    """The id in the address of a record page."""
    return re.sub(r".*/r/([^/?]+).*", r"\1", person.page.url)


def fill_in_receipt(person: Person, receipt: str) -> None:
    """A pot for two and a drink, in 禾里火锅."""
    write(person, "receipt_no", receipt)
    pick(person, "store", "禾里火锅")
    write(person, "cashier", "陈晨")
    lines = person.see("field-lines")
    for row, (product, qty, price) in enumerate((("菌菇双人锅", "2", "150"), ("酸梅汤", "1", "28")), 1):
        lines.get_by_role("button", name="添加一行").click()
        choose(person, lines.get_by_label(f"商品 {row}", exact=True), product, product)
        lines.get_by_label(f"数量 {row}", exact=True).fill(qty)
        lines.get_by_label(f"单价 {row}", exact=True).fill(price)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_call_from_the_search_to_the_receipt(sign_in: SignIn, size: str) -> None:
    agent = sign_in("agent_1", size)
    agent.page.get_by_role("heading", level=1).wait_for()
    agent.shot("user-01-home")
    find(agent, "0466", "林若溪")
    member = record_id(agent)
    points, spend, orders = (number(fact(agent, label)) for label in ("可用积分", "累计消费", "消费次数"))
    expect(agent.page.get_by_role("main")).to_contain_text("138 6712 0466")
    expect(agent.page.locator(".timeline-item").first).to_be_visible()
    agent.shot("user-02-member")

    agent.page.get_by_role("button", name="登记消费").first.click()
    agent.page.wait_for_url("**/purchase/new**")
    receipt = f"T-{size}-1"
    fill_in_receipt(agent, receipt)
    expect(agent.see("field-net")).to_contain_text("¥328.00")
    expect(agent.see("field-points")).to_contain_text("492")
    agent.shot("user-03-record-purchase")
    agent.see("save").dblclick()
    agent.page.wait_for_url(f"**/member/r/{member}**")

    expect(agent.page.locator(".fact").filter(has_text="消费次数").locator(".fact-value")).to_have_text(f"{orders + 1:.0f}")
    assert number(fact(agent, "可用积分")) == points + 492
    assert number(fact(agent, "累计消费")) == spend + 328
    expect(agent.page.locator(".timeline-item").filter(has_text="在禾里火锅消费 ¥328.00，获得 492 积分").first).to_be_visible()
    _, found = agent.api(RECORDS.format("purchase") + f"?count=exact&filter=receipt_no%20%3D%3D%20'{receipt}'")
    assert found["count"] == 1, "two taps, one receipt"

    agent.see("why-spend_total").click()
    why = agent.page.locator(".why")
    expect(why).to_contain_text(receipt)
    expect(why).to_contain_text("328")
    if agent.phone:
        agent.shot("user-04-why")
    agent.page.keyboard.press("Escape")


def open_edit(person: Person, member: str) -> None:
    """The member's page, then 编辑."""
    person.go(f"{APP}/member/r/{member}")
    person.see("edit").click()
    person.see("save").wait_for()


@pytest.mark.parametrize(("button", "kept"), [("用王芳的", "西湖区"), ("用我的", "滨江区")])
def test_two_people_change_the_same_field(sign_in: SignIn, button: str, kept: str) -> None:
    manager, agent = sign_in("manager_1"), sign_in("agent_1", "phone")
    agent.expect("409 .*/records/")
    _, found = manager.api(RECORDS.format("member") + "?limit=1&filter=district%20%3D%3D%20'余杭区'")
    member = found["records"][0]["id"]
    open_edit(agent, member)
    open_edit(manager, member)
    write(manager, "district", "西湖区")
    manager.see("save").click()
    manager.page.wait_for_url(f"**/r/{member}")

    write(agent, "district", "滨江区")
    agent.see("save").click()
    dialog = agent.page.get_by_role("dialog")
    expect(dialog).to_contain_text("王芳")
    expect(dialog).to_contain_text("「居住区域」")
    expect(dialog).to_contain_text("西湖区")
    expect(dialog).to_contain_text("滨江区")
    if kept == "西湖区":
        agent.shot("user-05-conflict")
    dialog.get_by_role("button", name=button).click()
    agent.page.wait_for_url(f"**/r/{member}")
    assert agent.api(f"{RECORDS.format('member')}/{member}")[1]["values"]["district"] == kept


def hold(admin: Person, role: str, people: list[str]) -> None:
    """From now on exactly these people have the role."""
    status, answer = admin.api(f"/apps/mall_crm/roles/{role}/users", "PUT", {"users": people})
    assert status < 300, answer


def test_a_refusal_says_what_is_missing_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    agent, admin = sign_in("agent_1", "phone"), sign_in("admin")
    agent.expect("403 .*")
    agent.expect("404 .*")
    roles = {one["key"]: [person["id"] for person in one["users"]] for one in admin.api("/apps/mall_crm/roles")[1]["roles"]}
    me = agent.api("/session")[1]["user"]["id"]
    agent.go(f"{APP}/interaction/new")
    agent.see("save").wait_for()
    expect(agent.see("field-owner")).to_contain_text("赵雨桐")
    pick(agent, "member", "0466", "林若溪")
    write(agent, "note", "问周末亲子活动的报名时间")
    try:
        # 赵雨桐 becomes a merchant for a moment: still in the app, no longer recording talks
        hold(admin, "merchant", [*roles["merchant"], me])
        hold(admin, "agent", [one for one in roles["agent"] if one != me])
        agent.see("save").click()
        refusal = agent.page.locator(".fault-summary")
        expect(refusal).to_contain_text("你没有「新增沟通记录」的权限，可联系管理员")
        expect(agent.see("field-note").locator("textarea")).to_have_value("问周末亲子活动的报名时间")
        agent.shot("user-06-refusal")
    finally:
        for role in ("agent", "merchant"):
            hold(admin, role, roles[role])


def add_condition(person: Person, field: str, value: str) -> None:
    """筛选 → 添加条件 → the field → the value → 查看结果."""
    person.see("filter").click()
    drawer = person.page.get_by_role("dialog")
    drawer.get_by_role("button", name="添加条件").click()
    options = person.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option")
    drawer.get_by_label("字段").click()
    drawer.get_by_label("字段").fill(field)
    options.filter(has_text=re.compile(f"^{field}$")).click()
    drawer.get_by_label(f"{field}的值").click()
    options.filter(has_text=value).first.click()
    person.shot("user-07-filter")
    person.see("filter-apply").click()
    expect(person.page.locator(".chips")).to_contain_text(value)


def test_a_list_is_sifted_and_kept_as_a_view(sign_in: SignIn) -> None:
    agent = sign_in("agent_1")
    agent.go(f"{APP}/member")
    everybody = listed(agent)
    add_condition(agent, "会员等级", "金卡会员")
    expect(agent.page.locator(".list-head [role=status]")).not_to_have_text(f"共 {everybody:,} 条")
    gold = listed(agent)
    assert 0 < gold < everybody
    assert all("金卡会员" in one for one in entries(agent))

    heading = agent.page.locator("thead th").filter(has_text="累计消费")
    for order in ("ascending", "descending"):
        heading.click()
        expect(heading).to_have_attribute("aria-sort", order)
    expect(agent.page).to_have_url(re.compile("sort=-spend_total"))
    agent.page.wait_for_load_state("networkidle")
    place = [one.strip() for one in agent.page.locator("thead th").all_inner_texts()].index("累计消费")
    spends = agent.page.locator(f"tbody tr.ant-table-row td:nth-child({place + 1})").all_inner_texts()[:20]
    assert len(spends) == 20
    assert [number(one) for one in spends] == sorted(map(number, spends), reverse=True)

    agent.page.get_by_role("button", name="显示列").click()
    agent.page.get_by_role("checkbox", name="手机号", exact=True).uncheck()
    agent.page.get_by_role("checkbox", name="生日", exact=True).check()
    agent.page.keyboard.press("Escape")
    heads = agent.page.locator("thead th")
    expect(heads.filter(has_text="生日")).to_be_visible()
    expect(heads.filter(has_text="手机号")).to_have_count(0)

    agent.page.get_by_role("button", name="存为我的视图").click()
    agent.page.get_by_label("视图名称").fill("金卡消费榜")
    agent.page.get_by_role("button", name="保存").click()
    view = agent.page.get_by_role("navigation", name="视图").get_by_role("button", name="金卡消费榜", exact=True)
    expect(view).to_have_attribute("aria-current", "true")
    agent.go(f"{APP}/member")
    view.click()
    expect(agent.page.locator(".list-head [role=status]")).to_have_text(f"共 {gold:,} 条")
    expect(heads.filter(has_text="生日")).to_be_visible()
    agent.shot("user-08-own-view")
    agent.page.get_by_role("button", name="移除视图「金卡消费榜」").click()
    expect(view).to_have_count(0)


def test_a_list_is_sifted_on_the_phone(sign_in: SignIn) -> None:
    agent = sign_in("agent_1", "phone")
    agent.go(f"{APP}/complaint?view=all")
    everything = listed(agent)
    add_condition(agent, "状态", "处理中")
    expect(agent.page.locator(".list-head [role=status]")).not_to_have_text(f"共 {everything:,} 条")
    assert 0 < listed(agent) < everything
    assert all("处理中" in one for one in entries(agent))
    agent.page.get_by_role("button", name="清除筛选").click()
    expect(agent.page.locator(".list-head [role=status]")).to_have_text(f"共 {everything:,} 条")


def test_a_photo_goes_with_a_complaint(sign_in: SignIn, tmp_path: Path) -> None:
    photo = tmp_path / "地面湿滑.png"
    photo.write_bytes(PIXEL)
    agent = sign_in("agent_1", "phone")
    agent.go(f"{APP}/complaint/new")
    option(agent, "type", "环境设施")
    pick(agent, "member", "0466", "林若溪")
    write(agent, "text", "三楼洗手间门口地面湿滑，小朋友差点摔倒。")
    with agent.page.expect_file_chooser() as chooser:
        agent.see("field-photos").get_by_role("button", name="选择图片").click()
    chooser.value.set_files(photo)
    expect(agent.see("field-photos")).to_contain_text("地面湿滑.png")
    agent.shot("user-09-complaint-photo")
    agent.see("save").click()
    agent.page.wait_for_url(re.compile(r"/complaint/r/\w+$"))
    agent.go(f"{APP}/complaint/r/{record_id(agent)}")
    thumb = agent.page.locator(".file-thumb")
    thumb.scroll_into_view_if_needed()
    expect(thumb).to_have_js_property("naturalWidth", 1)
