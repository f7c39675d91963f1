"""Reports over HTTP. Takes: requests on /apps/{app}/reports. Gives: numbers, figures, files. Never: decides."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from marshmallow import ValidationError, fields, validate

from builder.definitions import load
from builder.definitions.report import Report
from builder.errors import Invalid
from runtime.context import Context
from runtime.reports import answering, asking, engine, exporting, offered, parameters
from runtime.reports.engine import Question
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.transfer import download

routes = Blueprint("reports", __name__, url_prefix="/api/v1/apps/<key:app>")
NAME = validate.Regexp(r"\A[a-z@][a-z0-9_.]{0,120}\Z")
MOST = 20


class Step(fields.Field[tuple[str, Any]]):
    """One step down: [dimension, value]."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> tuple[str, Any]:
        if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)):
            raise ValidationError("Not a valid list.")
        NAME(value[0])
        return value[0], value[1]


class Params(Strict):
    """The values somebody has chosen; the report's own parameters judge them."""

    params = fields.Dict(keys=fields.String(validate=validate.Length(max=40)), load_default=dict, validate=validate.Length(max=MOST))


class RunBody(Params):
    """What is asked of a saved report."""

    drill = fields.List(Step(), load_default=list, validate=validate.Length(max=MOST))
    chart = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 19))


class SpecBody(RunBody):
    """The same of a report nobody has saved."""

    spec = fields.Dict(keys=fields.String(), required=True)


class Cell(Strict):
    """A number among others: its group, and which of the group's."""

    cell = fields.Dict(keys=fields.String(validate=NAME), load_default=dict, validate=validate.Length(max=MOST))
    measure = fields.String(load_default=None, allow_none=True, validate=bodies.KEY)


class Format(Strict):
    """What kind of file is wanted."""

    format = fields.String(required=True, validate=validate.OneOf(list(exporting.TYPES)))


class RecordsBody(Cell, RunBody):
    """Which number's records are meant."""


class SpecRecordsBody(Cell, SpecBody):
    """The same of a report nobody has saved."""


class ExportBody(Format, RunBody):
    """The same as a file."""


class ValuesBody(Strict):
    """Which parameter is being chosen, what has been typed, and what is set already."""

    param = fields.String(required=True, validate=bodies.KEY)
    q = fields.String(load_default="", validate=validate.Length(max=100))
    chosen = fields.List(fields.Raw(), load_default=list, validate=validate.Length(max=parameters.MOST))


def question(given: Mapping[str, Any]) -> Question:
    """The question a body asks."""
    return Question(given["params"], tuple(given["drill"]), given["chart"])


def spec_of(ctx: Context, raw: Mapping[str, Any]) -> Report:
    """A report that is being put together; a designer reads which fields of it are not published yet."""
    try:
        return asking.spec_of(ctx, raw)
    except Invalid:
        drafted = load(design.studio(ctx).draft(ctx.app).documents) if design.may_design(ctx, ctx.app) else None
        missing = asking.unpublished(ctx, raw, drafted) if drafted else []
        if missing:
            raise Invalid("report_unpublished", fields=missing) from None
        raise


@routes.get("/reports/<key:report>")
def get_report(app: str, report: str) -> Response:
    """What the page of a report is made of."""
    ctx = context(app)
    return answer(offered.report_json(ctx, engine.report_of(ctx, report)))


@routes.post("/reports/<key:report>:run")
def run_report(app: str, report: str) -> Response:
    """The numbers of a report for this caller."""
    given, ctx = bodies.body(RunBody), context(app)
    return answer(answering.of(ctx, engine.run(ctx, engine.report_of(ctx, report), question(given))))


@routes.post("/reports:run")
def run_spec(app: str) -> Response:
    """The numbers of a report that is being put together."""
    given, ctx = bodies.body(SpecBody), context(app)
    return answer(answering.of(ctx, engine.run(ctx, spec_of(ctx, given["spec"]), question(given))))


@routes.post("/reports/<key:report>:records")
def records_behind(app: str, report: str) -> Response:
    """The list of records behind a number."""
    given, ctx = bodies.body(RecordsBody), context(app)
    return answer(asking.records_behind(ctx, engine.report_of(ctx, report), question(given), given["cell"], given["measure"]))


@routes.post("/reports:records")
def records_behind_spec(app: str) -> Response:
    """The same for a report that is being put together."""
    given, ctx = bodies.body(SpecRecordsBody), context(app)
    return answer(asking.records_behind(ctx, spec_of(ctx, given["spec"]), question(given), given["cell"], given["measure"]))


@routes.post("/reports/<key:report>:values")
def parameter_values(app: str, report: str) -> Response:
    """What a parameter may be set to."""
    given, ctx = bodies.body(ValuesBody), context(app)
    return answer(asking.values(ctx, engine.report_of(ctx, report), given["param"], given["q"], given["chosen"]))


@routes.post("/reports/<key:report>:export")
def export_report(app: str, report: str) -> Response:
    """What the page shows, as a file."""
    given, ctx = bodies.body(ExportBody), context(app)
    return exported(ctx, engine.report_of(ctx, report), question(given), given["format"])


def exported(ctx: Context, report: Report, asked: Question, format_: str) -> Response:
    """A report as a file to save."""
    folder = ctx.runtime.settings.data_dir / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = exporting.export(ctx, report, asked, format_, folder)
    return download(made.name, made.content_type, made.chunks)
