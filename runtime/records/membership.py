"""Segments inside the conditions of rules, buttons and steps. Takes: names. Gives: what `in` asks. Never: a list of everybody."""

from collections.abc import Iterable
from typing import Any

from builder.expressions.terms import SEGMENT
from runtime.store import belonging


class Members:
    """Who belongs to a segment, asked record by record, each once."""

    def __init__(self, uow: Any, name: str) -> None:
        self._uow = uow
        self._name = name
        self._known: dict[str, bool] = {}

    def __contains__(self, record: object) -> bool:
        if not isinstance(record, str):
            return False
        if record not in self._known:
            self._known[record] = belonging.belongs(self._uow, self._name, record)
        return self._known[record]


def members(uow: Any, names: Iterable[str]) -> dict[str, Members]:
    """The segments among the names of expressions."""
    return {name: Members(uow, name) for name in names if name.startswith(SEGMENT)}
