"""Uploads and downloads.

Takes: requests on /files. Gives: ids and bytes. Never: a file through anything but its record's rights, or as a page.
"""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request
from marshmallow import fields
from werkzeug.wsgi import wrap_file

from builder.errors import AppError, Fault, Invalid, LimitExceeded, NotFound
from runtime.context import Context
from runtime.gateways.files import IMAGES, SNIFF, FileDisk, sniffed
from runtime.permissions import field_mask
from runtime.permissions.grants import WRITE
from runtime.records import service
from runtime.store import files
from runtime.store.write import UnitOfWork
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import caller, context, context_of

routes = Blueprint("files", __name__, url_prefix="/api/v1/files")
INLINE = IMAGES | {"application/pdf"}


class UploadForm(Strict):
    """Where the file will hang."""

    app = fields.String(required=True, validate=bodies.KEY)
    form = fields.String(required=True, validate=bodies.KEY)
    field = fields.String(required=True, validate=bodies.KEY)


def _require_place(ctx: Context, given: dict[str, Any], kind: str) -> None:
    form = ctx.rev.definition.forms.get(given["form"])
    field = form.by_key.get(given["field"]) if form else None
    if field is None or field_mask.level(ctx, given["form"], given["field"]) != WRITE:
        raise Invalid("invalid", [Fault("/field", "body_unknown")])
    if field.config.get("accept") == "image" and kind not in IMAGES:
        raise Invalid("invalid", [Fault("/file", "file_not_image")])


@routes.post("")
def upload_file() -> Response:
    """Stores a file; it can be seen by its uploader until a record takes it."""
    settings = context().runtime.settings
    file, given = bodies.upload(UploadForm, settings.max_file)
    ctx = context_of(caller().actor, given["app"])
    head = file.stream.read(SNIFF)
    file.stream.seek(0)
    if not head:
        raise Invalid("invalid", [Fault("/file", "file_empty")])
    kind = sniffed(head, file.name)
    _require_place(ctx, given, kind)
    disk = FileDisk(settings.data_dir)

    def act(uow: UnitOfWork) -> str:
        key = uow.new_ids(1)[0]
        row = {
            "name": file.name or "file",
            "size": file.size,
            "type": kind,
            "app": given["app"],
            "form": given["form"],
            "field": given["field"],
        }
        files.insert(uow, key, row)
        return key

    key = ctx.runtime.store.write(ctx, act)
    try:
        disk.save(key, file.stream, settings.max_file)
    except ValueError:
        raise LimitExceeded("file_too_large", megabytes=settings.max_file // (1024 * 1024)) from None
    return answer({"id": key, "name": file.name or "file", "size": file.size, "type": kind}, 201)


def _may_read(ctx: Context, row: dict[str, Any]) -> bool:
    if row["record_id"] is None:
        return bool(row["created_by"] == ctx.actor.id)
    try:
        inner = context_of(ctx.actor, row["app"])
        found = service.get(inner, row["form"], row["record_id"]).record
    except AppError:
        return False
    value = () if row["field"] in found.masked else found.values.get(row["field"]) or ()
    return any(item["id"] == row["id"] for item in value)


@routes.get("/<id:file>")
def download_file(file: str) -> Response:
    """The bytes, to whoever may read the field of the record it hangs on."""
    ctx = context()
    row = ctx.runtime.store.read(ctx, lambda uow: files.get(uow, file))
    if row is None or not _may_read(ctx, row):
        raise NotFound("file_not_found")
    try:
        stream = FileDisk(ctx.runtime.settings.data_dir).open(file)
    except FileNotFoundError:
        raise NotFound("file_not_found") from None
    shown = "inline" if row["type"] in INLINE else "attachment"
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(row['name'], safe='')}",
        "Content-Length": str(row["size"]),
        "Cache-Control": "private, no-store",
    }
    return Response(wrap_file(request.environ, stream), headers=headers, mimetype=row["type"], direct_passthrough=True)
