"""Problems that name their place and speak of it by label. Takes: definitions and codes. Gives: Problem. Never: text."""

from collections.abc import Iterator
from typing import Any

from builder.checks.places import columns_of
from builder.definitions import App, Field, Form
from builder.problems import Problem


def of_form(form: Form, code: str, place: str, **params: Any) -> Problem:
    """An error at a place of a form (`views/all/columns`)."""
    return Problem("error", code, f"form/{form.key}/{place}", {"form": form.label, **params})


def of_field(table: str, field: Field, code: str, place: str = "", **params: Any) -> Problem:
    """An error at a field of a form or of `form.subtable`."""
    return Problem("error", code, field_path(table, field.key) + (f"/{place}" if place else ""), {"field": field.label, **params})


def warning(problem: Problem) -> Problem:
    """The same, but it does not stop publishing."""
    return Problem("warning", problem.code, problem.path, problem.params, problem.hint)


def field_path(table: str, key: str) -> str:
    """`purchase.lines`, `net` → form/purchase/fields/lines/fields/net."""
    form, _, subtable = table.partition(".")
    return f"form/{form}/fields/{subtable}/fields/{key}" if subtable else f"form/{form}/fields/{key}"


def every_field(app: App) -> Iterator[tuple[str, Field]]:
    """All fields in use with their table, rows of subtables included."""
    for form in app.forms.values():
        for field in form.active():
            yield form.key, field
            if field.fields:
                table = f"{form.key}.{field.key}"
                yield from ((table, column) for column in columns_of(app, table).values())
