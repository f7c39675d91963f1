"""A field more for two thousand members in use: its impact, its use, the way back, and forward again with every value where it was."""

import io
from collections.abc import Callable

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser.designing import Builder
from tests.browser.person import Person

APP = "/design/mall_crm"
SKINS = ("干性", "油性", "混合性")


def discard(builder: Builder) -> None:
    """The draft somebody left lying is thrown away: back to what everybody uses."""
    builder.person.go(f"{APP}/settings")
    builder.page.get_by_role("button", name="放弃草稿").click()
    builder.page.get_by_role("dialog").get_by_role("button", name="放弃草稿").click()
    expect(builder.person.see("draft-bar")).to_contain_text("没有未发布的修改")


def add_skin(builder: Builder) -> None:
    """肤质 behind 兴趣偏好, with its options pasted one per line."""
    builder.person.go(f"{APP}/forms/member")
    builder.plain("members' canvas")
    builder.drop("choice", "兴趣偏好", "肤质")
    builder.go("option-paste")
    builder.person.see("option-lines").fill("\n".join(SKINS))
    builder.page.get_by_role("button", name="确定").click()
    for skin in SKINS:
        expect(builder.person.see("options").locator(f"input[value={skin}]")).to_be_visible()
    builder.saved()
    builder.plain("options pasted")


def give(person: Person, members: list[dict[str, str]]) -> None:
    """Fills in the new field of a few members by hand."""
    for member, skin in zip(members, SKINS, strict=False):
        person.go(f"/app/mall_crm/member/r/{member['id']}/edit")
        person.page.get_by_role("combobox", name="肤质").click()
        person.page.locator(".ant-select-item-option").filter(has_text=skin).first.click()
        person.see("save").click()
        person.page.wait_for_url(f"**/r/{member['id']}")
        person.page.get_by_role("tab", name="详情").click()
        expect(person.page.get_by_text(skin, exact=True)).to_be_visible()


def exported(person: Person) -> dict[str, str]:
    """Skin by member, as the Excel file of the list on the screen has it."""
    person.see("list-more").click()
    with person.page.expect_download() as download:
        person.page.get_by_role("menuitem", name="导出为 Excel").click()
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(download.value.path().read_bytes())).get_sheet_by_index(0).to_python()
    name, skin = header.index("姓名"), header.index("肤质")
    return {str(row[name]): str(row[skin]) for row in rows}


def values(person: Person, key: str) -> dict[str, str]:
    """The field of every member who has it, straight from the server."""
    status, page = person.api(f"/apps/mall_crm/forms/member/records?limit=200&fields=name,{key}&filter=not%20EMPTY({key})")
    assert status == 200, page
    return {record["id"]: record["values"][key] for record in page["records"]}


def test_a_field_is_added_used_taken_back_and_given_again(sign_in: Callable[..., Person]) -> None:
    person, agent, director = sign_in("designer"), sign_in("agent_1"), sign_in("operations")
    builder, page = Builder(person), person.page
    discard(builder)
    _, before = director.api("/apps/mall_crm/forms/member/records?limit=1&count=exact")
    add_skin(builder)
    builder.go("impact")
    expect(person.see("headline")).to_have_text(f"可以放心发布：不影响已有的 {before['count']:,} 条数据")
    expect(page.get_by_test_id("change")).to_contain_text(["肤质"])
    builder.plain("impact")
    person.shot("business-07-impact")
    builder.publish("会员增加肤质")
    key = next(field["key"] for field in builder.documents()["forms"]["member"]["fields"] if field["label"] == "肤质")

    _, found = director.api("/apps/mall_crm/forms/member/records?limit=3")
    members = [{"id": one["id"], "name": one["title"]} for one in found["records"]]
    give(agent, members)
    kept = values(director, key)
    assert len(kept) == len(members)

    director.go("/app/mall_crm/member")
    assert before["count"] >= 2000
    director.see("filter").click()
    drawer = director.page.get_by_role("dialog")
    drawer.get_by_role("button", name="添加条件").click()
    Builder(director).pick(drawer.locator(".ant-select").nth(0), "肤质", typed=True)
    Builder(director).pick(drawer.locator(".ant-select").nth(1), "不为空")
    director.see("filter-apply").click()
    expect(director.page.locator(".list-head [role=status]")).to_contain_text("3")
    director.page.get_by_role("button", name="列").first.click()
    director.page.get_by_role("checkbox", name="肤质").check()
    director.page.keyboard.press("Escape")
    for member, skin in zip(members, SKINS, strict=True):
        expect(director.page.get_by_role("row").filter(has_text=member["name"]).filter(has_text=skin)).to_have_count(1)
    assert exported(director) == {member["name"]: skin for member, skin in zip(members, SKINS, strict=True)}

    builder.go("roll-back")
    expect(page.get_by_role("dialog").get_by_test_id("headline")).to_contain_text("内容不会丢失")
    builder.plain("rolling back")
    person.shot("business-08-roll-back")
    builder.go("confirm-back")
    expect(page.get_by_role("dialog")).to_have_count(0)
    director.go(f"/app/mall_crm/member/r/{members[0]['id']}")
    expect(director.page.get_by_role("heading", name=members[0]["name"])).to_be_visible()
    director.page.get_by_role("tab", name="详情").click()
    expect(director.page.get_by_text("兴趣偏好")).to_be_visible()
    expect(director.page.get_by_text("肤质")).to_have_count(0)

    page.get_by_test_id("version-2").get_by_role("button", name="退回版本 2").click()
    builder.go("confirm-back")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert values(director, key) == kept
    director.go(f"/app/mall_crm/member/r/{members[0]['id']}")
    director.page.get_by_role("tab", name="详情").click()
    expect(director.page.get_by_text(SKINS[0], exact=True)).to_be_visible()


def test_a_formula_is_tried_on_a_record(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Builder(person)
    person.go(f"{APP}/forms/member")
    builder.field("年龄").click()
    builder.go("try")
    expect(person.see("try-result")).to_contain_text("结果：")
    builder.plain("try")
