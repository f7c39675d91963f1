"""Pieces the configurations of charts are made of: slots for dimensions and measures, and plain choices.

Takes: words. Gives: JSON Schema pieces. Never: judges a report.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = dict[str, Any]
Config = Mapping[str, Any]
Named = tuple[str, str, str]  # path inside a configuration, key, "dimension", "measure" or "column" (either)
DIMENSION, MEASURE, COLUMN = "dimension", "measure", "column"  # a column is either
KEY = {"type": "string", "maxLength": 40}
SLOTS: Mapping[str, str] = {"dimension": DIMENSION, "dimensions": DIMENSION, "measure": MEASURE, "measures": MEASURE, "columns": COLUMN}


def words(zh: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh-CN": zh, "en": en}


def dimension(zh: str, en: str, **more: Any) -> Schema:
    """A slot for one dimension."""
    return {**KEY, "widget": "dimension", "label": words(zh, en), **more}


def dimensions(zh: str, en: str, most: int = 4, **more: Any) -> Schema:
    """A slot for several dimensions, in order."""
    shape = {"type": "array", "items": KEY, "minItems": 1, "maxItems": most, "uniqueItems": True}
    return {**shape, "widget": "dimensions", "label": words(zh, en), **more}


def measure(zh: str, en: str, **more: Any) -> Schema:
    """A slot for one measure."""
    return {**KEY, "widget": "measure", "label": words(zh, en), **more}


def measures(zh: str, en: str, most: int = 12, **more: Any) -> Schema:
    """A slot for several measures."""
    shape = {"type": "array", "items": KEY, "minItems": 1, "maxItems": most, "uniqueItems": True}
    return {**shape, "widget": "measures", "label": words(zh, en), **more}


def switch(zh: str, en: str, **more: Any) -> Schema:
    """Yes or no."""
    return {"type": "boolean", "label": words(zh, en), **more}


def number(zh: str, en: str, **more: Any) -> Schema:
    """A number written down."""
    return {"type": "number", "label": words(zh, en), **more}


TITLE: Schema = {
    "anyOf": [
        {"type": "string", "minLength": 1, "maxLength": 200},
        {"type": "object", "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 200}, "minProperties": 1},
    ],
    "widget": "text", "label": words("图表名称", "Title"), "more": True,
}


def shape(required: Sequence[str] = (), **properties: Schema) -> Schema:
    """The schema of a configuration; a title of its own is always allowed."""
    return {"type": "object", "properties": {**properties, "title": TITLE}, "required": list(required), "additionalProperties": False}


def named(schema: Config, config: Config) -> Iterable[Named]:
    """What a configuration names, found from the slots of its schema."""
    for name, one in schema["properties"].items():
        role = SLOTS.get(str(one.get("widget")))
        given = config.get(name)
        if role is None or given is None:
            continue
        if isinstance(given, str):
            yield name, given, role
        else:
            yield from ((f"{name}/{place}", key, role) for place, key in enumerate(given) if isinstance(key, str))
