"""OpenAPI 3.1 of one app. Takes: a Context. Gives: the document. Never: a form or field the caller may not see.

The fixed part comes from the shapes the views read (runtime/web/bodies.py), through apispec; the forms' part from their field types.
"""

from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Response, current_app
from marshmallow import Schema
from werkzeug.routing import Rule

from builder.checks.scope import Types
from builder.definitions import Field, text_of
from builder.expressions import types as t
from runtime.context import Context
from runtime.permissions.field_mask import client_rights
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.gate import MARK
from runtime.web.places import ID_SHAPE, KEY_SHAPE

routes = Blueprint("openapi", __name__, url_prefix="/api/v1/apps/<key:app>")
PREFIX = "/api/v1"
RECORDS = "/apps/<key:app>/forms/<key:form>"
WRITES = frozenset({"POST", "PATCH", "PUT"})
ID = {"type": "string", "pattern": f"^{ID_SHAPE}$"}
PART_SHAPES: Mapping[str, dict[str, Any]] = {"id": ID, "key": {"type": "string", "pattern": f"^{KEY_SHAPE}$", "maxLength": 40}}
PROBLEM = {
    "description": "A refusal, in words",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
FAULT = {
    "type": "object",
    "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}, "params": {"type": "object"}},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "trace", "errors"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "code", "detail", "trace")},
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": FAULT},
    },
}
FILE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": ID, "name": {"type": "string"}, "size": {"type": "integer"}, "type": {"type": "string"}},
}


def _number(type_: t.Number) -> dict[str, Any]:
    if type_.scale == 0:
        return {"type": "integer"}
    return {"type": "string", "pattern": rf"^-?\d{{1,{type_.digits - type_.scale}}}(\.\d{{1,{type_.scale}}})?$"}


def _text(type_: t.Text) -> dict[str, Any]:
    return {"type": "string", **({"maxLength": type_.max_length} if type_.max_length else {})}


JSON_SHAPES: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    t.Boolean: lambda _: {"type": "boolean"},
    t.Text: _text,
    t.Number: _number,
    t.Date: lambda _: {"type": "string", "format": "date"},
    t.Time: lambda _: {"type": "string", "format": "time"},
    t.Instant: lambda _: {"type": "string", "format": "date-time"},
    t.Duration: lambda _: {"type": "integer"},
    t.Choice: lambda type_: {"type": "string", "enum": list(type_.options)},
    t.Ref: lambda _: ID,
    t.File: lambda _: {"type": "array", "items": FILE},
    t.Json: lambda _: {"type": "object"},
    t.List: lambda type_: {"type": "array", "items": shape_of(type_.of)},
}


def shape_of(type_: t.Type) -> dict[str, Any]:
    """The JSON Schema of a value type."""
    return JSON_SHAPES[type(type_)](type_)


def shapes_read(view: Callable[..., Any]) -> Iterator[type[Schema]]:
    """The request shapes a view names in its code: what it documents is what it reads."""
    if isinstance(view, FunctionType):
        for name in view.__code__.co_names:
            found = view.__globals__.get(name)
            if isinstance(found, type) and issubclass(found, Strict):
                yield found


def _path(rule: Rule) -> str:
    return "".join(f"{{{part}}}" if dynamic else part for dynamic, part in rule._trace if part != "|")


def _parameters(rule: Rule, view: Callable[..., Any]) -> list[dict[str, Any]]:
    names = [
        (name, next((kind for kind, one in _kinds().items() if isinstance(rule._converters.get(name), one)), "")) for name in rule.arguments
    ]
    found: list[dict[str, Any]] = [
        {"in": "path", "name": name, "required": True, "schema": PART_SHAPES.get(kind, {"type": "string"})} for name, kind in sorted(names)
    ]
    found += [{"in": "query", "schema": shape} for shape in shapes_read(view) if shape.__name__.endswith("Query")]
    return found


def _kinds() -> Mapping[str, Any]:
    return {name: current_app.url_map.converters[name] for name in PART_SHAPES}


def _body(view: Callable[..., Any]) -> dict[str, Any]:
    for shape in shapes_read(view):
        if shape.__name__.endswith(("Body", "Patch")):
            return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape}}}}
        if shape.__name__.endswith("Form"):
            return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": shape}}}}
    return {}


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    view = current_app.view_functions[rule.endpoint]
    words = (view.__doc__ or "").strip().splitlines()
    return {
        "operationId": f"{rule.endpoint.replace('.', '_')}_{method.lower()}",
        "summary": words[0] if words else "",
        "parameters": _parameters(rule, view),
        "responses": {"2XX": {"description": "Done"}, "4XX": PROBLEM},
        **({"security": []} if getattr(view, MARK, False) else {}),
        **(_body(view) if method in WRITES else {}),
    }


def _fixed(spec: APISpec, keep: Callable[[Rule], bool]) -> None:
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.rule.startswith(PREFIX) and keep(rule):
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            spec.path(path=_path(rule), operations={method.lower(): _operation(rule, method) for method in methods})


def _values(ctx: Context, types: Types, place: tuple[str, tuple[Field, ...]], levels: Mapping[str, str], *, write: bool) -> dict[str, Any]:
    table, columns = place
    shown: dict[str, Any] = {}
    for field in columns:
        below = tuple(column for column in field.fields if not column.archived)
        deeper = {name.partition(".")[2]: level for name, level in levels.items() if name.startswith(f"{field.key}.")}
        kind, type_ = ctx.runtime.catalog.fields[field.type], types.of(table, field.key)
        if field.key not in levels or (write and (kind.computed or field.readonly or levels[field.key] != "write")):
            continue
        if below:
            rows = _values(ctx, types, (f"{table}.{field.key}", below), deeper, write=write)
            shape: dict[str, Any] = {"type": "array", "items": rows | {"properties": {**rows["properties"], "id": ID}}}
        else:
            shape = shape_of(type_) if type_ is not None else {}
        shown[field.key] = {"title": text_of(field.label, ctx.locale), "anyOf": [shape, {"type": "null"}]}
    return {"type": "object", "additionalProperties": False, "properties": shown}


def _forms(ctx: Context, spec: APISpec) -> None:
    definition = ctx.rev.definition
    types = Types(definition, ctx.runtime.catalog)
    for key, rights in client_rights(ctx).items():
        form = definition.forms[key]
        levels: Mapping[str, str] = dict(rights["fields"])  # type: ignore[call-overload]
        place = (key, tuple(form.active()))
        read, write = (_values(ctx, types, place, levels, write=flag) for flag in (False, True))
        spec.components.schema(f"{key}_values", read)
        spec.components.schema(
            f"{key}_write", {"type": "object", "required": ["values"], "additionalProperties": False, "properties": {"values": write}}
        )
        spec.components.schema(f"{key}_record", _record(key))
        _form_paths(ctx, spec, key, rights["actions"])


def _record(key: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "version", "values"],
        "properties": {
            "id": ID,
            "version": {"type": "integer"},
            "title": {"type": "string"},
            "values": {"$ref": f"#/components/schemas/{key}_values"},
            "masked": {"type": "array", "items": {"type": "string"}},
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def _form_paths(ctx: Context, spec: APISpec, key: str, actions: Any) -> None:
    base, label = f"{PREFIX}/apps/{ctx.app}/forms/{key}/records", text_of(ctx.rev.definition.forms[key].label, ctx.locale)
    one = {"in": "path", "name": "record", "required": True, "schema": ID}
    record, body = {"description": label, **_json(f"{key}_record")}, {"required": True, **_json(f"{key}_write")}
    many, single = {}, {}
    if "read" in actions:
        many["get"] = {"summary": label, "responses": {"200": {"description": label}, "4XX": PROBLEM}}
        single["get"] = {"parameters": [one], "responses": {"200": record, "4XX": PROBLEM}}
    if "create" in actions:
        many["post"] = {"requestBody": body, "responses": {"201": record, "4XX": PROBLEM}}
    if "update" in actions:
        single["patch"] = {"parameters": [one], "requestBody": body, "responses": {"200": record, "4XX": PROBLEM}}
    if "delete" in actions:
        single["delete"] = {"parameters": [one], "responses": {"204": {"description": label}, "4XX": PROBLEM}}
    for path, operations in ((base, many), (f"{base}/{{record}}", single)):
        if operations:
            spec.path(path=path, operations=operations)


def document(ctx: Context) -> dict[str, Any]:
    """The description of what this caller may call."""
    info = ctx.rev.definition.info
    spec = APISpec(text_of(info.label, ctx.locale) or info.key, f"{info.version}+{ctx.rev.n}", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Problem", PROBLEM_SCHEMA)
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "dougong_session"})
    spec.options["security"] = [{"token": []}, {"cookie": []}]
    _fixed(
        spec, lambda rule: not rule.rule.startswith(f"{PREFIX}{RECORDS}/records") or ":" in rule.rule.rpartition("/")[2].replace("<id:", "")
    )
    _forms(ctx, spec)
    return spec.to_dict()


@routes.get("/openapi.json")
def app_openapi(app: str) -> Response:
    """What programs may call in this app, as this caller."""
    return answer(document(context(app)))
