"""JSON against a schema of ours, bounded before anybody looks into it.

Takes: JSON and a schema. Gives: Problems with places in words of keys. Never: a schema of a user, references outside the schema.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry

from builder.problems import Problem

MAX_DEPTH = 32
MAX_VALUES = 100_000
MAX_TEXT = 20_000
MAX_NUMBER = 2**53 - 1
MAX_PROBLEMS = 50
KEY_PATTERN = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Python's `$` also matches before a last line break; a key has none."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance, re.ASCII):
        yield ValidationError("pattern")


def _required(validator: Any, required: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Each missing property by its bare name."""
    if isinstance(instance, Mapping):
        yield from (ValidationError(name) for name in required if name not in instance)


_Validator: Any = validators.extend(Draft202012Validator, {"pattern": _pattern, "required": _required})  # type: ignore[no-untyped-call]


def validator(schema: Mapping[str, Any]) -> Any:
    """One to be used many times."""
    return _Validator(schema, registry=Registry())


def errors(judge: Any, document: Any, path: str) -> list[Problem]:
    """What a validator says of a document, at most 50 of it."""
    return [_problem(error, path, document) for error in islice(judge.iter_errors(document), MAX_PROBLEMS)]


def too_big(document: Any) -> str | None:
    """The code of the first limit broken: depth, number of values, length of texts; walks without recursion."""
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


def _problem(error: ValidationError, path: str, document: Any) -> Problem:
    steps = list(error.absolute_path)
    place = "/".join([path, *_named(document, steps)])
    asked: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            return Problem("error", "shape_missing", f"{place}/{error.message}", {"name": error.message})
        case "additionalProperties":
            known: Any = error.schema
            extra = sorted(set(instance) - set(known.get("properties", {})))
            return Problem("error", "shape_unknown", f"{place}/{extra[0][:40]}", {"name": extra[0][:40]})
        case "pattern":
            code = "key_shape" if asked == KEY_PATTERN else "shape_pattern"
            return Problem("error", code, place, {"key": str(instance)[:40]})
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
