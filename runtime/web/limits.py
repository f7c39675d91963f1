"""How often one address may try something costly. Takes: a clock. Gives: a verdict. Never: a key from the body of a request."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from builder.errors import LimitExceeded

MAX_KEYS = 10_000


class Limits:
    """A sliding window per key, kept in this process; the lock-out of accounts is in the database."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, deque[datetime]] = {}

    def count(self, key: str, most: int, seconds: int) -> None:
        """Counts one try; raises LimitExceeded("too_many_requests") above `most` in `seconds`."""
        now = self._clock()
        start = now - timedelta(seconds=seconds)
        with self._lock:
            if len(self._seen) > MAX_KEYS:
                self._seen = {name: times for name, times in self._seen.items() if times and times[-1] > start}
            times = self._seen.setdefault(key, deque())
            while times and times[0] <= start:
                times.popleft()
            if len(times) >= most:
                raise LimitExceeded("too_many_requests", seconds=seconds)
            times.append(now)
