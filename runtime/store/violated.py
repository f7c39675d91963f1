"""Broken promises of the schema as refusals people can read.

Takes: a Violation. Gives: Conflict or Invalid. Never: SQL or physical names outside.
"""

from typing import Any

from builder.definitions import Form
from builder.errors import AppError, Conflict, Fault, Invalid, LimitExceeded
from runtime.revision import Revision
from runtime.store.dialects.violations import Violation
from runtime.store.layout import Layout, TableKey


def conflict(revision: Revision | None, violation: Violation) -> AppError:
    """The refusal for  a violation. A unique clash carries `form` and `fields`, so that the door can look who holds the value."""
    layout: Layout | None = revision.layout if revision else None
    key = _table_key(layout, violation.table)
    if violation.kind == "unique":
        return _taken(layout, key, violation) if layout and key else Conflict("value_taken", columns=violation.columns)
    if violation.kind == "reference":
        return Conflict("still_referenced", form=key[0] if key else None)
    if violation.kind == "check":
        return Invalid("invalid", _check_faults(revision, violation))
    return LimitExceeded("number_too_large")


def _table_key(layout: Layout | None, table: str) -> TableKey | None:
    if layout is None:
        return None
    return next((key for key, value in layout.tables.items() if f"f{value.no}" == table), None)


def _taken(layout: Layout, key: TableKey, violation: Violation) -> Conflict:
    fields = _fields(layout, key, violation)
    return Conflict("value_taken", [Fault(f"/values/{field}", "value_taken") for field in fields], form=key[0], fields=fields)


def _fields(layout: Layout, key: TableKey, violation: Violation) -> list[str]:
    table = layout.tables[key]
    columns = violation.columns or table.uniques.get(violation.name, ())
    by_name = {place.name: place.field for place in table.places.values()}
    return [by_name[column] for column in columns if column in by_name]


def _check_faults(revision: Revision | None, violation: Violation) -> list[Fault]:
    found: Any = _promise(revision, violation.name) if revision else None
    return [] if found is None else [Fault(f"/values/{found}" if found else "/values", "check_failed")]


def _promise(revision: Revision, name: str) -> str | None:
    """The field whose check bears a physical name; "" for a constraint of several fields; None for a stranger."""
    for (form, _), table in revision.layout.tables.items():
        if name in table.checks:
            known: Form | None = revision.definition.forms.get(form)
            return str(table.checks[name]) if known else None
    return None
