"""Runs the front end's own tools (tsc, vitest) with a Node that suits: the one on PATH, else the one a wheel brings."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB = ROOT / "designer_ui" / "web"
sys.path.insert(0, str(ROOT / "designer_ui" / "_build"))
import backend  # type: ignore[import-not-found]  # noqa: E402  the build backend knows where Node is

COMMANDS = {
    "tsc": [["node_modules/typescript/bin/tsc", "--noEmit"]],
    "test": [["node_modules/vitest/vitest.mjs", "run"], ["size_budget.mjs"]],
}


def main(what: str) -> int:
    """Installs the development packages where they are missing, then runs the commands of `what`."""
    node, npm = backend._commands()
    environment = {**os.environ, "PATH": os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", "")))}
    if not (WEB / "node_modules" / "typescript").exists() or not (WEB / "node_modules" / "vitest").exists():
        subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=WEB, env=environment, check=True)
    codes = [subprocess.run([node, *command], cwd=WEB, env=environment, check=False).returncode for command in COMMANDS[what]]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
