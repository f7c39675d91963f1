"""What `make test` runs: the front end's own tests, every other test in parallel, then the browser tests, two files at a time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PYTEST = [sys.executable, "-m", "pytest"]
TWO = ["-n", "2", "--dist", "loadfile"]
BROWSER = [*PYTEST, "-o", "addopts=-q --strict-markers", "-m", "browser", "tests/browser", "--durations=10"]
PREPARE = [sys.executable, "-m", "runtime.cli", "demo", "--prepare"]


def run(command: list[str], **environment: str) -> int:
    """The exit code of a part."""
    return subprocess.run(command, check=False, env={**os.environ, **environment}).returncode


@contextmanager
def story() -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """The demo's records, on which browsers work, being made beside the other parts: it takes most of a minute, once for all of them."""
    with TemporaryDirectory(prefix="dougong-story") as folder:
        data = Path(folder) / "data"
        making = subprocess.Popen(PREPARE, env={**os.environ, "DOUGONG_DATA_DIR": str(data)}, stdout=subprocess.DEVNULL)
        try:
            yield making, data
        finally:
            making.kill()
            making.wait()


def browser(making: "subprocess.Popen[bytes]", data: Path) -> int:
    """The browser tests; what failed gets a second try in peace, said aloud: on a busy machine a screen may be late, a defect fails twice."""
    if making.wait() != 0:
        print("The records of the demo could not be made.", flush=True)
        return 1
    if run([*BROWSER, *TWO], DOUGONG_STORY=str(data)) == 0:
        return 0
    print("Once more, what failed:", flush=True)
    return run([*BROWSER, "--last-failed", "--last-failed-no-failures", "none"], DOUGONG_STORY=str(data))


def parts() -> Iterator[int]:
    """The exit code of each part, in order."""
    front, rest = [sys.executable, "-m", "tests.front_end", "test"], [*PYTEST, *TWO, "-m", "not browser and not bench", "--durations=15"]
    if shutil.which("chromium") is None:
        yield from (run(front), run(rest))
        print("Chromium is not installed: the browser tests are skipped.", flush=True)
        return
    with story() as (making, data):
        yield from (run(front), run(rest), browser(making, data))


def main() -> int:
    """The exit code of the first part that fails; all parts run."""
    codes = list(parts())
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
