"""The shape of definitions: JSON against our published schemas and each kind's own.

Takes: documents, the Catalog. Gives: Problems. Never: a schema of a user.
Bounded before it begins: depth, number of values, length of texts. References resolve inside our schemas only.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry

from builder.definitions import Documents
from builder.definitions.form import FIELD_KEYS
from builder.errors import Fault
from builder.kinds import Catalog, FieldType
from builder.problems import Problem

KINDS = ("app", "form", "role")
MAX_DEPTH = 32
MAX_VALUES = 100_000
MAX_TEXT = 20_000
MAX_NUMBER = 2**53 - 1
MAX_PROBLEMS = 50
MAX_FORMS = 200
MAX_ROLES = 200


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Python's `$` also matches before a last line break; a key has none."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance, re.ASCII):
        yield ValidationError("pattern")


_Validator: Any = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def published(kind: str) -> Mapping[str, Any]:
    """The JSON Schema of a kind of definition file."""
    return json.loads(resources.files("builder.schemas").joinpath(f"{kind}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def problems(documents: Documents, catalog: Catalog) -> list[Problem]:
    """Everything about the shape of an app: one app document, each definition, each field's configuration."""
    found = _whole(documents)
    for (kind, key), document in documents.items():
        own = shape(kind, key, document)
        found += own or _configurations(key, document, catalog)
    return found


def shape(kind: str, key: str, document: Any) -> list[Problem]:
    """The shape of one definition, without what only its field types know: a draft may still lack that."""
    path = _path(kind, key)
    if kind not in KINDS:
        return [Problem("error", "kind_unknown", path)]
    if found := size(kind, key, document):
        return found
    found = _errors(published(kind), document, path)
    if not found and document["key"] != key:
        return [Problem("error", "key_differs", f"{path}/key", {"file": key, "key": document["key"]})]
    return found


def size(kind: str, key: str, document: Any) -> list[Problem]:
    """What must hold before anybody looks into a definition: depth, number of values, length of texts."""
    code = _too_big(document)
    return [Problem("error", code, _path(kind, key), {"depth": MAX_DEPTH, "values": MAX_VALUES, "length": MAX_TEXT})] if code else []


def _path(kind: str, key: str) -> str:
    return kind if kind == "app" else f"{kind}/{key}"


def faults(found: Iterable[Problem]) -> list[Fault]:
    """Problems as the faults of a request."""
    return [Fault("/" + problem.path, problem.code, problem.params) for problem in found if problem.level == "error"]


def _whole(documents: Documents) -> list[Problem]:
    count = {kind: sum(name == kind for name, _ in documents) for kind in KINDS}
    found = [] if count["app"] == 1 else [Problem("error", "app_document_missing", "app")]
    if count["form"] > MAX_FORMS:
        found.append(Problem("error", "too_many_forms", "form", {"max": MAX_FORMS}))
    if count["role"] > MAX_ROLES:
        found.append(Problem("error", "too_many_roles", "role", {"max": MAX_ROLES}))
    return found


def _too_big(document: Any) -> str | None:
    """Walks without recursion and stops at the first limit."""
    waiting, seen = [(document, 1)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if seen + len(waiting) > MAX_VALUES:
            return "definition_too_large"
        if depth > MAX_DEPTH:
            return "definition_too_deep"
        if isinstance(value, Mapping):
            if not all(isinstance(name, str) for name in value):
                return "definition_not_json"
            waiting += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            waiting += [(item, depth + 1) for item in value]
        elif code := _leaf(value):
            return code
    return None


def _leaf(value: Any) -> str | None:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            return "definition_text_too_long"
        return "definition_not_json" if "\x00" in value or any(0xD800 <= ord(character) <= 0xDFFF for character in value) else None
    if isinstance(value, int | float):
        return None if -MAX_NUMBER <= value <= MAX_NUMBER else "definition_not_json"
    return None if value is None else "definition_not_json"


def _errors(schema: Mapping[str, Any], document: Any, path: str) -> list[Problem]:
    validator = _Validator(schema, registry=Registry())
    return [_problem(error, path, document) for error in islice(validator.iter_errors(document), MAX_PROBLEMS)]


def _problem(error: ValidationError, path: str, document: Any) -> Problem:
    steps = list(error.absolute_path)
    place = "/".join([path, *_named(document, steps)])
    asked: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = next((name for name in asked if name not in instance), "")
            return Problem("error", "shape_missing", f"{place}/{missing}", {"name": missing})
        case "additionalProperties":
            known: Any = error.schema
            extra = sorted(set(instance) - set(known.get("properties", {})))
            return Problem("error", "shape_unknown", f"{place}/{extra[0][:40]}", {"name": extra[0][:40]})
        case "pattern":
            return Problem("error", "key_shape", place, {"key": str(instance)[:40]})
        case "enum":
            allowed = [str(item) for item in asked]
            return Problem("error", "shape_not_listed", place, {"value": str(instance)[:40], "allowed": allowed})
        case "maxLength" | "maxItems" | "maxProperties" | "maximum":
            return Problem("error", "shape_too_much", place, {"max": asked})
        case "minLength" | "minItems" | "minProperties" | "minimum":
            return Problem("error", "shape_too_little", place, {"min": asked})
    return Problem("error", "shape_wrong", place)


def _named(document: Any, steps: Sequence[Any]) -> Iterator[str]:
    """A path of positions as one of keys: fields/3 → fields/mobile."""
    for step in steps:
        document = document[step]
        own = document.get("key") if isinstance(step, int) and isinstance(document, Mapping) else None
        yield own if isinstance(own, str) else str(step)


def _configurations(key: str, document: Mapping[str, Any], catalog: Catalog) -> list[Problem]:
    """What each field's type asks of its configuration (documents without fields have none)."""
    validators_: dict[str, Any] = {}
    found: list[Problem] = []
    for path, field in _fields(f"form/{key}/fields", document.get("fields", ())):
        kind = catalog.fields.get(field["type"])
        if kind is None:
            found.append(Problem("error", "field_type_unknown", f"{path}/type", {"type": field["type"], "field": field["label"]}))
            continue
        config = {name: value for name, value in field.items() if name not in FIELD_KEYS and name != "fields"}
        if kind.name not in validators_:
            validators_[kind.name] = _Validator(kind.config_schema, registry=Registry())
        for error in islice(validators_[kind.name].iter_errors(config), MAX_PROBLEMS - len(found)):
            found.append(_of_field(kind, field, _problem(error, path, config)))
    return found


def _of_field(kind: FieldType, field: Mapping[str, Any], problem: Problem) -> Problem:
    """The same in the words of the property panel."""
    params = {**problem.params, "field": field["label"]}
    if problem.code == "shape_missing":
        setting = kind.config_schema["properties"].get(params["name"], {})
        return Problem("error", "setting_missing", problem.path, {**params, "setting": setting.get("label", params["name"])})
    return Problem(problem.level, problem.code, problem.path, params)


def _fields(path: str, fields: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for field in fields:
        yield f"{path}/{field['key']}", field
        yield from _fields(f"{path}/{field['key']}/fields", field.get("fields", ()))
