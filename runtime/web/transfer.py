"""Spreadsheets in and out over HTTP.

Takes: multipart forms, queries. Gives: previews, counts, files. Never: parses a sheet in this process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder import strict_json
from builder.errors import Fault, Invalid, NotFound
from runtime.context import Context
from runtime.records import exporting, importing
from runtime.store import imports
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict, Upload
from runtime.web.caller import context, context_of
from runtime.web.records import ListQuery, listing_of

routes = Blueprint("transfer", __name__, url_prefix="/api/v1")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(Strict):
    """How a sheet is read: `mapping` is {column number: field key or null}; left out, columns are matched by their labels."""

    mapping = fields.String(load_default=None, validate=validate.Length(max=20_000))
    dry_run = bodies.flag()


class ExportQuery(ListQuery):
    """A list without pages, as a file."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(["xlsx", "csv", "jsonl"]))


def mapping_of(text: str | None, part: str = "mapping") -> dict[int, str | None] | None:
    """What somebody chose for each column, from a part of a form."""
    if not text:
        return None
    given = strict_json.read(text.encode("utf-8", "surrogatepass"))
    good = isinstance(given, dict) and all(
        key.isdigit() and len(key) < 5 and (value is None or isinstance(value, str)) for key, value in given.items()
    )
    if not good:
        raise Invalid("invalid", [Fault(f"/{part}", "body_object")])
    return {int(key): value or None for key, value in given.items()}


@contextmanager
def on_disk(file: Upload) -> Iterator[importing.Upload]:
    """The upload in a place of its own, gone afterwards."""
    with TemporaryDirectory(prefix="dougong-import") as folder:
        suffix = ".csv" if file.name.lower().endswith(".csv") else ".xlsx"
        path = Path(folder) / f"upload{suffix}"
        with open(path, "wb") as target:
            while chunk := file.stream.read(1024 * 1024):
                target.write(chunk)
        yield importing.Upload(path, file.name)


@routes.post("/apps/<key:app>/forms/<key:form>/records:import")
def import_records(app: str, form: str) -> Response:
    """Looks at a sheet (`dry_run`), or writes its good rows."""
    ctx = context(app)
    file, given = bodies.upload(ImportForm, ctx.runtime.settings.max_import)
    columns = mapping_of(given["mapping"])
    with on_disk(file) as upload:
        if given["dry_run"]:
            return answer(importing.dry_run(ctx, form, upload, columns))
        return answer(importing.run(ctx, form, upload, columns), 201)


@routes.get("/apps/<key:app>/forms/<key:form>/records:export")
def export_records(app: str, form: str) -> Response:
    """What the list shows, as a file, streamed."""
    asked, ctx = bodies.query(ExportQuery), context(app)
    folder = ctx.runtime.settings.data_dir / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = exporting.export(ctx, form, listing_of(asked), asked["format"], folder)
    return download(made.name, made.content_type, made.chunks)


def download(name: str, kind: str, content: Any) -> Response:
    """A file with a name of any script."""
    return Response(content, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}, mimetype=kind)


def _import_context(unit: str) -> Context:
    """The Context of the app a spreadsheet went into; an import of somebody else does not exist."""
    ctx = context()
    found = ctx.runtime.store.read(ctx, lambda uow: imports.find(uow, unit))
    if found is None or found.by != ctx.actor.id:
        raise NotFound("import_not_found")
    return context_of(ctx.actor, found.app)


@routes.get("/imports/<id:unit>/rejected")
def rejected_rows(unit: str) -> Response:
    """The rows an import skipped, with a reason column."""
    name, workbook = importing.rejected(_import_context(unit), unit)
    return download(f"{name}.xlsx", XLSX, workbook)


@routes.post("/imports/<id:unit>:undo")
def undo_import(unit: str) -> Response:
    """Takes an import back as one unit."""
    bodies.nothing()
    return answer(importing.undo(_import_context(unit), unit))
