"""Which reports, dashboards and segments a viewer may use, and what the browser needs to know of each before it runs.

Takes: a Context. Gives: JSON values. Never: a report with a field closed to him.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.definitions import text_of
from builder.definitions.dashboard import Dashboard
from builder.definitions.report import Report
from builder.definitions.segment import Segment
from runtime.context import Context
from runtime.permissions.grants import standing
from runtime.reports import columns, engine, guards, parameters, segments, telling


def may_open(ctx: Context, dashboard: Dashboard) -> bool:
    """Whether a dashboard is for this viewer; single tiles may still be locked."""
    return guards.for_roles(ctx, dashboard.roles)


def may_use(ctx: Context, segment: Segment) -> bool:
    """Whether this viewer may ask for the members of a segment."""
    return ctx.rev.memo(("reports", "may_use", standing(ctx), segment.key), lambda _: segments.permitted(ctx, segment))


def of_app(ctx: Context) -> dict[str, Any]:
    """The part of the client definition that is numbers."""
    app = ctx.rev.definition
    return {
        "reports": [_line(ctx, one, form=one.source) for one in app.reports.values() if engine.may_run(ctx, one)],
        "dashboards": [_line(ctx, one, home=one.home) for one in app.dashboards.values() if may_open(ctx, one)],
        "segments": [_segment(ctx, one) for one in app.segments.values() if may_use(ctx, one)],
    }


def _line(ctx: Context, one: Report | Dashboard, **more: Any) -> dict[str, Any]:
    said = telling.report(engine.frame_of(ctx), one) if isinstance(one, Report) and not one.help else ""
    told = text_of(one.help, ctx.locale) if one.help else said
    return {"key": one.key, "label": text_of(one.label, ctx.locale), "help": told, "icon": one.icon, **more}


def _segment(ctx: Context, one: Segment) -> dict[str, Any]:
    return {"key": one.key, "label": text_of(one.label, ctx.locale), "form": one.entity}


def home_dashboard(ctx: Context) -> str | None:
    """The dashboard that stands on the home page: the first one for a role this viewer has, else the first one for everybody."""
    mine = [one for one in ctx.rev.definition.dashboards.values() if one.home and may_open(ctx, one)]
    return next((one.key for one in sorted(mine, key=lambda one: not one.roles)), None)


def report_json(ctx: Context, report: Report) -> dict[str, Any]:
    """What the page of a report is made of."""
    engine.permitted(ctx, report)
    frame = engine.frame_of(ctx)
    made = parameters.asking(ctx, frame, report.source)
    return {
        "key": report.key,
        "label": text_of(report.label, ctx.locale),
        "help": text_of(report.help, ctx.locale) if report.help else "",
        "icon": report.icon,
        "form": report.source,
        "params": [parameters.shown(made, one) for one in report.parameters],
        "charts": [_chart(ctx, one) for one in report.charts],
        "dimensions": [{"key": one.key, "label": columns.dimension_label(frame, report, one)} for one in report.dimensions],
        "measures": list(_measures(ctx, frame, report)),
        "export": exports(ctx, report),
        "drill": bool(report.drill),
    }


def _chart(ctx: Context, chart: Mapping[str, Any]) -> dict[str, Any]:
    kind = ctx.runtime.catalog.charts[chart["type"]]
    title = text_of(chart["title"], ctx.locale) if chart.get("title") else text_of(kind.label, ctx.locale)
    return {**chart, "title": title, "icon": kind.icon}


def _measures(ctx: Context, frame: columns.Frame, report: Report) -> Iterator[dict[str, Any]]:
    for one in report.measures:
        told = text_of(one.help, ctx.locale) if one.help else ""
        yield {"key": one.key, "label": columns.measure_label(frame, report, one), "help": told}


def exports(ctx: Context, report: Report) -> list[str]:
    """In which formats this viewer may take the numbers away: it needs the right to export every form whose rows are counted."""
    return list(report.export) if guards.may_export(ctx, report) else []


def segments_json(ctx: Context) -> list[dict[str, Any]]:
    """The segments this viewer may use, with what they mean."""
    mine = (one for one in ctx.rev.definition.segments.values() if may_use(ctx, one))
    return [{**_segment(ctx, one), "help": text_of(one.help, ctx.locale) if one.help else ""} for one in mine]
