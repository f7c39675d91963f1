"""Runs the front end's own tools (tsc, vitest) with a Node that suits: the one on PATH, else the one a wheel brings."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "designer_ui" / "_build"))
import backend  # type: ignore[import-not-found]  # noqa: E402  the build backend knows where Node is

WEB = Path(__file__).parent.parent / "designer_ui" / "web"
COMMANDS = {
    "tsc": [["npx", "tsc", "--noEmit"]],
    "test": [["npx", "vitest", "run"], ["node", "size_budget.mjs"]],
}


def main(what: str) -> int:
    """Installs the development packages where they are missing, then runs the commands of `what`."""
    environment = backend.node_environment()
    if not (WEB / "node_modules" / "typescript").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=WEB, env=environment, check=True)
    for command in COMMANDS[what]:
        code = subprocess.run(command, cwd=WEB, env={**os.environ, **environment}, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
