"""The built front end in Chromium against a real server on the demo story; every page is watched for errors."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.bench.servers import free_port, wait
from tests.browser.person import Person

ARGUMENTS = [
    "--no-sandbox", "--lang=zh-CN", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
ROOT = Path(__file__).parents[2]
PATIENCE = 15_000  # milliseconds a screen may take, as for every other wait of a Person

collect_ignore_glob = [] if shutil.which("chromium") else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the mall and its people, made once; DOUGONG_STORY names one made before."""
    if ready := os.environ.get("DOUGONG_STORY"):
        return Path(ready)
    folder = tmp_path_factory.mktemp("story") / "data"
    command = [sys.executable, "-m", "runtime.cli", "demo", "--prepare"]
    subprocess.run(command, env={**os.environ, "DOUGONG_DATA_DIR": str(folder)}, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="module")
def server(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a copy of the story, one per file of tests; gives its address."""
    folder = tmp_path_factory.mktemp("server") / "data"
    shutil.copytree(story, folder)
    port = free_port()
    command = [sys.executable, "-m", "runtime.cli", "demo", "--port", str(port)]
    log = folder.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env={**os.environ, "DOUGONG_DATA_DIR": str(folder)}, cwd=ROOT, stdout=out)
    wait(port, process)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(30)
    print("".join(line for line in log.read_text("utf-8").splitlines(keepends=True) if '"level": "error"' in line))


@pytest.fixture
def sign_in(browser: Browser, server: str) -> Iterator[Callable[..., Person]]:
    """`sign_in(login, size="desktop", locale="zh-CN")` → a Person at a fresh browser; at the end nobody saw an error."""
    people: list[Person] = []

    def enter(login: str, size: str = "desktop", locale: str = "zh-CN") -> Person:
        person = Person(browser, server, SIZES[size], locale)
        person.enter(login)
        people.append(person)
        return person

    yield enter
    faults = {person.login: person.faults for person in people if person.faults}
    for person in people:
        person.leave()
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)
