"""Does a funnel hold: are its steps about the same people, each at some time?

Takes: Asked and a report with a funnel. Gives: Problems. Never: rows.
"""

from collections.abc import Iterator

from builder.checks import asked as judged
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.scope import FormScope
from builder.definitions.report import Funnel, FunnelStep, Report
from builder.expressions.types import Date, Instant, Ref
from builder.problems import Problem


def problems(asked: Asked, report: Report) -> Iterator[Problem]:
    """The entity, every step; a funnel brings its own numbers."""
    funnel = report.funnel
    if funnel is None:
        return
    if report.measures or report.dimensions:
        yield asked.problem("funnel_with_measures", "measures" if report.measures else "dimensions")
    yield from judged.form_problems(asked, funnel.entity, "funnel/entity")
    for position, step in enumerate(funnel.steps):
        place = f"funnel/steps/{position}"
        missing = list(judged.form_problems(asked, step.form, f"{place}/form"))
        yield from missing or _step(asked, funnel, step, place)


def _step(asked: Asked, funnel: Funnel, step: FunnelStep, place: str) -> Iterator[Problem]:
    scope = FormScope(asked.types, step.form)
    label = step.label or asked.types.app.forms[step.form].label
    entity = parts.entity_path(asked.types, step.form, funnel.entity, step.entity)
    who = scope.resolve(tuple(entity.split("."))) if entity else None
    if funnel.entity in asked.types.app.forms and (who is None or who.type != Ref(funnel.entity) or who.many):
        yield asked.problem("funnel_step_entity", f"{place}/entity", step=label, entity=asked.types.app.forms[funnel.entity].label)
    at = parts.moment_path(asked.types, step.form, step.at)
    when = scope.resolve(tuple(at.split("."))) if at else None
    if when is None or not isinstance(when.type, Date | Instant) or when.many:
        yield asked.problem("funnel_step_time", f"{place}/at", step=label)
    yield from judged.condition_problems(asked, step.form, step.filter, f"{place}/filter")
