"""Runs one example from its beginning to its claims. Takes: a Stage, an Example. Gives: Outcome. Never: an exception of the app."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import Example
from builder.errors import AppError
from runtime.examples import doing, given
from runtime.examples.judging import Miss, judge
from runtime.examples.stage import Stage

ITSELF = 0


@dataclass(frozen=True)
class Failure:
    """Where it went wrong (`place` given, steps or then; `number` from 1, 0 = the whole) and how."""

    place: str
    number: int
    miss: Miss


@dataclass(frozen=True)
class Outcome:
    """How an example went."""

    example: Example
    failures: tuple[Failure, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether everything was as it says."""
        return not self.failures


def run(stage: Stage, example: Example) -> Outcome:
    """Plays it through; after a step that goes wrong nothing further is tried."""
    began = time.perf_counter()
    failures = tuple(_failures(stage, example))
    return Outcome(example, failures, round(time.perf_counter() - began, 3))


def _failures(stage: Stage, example: Example) -> Iterator[Failure]:
    wrong = _begun(stage, example)
    if wrong:
        yield Failure("given", ITSELF, wrong)
        return
    for number, step in enumerate(example.steps, 1):
        missed = list(_step(stage, step))
        yield from (Failure("steps", number, miss) for miss in missed)
        if missed:
            return
    for number, claim in enumerate(example.then, 1):
        yield from (Failure("then", number, miss) for miss in _claimed(stage, claim))


def _begun(stage: Stage, example: Example) -> Miss | None:
    try:
        if example.given.get("at"):
            stage.go_to(stage.moment(example.given["at"]))
        given.put(stage, example.given)
    except (AppError, ValueError) as error:
        return refused(error, stage)
    return None


def _step(stage: Stage, step: Mapping[str, Any]) -> Iterator[Miss]:
    """Time first, then the act, then what falls due; at last what is expected of it."""
    expected = step.get("expect", {})
    wanted = expected.get("error")
    try:
        if "at" in step:
            stage.go_to(stage.moment(step["at"]))
        if "advance" in step:
            stage.go_to(stage.later(step["advance"]))
        if "do" in step:
            doing.do(stage, step.get("as"), step["do"])
        stage.go_to(stage.clock())
    except (AppError, ValueError) as error:
        codes = doing.codes(error)
        if wanted is None:
            yield refused(error, stage)
        elif wanted not in codes:
            yield Miss("example_other_error", {"expected": wanted, "found": ", ".join(codes)})
        return
    if wanted is not None:
        yield Miss("example_not_refused", {"expected": wanted})
    for claim in expected.get("then", ()):
        yield from _claimed(stage, claim)


def _claimed(stage: Stage, claim: Mapping[str, Any]) -> Iterator[Miss]:
    try:
        yield from judge(stage, claim)
    except (AppError, ValueError) as error:
        yield refused(error, stage)


def refused(error: Exception, stage: Stage) -> Miss:
    """An act or question the app refused."""
    return Miss("example_refused", {"found": doing.said(error, stage.locale)})
