"""What may be asked of the store, without SQL. Takes: checked expressions. Gives: frozen values. Never: request text."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order: a field of the form (or `id`, `created_at`, `updated_at`), ascending unless `descending`.

    Empty values come last.
    """

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Records of one form: `conditions` (builder.expressions Typed booleans, all must hold), `search` text over the form's search fields,
    `sort`, `limit`, `cursor` (the sort values and id of the last record seen), `deleted` = the bin instead of the live records."""

    form: str
    conditions: tuple[Any, ...] = ()
    search: str | None = None
    sort: tuple[Sort, ...] = ()
    limit: int = 50
    cursor: tuple[Any, ...] | None = None
    deleted: bool = False
    parameters: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Records of one form by the day in `field` (a date, or the business day of an instant): from `first` to `last`, both included; or,
    with `month_days` ("12-27"), in any year before `before`. Where `field` is empty, `otherwise` (a field, or `created_at`) stands in."""

    form: str
    field: str
    first: date | None = None
    last: date | None = None
    month_days: tuple[str, ...] = ()
    before: int | None = None
    otherwise: str | None = None
