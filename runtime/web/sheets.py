"""A spreadsheet as a new app, or as a new form of one: looked at first, then made as a draft.

Takes: multipart forms. Gives: a proposal, or the keys of what was made. Never: writes rows; they come in by the import after publishing.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder import keys, sheet_form
from builder.errors import Fault, Invalid
from builder.sheet_form import Column
from runtime.context import Context
from runtime.gateways import spreadsheets
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict, Upload
from runtime.web.caller import context
from runtime.web.transfer import mapping_of, on_disk
from runtime.web.words import sentence

routes = Blueprint("sheets", __name__, url_prefix="/api/v1/builder")


class SheetForm(Strict):
    """What to call it, the app it becomes a form of (left out: an app of its own), types changed by hand: {column number: type or null}."""

    label = fields.String(load_default=None, validate=validate.Length(1, 60))
    app = fields.String(load_default=None, validate=bodies.KEY)
    types = fields.String(load_default=None, validate=validate.Length(max=20_000))
    dry_run = bodies.flag()


@routes.post("/apps:from_sheet")
def from_sheet() -> Response:
    """The columns of a sheet as fields with guessed types (`dry_run`), or a draft with that form."""
    file, given = bodies.upload(SheetForm, context().runtime.settings.max_import)
    ctx = _context(given["app"])
    label = given["label"] or file.name.rsplit(".", 1)[0].strip()[:60] or sentence("sheet_form", ctx.locale)
    columns = _columns(ctx, file)
    if given["dry_run"]:
        return answer({"label": label, "fields": [_column_json(one) for one in columns]})
    form, app = _made(ctx, label, _chosen(columns, mapping_of(given["types"], "types") or {}))
    return answer({"app": app, "form": form}, 201)


def _context(app: str | None) -> Context:
    if app is not None:
        return design.context_for(app)
    ctx = context()
    design.require_some(ctx)
    return ctx


def _columns(ctx: Context, file: Upload) -> list[Column]:
    with on_disk(file) as upload, spreadsheets.opened(upload.path, spreadsheets.kind_of(upload.name)) as sheet:
        rows = list(islice(sheet.rows, sheet_form.MOST_ROWS))
        return sheet_form.columns(ctx.runtime.catalog, sheet.header, rows, sentence("sheet_column", ctx.locale))


def _column_json(column: Column) -> dict[str, Any]:
    return {"index": column.index, "label": column.label, "type": column.type, "types": list(column.types), "samples": column.samples}


def _chosen(columns: list[Column], types: Mapping[int, str | None]) -> list[Column]:
    """The columns with the types somebody wants; null leaves a column out."""
    kept = [replace(one, type=wanted) for one in columns if (wanted := types.get(one.index, one.type))]
    wrong = [one.index for one in kept if one.type not in one.types]
    if wrong or not kept:
        raise Invalid("invalid", [Fault("/types", "sheet_type" if wrong else "import_no_columns")])
    return kept


def _made(ctx: Context, label: str, columns: list[Column]) -> tuple[str, str]:
    """The keys of the new form and of its app."""
    studio = design.studio(ctx)
    app = ctx.app
    if not app:
        app = studio.create_app(label, ctx.locale)
        design.put_in_charge(ctx, app)
    documents = studio.draft(app).documents
    form = keys.make(label, [key for kind, key in documents if kind == "form"], "form")
    studio.put(app, "form", form, sheet_form.document(form, label, columns))
    own = documents["app", app]
    studio.put(app, "app", app, {**own, "menu": [*own.get("menu", ()), {"form": form}]})
    return form, app
