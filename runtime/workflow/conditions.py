"""Values of expressions of a workflow on the record of an instance, and moments counted from now. Takes: a flow. Never: writes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from builder.expressions.errors import ExpressionError
from builder.expressions.types import Type
from runtime.actions import Act
from runtime.records.automation import image_of
from runtime.store import records
from runtime.values import zone
from runtime.workcalendar import after, calendar_of, duration
from runtime.workflow.flow import Flow

T = TypeVar("T")
WORK = "work"


def about(flow: Flow) -> Act:
    """What expressions and actions are about: the record as it stands now, and who began the instance."""
    instance = flow.instance
    row = records.load(flow.uow, instance.form, [instance.record_id]).get(instance.record_id)
    return Act(flow.ripple, instance.form, image_of(row) if row else {}, me=instance.initiator, label=flow.workflow.label)


def holds(flow: Flow, text: str) -> bool:
    """Whether a condition holds."""
    return _understood(flow, lambda act: act.truth(text))


def value(flow: Flow, text: str, expect: Type | None = None) -> Any:
    """The value of an expression."""
    return _understood(flow, lambda act: act.value(text, expect))


def words(flow: Flow, text: Any) -> str:
    """A text with its places filled in."""
    return _understood(flow, lambda act: act.text(text))


def _understood(flow: Flow, ask: Callable[[Act], T]) -> T:
    """Asked in the words of the newest revision; where it no longer knows them, in those of the instance's own."""
    ctx = flow.uow.ctx
    try:
        return ask(about(flow))
    except ExpressionError:
        own = ctx.runtime.store.revision(flow.instance.app, flow.instance.revision)
        if own.n == ctx.rev.n:
            raise
    with flow.uow.acting(replace(ctx, revision=own)):
        return ask(about(flow))


def later(flow: Flow, length: str, calendar: str | None = None) -> datetime:
    """The instant a length of time from now; `calendar` work: only working hours count, where the app knows them."""
    info = flow.uow.ctx.rev.definition.info
    place = zone(info.timezone)
    return after(flow.now, duration(length), place, calendar_of(info.calendar, place) if calendar == WORK else None)


def limit(flow: Flow, config: Mapping[str, Any]) -> datetime:
    """When a time limit of a step is reached: `share` percent of the hours the record says, else `after`."""
    hours = value(flow, config["hours"]) if "hours" in config else None
    minutes = int(hours * 60 * config.get("share", 100) / 100) if hours else 0
    return later(flow, f"PT{minutes}M" if minutes > 0 else config["after"], config.get("calendar"))


def moment_of(flow: Flow, found: Any, offset: str | None = None) -> datetime | None:
    """A date (its first moment) or instant of the record, moved by an offset."""
    place = zone(flow.uow.ctx.rev.definition.info.timezone)
    if isinstance(found, datetime):
        start = found
    elif isinstance(found, date):
        start = datetime.combine(found, time(), place).astimezone(UTC)
    else:
        return None
    return after(start, duration(offset), place) if offset else start
