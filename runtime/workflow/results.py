"""What a step answers when it is entered or spoken to. Takes and gives plain values. Never: effects."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """The step is over: on along these transitions (None = every one that leaves it)."""

    transitions: tuple[str, ...] | None = None
    result: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The instance rests here."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done: the code of a sentence, with its parameters."""

    code: str
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The instance is over: with a result, `ended` or `rejected`."""

    result: str
    state: str = "ended"


@dataclass(frozen=True, slots=True)
class Jump:
    """On at another step, which need not be connected: what is open in its region is called off for this reason.

    `resume` direct: afterwards straight back here.
    """

    step: str
    resume: str = "step"
    reason: str = "returned"


Result = Done | Waiting | Failed | Ended | Jump
