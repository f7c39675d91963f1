"""Checked expressions as WHERE of a form's table. Takes: a unit of work, Typed booleans. Gives: SQLAlchemy conditions. Never: text."""

from collections.abc import Iterable, Mapping
from typing import Any

from runtime.store.joined import Joined
from runtime.store.write import UnitOfWork


class FormSource:
    """What expressions of one form are compiled against: its columns and those its relations reach, and the values of parameters."""

    def __init__(self, uow: UnitOfWork, form: str, parameters: Mapping[str, Any]) -> None:
        self.joined = Joined(uow.revision.layout, (form, ""))
        self.dialect = uow.database.name
        self.parameters = parameters


def conditions(source: FormSource, typed: Iterable[Any]) -> list[Any]:
    """All of them, to be joined by AND. Ask for `source.joined.source` afterwards: it has grown by what they reach."""
    found = list(typed)
    if found:
        raise NotImplementedError
    return []
