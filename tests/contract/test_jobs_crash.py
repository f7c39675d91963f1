"""kill -9 of workers and writers under load: what was committed is done; inside the database once, outside at least once by one key.

JOB_KILLS sets how many processes are killed (make soak: 24).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.context import SYSTEM, Context, Runtime
from runtime.store import job_list, jobs
from runtime.store.jobs import NewJob
from tests.contract import job_workers

KILLS = int(os.environ.get("JOB_KILLS", "4"))
ROOT = Path(__file__).parents[2]


class Crowd:
    """Processes forked from one that has imported everything."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self._pids: dict[str, int] = {}
        command = [sys.executable, "-m", "tests.contract.job_workers"]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def start(self, kind: str, name: str) -> None:
        """A process that has joined."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"{kind} {self._url} {self._folder} {name}\n")
        self._parent.stdin.flush()
        self._pids[name] = int(self._parent.stdout.readline())
        until(lambda: self.said(kind, name) or not self.lives(name))

    def said(self, kind: str, name: str) -> list[str]:
        """The whole lines of a process."""
        file = self._folder / f"{kind}-{name}"
        return [line for line in file.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")] if file.exists() else []

    def lives(self, name: str) -> bool:
        try:
            os.kill(self._pids[name], 0)
        except ProcessLookupError:
            return False
        return True

    def send(self, name: str, what: signal.Signals) -> None:
        """A signal to the process and those it made, and its end."""
        if self.lives(name):
            os.killpg(self._pids[name], what)
            until(lambda: not self.lives(name))

    def close(self) -> None:
        """None of them is left behind."""
        for name in self._pids:
            self.send(name, signal.SIGKILL)
        self._parent.communicate()


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Waits for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.fixture
def crowd(database: str, tmp_path: Path) -> Iterator[Crowd]:
    found = Crowd(database, tmp_path)
    yield found
    found.close()


@pytest.fixture
def runtime(database: str, tmp_path: Path) -> Iterator[Runtime]:
    opened = job_workers.opened(database, tmp_path)
    ctx = Context(SYSTEM, opened, opened.clock())
    opened.store.write(ctx, lambda uow: uow.connection.execute(text("CREATE TABLE effect (name TEXT)")))
    yield opened
    opened.store.close()


def counts(runtime: Runtime) -> job_list.Counts:
    """The queue in numbers; `late` counts everything that is due."""
    ctx = Context(SYSTEM, runtime, runtime.clock())
    found: job_list.Counts = runtime.store.read(ctx, lambda uow: job_list.counts(uow, uow.now, uow.now))
    return found


def idle(runtime: Runtime) -> bool:
    found = counts(runtime)
    return not found.late and not found.leased


def effects(runtime: Runtime) -> Counter[str]:
    """How often each effect happened inside the database."""
    ctx = Context(SYSTEM, runtime, runtime.clock())
    return Counter(runtime.store.read(ctx, lambda uow: list(uow.connection.execute(text("SELECT name FROM effect")).scalars())))


def test_nothing_is_lost_and_nothing_happens_twice(runtime: Runtime, crowd: Crowd, tmp_path: Path) -> None:
    chance = random.Random(7)
    alive = ["w0", "w1"]
    for name in alive:
        crowd.start("work", name)
    for name in ("p0", "p1"):
        crowd.start("write", name)
    for kill in range(KILLS):
        time.sleep(chance.uniform(0.3, 0.8))
        crowd.send(alive.pop(chance.randrange(2)), signal.SIGKILL)
        alive.append(f"k{kill}")
        crowd.start("work", alive[-1])
    for name in ("p0", "p1"):
        crowd.send(name, signal.SIGKILL)
    until(lambda: idle(runtime))
    for name in alive:
        crowd.send(name, signal.SIGTERM)
        assert crowd.said("work", name) == ["ready\n", "ended\n"]
    committed = {key for name in ("p0", "p1") for line in crowd.said("write", name)[1:] for key in line.split()}
    inside, outside = effects(runtime), set((tmp_path / "outside").read_text("utf-8").split())
    assert len(committed) > 20 * KILLS
    assert committed <= inside.keys(), "what was committed is done"
    assert len(inside) - len(committed) <= 4 * 2, "a writer may die between its COMMIT and its word"
    assert {key: count for key, count in inside.items() if count != 1} == {}
    assert {key for key in inside if key.startswith("out:")} <= outside
    assert counts(runtime).dead == 0


def test_a_job_that_kills_harms_no_other(runtime: Runtime, crowd: Crowd) -> None:
    made = [NewJob("inside", f"in:{n}", {}) for n in range(30)]
    made.insert(10, NewJob("deadly", "deadly", {}, max_attempts=3))
    ctx = Context(SYSTEM, runtime, runtime.clock())
    runtime.store.write(ctx, lambda uow: jobs.enqueue(uow, made))

    def settled() -> bool:
        return idle(runtime) and counts(runtime).dead == 1

    died = 0
    while not settled():
        crowd.start("work", f"w{died}")
        until(lambda name=f"w{died}": settled() or not crowd.lives(name))  # type: ignore[misc]
        died += not crowd.lives(f"w{died}")
        assert died <= 3
    assert died == 3
    assert effects(runtime) == Counter(f"in:{n}" for n in range(30)), "its own effect was undone each time"
    found = runtime.store.read(ctx, lambda uow: job_list.page(uow, "dead", None, None, 9)[0])
    assert [(job.key, job.attempts, job.last_error) for job in found] == [("deadly", 3, "job_worker_died")]
