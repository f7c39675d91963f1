"""The screens of rules, workflows and messages hold what every screen holds: axe, one language, no key, nothing too wide."""

from collections.abc import Callable

import pytest

from tests.browser.person import Person
from tests.browser.test_quality import complain, keys, logins, machine_words, settle, strangers, too_wide, without
from tests.browser.test_quality import readable as said
from tests.browser.work.small_mall import APP, SmallMall

PAGES = ("/rules", "/rules/big_purchase", "/workflows", "/workflows/points_adjustment", "/messages", "/messages/welcome")
# a unit as a formula writes it, and the English wording of a title beside the Chinese one
WRITTEN = {"word day", "word points"}


def opened_instance(mall: SmallMall, person: Person) -> str:
    """The page of a workflow under way."""
    values = {"delta": 12_000, "cause": "goodwill", "reason": "等位补偿"}
    mall.act("agent_1", {"button": {"key": "request_points", "record": "@lin", "values": values}})
    found = person.api(f"/apps/{APP}/workflows/points_adjustment/instances")[1]["instances"][0]["id"]
    return f"/app/{APP}/w/points_adjustment/{found}"


@pytest.mark.parametrize(("size", "theme"), [("desktop", "dark"), ("phone", "light")])
def test_new_screens_are_plain(at_work: Callable[..., Person], mall: SmallMall, size: str, theme: str) -> None:
    admin = at_work("admin", size)
    admin.page.evaluate(f"localStorage.setItem('dougong.theme', '{theme}')")
    admin.go(f"/app/{APP}")
    hidden, accounts = keys(admin), logins(admin)
    faults: dict[str, list[str]] = {}
    for address in (*(f"/design/{APP}{page}" for page in PAGES), opened_instance(mall, admin)):
        settle(admin, address)
        text = without(said(admin), accounts)
        faults[address] = [*(set(strangers(text)) - WRITTEN), *machine_words(text, hidden), *too_wide(admin), *admin.serious()]
    complain(faults)
