"""The one reader of JSON from outside.

Takes: bytes. Gives: plain values. Never: NaN, doubled keys, half characters, NUL, deep or huge values.
"""

import json
from decimal import Decimal
from typing import Any

from builder.errors import Fault, Invalid

MAX_DEPTH = 32
MAX_INT = 2**53 - 1
MAX_DIGITS = 40
MAX_FAULTS = 20


class _Refused:
    """Stands in the tree where something may not stand, until the walk names its place."""

    def __init__(self, code: str) -> None:
        self.code = code


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: dict[str, Any] = {}
    for key, value in pairs:
        seen[key] = _Refused("json_duplicate_key") if key in seen else value
    return seen


def _constant(_: str) -> _Refused:
    return _Refused("json_number")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Decimal, parse_constant=_constant)


def text_fault(value: str) -> str | None:
    """The code of what makes a text unfit to be stored, or None."""
    if "\x00" in value:
        return "json_text"
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return "json_text"
    return None


def _decimal_fault(value: Decimal) -> str | None:
    _, digits, exponent = value.as_tuple()
    fits = isinstance(exponent, int) and abs(exponent) <= MAX_DIGITS and len(digits) <= MAX_DIGITS
    return None if fits else "json_number"


def _leaf_fault(value: Any) -> str | None:
    if isinstance(value, str):
        return text_fault(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return None if -MAX_INT <= value <= MAX_INT else "json_number"
    if isinstance(value, Decimal):
        return _decimal_fault(value)
    return value.code if isinstance(value, _Refused) else None


def pointer(path: tuple[str | int, ...]) -> str:
    """A JSON pointer (RFC 6901) from its steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _walk(value: Any, path: tuple[str | int, ...], faults: list[Fault]) -> None:
    if len(faults) >= MAX_FAULTS:
        return
    if len(path) > MAX_DEPTH:
        faults.append(Fault(pointer(path), "json_depth", {"max": MAX_DEPTH}))
    elif isinstance(value, dict):
        for key, item in value.items():
            if text_fault(key):
                faults.append(Fault(pointer(path), "json_text"))
            else:
                _walk(item, (*path, key), faults)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _walk(item, (*path, place), faults)
    elif code := _leaf_fault(value):
        faults.append(Fault(pointer(path), code))


def _parse(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Invalid("json_syntax", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise Invalid("json_depth", max=MAX_DEPTH) from None
    except ValueError:
        raise Invalid("json_number") from None


def read(body: bytes) -> Any:
    """The value of a JSON text in UTF-8; raises Invalid that names line and column, or every faulty place."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("json_text", position=error.start) from None
    value = _parse(text)
    faults: list[Fault] = []
    _walk(value, (), faults)
    if faults:
        raise Invalid("json_refused", faults)
    return value
