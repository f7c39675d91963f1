"""Do the examples of how an app behaves still speak of forms, fields and roles it has?

Takes: Types. Gives: warnings. Never: errors, since nobody who uses the app depends on an example.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from builder.checks.places import columns_of
from builder.checks.scope import Types
from builder.definitions import Example
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Every example."""
    for example in types.app.examples.values():
        yield from _records(types, example)
        yield from _users(types, example)
        for position, wanted in enumerate(example.then):
            yield from _form(types, example, f"then/{position}", wanted)


def _records(types: Types, example: Example) -> Iterator[Problem]:
    records = example.given.get("records", ())
    names = Counter(record["as"] for record in records if "as" in record)
    for position, record in enumerate(records):
        yield from _form(types, example, f"given/records/{position}", record)
        if names[record.get("as")] > 1:
            yield _said(example, "example_name_twice", f"given/records/{position}/as", name=record["as"])


def _users(types: Types, example: Example) -> Iterator[Problem]:
    for position, user in enumerate(example.given.get("users", ())):
        roles = user.get("roles", ())
        missing = [role for role in roles if role not in types.app.roles] if isinstance(roles, list) else []
        yield from (_said(example, "role_missing", f"given/users/{position}/roles", role=role) for role in missing)


def _form(types: Types, example: Example, place: str, named: Mapping[str, Any]) -> Iterator[Problem]:
    """The form and its fields are there, where a form is named."""
    form = named.get("form")
    if form is None:
        return
    if form not in types.app.forms:
        yield _said(example, "form_missing", f"{place}/form", form=form)
        return
    values = named.get("values")
    for key in values if isinstance(values, Mapping) else ():
        if key not in columns_of(types.app, form):
            yield _said(example, "field_missing", f"{place}/values/{key}", field=key)


def _said(example: Example, code: str, place: str, **params: Any) -> Problem:
    return Problem("warning", code, f"example/{example.key}/{place}", {"example": example.label, **params})
