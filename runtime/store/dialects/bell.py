"""The hint that there is work to do.

Takes: a ring after COMMIT. Gives: an earlier look. Never: the truth (whoever waits looks for himself every second anyway).
"""

import threading
from typing import Protocol


class Bell(Protocol):
    """Rung by whoever has left work behind, waited for by whoever does it."""

    def ring(self) -> None: ...
    def wait(self, seconds: float) -> bool: ...
    def close(self) -> None: ...


class ThreadBell:
    """For one process: threads wake each other."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ring(self) -> None:
        """Wakes whoever waits, or the next who would."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Whether it rang within this time."""
        rang = self._event.wait(seconds)
        self._event.clear()
        return rang

    def close(self) -> None:
        """Nothing is held."""
