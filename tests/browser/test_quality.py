"""Every screen at once: nothing axe calls serious, no errors behind it, one language, no key and no id, nothing wider than the phone."""

import json
import re
from collections.abc import Callable, Iterator

import pytest

from tests.browser.person import ROOT, Person

SRC = ROOT / "designer_ui" / "web" / "src"
APP, DESIGN = "/app/mall_crm", "/design/mall_crm"
WORKSPACE = ("", "/member", "/complaint?view=all", "/interaction/new", "/member/r/{member}", "/member/r/{member}?tab=details",
             "/member/r/{member}?tab=history", "/member/r/{member}/edit", "/purchase/r/{purchase}", "/store/import")  # fmt: skip
DESIGNER = ("", "/forms/member", "/forms/member/logic", "/forms/member/views", "/forms/member/settings", "/forms/member/preview",
            "/roles", "/roles/store_manager", "/menu", "/check", "/publish", "/versions", "/settings")  # fmt: skip
OTHERS = ("/people", "/me", "/design")
# words a Chinese screen may hold: products, file formats, units, and what people typed into records
ALLOWED = {"excel", "csv", "ceo", "pos", "ctrl", "english", "esc", "zip", "shift", "xlsx", "example", "com", "app", "cpu", "vip"}
WORD = re.compile(r"[A-Za-z]{3,}")
ID = re.compile(r"(?<![0-9A-Za-z])0[0-9A-HJKMNP-TV-Z]{12}(?![0-9A-Za-z])")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SignIn = Callable[..., Person]


@pytest.fixture(scope="module")
def texts() -> dict[str, set[str]]:
    """All texts of the user interface that hold no placeholder, by language."""
    return {locale: set(_texts(locale)) for locale in ("zh-CN", "en")}


def _texts(locale: str) -> Iterator[str]:
    for room in ("i18n", "designer/i18n"):
        yield from _leaves(json.loads((SRC / room / f"{locale}.json").read_text("utf-8")))


def _leaves(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from _leaves(branch)
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
    return person.page.evaluate("""() => {
        const inputs = [...document.querySelectorAll('input, textarea')].filter(e => e.offsetParent).map(e => e.placeholder);
        return [document.body.innerText, ...inputs].join('\\n');
    }""")


def settle(person: Person, address: str) -> None:
    """Opens a page and waits until it has stopped loading."""
    person.go(address)
    person.page.wait_for_function("document.querySelectorAll('.ant-skeleton, [aria-busy=true]').length === 0")


def strangers(text: str, data: set[str]) -> set[str]:
    """English words on a Chinese screen that are neither allowed nor data."""
    return {word for word in WORD.findall(text) if word.lower() not in ALLOWED and word not in data}


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_chinese_screens_are_chinese_and_fit(sign_in: SignIn, size: str) -> None:
    admin = sign_in("admin", size)
    pages, hidden = addresses(admin), keys(admin)
    faults: dict[str, list[str]] = {}
    for address in pages:
        settle(admin, address)
        text = readable(admin)
        found = [f"word {word}" for word in strangers(text, set())]
        found += [f"key {key}" for key in hidden if re.search(rf"(?<![\w.]){key}(?![\w.])", text)]
        found += [f"id {one}" for one in ID.findall(text)]
        width = admin.page.evaluate("document.documentElement.scrollWidth")
        if width > admin.page.viewport_size["width"]:  # type: ignore[index]
            found.append(f"{width} px wide")
        if found:
            faults[address] = found
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_axe_finds_nothing_serious(sign_in: SignIn, theme: str, size: str) -> None:
    admin = sign_in("admin", size)
    admin.page.evaluate(f"localStorage.setItem('dougong.theme', '{theme}')")
    faults: dict[str, list[str]] = {}
    for address in addresses(admin):
        settle(admin, address)
        if found := admin.serious():
            faults[address] = found
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)


def test_english_screens_are_english(sign_in: SignIn, texts: dict[str, set[str]]) -> None:
    admin = sign_in("admin", "desktop", "en-US")
    only_chinese = {one for one in texts["zh-CN"] - texts["en"] if CHINESE.search(one) and len(one) > 2}
    faults: dict[str, list[str]] = {}
    for address in addresses(admin):
        settle(admin, address)
        lines = {line.strip() for line in readable(admin).splitlines()}
        if found := sorted(lines & only_chinese):
            faults[address] = found
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)
