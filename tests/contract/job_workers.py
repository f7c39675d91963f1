"""Processes for the crash tests: a parent that has imported everything forks one for each line `work|write|serve URL FOLDER NAME`.

Whoever serves is the web server on the port its name begins with. Whoever works writes each effect inside the database into a table without any unique index, and each effect outside into a file; whoever
writes leaves jobs behind in the transaction of a record of its own and says their keys once they are committed.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import text

from runtime.app import open_runtime
from runtime.cli_server import Server
from runtime.context import SYSTEM, Context, Runtime
from runtime.jobs.crew import Crew
from runtime.jobs.handler import Handler
from runtime.settings import Settings
from runtime.store import jobs
from runtime.store.jobs import Job, NewJob

SECRET = "unit-test-kX93jdh27sQpLm48vBnRt61wZyAe"
LABEL = {"zh-CN": "测试", "en": "Test"}
Say = Callable[[str], None]
LEASE = timedelta(seconds=1.5)


def note(uow: Any, key: str) -> None:
    """An effect inside the database, as often as it happens."""
    uow.connection.execute(text("INSERT INTO effect (name) VALUES (:name)"), {"name": key})


def handlers(folder: Path) -> Mapping[str, Handler]:
    """Inside, in a row, outside, deadly."""

    def call(ctx: Context, job: Job) -> str:
        with (folder / "outside").open("a", encoding="utf-8") as file:
            file.write(f"{job.key}\n")
        time.sleep(0.002)
        return job.key

    def die(uow: Any, job: Job) -> None:
        note(uow, job.key)
        os.kill(os.getpid(), signal.SIGKILL)

    return {
        "inside": Handler(LABEL, inside=lambda uow, job: note(uow, job.key)),
        "outside": Handler(LABEL, outside=call, then=lambda uow, job, result: note(uow, result)),
        "deadly": Handler(LABEL, inside=die),
    }


def opened(url: str, folder: Path) -> Runtime:
    """The installation with these handlers."""
    runtime = open_runtime(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
    return replace(runtime, job_handlers={**runtime.job_handlers, **handlers(folder)})


def work(runtime: Runtime, name: str, say: Say) -> None:
    """Does jobs until killed, or until told to end."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    crew = Crew(runtime, 1 if runtime.settings.sqlite else 2, LEASE)
    crew.start()
    say("ready")
    stop.wait()
    crew.stop()
    runtime.store.close()
    say("ended")


def write(runtime: Runtime, name: str, say: Say) -> None:
    """Leaves jobs behind until killed; says what is committed."""
    ctx = Context(SYSTEM, runtime, runtime.clock())
    number = 0
    say("ready")
    while True:
        number += 1
        made = [NewJob("inside", f"in:{name}:{number}:{part}", {}, lock_key=f"{name}:{number % 5}") for part in range(3)]
        made.append(NewJob("outside", f"out:{name}:{number}", {}))
        again = NewJob("inside", f"in:{name}:{max(1, number - 3)}:0", {})

        def fn(uow: Any, made: list[NewJob] = made, again: NewJob = again) -> None:
            jobs.enqueue(uow, [*made, again])

        runtime.store.write(replace(ctx, now=runtime.clock()), fn)
        say(" ".join(new.key for new in made))
        time.sleep(0.01)


def serve(url: str, folder: Path, name: str, say: Say) -> None:
    """The web server of the product, on SQLite with its worker, until killed; the name is port.number."""
    say("ready")
    Server(Settings(data_dir=folder, database_url=url, secret_key=SECRET, port=int(name.split(".")[0])), 1).run()


def child(kind: str, url: str, folder: str, name: str) -> None:
    """One process at the head of its own group: joins the database and begins; what it says stands in a file of its own."""
    os.setpgid(0, 0)
    with (Path(folder) / f"{kind}-{name}").open("w", encoding="utf-8") as file:

        def say(line: str) -> None:
            file.write(f"{line}\n")
            file.flush()

        if kind == "serve":
            serve(url, Path(folder), name, say)
        else:
            {"work": work, "write": write}[kind](opened(url, Path(folder)), name, say)


def main() -> None:
    """Forks for each line; says the process id."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                child(*line.split())
            finally:
                os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
