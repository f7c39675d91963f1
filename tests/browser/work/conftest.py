"""The walks of daily work on the small mall, one installation per file of tests; its clock is the one browsers show."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.browser.person import Person
from tests.browser.work.small_mall import SmallMall, opened

collect_ignore_glob = [] if shutil.which("chromium") else ["test_*.py"]


@pytest.fixture(scope="module")
def mall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallMall]:
    with opened(tmp_path_factory.mktemp("mall")) as made:
        yield made


@pytest.fixture(scope="module")
def server(mall: SmallMall) -> str:
    """Here people sign in."""
    return mall.address


@pytest.fixture
def at_work(mall: SmallMall, sign_in: Callable[..., Person]) -> Callable[..., Person]:
    """`at_work(login, size="desktop")` → a Person whose browser knows the time of the mall."""

    def enter(login: str, size: str = "desktop", locale: str = "zh-CN") -> Person:
        person = sign_in(login, size, locale)
        person.page.clock.set_fixed_time(mall.now)
        return person

    return enter
