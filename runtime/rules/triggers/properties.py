"""Pieces of configuration several triggers share, with their words. Takes: nothing. Gives: JSON Schemas. Never: a kind of its own."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

FORM: Schema = {"type": "string", "maxLength": 40, "widget": "form", "label": {"zh-CN": "哪张表单", "en": "Form"}}
CATCH_UP: Schema = {
    "type": "integer", "minimum": 0, "maximum": 366, "default": 7, "more": True,
    "label": {"zh-CN": "停机后最多补做几天", "en": "After downtime, make up for at most (days)"},
}
AT: Schema = {
    "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "default": "09:00", "widget": "time",
    "label": {"zh-CN": "几点执行", "en": "At"},
}


def field(widget: str, zh: str, en: str, *, more: bool = False) -> dict[str, Any]:
    """A field of the form, picked by a widget."""
    plain = {"type": "string", "maxLength": 90, "widget": widget, "label": {"zh-CN": zh, "en": en}}
    return {**plain, "more": True} if more else plain


def expression(zh: str, en: str, *, widget: str = "formula", more: bool = False) -> dict[str, Any]:
    """A text of the expression language."""
    plain = {"type": "string", "minLength": 1, "maxLength": 2000, "widget": widget, "label": {"zh-CN": zh, "en": en}}
    return {**plain, "more": True} if more else plain


def shape(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    """The schema of a configuration."""
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}
