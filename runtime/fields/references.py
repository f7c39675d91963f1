"""Ids of records and people. Takes: JSON values. Gives: ids that are well-formed. Never: looks whether they exist."""

from typing import Any

from builder.kinds import BadValue
from runtime import ids

OPERATORS = ("eq", "ne", "in", "not_in", "empty", "filled")


def parse(value: Any) -> str | None:
    """A 13-character id; refused for anything `runtime.ids.encode` does not make."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadValue("not_an_id")
    try:
        ids.decode(value)
    except ValueError:
        raise BadValue("not_an_id") from None
    return value
