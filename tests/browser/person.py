"""Somebody at a browser: where they are, what they see, what went wrong behind it."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

ROOT = Path(__file__).parents[2]
AXE = ROOT / "designer_ui" / "web" / "node_modules" / "axe-core" / "axe.min.js"
TOUR = ROOT / "docs" / "tour"
# Two reports of styles the content policy refuses are known and harmless (a scrollbar measure, a plot's style).
HARMLESS = re.compile(r"(style-src|style.*Content Security Policy)", re.IGNORECASE)


class Person:
    """A browser context of its own. `faults` collects console errors, uncaught exceptions and failed requests of the page."""

    def __init__(self, browser: Browser, server: str, size: tuple[int, int], locale: str) -> None:
        width, height = size
        phone = width < 600
        self.server = server
        self.login = ""
        self.phone = phone
        self.faults: list[str] = []
        self.expected: list[re.Pattern[str]] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, timezone_id="Asia/Shanghai", has_touch=phone, is_mobile=phone,
            accept_downloads=True, reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not HARMLESS.search(message.text) and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text[:300]}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not any(pattern.search(f"{response.status} {response.url}") for pattern in self.expected):
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def expect(self, pattern: str) -> None:
        """From here on an answer like `409 .*records` is part of the scene."""
        self.expected.append(re.compile(pattern))

    def enter(self, login: str) -> None:
        """Signs in by the demo card."""
        self.login = login
        self.expect("401 .*/session$")
        self.page.goto(f"{self.server}/signin")
        self.page.get_by_test_id(f"demo-{login}").click()
        self.page.wait_for_url("**/app**")
        self.page.locator("main h1").first.wait_for()  # who has one app is taken into it

    def go(self, path: str) -> None:
        """Opens an address and waits until it is quiet."""
        self.page.goto(self.server + path)
        self.page.wait_for_load_state("networkidle")

    def api(self, path: str, method: str = "GET", body: Any = None) -> tuple[int, Any]:
        """(status, JSON) of a call the way the page itself would make it."""
        script = """async ([path, method, body]) => {
            const me = await (await fetch('/api/v1/session')).json();
            const options = {method, headers: {'X-CSRF-Token': me.csrf, 'Content-Type': 'application/json'}};
            if (body !== null) options.body = JSON.stringify(body);
            const answer = await fetch('/api/v1' + path, options);
            const text = await answer.text();
            return [answer.status, text && text.startsWith('{') ? JSON.parse(text) : text];
        }"""
        status, answer = self.page.evaluate(script, [path, method, body])
        return status, answer

    def see(self, test_id: str) -> Locator:
        """The element of that test id."""
        return self.page.get_by_test_id(test_id)

    def shot(self, name: str) -> None:
        """A picture for the tour."""
        TOUR.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(250)
        self.page.screenshot(path=TOUR / f"{name}-{'phone' if self.phone else 'desktop'}.png")

    def text(self) -> str:
        """Everything readable on the page."""
        return self.page.locator("body").inner_text()

    def serious(self) -> list[str]:
        """What axe finds serious or critical on this page."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
        return [
            f"{one['id']}: {node['target']}" for one in found["violations"] if one["impact"] in ("serious", "critical") for node in one["nodes"]
        ]

    def leave(self) -> None:
        """Closes the browser context."""
        self.context.close()
