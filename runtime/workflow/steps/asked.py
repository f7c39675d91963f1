"""What the steps have in common in which people are asked: how they are found, time limits, fields. Gives: Asking, LIMITED."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.kinds import Place, Spot, StepType
from builder.problems import Problem
from runtime.workflow.steps import shapes

LIMITED: dict[str, Any] = {
    "return_to": shapes.RETURN_TO, "resume": shapes.RESUME, "timeout": shapes.TIMEOUTS, "due_field": shapes.DUE_FIELD,
}  # fmt: skip


class Asking(StepType):
    """A step that rests until people have answered."""

    waits = True
    human = True

    def people(self, config: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Who is asked, those limits escalate to, those who are told."""
        return shapes.people_of(config)

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """How they are found."""
        return [*shapes.spots_of(self.people(config)), *shapes.limit_spots(config)]

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """What does not go together."""
        yield from shapes.wrong_people(self.people(config))
        yield from shapes.wrong_timeouts(config)
        yield from shapes.wrong_fields(config, place)
        yield from shapes.wrong_due(config, place)
