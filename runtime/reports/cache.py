"""Answers kept for a short while, each worked out once however many ask at the same time.

Takes: a key that holds the whole statement with its values, rules included. Gives: a kept value and since when.
Never: a key of its own making.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any

MOST = 500  # answers
ROWS = 200_000  # of all of them together
WAIT = 15.0  # seconds one waits for another who is at it


@dataclass(frozen=True, slots=True)
class Kept:
    """A value and the moment it was true."""

    value: Any
    at: datetime


class Cache:
    """The answers of one installation: bounded in number and size, the least used go first."""

    def __init__(self, clock: Callable[[], datetime], most: int = MOST, rows: int = ROWS) -> None:
        self._clock = clock
        self._most, self._rows, self._held = most, rows, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._under_way: dict[str, Event] = {}
        self._lock = Lock()

    def get(self, key: str, ttl: int, work: Callable[[], Any]) -> Kept:
        """What is kept under a key, not older than `ttl` seconds, else what `work` gives; who comes while another works waits for it.

        Whoever waits holds nothing: `work` opens what it needs.
        """
        if ttl <= 0:
            return self._made(work)
        with self._lock:
            found, other = self._fresh(key, ttl), self._under_way.get(key)
            if found is not None:
                return found
            if other is None:
                mine = self._under_way[key] = Event()
        if other is not None:
            return self._waited(key, ttl, work, other)
        try:
            return self._keep(key, self._made(work))
        finally:
            with self._lock:
                del self._under_way[key]
            mine.set()

    def _waited(self, key: str, ttl: int, work: Callable[[], Any], other: Event) -> Kept:
        """What another has made meanwhile, else what one makes oneself: nobody waits twice."""
        other.wait(WAIT)
        with self._lock:
            found = self._fresh(key, ttl)
        return found or self._keep(key, self._made(work))

    def _made(self, work: Callable[[], Any]) -> Kept:
        at = self._clock()
        return Kept(work(), at)

    def _fresh(self, key: str, ttl: int) -> Kept | None:
        found = self._kept.get(key)
        if found is None or self._clock() - found.at >= timedelta(seconds=ttl):
            return None
        self._kept.move_to_end(key)
        return found

    def _keep(self, key: str, kept: Kept) -> Kept:
        with self._lock:
            self._forget(key)
            self._kept[key] = kept
            self._held += size_of(kept.value)
            while self._kept and (len(self._kept) > self._most or self._held > self._rows):
                self._forget(next(iter(self._kept)))
        return kept

    def _forget(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        self._held -= size_of(gone.value) if gone else 0


def size_of(value: Any) -> int:
    """How many rows an answer holds, subtotals included."""
    return 1 + len(getattr(value, "rows", ())) + sum(map(len, getattr(value, "levels", {}).values()))


def key_of(app: str, statement: tuple[str, Any], versions: Mapping[str, Any], *more: Any) -> str:
    """One key for one statement with its bound values over one state of its forms; `more`: zone and language."""
    text, values = statement
    parts = (app, text, _plain(values), sorted(versions.items()), more)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _plain(values: Any) -> Any:
    if isinstance(values, Mapping):
        return sorted((str(name), repr(value)) for name, value in values.items())
    return [repr(value) for value in values]
