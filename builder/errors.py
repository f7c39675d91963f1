"""The few errors that cross a room. Takes: a code and parameters. Gives: exceptions the door turns into answers. Never: text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what a caller sent: `pointer` is a JSON pointer into it, `code` a message of builder/messages."""

    pointer: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class AppError(Exception):
    """A refusal a person can read: its text is the message of `code` with `params` filled in."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotFound(AppError):
    """Does not exist, or the caller may not know that it does."""


class NotAllowed(AppError):
    """The caller lacks the right; `params` carry the reason in the words of the Decision."""


class Invalid(AppError):
    """What was sent is wrong: every fault at once."""

    def __init__(self, code: str = "invalid", faults: Sequence[Fault] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.faults = tuple(faults)


class Conflict(AppError):
    """Somebody was faster, or a unique value is taken; `params` carry the fresh state where the caller may see it."""

    def __init__(self, code: str = "conflict", faults: Sequence[Fault] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.faults = tuple(faults)


class LimitExceeded(AppError):
    """Larger, deeper, longer or more often than the contract allows."""


class Unavailable(AppError):
    """Cannot be done now; trying again later may work."""


class BrokenDefinition(AppError):
    """A published definition cannot be run: a bug of the checks, named by its place."""
