"""Building an app by hand: what a business user does in the designer with a mouse, and what nobody may ever read there."""

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

# What a screen says: its visible text, what stands in its inputs, and what is read aloud or shown as a tip.
# (A closed list of no height belongs to a select; its entries are read by their labels, not by their text.)
WORDS = """() => {
    const said = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const list = node.parentElement.closest('[role=listbox]');
        if (node.parentElement.checkVisibility() && !(list && list.offsetHeight === 0)) said.push(node.textContent);
    }
    for (const node of document.querySelectorAll('input:not([type=radio], [type=checkbox]), textarea')) said.push(node.value);
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        for (const node of document.querySelectorAll(`[${name}]`)) said.push(node.getAttribute(name));
    return said.join('\\n');
}"""
MACHINE = {
    "a key": re.compile(r"\b[a-z][a-z0-9]*_[a-z0-9_]+\b"),
    "an id": re.compile(r"\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{13}\b"),
    "JSON": re.compile(r"[{\[]\s*\"|\"\s*:|\{\{|undefined|\[object|\bnull\b"),
}
HELD, OVER, DOWN = re.compile("^已拿起|的位置$|不在可以放下的地方$"), re.compile("的位置$"), re.compile("已放到")
OPTION = ".ant-select-dropdown:not(.ant-select-dropdown-hidden):not(.ant-slide-up-leave) .ant-select-item-option"


def machine_words(text: str) -> list[str]:
    """Everything in a text that only a machine would say."""
    return [f"{what}: {found[0]!r}" for what, pattern in MACHINE.items() for found in pattern.finditer(text)]


def keys_of(documents: dict[str, Any]) -> Iterator[str]:
    """Every key of a draft, wherever it stands."""
    if isinstance(documents, dict):
        if isinstance(documents.get("key"), str):
            yield documents["key"]
        for value in documents.values():
            yield from keys_of(value)
    elif isinstance(documents, list):
        for value in documents:
            yield from keys_of(value)


class Builder:
    """A person in the designer. Every step ends when the draft is saved and nothing on the screen speaks of machines."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page = person.page
        self.screens: list[str] = []

    @property
    def app(self) -> str:
        """The key in the address; people do not look there."""
        return self.page.url.split("/design/")[1].split("/")[0].split("?")[0]

    def documents(self) -> dict[str, Any]:
        """The draft as the server keeps it."""
        status, draft = self.person.api(f"/builder/apps/{self.app}/draft")
        assert status == 200, draft
        return dict(draft["documents"])

    def saved(self) -> None:
        """The draft is on the server."""
        expect(self.page.locator(".dz-saving.saved")).to_be_attached()

    def drawn(self) -> Locator:
        """The figure of the report as it stands, once the answer to the last change is there."""
        preview = self.person.see("preview")
        expect(preview).to_have_attribute("data-drawn", "yes", timeout=20_000)
        return preview

    def plain(self, where: str) -> None:
        """Nothing here is a key, an id or JSON."""
        said = self.page.evaluate(WORDS)
        found = machine_words(said)
        if "/design/" in self.page.url:
            own = {key for key in keys_of(self.documents()) if "_" in key or any(letter.isdigit() for letter in key)}
            found += [f"a key of the draft: {key}" for key in own if key in said]
        assert not found, f"{where}: {found[:5]}"
        self.screens.append(where)

    # with the mouse

    def drag(self, what: Locator, onto: Locator, at: float = 0.8) -> None:
        """Takes a thing by its middle and lets it go over another, at a share of its width and height; each step is waited for as it is spoken."""
        what.hover()  # in sight, and it has stopped moving
        start = what.bounding_box()
        assert start
        self.page.mouse.down()
        self.page.mouse.move(start["x"] + start["width"] / 2 + 8, start["y"] + start["height"] / 2, steps=4)
        self.spoken(HELD)
        end = onto.bounding_box()
        assert end
        self.page.mouse.move(end["x"] + end["width"] * at, end["y"] + end["height"] * at, steps=15)
        self.spoken(OVER)
        self.page.mouse.up()
        self.spoken(DOWN)

    def spoken(self, words: re.Pattern[str]) -> None:
        """What is said while something is dragged."""
        expect(self.page.locator("[id^=DndLiveRegion]").filter(has_text=words)).not_to_have_count(0)

    def pull(self, what: Locator, right: int) -> None:
        """Pulls a box aside by its upper left corner, so many pixels."""
        what.hover()  # in sight, and it has stopped moving
        box = what.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 60, box["y"] + 12)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 60 + right, box["y"] + 12, steps=12)
        self.page.mouse.up()

    def field(self, label: str) -> Locator:
        """A field on the canvas."""
        return self.page.get_by_role("group", name=f"字段「{label}」", exact=True)

    def drop(self, kind: str, after: str, label: str) -> None:
        """A field type out of the palette, behind a field; its panel opens with the label selected, so one types at once."""
        entry = self.person.see(f"palette-{kind}")
        entry.scroll_into_view_if_needed()
        self.drag(entry, self.field(after))
        title = self.person.see("field-label")
        expect(title).to_be_focused()
        title.press_sequentially(label)
        expect(self.field(label)).to_be_visible()
        self.saved()

    def pick(self, select: Locator, label: str, *, typed: bool = False) -> None:
        """An entry of a drop-down list, found by typing where the list is long."""
        select.click()
        if typed:
            self.page.keyboard.type(label)
        option = self.page.locator(OPTION).filter(has_text=re.compile(f"^{re.escape(label)}$"))
        option.first.click()

    def suggestion(self, label: str) -> None:
        """One of what the formula editor offers."""
        self.page.locator("[role=listbox] [data-testid^=suggest-]", has_text=label).first.click()

    def go(self, test_id: str) -> None:
        """One of the ways on."""
        self.person.see(test_id).click()

    def publish(self, note: str) -> None:
        """Looks at the impact and publishes."""
        self.saved()
        self.go("impact")
        expect(self.person.see("headline")).to_be_visible()
        self.person.see("note").fill(note)
        self.plain("impact")
        self.go("publish-now")
        expect(self.person.see("published")).to_be_visible()
        self.plain("published")


class Keys(Builder):
    """The same without a mouse: everything is reached by Tab, by arrows, or asked for with Ctrl+K."""

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        person.context.add_init_script("addEventListener('pointerdown', () => sessionStorage.setItem('pointed', 'yes'), true)")

    def pointed(self) -> bool:
        """Whether anybody used a pointer after all."""
        return self.page.evaluate("sessionStorage.getItem('pointed')") is not None

    def press(self, *keys: str) -> None:
        """Keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Letters where the focus is."""
        self.page.keyboard.type(text)

    def reach(self, what: Locator, key: str = "Tab") -> None:
        """Goes on until the focus is on (or in) a thing."""
        what.wait_for()
        for _ in range(150):
            if what.evaluate("node => node.contains(document.activeElement)"):
                return
            self.press(key)
        raise AssertionError(f"{what} cannot be reached by {key}")

    def command(self, words: str) -> None:
        """What Ctrl+K lists first for these words."""
        self.press("Control+k")
        expect(self.page.get_by_role("combobox", name="想做什么？")).to_be_focused()
        self.type(words)
        expect(self.page.locator(".dz-command.on")).to_contain_text(words)
        self.press("Enter")

    def choose(self, label: str) -> None:
        """An entry of the drop-down list at the focus."""
        self.press("ArrowDown")
        active = self.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden):not(.ant-slide-up-leave) .ant-select-item-option-active")
        for _ in range(40):
            active.wait_for()
            if active.inner_text().strip() == label:
                self.press("Enter")
                return
            self.press("ArrowDown")
        raise AssertionError(f"{label} is not offered")

    def added(self, kind: str, label: str) -> None:
        """A field by command; its label is selected, so one types at once."""
        self.command(f"添加「{kind}」")
        expect(self.person.see("field-label")).to_be_focused()
        self.type(label)
        expect(self.field(label)).to_be_visible()
        self.saved()

    def ordered(self, labels: list[str]) -> None:
        """Waits until the fields stand so."""
        fields = self.page.locator("[data-testid^=canvas-]")
        for place, label in enumerate(labels):
            expect(fields.nth(place)).to_have_attribute("aria-label", f"字段「{label}」")

    def order(self) -> list[str]:
        """The labels on the canvas, as they stand."""
        names = [one.get_attribute("aria-label") or "" for one in self.page.locator("[data-testid^=canvas-]").all()]
        return [name.removeprefix("字段「").removesuffix("」") for name in names]
