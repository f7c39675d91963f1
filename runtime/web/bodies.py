"""The strict shape of every request body and query string.

Takes: the request. Gives: checked plain values. Never: unknown or doubled names.

This is the only file that reads `request.json`, `request.args`, `request.form` or `request.files`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import request
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import FileStorage

from builder import strict_json
from builder.errors import Fault, Invalid, LimitExceeded
from builder.strict_json import pointer
from runtime.web.places import ID_SHAPE, KEY_SHAPE

ID = validate.Regexp(rf"\A{ID_SHAPE}\Z")
KEY = validate.Regexp(rf"\A(?=.{{1,40}}\Z){KEY_SHAPE}\Z")
MAX_BATCH = 1000


def not_blank(value: str) -> None:
    """A text with something in it."""
    if not value.strip():
        raise ValidationError("Missing data for required field.")


class Strict(Schema):
    """The parent of every shape: a name that is not in it is a fault."""

    class Meta:
        unknown = RAISE


def text(limit: int, *, required: bool = False, empty: bool = True) -> fields.String:
    """A text of at most `limit` characters."""
    return fields.String(required=required, validate=validate.Length(0 if empty else 1, limit))


class Digits(fields.Integer):
    """A whole number written in plain digits, as query strings carry it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16):
            raise self.make_error("invalid", input=value)
        return int(value)


class Truth(fields.Boolean):
    """true or false in a body, and nothing that resembles them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def number(low: int, high: int, default: int) -> Digits:
    """A whole number of a query string, within bounds."""
    return Digits(load_default=default, validate=validate.Range(low, high))


def flag() -> fields.Boolean:
    """`1` or `0` in a query string or a form."""
    return fields.Boolean(load_default=False, truthy={"1", "true", True}, falsy={"0", "false", "", False})


def ids(limit: int = 1000) -> fields.List[str]:
    """A list of record ids."""
    return fields.List(fields.String(validate=ID), required=True, validate=validate.Length(max=limit))


def values(*, required: bool = True) -> fields.Dict:
    """Field values; the form's own fields judge them at the door."""
    return fields.Dict(keys=fields.String(), required=required)


@cache
def _schema(shape: type[Schema]) -> Schema:
    return shape()


def _message_faults(found: Any, path: tuple[str | int, ...]) -> list[Fault]:
    if isinstance(found, Mapping):
        return [fault for key, item in found.items() for fault in _message_faults(item, path if key == "_schema" else (*path, key))]
    return [Fault(pointer(path), _CODES.get(str(message), "body_value")) for message in found]


_CODES = {
    "Unknown field.": "body_unknown",
    "Missing data for required field.": "required",
    "Field may not be null.": "required",
    "Not a valid string.": "body_text",
    "Not a valid integer.": "body_integer",
    "Not a valid boolean.": "body_boolean",
    "Not a valid mapping type.": "body_object",
    "Not a valid list.": "body_list",
}


def check(shape: type[Schema], raw: Any) -> dict[str, Any]:
    """The value in its shape, or Invalid with every fault and its pointer."""
    if not isinstance(raw, dict):
        raise Invalid("invalid", [Fault("", "body_object")])
    try:
        return _schema(shape).load(raw)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise Invalid("invalid", _message_faults(error.messages, ())) from None


def body(shape: type[Schema]) -> dict[str, Any]:
    """The JSON body of this request in its shape."""
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise Invalid("media_type")
    return check(shape, strict_json.read(request.get_data(cache=True)))


def patch(shape: type[Schema]) -> dict[str, Any]:
    """The JSON body of a change: at least one name."""
    given = body(shape)
    if not given:
        raise Invalid("invalid", [Fault("", "body_empty")])
    return given


def sent() -> bool:
    """Whether the request has a body at all, for verbs that need none."""
    return bool(request.get_data(cache=True))


class Nothing(Strict):
    """A verb that needs no words."""


def nothing() -> None:
    """No body, or an empty object."""
    if request.get_data(cache=True):
        body(Nothing)


def document() -> dict[str, Any]:
    """The JSON body as it is, for definitions: the schemas of the builder judge them."""
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise Invalid("media_type")
    raw = strict_json.read(request.get_data(cache=True))
    if not isinstance(raw, dict):
        raise Invalid("invalid", [Fault("", "body_object")])
    return _plain(raw)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Definitions carry numbers as JSON numbers: exact decimals of the reader become what `json` gives."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | bool) or value is None else float(value)


def query(shape: type[Schema]) -> dict[str, Any]:
    """The query string in its shape; a name given twice is a fault."""
    return check(shape, _single(request.args))


def _single(given: Any) -> dict[str, str]:
    doubled = [name for name, found in given.lists() if len(found) > 1]
    if doubled:
        raise Invalid("invalid", [Fault(pointer((name,)), "json_duplicate_key") for name in doubled])
    plain = given.to_dict()
    bad = [name for name, value in plain.items() if strict_json.text_fault(name) or strict_json.text_fault(value)]
    if bad:
        raise Invalid("invalid", [Fault(pointer((name,)), "json_text") for name in bad])
    return plain  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: its given name (never a path), its bytes' stream and how it calls its type."""

    name: str
    stream: Any
    type: str
    size: int


def _size(part: FileStorage) -> int:
    part.stream.seek(0, 2)
    size = part.stream.tell()
    part.stream.seek(0)
    return size


def upload(shape: type[Schema], limit: int) -> tuple[Upload, dict[str, Any]]:
    """The one file named `file` of a multipart form and its other parts in their shape; `limit` in bytes for this route."""
    request.max_content_length = limit + 64 * 1024
    parts = request.files
    if list(parts) != ["file"] or len(parts.getlist("file")) != 1:
        raise Invalid("invalid", [Fault("/file", "required")])
    part = parts["file"]
    size = _size(part)
    if size > limit:
        raise LimitExceeded("file_too_large", megabytes=limit // (1024 * 1024))
    name = (part.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:200]
    if strict_json.text_fault(name):
        raise Invalid("invalid", [Fault("/file", "json_text")])
    return Upload(name, part.stream, part.mimetype, size), check(shape, _single(request.form))
