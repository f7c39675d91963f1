"""Counter values of ids that are reserved and not used yet.

Takes: what a committed unit of work had left over. Gives: it to the next one. Never: a value twice.

A value stays good for ever: an id is the millisecond it is made in and a counter that repeats only after four million.
"""

from collections.abc import Iterable
from threading import Lock


class Counters:
    """The spare values of one database in one process."""

    def __init__(self) -> None:
        self._spare: list[int] = []
        self._lock = Lock()

    def take(self, count: int) -> list[int]:
        """As many as there are, at most `count`."""
        with self._lock:
            taken = self._spare[:count]
            del self._spare[:count]
        return taken

    def give(self, values: Iterable[int]) -> None:
        """Keeps what nobody has used; only after the commit of the transaction that reserved them."""
        with self._lock:
            self._spare.extend(values)
