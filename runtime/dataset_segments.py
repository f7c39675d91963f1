"""Segments and funnels, and what a segment means inside a condition.

Takes: definitions, Asked. Gives: Stack, Among, Passage without guards. Never: who belongs to it (the store knows).
"""

from builder.checks.homes import Home
from builder.checks.report_parts import entity_path, moment_path
from builder.checks.scope import Types
from builder.definitions.report import Dimension, Funnel, FunnelStep, Measure, Report
from builder.definitions.segment import Segment
from builder.errors import BrokenDefinition
from builder.expressions.types import Boolean
from runtime.dataset_asked import Asked, Frame, defaults
from runtime.dataset_axes import path_node
from runtime.dataset_stack import Plan, plan_of, stack
from runtime.stack import Among, Passage, Stack, Stage

ENTITY = "entity"
COUNTED = Measure("records", agg="count")


def plan_for(types: Types, report: Report, asked: Asked) -> Plan:
    """A report on its way."""
    return plan_of(Frame(types, report.source, report.parameters, asked, _named), report)


def stack_of(types: Types, report: Report, asked: Asked) -> Stack:
    """The stack of a report."""
    return stack(plan_for(types, report, asked))


def _named(frame: Frame, key: str) -> Among:
    """A segment inside a condition: its own parameters are as they are by default."""
    asked = frame.asked
    plain = Asked({}, asked.now, asked.zone, asked.day_start, asked.me, segments=asked.segments)
    return segment_of(frame.types, frame.types.app.segments[key], plain)


def segment_of(types: Types, segment: Segment, asked: Asked) -> Among:
    """The records a segment means."""
    if segment.key in asked.segments:
        raise BrokenDefinition("segment_circle", segment=segment.key)
    values = {**defaults(segment.parameters, asked.day), **asked.values}
    inner = Asked(values, asked.now, asked.zone, asked.day_start, asked.me, segments=(*asked.segments, segment.key))
    frame = Frame(types, segment.source or segment.entity, segment.parameters, inner, _named)
    conditions = tuple(frame.own(segment.entity, part, Boolean()) for part in frame.parts(segment.where))
    counted = _members(types, segment, inner) if segment.source else None
    return Among(segment.entity, conditions, {}, frame.known(conditions), counted)


def _members(types: Types, segment: Segment, asked: Asked) -> Stack:
    """The numbers of each record that is pointed at."""
    source = str(segment.source)
    via = entity_path(types, source, segment.entity, segment.via)
    if via is None:
        raise BrokenDefinition("segment_without_way", segment=segment.key)
    report = Report(
        segment.key, segment.label, source, parameters=segment.parameters, dimensions=(Dimension(ENTITY, field=via),),
        measures=segment.measures or (COUNTED,), filter=segment.filter, having=segment.having,
    )  # fmt: skip
    return stack_of(types, report, asked)


def funnel_of(types: Types, report: Report, asked: Asked) -> Passage:
    """The steps of a funnel; the report's own conditions hold at every step that knows what they ask about."""
    funnel = report.funnel
    if funnel is None:
        raise BrokenDefinition("report_without_funnel", report=report.key)
    plan = plan_for(types, report, asked)
    return Passage(tuple(_stage(plan, funnel, place, step) for place, step in enumerate(funnel.steps)), {}, funnel.within)


def _stage(plan: Plan, funnel: Funnel, place: int, step: FunnelStep) -> Stage:
    frame, types = plan.frame, plan.frame.types
    entity, at = entity_path(types, step.form, funnel.entity, step.entity), moment_path(types, step.form, step.at)
    if entity is None or at is None:
        raise BrokenDefinition("funnel_step_unclear", form=step.form)
    own = (frame.own(step.form, part, Boolean()) for part in frame.parts(step.filter))
    conditions = (*frame.conditions(Home(types, frame.source, step.form), plan.parts), *own)
    who, when = (frame.own(step.form, path_node(path)) for path in (entity, at))
    return Stage(str(place), step.form, who, when, conditions, frame.known(conditions))
