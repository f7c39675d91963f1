"""Does every report make sense: what it is split by, over which records, how it is sorted, drilled and drawn?

Takes: Types, or an app and one report. Gives: Problems. Never: rows, rights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from builder import configurations, shape
from builder.checks import asked as judged
from builder.checks import dimensions, funnels, measures, report_filters, small_groups
from builder.checks import report_parts as parts
from builder.checks.asked import RANGE, Asked
from builder.checks.scope import Types
from builder.definitions import App, Report
from builder.definitions.report import Drill
from builder.expressions.types import Number
from builder.kinds import Catalog, ChartType
from builder.problems import Problem

CHART_KEYS = ("type",)
MAX_CHARTS = 1_000  # of a whole app


def check(types: Types) -> Iterator[Problem]:
    """Every report of the app; how many charts are drawn to be judged is bounded before it begins."""
    if sum(len(report.charts) for report in types.app.reports.values()) > MAX_CHARTS:
        yield Problem("error", "app_charts_too_many", "report", {"max": MAX_CHARTS})
        return
    for report in types.app.reports.values():
        yield from of_report(types, report)


def problems_of(app: App, catalog: Catalog, report: Report) -> list[Problem]:
    """Those of one report, also one that is no part of the app."""
    return list(of_report(Types(app, catalog), report))


def of_report(types: Types, report: Report) -> Iterator[Problem]:
    """Those of one report; without its source nothing else can be said."""
    asked = judged.of(types, "report", report)
    yield from judged.role_problems(asked, report.roles)
    missing = list(judged.form_problems(asked, report.source, "source"))
    if missing:
        yield from missing
        return
    yield from judged.parameter_problems(asked, report.parameters, tables_of(report))
    if report.funnel:
        yield from funnels.problems(asked, report)
    elif not report.measures:
        yield asked.problem("report_without_measures", "measures")
    taken: set[str] = set()
    yield from judged.key_problems(asked, "dimensions", report.dimensions, taken)
    yield from judged.key_problems(asked, "measures", report.measures, taken)
    yield from dimensions.problems(asked, report)
    yield from measures.problems(asked, report.measures, [one.key for one in report.dimensions])
    yield from report_filters.problems(asked, report)
    yield from small_groups.problems(asked, report)
    yield from _ordered(asked, report)
    yield from _drills(asked, report)
    for position, chart in enumerate(report.charts):
        yield from _chart(asked, report, chart, f"charts/{position}")


def tables_of(report: Report) -> list[str]:
    """Where its expressions are read besides its source: the homes of its numbers, the steps of its funnel."""
    return [one.home for one in report.measures if one.home] + [step.form for step in (report.funnel.steps if report.funnel else ())]


def columns_named(report: Report) -> tuple[list[str], list[str]]:
    """The keys of its dimensions and of its measures; a funnel has its own."""
    if report.funnel:
        return [parts.STEP], [parts.ENTITIES]
    return [one.key for one in report.dimensions], [one.key for one in report.measures]


def _ordered(asked: Asked, report: Report) -> Iterator[Problem]:
    """What it is sorted by and added up by."""
    split, numbers = columns_named(report)
    for name in report.sort:
        if name.removeprefix("-") not in (*split, *numbers):
            yield asked.problem("report_sort_missing", f"sort/{name}", column=name.removeprefix("-"))
    for position, level in enumerate(report.totals):
        for key in level:
            if key not in split:
                yield asked.problem("dimension_missing", f"totals/{position}", dimension=key)


def _drills(asked: Asked, report: Report) -> Iterator[Problem]:
    split = {one.key for one in report.dimensions}
    for position, drill in enumerate(report.drill):
        place = f"drill/{position}"
        for entry in drill.path:
            if entry not in split:
                yield from judged.path_problems(asked, report.source, entry, f"{place}/path/{entry}")
        if drill.records:
            yield from _records(asked, report, drill.records, place)
        if drill.report:
            yield from _onward(asked, report, drill, place)


def _records(asked: Asked, report: Report, form: str, place: str) -> Iterator[Problem]:
    """The records behind a number: those of the source, or of the home of a measure."""
    homes = {report.source, *((one.home or "").partition(".")[0] for one in report.measures)}
    if form not in asked.types.app.forms:
        yield asked.problem("form_missing", f"{place}/records", form=form)
    elif form not in homes:
        yield asked.problem("drill_records_elsewhere", f"{place}/records", form=asked.types.app.forms[form].label)


def _onward(asked: Asked, report: Report, drill: Drill, place: str) -> Iterator[Problem]:
    """Another report and what it is told: a group for a value, never one day for a period."""
    other = asked.types.app.reports.get(str(drill.report))
    if other is None:
        yield asked.problem("report_missing", f"{place}/report")
        return
    theirs = {one.key: one for one in other.parameters}
    split = {one.key for one in report.dimensions}
    for target, source in drill.passes.items():
        told = theirs.get(target)
        if told is None:
            yield asked.problem("parameter_missing", f"{place}/pass/{target}", parameter=target, other=other.label)
        elif told.type == RANGE and source in split:
            yield asked.problem("pass_period", f"{place}/pass/{target}", parameter=told.label or target, other=other.label)
        if source not in split | {one.key for one in report.parameters}:
            yield asked.problem("dimension_missing", f"{place}/pass/{target}", dimension=source)


def _chart(asked: Asked, report: Report, chart: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """What it names is there and fits; then the kind itself is asked, for what it would draw."""
    kind = asked.types.catalog.charts.get(chart["type"])
    if kind is None:
        yield asked.problem("chart_unknown", f"{place}/type", type=chart["type"])
        return
    config = configurations.configuration(chart, CHART_KEYS)
    wrong = shape.errors(shape.validator(kind.config_schema), config, f"{asked.path}/{place}")
    found = [replace(one, params={**one.params, "report": report.label, "field": kind.label}) for one in wrong]
    if not found:
        found = list(_encoded(asked, report, kind.encodes(config), (place, kind.label)))
        found += _numbered(asked, report, kind, config, place)
    if not found:
        own = kind.check(config, asked.types.app)
        found = [asked.problem(one.code, f"{place}/{one.path}".rstrip("/"), **one.params, chart=kind.label) for one in own]
        found += _left_out(asked, report, kind, config, place)
    yield from found


def _left_out(asked: Asked, report: Report, kind: ChartType, config: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Dimensions a chart does not name though it has one place for all their rows; they may be of no account, if there is one row each."""
    named = {key for _, key, _ in kind.encodes(config)}
    missing = [one.label or one.key for one in report.dimensions if one.key not in named] if kind.draws_once(config) else []
    if missing:
        yield asked.warning("chart_leaves_out", place, chart=kind.label, dimensions=missing)


def _numbered(asked: Asked, report: Report, kind: ChartType, config: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Slots for dimensions that must be numbers, like longitude and latitude."""
    for name, slot in kind.config_schema["properties"].items():
        type_ = parts.dimension_type(asked.types, report, config[name]) if slot.get("of") == "number" and name in config else None
        if type_ is not None and not isinstance(type_, Number):
            yield asked.problem("chart_needs_number", f"{place}/{name}", chart=kind.label)


def _encoded(asked: Asked, report: Report, named: Any, at: tuple[str, Any]) -> Iterator[Problem]:
    split, numbers = columns_named(report)
    known = {"dimension": (split, numbers), "measure": (numbers, split), "column": ([*split, *numbers], [])}
    for path, key, role in named:
        wanted, other = known[role]
        if key in wanted:
            continue
        code = f"chart_needs_{role}" if key in other else f"{role}_missing"
        yield asked.problem(code, f"{at[0]}/{path}", chart=at[1], dimension=key, measure=key)

