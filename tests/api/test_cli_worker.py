"""Jobs are done by the commands people start: the web server on SQLite, `dougong worker` on PostgreSQL; both end in good order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from runtime.jobs import upkeep
from runtime.store.jobs import NewJob
from runtime.values import utc_now
from tests.bench.servers import free_port
from tests.contract.queues import put, states
from tests.installation import Installation, open_installation

ROOT = Path(__file__).parents[2]


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def command(url: str, folder: Path, *words: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "DOUGONG_DATABASE_URL": url, "DOUGONG_DATA_DIR": str(folder)}
    return subprocess.Popen([sys.executable, "-m", "runtime.cli", *words], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def planned(installation: Installation) -> list[str]:
    """What a crew leaves behind first."""
    return [key for key in states(installation) if key.startswith("sched:upkeep:")]


def test_jobs_are_done_by_what_people_start(database: str, tmp_path: Path) -> None:
    installation = open_installation(database, tmp_path, utc_now)
    words = ["serve", "--port", str(free_port())] if installation.runtime.settings.sqlite else ["worker", "--concurrency", "2"]
    process = command(database, tmp_path, *words)
    try:
        until(lambda: planned(installation) or process.poll() is not None)
        assert process.poll() is None
        put(installation, NewJob(upkeep.KIND, "now", {}), NewJob("nobody", "strange", {}))
        until(lambda: (states(installation)["now"], states(installation)["strange"]) == ("done", "dead"))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        installation.runtime.store.close()
    assert process.returncode == 0
    assert '"kind": "nobody"' in said, "a line for each job"


def test_the_embedded_database_needs_no_worker(tmp_path: Path) -> None:
    process = command(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path, "worker")
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "SQLite" in complaint
