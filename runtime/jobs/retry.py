"""Whether and when a failed job is tried again. Takes: what was raised, how often. Gives: Verdict. Never: sleeps."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from builder.errors import AppError, BrokenDefinition, Invalid, LimitExceeded, NotAllowed, NotFound

FIRST = timedelta(seconds=10)
FACTOR = 3
LONGEST = timedelta(hours=1)
JITTER = 0.2
PASSING_STATUS = frozenset({408, 409, 425, 429})
HOPELESS = (BrokenDefinition, Invalid, LimitExceeded, NotAllowed, NotFound)


class Retry(Exception):
    """Not now, perhaps later: raised by a handler. `code` is a message; `after` overrules the usual pause."""

    def __init__(self, code: str, after: timedelta | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.after, self.params = code, after, params


class GiveUp(Exception):
    """Trying again is no use: raised by a handler. `code` is a message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Verdict:
    """`after` None = dead. `bug`: nobody foresaw this error, its trace belongs in the log."""

    after: timedelta | None
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    bug: bool = False


def pause(attempt: int, chance: Random) -> timedelta:
    """How long to wait after the n-th attempt: 10 s, 30 s, 90 s … at most an hour, and up to a fifth more."""
    seconds = min(FIRST.total_seconds() * FACTOR ** min(attempt - 1, 10), LONGEST.total_seconds())
    return timedelta(seconds=seconds * (1 + JITTER * chance.random()))


def decide(error: Exception, attempt: int, most: int, chance: Random) -> Verdict:
    """What becomes of a job after its n-th attempt of at most `most`. A refusal that will not change by itself is not tried again."""
    bug = not isinstance(error, AppError | Retry | GiveUp)
    code = "job_bug" if bug else error.code  # type: ignore[attr-defined]
    params = {"error": type(error).__name__} if bug else error.params  # type: ignore[attr-defined]
    if isinstance(error, (GiveUp, *HOPELESS)) or attempt >= most:
        return Verdict(None, code, params, bug)
    asked = error.after if isinstance(error, Retry) else None
    return Verdict(asked if asked is not None else pause(attempt, chance), code, params, bug)


def for_status(status: int) -> Retry | GiveUp | None:
    """What the answer of another server means: None = it worked. Only what may pass is tried again."""
    if status < 400:
        return None
    if status >= 500 or status in PASSING_STATUS:
        return Retry("job_status", status=status)
    return GiveUp("job_status", status=status)
