"""A store manager sees the own store and nothing else: in lists, counts, searches, pickers, related lists, files and by address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.steps import SEARCH, entries, listed

APP = "/app/mall_crm"
FORMS = "/apps/mall_crm/forms"
OWN, OTHER = "禾里火锅", "青陌女装"
SignIn = Callable[..., Person]


def one(person: Person, form: str, condition: str) -> dict[str, object]:
    """A record that meets a condition, as somebody who may see it."""
    _, found = person.api(f"{FORMS}/{form}/records?limit=1&filter={condition}")
    record: dict[str, object] = found["records"][0]
    return record


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_lists_hold_the_own_store_only(sign_in: SignIn, size: str) -> None:
    manager, ceo = sign_in("manager_1", size), sign_in("ceo")
    store = ceo.api(f"{FORMS}/store/records?filter=name%20%3D%3D%20'{OWN}'")[1]["records"][0]["id"]
    own = f"store%20%3D%3D%20'{store}'"
    for form, condition in (("member", f"join_{own}%20or%20service_{own}"), ("purchase", own), ("complaint", own)):
        manager.go(f"{APP}/{form}" + ("?view=all" if form == "complaint" else ""))
        whose = ceo.api(f"{FORMS}/{form}/records?limit=1&count=exact&filter={condition}")[1]["count"]
        assert listed(manager) == whose
        assert whose < ceo.api(f"{FORMS}/{form}/records?limit=1&count=exact")[1]["count"]
        shown = entries(manager)
        if form != "member":
            assert not any(OTHER in text for text in shown)
        else:
            assert all("****" in text for text in shown)
            manager.shot("manager-01-own-members")
    manager.go(f"{APP}/store")
    assert listed(manager) == 1
    assert OWN in entries(manager)[0]


def test_nothing_foreign_is_found_picked_or_named(sign_in: SignIn) -> None:
    manager, ceo = sign_in("manager_1"), sign_in("ceo")
    foreign = one(ceo, "member", f"join_store.name%20%3D%3D%20'{OTHER}'%20and%20orders%20%3E%203%20and%20EMPTY(service_store)")
    title = str(foreign["title"])
    no = str(foreign["values"]["no"])  # type: ignore[index]
    box = manager.page.get_by_role("combobox", name=SEARCH)
    box.click()
    box.fill(no)
    expect(manager.page.get_by_text(f"没有找到「{no}」")).to_be_visible()

    manager.go(f"{APP}/purchase/new")
    for field, text in (("store", OTHER), ("member", no)):
        picker = manager.see(f"field-{field}").get_by_role("combobox")
        picker.click()
        picker.fill(text)
        popup = manager.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave)")
        expect(popup).to_contain_text("没有符合的内容")
        expect(popup).not_to_contain_text(title)
        manager.page.keyboard.press("Escape")
    manager.see("field-store").get_by_role("combobox").click()
    options = manager.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text(OWN)


def test_related_lists_leave_foreign_receipts_out(sign_in: SignIn) -> None:
    manager, ceo = sign_in("manager_1"), sign_in("ceo")
    member = one(ceo, "member", f"join_store.name%20%3D%3D%20'{OWN}'%20and%20orders%20%3E%2015")
    condition = f"filter=member%20%3D%3D%20'{member['id']}'"
    everywhere = ceo.api(f"{FORMS}/purchase/records?limit=1&count=exact&{condition}")[1]["count"]
    here = manager.api(f"{FORMS}/purchase/records?limit=1&count=exact&{condition}")[1]["count"]
    assert here < everywhere
    manager.go(f"{APP}/member/r/{member['id']}?tab=purchase.member")
    rows = manager.page.get_by_role("tabpanel").locator("tbody tr.ant-table-row")
    expect(rows).to_have_count(min(here, 20))
    assert all(OWN in text for text in rows.all_inner_texts())
    manager.page.get_by_role("tab", name="动态").click()
    expect(manager.page.locator(".timeline-item").first).to_be_visible()
    assert OTHER not in manager.page.locator(".timeline").inner_text()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_address_of_a_foreign_record_leads_nowhere(sign_in: SignIn, size: str) -> None:
    manager, ceo = sign_in("manager_1", size), sign_in("ceo")
    manager.expect("404 .*/records/")
    manager.expect("403 .*:export")
    for form, condition in (("member", "join_store"), ("purchase", "store"), ("store", "")):
        path = f"{condition}.name" if condition else "name"
        served = "%20and%20EMPTY(service_store)" if form == "member" else ""
        foreign = one(ceo, form, f"{path}%20%3D%3D%20'{OTHER}'{served}")
        for address in (f"{APP}/{form}/r/{foreign['id']}", f"{APP}/{form}/r/{foreign['id']}/edit"):
            manager.go(address)
            expect(manager.page.get_by_role("heading", name="找不到这个页面")).to_be_visible()
            assert str(foreign["title"]) not in manager.text()
    if manager.phone:
        manager.shot("manager-02-not-found")


def test_who_may_not_export_is_not_offered_it_and_cannot(sign_in: SignIn) -> None:
    manager, operations = sign_in("manager_1"), sign_in("operations")
    manager.expect("403 .*:export")
    manager.go(f"{APP}/member")
    entries(manager)
    expect(manager.see("list-more")).to_have_count(0)
    status, answer = manager.api(f"{FORMS}/member/records:export?format=csv")
    assert status == 403
    assert answer["detail"].startswith("你没有「导出会员」的权限，可联系管理员")

    operations.go(f"{APP}/member?view=vip")
    operations.see("list-more").click()
    with operations.page.expect_download() as download:
        operations.page.get_by_role("menuitem", name="导出为 CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == listed(operations) + 1
    assert "****" in lines[1], "what is masked on the screen is masked in the file"
