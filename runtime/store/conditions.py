"""Checked expressions as WHERE of a form's table. Takes: a unit of work, Typed booleans. Gives: SQLAlchemy conditions. Never: text."""

from typing import Any

from runtime.store.write import UnitOfWork


def conditions_of(uow: UnitOfWork, form: str, conditions: Any) -> list[Any]:
    """The conditions of one Typed or several, all of which must hold."""
    raise NotImplementedError
