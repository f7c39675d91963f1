"""Durable jobs a second in one process: `python -m tests.bench.bench_jobs`.

Each job is a row written by somebody's transaction, claimed under a lease, acknowledged in the transaction of its (empty) effect.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from runtime.app import open_runtime
from runtime.context import SYSTEM, Context, Runtime
from runtime.jobs.crew import Crew
from runtime.jobs.handler import Handler
from runtime.settings import Settings
from runtime.store import job_list, jobs
from runtime.store.jobs import NewJob
from runtime.web import logs
from tests import databases

SECRET = "bench-kX93jdh27sQpLm48vBnRt61wZyAe"
NOOP = Handler({"zh-CN": "空", "en": "Nothing"}, inside=lambda uow, job: None)
AT_ONCE = 500
WANTED = 300  # jobs a second of one process on PostgreSQL


@dataclass(frozen=True)
class Rate:
    """What was measured: jobs a second by the clock and by the process's own CPU."""

    database: str
    threads: int
    done: float
    done_per_cpu: float
    enqueued: float


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Runtime]:
    """An installation whose jobs do nothing, with a log line each."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        logs.configure()
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(nowhere))
        runtime = open_runtime(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
        yield replace(runtime, job_handlers={**runtime.job_handlers, "noop": NOOP})
        runtime.store.close()


def fill(runtime: Runtime, count: int) -> float:
    """Puts jobs into the queue, 500 in a transaction; how many a second."""
    began = time.perf_counter()
    ctx = Context(SYSTEM, runtime, runtime.clock())
    for start in range(0, count, AT_ONCE):
        new = [NewJob("noop", f"{time.time_ns()}:{number}", {"n": number}) for number in range(start, min(start + AT_ONCE, count))]
        runtime.store.write(ctx, lambda uow, new=new: jobs.enqueue(uow, new))
    return count / (time.perf_counter() - began)


def measured(database: str, url: str, folder: Path, count: int, threads: int) -> Rate:
    """Fills the queue, lets a crew work, looks at the clocks."""
    with opened(url, folder) as runtime:
        enqueued = fill(runtime, count)
        ctx = Context(SYSTEM, runtime, runtime.clock())
        crew = Crew(runtime, threads)
        began, cpu = time.perf_counter(), time.process_time()
        crew.start()
        while runtime.store.read(ctx, lambda uow: job_list.late(uow, runtime.clock())) or runtime.store.read(ctx, job_list.leased):
            time.sleep(0.05)
        took, burnt = time.perf_counter() - began, time.process_time() - cpu
        crew.stop()
        return Rate(database, threads, count / took, count / burnt, enqueued)


def rates(count: int = 3_000) -> list[Rate]:
    """SQLite with its one thread, PostgreSQL with one thread and with four."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dougong-jobs")))
        server = stack.enter_context(databases.postgres_server())
        urls = [("sqlite", 1, databases.sqlite_database(folder))]
        urls += [("postgresql", threads, stack.enter_context(databases.postgres_database(server))) for threads in (1, 4)]
        return [measured(database, url, folder, count, threads) for database, threads, url in urls]


if __name__ == "__main__":
    for rate in rates():
        print(f"{rate.database}, {rate.threads} thread(s): {rate.done:,.0f} jobs/s ({rate.done_per_cpu:,.0f} per CPU second), "
              f"put in {rate.enqueued:,.0f}/s")
