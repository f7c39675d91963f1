"""Ids: 63-bit, ordered by creation, shown as 13 characters of Crockford base32.

Takes: a clock and a counter. Gives: ids. Never: the database.
"""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1000)
COUNTER_BITS = 22
COUNTER_SIZE = 1 << COUNTER_BITS
MAX_ID = (1 << 63) - 1
LENGTH = 13

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_VALUES = {character: number for number, character in enumerate(_ALPHABET)}
_PAIR_VALUES = {pair: number for number, pair in enumerate(_PAIRS)}


def encode(number: int) -> str:
    """The text form of an id; keeps the order."""
    p = _PAIRS
    return (
        _ALPHABET[number >> 60] + p[number >> 50 & 1023] + p[number >> 40 & 1023] + p[number >> 30 & 1023]
        + p[number >> 20 & 1023] + p[number >> 10 & 1023] + p[number & 1023]
    )


def decode(text: str) -> int:
    """The number behind a text form; raises ValueError("id") for anything `encode` does not make."""
    if not isinstance(text, str) or len(text) != LENGTH:
        raise ValueError("id")
    v = _PAIR_VALUES
    try:
        number = _VALUES[text[0]]
        for start in (1, 3, 5, 7, 9, 11):
            number = number << 10 | v[text[start : start + 2]]
    except KeyError:
        raise ValueError("id") from None
    if number > MAX_ID:
        raise ValueError("id")
    return number


class IdMaker:
    """Makes ids for units of work: the clock's milliseconds and the database's counter.

    If the clock steps back, the last millisecond is kept.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0

    def make(self, counter: int) -> int:
        """One id for a counter value the store has reserved."""
        now = int(self._clock().timestamp() * 1000) - EPOCH_MS
        self._last = max(self._last, now)
        return self._last << COUNTER_BITS | counter % COUNTER_SIZE
