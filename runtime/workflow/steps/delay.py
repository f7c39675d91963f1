"""Step: wait for a while, or until a date of the record."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from builder.expressions.types import Date, Instant
from builder.kinds import Place, Spot, StepType
from builder.problems import Problem
from runtime.workcalendar import duration
from runtime.workflow import conditions, moves
from runtime.workflow.results import Done, Result, Waiting
from runtime.workflow.steps import shapes


class Delay(StepType):
    """Rests until its time has come."""

    name = "delay"
    label = {"zh-CN": "等待", "en": "Wait"}
    help = {"zh-CN": "等一段时间，或等到数据里的某个日期", "en": "For a while, or until a date in the record"}
    icon = "clock-pause"
    group = "flow"
    waits = True
    config_schema = {
        "type": "object",
        "properties": {
            "for": shapes.said("等多久", "For", type="string", pattern=shapes.DURATION, widget="duration"),
            "calendar": shapes.choice(
                "时间怎么算", "Counted in", "always", always=("自然时间", "All hours"), work=("工作时间", "Working hours")
            ),
            "until": {
                "type": "object",
                "label": {"zh-CN": "等到", "en": "Until"},
                "properties": {
                    "field": {"type": "string", "minLength": 1, "maxLength": 200, "widget": "date_path"},
                    "offset": {"type": "string", "pattern": "^-?" + shapes.DURATION[1:], "widget": "duration"},
                },
                "required": ["field"],
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    }
    example = {"for": "P1D"}

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterator[Spot]:
        """The date it waits for."""
        if "until" in config:
            yield Spot("until/field", config["until"]["field"], _expected(config, place))

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        """Neither or both, or no time at all."""
        if ("for" in config) == ("until" in config):
            yield Problem("error", "step_delay_one", "for")
        elif "for" in config and duration(config["for"]).length <= 0:
            yield Problem("error", "step_duration", "for")

    def enter(self, flow: Any, activation: Any) -> Result:
        """On at once where the time is past or there is no date, else a job wakes it."""
        config = flow.config(activation)
        moment: datetime | None
        if "for" in config:
            moment = conditions.later(flow, config["for"], config.get("calendar"))
        else:
            value = conditions.value(flow, config["until"]["field"])
            moment = conditions.moment_of(flow, value, config["until"].get("offset")) if isinstance(value, date | datetime) else None
        if moment is None or moment <= flow.now:
            return Done()
        moves.wake(flow, activation, moment)
        return Waiting()

    def resume(self, flow: Any, activation: Any, signal: Any) -> Result:
        """The time has come."""
        return Done()


def _expected(config: Mapping[str, Any], place: Place) -> Any:
    """A date where the field is one, else an instant."""
    kind = place.types.of(place.form, config["until"]["field"]) if "." not in config["until"]["field"] else None
    return Date() if isinstance(kind, Date) else Instant() if kind is not None else None
