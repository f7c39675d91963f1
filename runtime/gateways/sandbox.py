"""The gateway that sends nothing: it keeps what it was given, so that people and tests can look at it.

Takes: messages. Gives: that they were simulated. Never: the outside world.
"""

from collections import deque
from dataclasses import dataclass
from threading import Lock

SENT, SIMULATED = "sent", "simulated"
KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one contact. `key` is the same however often sending is tried."""

    channel: str
    address: str
    text: str
    key: str
    subject: str = ""
    sender: str = ""


class Sandbox:
    """Keeps the last messages it was given."""

    real = False

    def __init__(self) -> None:
        self._kept: deque[Outgoing] = deque(maxlen=KEPT)
        self._lock = Lock()

    def deliver(self, message: Outgoing) -> str:
        """Keeps it."""
        with self._lock:
            self._kept.append(message)
        return SIMULATED

    @property
    def kept(self) -> tuple[Outgoing, ...]:
        """What it was given, the oldest first."""
        with self._lock:
            return tuple(self._kept)
