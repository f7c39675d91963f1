"""Values in the change log: their JSON form and back. Takes: values and types. Gives: JSON values. Never: the JSON of the API."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from builder.expressions import types as t
from runtime.values import instant_text


def log_json(value: Any) -> Any:
    """A Python value as JSON; `logged` turns it back."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [log_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: log_json(item) for key, item in value.items()}
    return value


_READERS: Mapping[type, Callable[[Any], Any]] = {
    t.Date: date.fromisoformat,
    t.Time: time.fromisoformat,
    t.Instant: datetime.fromisoformat,
}


def logged(kind: t.Type | None, raw: Any) -> Any:
    """A logged value in the form its field has today; what does not fit that type any more comes as it was written."""
    if raw is None or kind is None:
        return raw
    try:
        if isinstance(kind, t.Number):
            return int(raw) if kind.scale == 0 else Decimal(raw)
        return _READERS.get(type(kind), lambda value: value)(raw)
    except (ValueError, TypeError, ArithmeticError):
        return raw
