"""What `make test` runs: every test in parallel, then the browser tests one after the other, then the front end's own."""

import shutil
import subprocess
import sys


def main() -> int:
    """The exit code of the first part that fails; all parts run."""
    python = sys.executable
    parts = [
        [python, "-m", "tests.front_end", "test"],
        [python, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-m", "not browser and not bench and not soak", "--durations=15"],
        [python, "-m", "pytest", "-m", "browser", "tests/browser", "--durations=10"],
    ]
    if shutil.which("chromium") is None:
        print("Chromium is not installed: the browser tests are skipped.", flush=True)
        parts.pop()
    codes = [subprocess.run(part, check=False).returncode for part in parts]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
