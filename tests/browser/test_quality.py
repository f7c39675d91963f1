"""Every screen at once: nothing axe calls serious, no errors behind it, one language, no key and no id, nothing wider than the phone."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.person import ROOT, Person

SRC = ROOT / "designer_ui" / "web" / "src"
APP, DESIGN = "/app/mall_crm", "/design/mall_crm"
WORKSPACE = ("", "/member", "/complaint?view=all", "/interaction/new", "/member/r/{member}", "/member/r/{member}?tab=details",
             "/member/r/{member}?tab=history", "/member/r/{member}/edit", "/purchase/r/{purchase}", "/store/import", "/outbox",
             "/reports", "/r/sales_drill", "/r/age_category", "/r/weekday_hour?chart=1", "/d/member_insight", "/d/store_insight")  # fmt: skip
DESIGNER = ("", "/forms/member", "/forms/member/logic", "/forms/member/views", "/forms/member/settings", "/forms/member/preview",
            "/reports", "/reports/sales_trend?part=measure&key=sales", "/reports/cohort?part=dimension&key=later",
            "/reports/per_sqm_rank?part=report", "/reports/age_category?part=chart&key=0", "/reports/sales_trend?part=param&key=period",
            "/reports/coupon_funnel", "/dashboards", "/dashboards/ceo_board", "/segments", "/segments/churn_risk",
            "/roles", "/roles/store_manager", "/menu", "/check", "/publish", "/versions", "/settings")  # fmt: skip
OTHERS = ("/people", "/me", "/design", "/tasks", "/tasks?box=done", "/tasks?box=started", "/tasks?box=cc", "/notices", "/jobs",
          "/jobs?state=ready")  # fmt: skip
# words a Chinese screen may hold: products, file formats, units, and what people typed into records
ALLOWED = {"excel", "csv", "ceo", "pos", "ctrl", "english", "esc", "zip", "shift", "xlsx", "vip", "linux", "chrome", "top"}
WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{3,}(?![0-9A-Za-z])")  # letters in a number (XLB105-261122) are no word
ID = re.compile(r"(?<![0-9A-Za-z])0[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_TOUR = {
    f"{APP}/member": "english-01-members", f"{DESIGN}/forms/member": "english-02-form", f"{DESIGN}/roles/store_manager": "english-03-roles",
    f"{DESIGN}/publish": "english-04-impact",
}
# resolves once the page has not changed for a moment
QUIET = """() => new Promise(done => {
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 250); });
    const end = () => { watch.disconnect(); done(); };
    let timer = setTimeout(end, 250);
    watch.observe(document.body, {subtree: true, childList: true, characterData: true});
})"""
SignIn = Callable[..., Person]


@pytest.fixture(scope="module")
def texts() -> dict[str, set[str]]:
    """All texts of the user interface that hold no placeholder, by language."""
    return {locale: set(_texts(locale)) for locale in ("zh-CN", "en")}


def _texts(locale: str) -> Iterator[str]:
    for room in ("i18n", "i18n/daily", "i18n/numbers", "designer/i18n", "designer/i18n/counting"):
        yield from _leaves(json.loads((SRC / room / f"{locale}.json").read_text("utf-8")))


def _leaves(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from _leaves(branch)
    elif isinstance(tree, list):
        yield from tree
    elif isinstance(tree, str) and "{{" not in tree:
        yield tree.strip()


def addresses(person: Person) -> list[str]:
    """Every page, with records that exist."""
    ids = {form: person.api(f"/apps/mall_crm/forms/{form}/records?limit=1")[1]["records"][0]["id"] for form in ("member", "purchase")}
    return [*(APP + path.format(**ids) for path in WORKSPACE), *(DESIGN + path for path in DESIGNER), *OTHERS]


def keys(person: Person) -> set[str]:
    """The keys of the mall that cannot be an ordinary word: those with an underscore."""
    documents = person.api("/builder/apps/mall_crm/draft")[1]["documents"]
    found = set(re.findall(r'"key": ?"([a-z]+(?:_[a-z0-9]+)+)"', json.dumps(documents)))
    assert len(found) > 30
    return found


def readable(person: Person) -> str:
    """What can be read on the page: texts and the words in and on its inputs, without what sighted people never see."""
    text: str = person.page.evaluate("""() => {
        const inputs = [...document.querySelectorAll('input, textarea')].filter(e => e.offsetParent).map(e => e.placeholder);
        return [document.body.innerText, ...inputs].join('\\n');
    }""")
    return text


def logins(person: Person) -> set[str]:
    """What people type to sign in: their own data, shown among the people."""
    return {one["login"] for one in person.api("/users")[1]["users"]}


def without(text: str, accounts: set[str]) -> str:
    """The text without the accounts, which some people choose like keys."""
    return re.sub(rf"\b({'|'.join(map(re.escape, accounts))})\b", "", text)


def settle(person: Person, address: str) -> None:
    """Goes to a page as a link would and waits until it stands still."""
    person.page.evaluate("address => history.pushState({}, '', address)", address)
    expect(person.page.get_by_role("heading").first).to_be_visible()
    expect(person.page.locator(".ant-skeleton, [aria-busy=true]")).to_have_count(0)
    person.page.evaluate(QUIET)


def strangers(text: str) -> Iterator[str]:
    """English words on a Chinese screen that are not allowed."""
    return (f"word {word}" for word in set(WORD.findall(text)) if word.lower() not in ALLOWED)


def machine_words(text: str, hidden: set[str]) -> Iterator[str]:
    """Keys and ids on a screen."""
    yield from (f"key {key}" for key in hidden if re.search(rf"(?<![\w.]){key}(?![\w.])", text))
    yield from (f"id {one}" for one in ID.findall(text))


def too_wide(person: Person) -> Iterator[str]:
    """A page that scrolls sideways."""
    width, room = person.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if width > room:
        yield f"{width} px wide"


def complain(faults: dict[str, list[str]]) -> None:
    """Fails with everything found, by page."""
    found = {address: one for address, one in faults.items() if one}
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_chinese_screens_hold_no_machine_word_and_nothing_axe_minds(sign_in: SignIn, size: str, theme: str) -> None:
    admin = sign_in("admin", size)
    admin.page.evaluate(f"localStorage.setItem('dougong.theme', '{theme}')")
    admin.go(APP)
    hidden, accounts = keys(admin), logins(admin)
    faults: dict[str, list[str]] = {}
    for address in addresses(admin):
        settle(admin, address)
        text = without(readable(admin), accounts)
        faults[address] = [*strangers(text), *machine_words(text, hidden), *too_wide(admin), *admin.serious()]
    assert admin.page.locator(f"html[data-mode={theme}]").count() == 1
    complain(faults)


def test_english_screens_are_english(sign_in: SignIn, texts: dict[str, set[str]]) -> None:
    admin = sign_in("admin", "desktop", "en-US")
    only_chinese = {one for one in texts["zh-CN"] - texts["en"] if CHINESE.search(one) and len(one) > 2}
    faults: dict[str, list[str]] = {}
    for address in addresses(admin):
        settle(admin, address)
        lines = {line.strip() for line in readable(admin).splitlines()}
        faults[address] = sorted(lines & only_chinese)
        if name := ENGLISH_TOUR.get(address):
            admin.shot(name)
    complain(faults)
