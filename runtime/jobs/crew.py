"""The workers of one process: threads that look for work, and one that keeps what they hold theirs.

Takes: the Runtime. Gives: jobs done while it runs. Never: a job left in its hands when it stops in good order.
"""

import os
import secrets
import socket
import threading
import time
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from typing import Any

import structlog

from runtime.context import SYSTEM, Context, Runtime
from runtime.jobs import upkeep
from runtime.jobs.worker import Worker
from runtime.store import jobs

POLL = 1.0  # seconds between looks where nobody rings
LEASE = timedelta(seconds=60)
RENEWED = 4  # times in the length of a lease
LONGEST = 15 * 60.0  # seconds a pass of a worker may take; then others may have what it holds
STOPPING = 30.0  # seconds to finish what has been begun


class Crew:
    """`start()` in the process that does the work (after a fork), `stop()` at its end."""

    def __init__(self, runtime: Runtime, concurrency: int = 1, lease: timedelta = LEASE) -> None:
        self.runtime = runtime
        self._renewed = lease.total_seconds() / RENEWED
        self._stop = threading.Event()
        self._work = _Gate()
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        alone = threading.Lock()
        self._workers = [Worker(runtime, f"{name}:{n}", lease, alone, self._stop) for n in range(concurrency)]
        self._threads = [threading.Thread(target=self._labour, args=(worker,), name=worker.name, daemon=True) for worker in self._workers]
        self._watcher = threading.Thread(target=self._watch, name=f"{name}:watch", daemon=True)
        self._log = structlog.get_logger().bind(crew=name)

    def start(self) -> None:
        """Begins to work."""
        self._watcher.start()

    def stop(self) -> None:
        """Claims nothing more, finishes what has been begun, gives back the rest."""
        self._stop.set()
        self._work.open()
        self.runtime.store.database.bell.ring()
        for thread in (self._watcher, *self._threads):
            if thread.ident is not None:
                thread.join(STOPPING)

    # The thread that watches

    def _watch(self) -> None:
        with ExitStack() as held:
            if not self._take_place(held):
                return
            self._guarded(self._seed)
            for thread in self._threads:
                thread.start()
            self._listen()

    def _take_place(self, held: ExitStack) -> bool:
        """On SQLite one process works at a time; whoever comes after it finds out what it left unfinished."""
        if not self.runtime.settings.sqlite:
            return True
        while not self._stop.is_set():
            place: AbstractContextManager[bool] = self.runtime.store.database.alone("worker")
            if held.enter_context(place):
                self._guarded(self._take_over)
                return True
            held.close()
            self._stop.wait(POLL)
        return False

    def _take_over(self) -> None:
        now = self.runtime.clock()
        self.runtime.store.write(self._context(), lambda uow: jobs.expire(uow, now, every=True))

    def _seed(self) -> None:
        self.runtime.store.write(self._context(), upkeep.seed)

    def _listen(self) -> None:
        renewed = time.monotonic()
        while not self._stop.is_set():
            if self.runtime.store.database.bell.wait(min(POLL, self._renewed)):
                self._work.open()
            if time.monotonic() - renewed > self._renewed:
                renewed = time.monotonic()
                self._guarded(self._renew)

    def _renew(self) -> None:
        for worker in self._workers:
            if worker.busy_for() < LONGEST:
                worker.renew()

    # The threads that work

    def _labour(self, worker: Worker) -> None:
        while not self._stop.is_set():
            seen = self._work.opened
            if not self._guarded(worker.run_due):
                self._work.wait(seen, POLL)

    def _guarded(self, work: Any) -> Any:
        """A database that cannot be reached, or a mistake of ours, is said and waited out: the next look comes."""
        try:
            return work()
        except Exception as error:
            self._log.error("jobs", error=type(error).__name__, exc_info=error)
            return None

    def _context(self) -> Context:
        return Context(SYSTEM, self.runtime, self.runtime.clock(), cause="jobs")


class _Gate:
    """Lets everybody through who waits when it opens, and nobody misses an opening since he last looked."""

    def __init__(self) -> None:
        self.opened = 0
        self._changed = threading.Condition()

    def open(self) -> None:
        """Everybody looks."""
        with self._changed:
            self.opened += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Until it opens once more than was seen, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.opened != seen, seconds)
