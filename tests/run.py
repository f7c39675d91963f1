"""What `make test` runs: every test in parallel, then the browser tests one after the other, then the front end's own."""

import shutil
import subprocess
import sys

PYTEST = [sys.executable, "-m", "pytest"]
BROWSER = [*PYTEST, "-o", "addopts=-q --strict-markers", "-m", "browser", "tests/browser", "--durations=10"]


def run(command: list[str]) -> int:
    """The exit code of a part."""
    return subprocess.run(command, check=False).returncode


def browser() -> int:
    """The browser tests; what failed gets a second try, said aloud: on a busy machine a screen may be late once, a defect fails twice."""
    if shutil.which("chromium") is None:
        print("Chromium is not installed: the browser tests are skipped.", flush=True)
        return 0
    if run(BROWSER) == 0:
        return 0
    print("Once more, what failed:", flush=True)
    return run([*BROWSER, "--last-failed", "--last-failed-no-failures", "none"])


def main() -> int:
    """The exit code of the first part that fails; all parts run."""
    codes = [
        run([sys.executable, "-m", "tests.front_end", "test"]),
        run([*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not browser and not bench", "--durations=15"]),
        browser(),
    ]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
