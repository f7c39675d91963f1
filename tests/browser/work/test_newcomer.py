"""Somebody new: the password that was handed over opens nothing until it is one's own."""

from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser.conftest import SIZES
from tests.browser.person import Person
from tests.browser.work.small_mall import APP, SmallMall
from tests.installation import PASSWORD


def enter(person: Person, password: str) -> None:
    """Account and password, typed."""
    person.page.locator("#login").fill("xiaoman")
    person.page.locator("#password").fill(password)
    person.page.get_by_role("button", name="登录").click()


def test_the_first_password_is_replaced(at_work: Callable[..., Person], browser: Browser, mall: SmallMall) -> None:
    roles = [{"app": APP, "role": "agent"}]
    status, made = at_work("admin").api("/users", "POST", {"name": "林小满", "login": "xiaoman", "roles": roles})
    assert status == 201, made
    newcomer = Person(browser, mall.address, SIZES["phone"], "zh-CN")
    newcomer.page.clock.set_fixed_time(mall.now)
    newcomer.expect("401 .*/session$")
    newcomer.go("/signin")
    enter(newcomer, made["password"])
    first = newcomer.see("first-password")
    expect(first.get_by_role("heading", level=1)).to_have_text("先换成你自己的密码")
    assert newcomer.serious() == []
    newcomer.shot("work-44-first-password")
    for box, text in (("#old", made["password"]), ("#fresh", PASSWORD), ("#again", PASSWORD)):
        newcomer.page.locator(box).fill(text)
    first.get_by_role("button", name="修改密码").click()
    expect(newcomer.page.locator("#login")).to_be_visible()
    enter(newcomer, PASSWORD)
    newcomer.page.wait_for_url("**/app**")
    expect(newcomer.page.get_by_text("商场会员管理").first).to_be_visible()
    assert newcomer.faults == []
    newcomer.leave()
