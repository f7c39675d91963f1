"""What people do over and over on the screens: fill in a field, choose from a picker, read a fact. Never: a call to the API."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

SEARCH = "搜索姓名、编号、手机号后四位…"


def write(person: Person, field: str, text: str) -> None:
    """Types into the field of that key."""
    box = person.see(f"field-{field}").locator("input, textarea").first
    box.fill(text)


def choose(person: Person, box: Locator, text: str, option: str) -> None:
    """Opens a picker, types and takes the option."""
    box.click()
    box.fill(text)
    found = person.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option").filter(has_text=option).first
    found.click()
    expect(box.locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' ant-select ')]")).to_contain_text(option)


def pick(person: Person, field: str, text: str, option: str = "") -> None:
    """Chooses a record for a field, found by what is typed."""
    choose(person, person.see(f"field-{field}").get_by_role("combobox"), text, option or text)


def option(person: Person, field: str, label: str) -> None:
    """Chooses one option of a choice."""
    person.see(f"field-{field}").get_by_role("combobox").click()
    person.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option").filter(has_text=label).first.click()


def find(person: Person, text: str, title: str) -> None:
    """Searches across the app and opens what was found."""
    box = person.page.get_by_role("combobox", name=SEARCH)
    box.click()
    box.fill(text)
    found = person.page.locator(".ant-select-dropdown:visible:not(.ant-slide-up-leave) .ant-select-item-option").filter(has_text=title).first
    found.click()
    person.page.get_by_role("heading", level=1, name=title).wait_for()


def fact(person: Person, label: str) -> str:
    """A value in the header of a record page."""
    shown = person.page.locator(".fact").filter(has=person.page.locator(".fact-label", has_text=re.compile(f"^{label}")))
    expect(shown.locator(".fact-value")).to_be_visible()
    return shown.locator(".fact-value").inner_text().strip()


def number(text: str) -> float:
    """¥1,234.50 as a number."""
    return float(re.sub(r"[^\d.-]", "", text))


def list_count(person: Person, words: str) -> None:
    """Waits until the list says it has so many."""
    expect(person.page.locator(".list-head [role=status]")).to_have_text(words)


def listed(person: Person) -> int:
    """How many entries the list says it has."""
    status = person.page.locator(".list-head [role=status]")
    expect(status).to_contain_text("共")
    return int(number(status.inner_text()))


def entries(person: Person) -> list[str]:
    """The entries of the list as shown, at most twenty."""
    shown = person.page.locator(".cards > li" if person.phone else "tbody tr.ant-table-row")
    expect(shown.first).to_be_visible()
    return shown.all_inner_texts()[:20]
