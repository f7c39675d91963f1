"""Answers as JSON. Takes: plain values. Gives: Flask responses. Never: ORM rows, numbers that lost places."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from flask import Response

from runtime.values import instant_text

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS


def _other(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def encode(value: Any) -> bytes:
    """A value as JSON: instants in UTC with milliseconds, exact numbers as text."""
    return orjson.dumps(value, default=_other, option=_OPTIONS)


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(encode(value), status, headers, mimetype="application/json")


def nothing() -> Response:
    """Done, nothing to say: 204."""
    return Response(status=204)


def etag(version: int) -> dict[str, str]:
    """The ETag header of a version."""
    return {"ETag": f'"{version}"'}
