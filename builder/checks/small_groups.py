"""Can small groups of a report be kept back: are the people known, and does nothing else in it tell their numbers?

Takes: Asked and a report. Gives: Problems, and the path to the people. Never: rows.
"""

from collections.abc import Iterator

from builder.checks import report_parts as parts
from builder.checks.asked import Asked, measure_label
from builder.checks.report_parts import Names
from builder.checks.scope import FormScope
from builder.definitions import App
from builder.definitions.report import Report
from builder.expressions.types import Ref
from builder.problems import Problem

ITSELF: Names = ("id",)
EXTREMES = ("min", "max")


def problems(asked: Asked, report: Report) -> Iterator[Problem]:
    """Only of a report that keeps small groups back."""
    if report.min_group is None:
        return
    if report.funnel:
        yield asked.problem("min_group_funnel", "min_group")
        return
    names = people(asked.types.app, report)
    found = FormScope(asked.types, report.source).resolve(names)
    if found is None or found.many or not isinstance(found.type, Ref):
        yield asked.problem("min_group_path", "min_group/of", field=report.min_group.of)
    elif not any(one.agg and parts.home_of(asked.types, report.source, one).path(names) for one in report.measures):
        yield asked.problem("min_group_nowhere", "measures")
    if report.having:
        yield asked.problem("min_group_having", "having")
    for one in report.measures:
        if one.window == "running":
            yield asked.problem("min_group_running", f"measures/{one.key}", measure=measure_label(one))
        if one.agg in EXTREMES:
            yield asked.warning("min_group_extreme", f"measures/{one.key}", measure=measure_label(one))


def people(app: App, report: Report) -> Names:
    """The path from the source to the people whose groups must not be too small."""
    assert report.min_group is not None
    of = report.min_group.of
    form = app.forms[report.source]
    return ITSELF if of == form.key and of not in form.by_key else tuple(of.split("."))
