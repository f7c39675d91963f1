"""What else may be asked of a report: the records behind a number, what a parameter may be, a report nobody has saved.

Takes: a Context, a report, JSON. Gives: JSON values. Never: SQL, a name outside the report.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder import schema
from builder.checks import reports as checks
from builder.checks.places import columns_of
from builder.definitions import App, text_of
from builder.definitions import report as definition
from builder.definitions.report import Parameter, Report
from builder.errors import Fault, Invalid, NotFound
from builder.problems import Problem, has_errors
from runtime import dataset
from runtime.context import Context
from runtime.fields import results
from runtime.permissions import policy
from runtime.records import service
from runtime.reports import drilling, engine, guards, parameters, people, words
from runtime.reports.engine import Question
from runtime.reports.shown import DIMENSION

MOST_VALUES = 50
KEY = "draft"


def spec_of(ctx: Context, raw: Mapping[str, Any]) -> Report:
    """A report somebody has just put together, judged like one that is published; Invalid with the place of each fault."""
    document = {"label": "·", **raw, "key": KEY}
    problems = schema.shape("report", KEY, document)
    if not problems:
        problems = checks.problems_of(ctx.rev.definition, ctx.runtime.catalog, report := definition.load(document))
    faults = [_fault(one) for one in problems if one.level == "error"]
    if faults:
        raise Invalid("invalid", faults)
    _require_people(ctx, report)
    return report


def _require_people(ctx: Context, report: Report) -> None:
    """Who puts a smallest group together himself could find out by it how many people there are: he must be able to read who they are."""
    if report.min_group:
        read = people.counting(engine.frame_of(ctx).types, ctx.runtime.catalog.charts, report).report
        guards.require(ctx, report, dataset.touched(ctx.rev.definition, ctx.runtime.catalog, read))


def _fault(problem: Problem) -> Fault:
    place = problem.path.removeprefix(f"report/{KEY}").strip("/")
    return Fault(f"/spec/{place}".rstrip("/"), problem.code, dict(problem.params))


def unpublished(ctx: Context, raw: Mapping[str, Any], draft: App) -> list[str]:
    """Labels of the fields and forms a report uses that are so far in the draft alone; none where it is wrong there too."""
    document = {"label": "·", **raw, "key": KEY}
    catalog = ctx.runtime.catalog
    if schema.shape("report", KEY, document) or has_errors(checks.problems_of(draft, catalog, report := definition.load(document))):
        return []
    now = ctx.rev.definition
    touched = dataset.touched(draft, catalog, report)
    fields = [columns_of(draft, table)[key].label for table, key in sorted(touched.fields) if key not in columns_of(now, table)]
    forms = [draft.forms[key].label for key in sorted(touched.forms - now.forms.keys())]
    return list(dict.fromkeys(text_of(label, ctx.locale) for label in (*forms, *fields)))


def records_behind(ctx: Context, report: Report, question: Question, cell: Mapping[str, Any], measure: str | None = None) -> dict[str, Any]:
    """The list of records a number was made of: a form and an ordinary filter; the list asks for its own rights. `measure`: which number,
    where it counts only some of the rows, those of another form or of the period before."""
    prepared = engine.prepare(ctx, report, question)
    report = prepared.report
    known = {one.key: one for one in prepared.columns}
    values: dict[str, Any] = {}
    for key, raw in cell.items():
        if key not in known or known[key].role != DIMENSION or report.funnel:
            raise Invalid("invalid", [Fault(f"/cell/{key[:40]}", "report_drill_unknown")])
        values[key] = drilling.value_of(known[key], raw, f"/cell/{key}")
    engine.require_shown(ctx, prepared, values, measure)
    asked = replace(prepared.asked, measure=measure)
    form, text = dataset.cell_filter(ctx.rev.definition, ctx.runtime.catalog, report, asked, values)
    policy.require(ctx, form, "read")
    told = [drilling.value_text(ctx, known[key], value) for key, value in values.items()]
    return {"form": form, "filter": text, "label": " · ".join([*drilling.at_texts(ctx, prepared.frame, report, prepared.asked), *told])}


def values(ctx: Context, report: Report, key: str, q: str, chosen: Sequence[Any] = ()) -> dict[str, Any]:
    """What a parameter may be set to: options, records and people as a picker offers them, else what the report's own rows hold.
    `chosen`: what it is set to already, told in words whether it is among the first or not."""
    touched = engine.permitted(ctx, report)
    parameter = next((one for one in report.parameters if one.key == key), None)
    if parameter is None:
        raise NotFound("report_not_found")
    made = parameters.asking(ctx, engine.frame_of(ctx), report.source)
    options = parameters.options_of(made, parameter)
    if options:
        found = [(value, label) for value, label in options.items() if q.lower() in label.lower()]
    elif parameter.type in parameters.REFERENCES:
        found = _picked(ctx, made, parameter, q)
    else:
        found = _held(ctx, made, (report, parameter, touched), q) if parameter.field else []
    return {"options": [{"value": value, "label": label} for value, label in found], "chosen": list(_told(ctx, made, parameter, chosen))}


def _told(ctx: Context, made: parameters.Asking, parameter: Parameter, chosen: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """What is set already in words; nothing where it is no value of the parameter."""
    known = [(raw, value) for raw in chosen if (value := _chosen(made, parameter, raw)) is not None]
    told = drilling.value_texts(ctx, parameters.column(made, parameter), [value for _, value in known])
    yield from ({"value": raw, "label": label} for (raw, _), label in zip(known, told, strict=True))


def _chosen(made: parameters.Asking, parameter: Parameter, raw: Any) -> Any:
    """One value of a parameter; None where it is none."""
    try:
        return parameters.read(made, (replace(parameter, multi=False),), {parameter.key: raw})[parameter.key]
    except Invalid:
        return None


def _picked(ctx: Context, made: parameters.Asking, parameter: Parameter, q: str) -> list[tuple[Any, str]]:
    places = made.frame.places(made.source, parameter.field) if parameter.field else []
    if not places:
        return []
    form, _, subtable = places[-1].table.partition(".")
    field = f"{subtable}.{places[-1].name}" if subtable else places[-1].name
    offered = service.options(ctx, form, field, q=q, limit=MOST_VALUES)
    return [(one["id"], one["title"]) for one in offered["options"]]


def _held(ctx: Context, made: parameters.Asking, of: tuple[Report, Parameter, dataset.Touched], q: str) -> list[tuple[Any, str]]:
    """Through the same compiler and the same guards as the numbers themselves."""
    report, parameter, touched = of
    stack = dataset.values_of(ctx.rev.definition, ctx.runtime.catalog, report, parameter, q)
    rows, _ = engine.rows_of(ctx, *engine.guarded(ctx, touched, stack), report.ttl)
    column = parameters.column(made, parameter)
    return [(results.dump(row[0]), words.text(column, row[0], ctx.locale)) for row in rows.rows if row[0] is not None][:MOST_VALUES]
