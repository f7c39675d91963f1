"""One statement being written: its names, the guards it keeps, the values that are bound with each run.

Takes: a unit of work, guards, the clock. Gives: what every part of the statement shares. Never: SQL of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from builder.errors import BrokenDefinition
from builder.expressions.check import Typed
from runtime.stack import Guards
from runtime.store.dialects.conditions import Open
from runtime.store.layout import Layout
from runtime.store.write import UnitOfWork

Members = Callable[["Making", str, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Place:
    """Expressions under the same values: of a branch, of the guards. `lateable`: those bound with each run, by id() of their term."""

    parameters: Mapping[str, Any]
    lateable: Mapping[int, int] = field(default_factory=dict)


@dataclass
class Making:
    """What the parts of one statement share. `guarding`: the clock, the only names guards may read; `members` writes segments."""

    uow: UnitOfWork
    guards: Guards
    guarding: Place
    members: Members
    late: dict[int, Open] = field(default_factory=dict)
    lateables: Mapping[Any, Mapping[int, int]] = field(default_factory=dict)
    names: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.uow.database.name

    @property
    def registry(self) -> Any:
        """The Registry of `dougong_eval` (SQLite)."""
        return self.uow.database.registry

    @property
    def layout(self) -> Layout:
        """Where the fields of the revision lie."""
        return self.uow.revision.layout  # type: ignore[no-any-return]

    def guard(self, form: str) -> tuple[Typed, ...] | None:
        """The conditions rows of a form must meet; a form nobody has decided about is refused."""
        if form not in self.guards:
            raise BrokenDefinition("report_guard_missing", form=form)
        return self.guards[form]

    def fresh(self, word: str) -> str:
        """A name of its own inside the statement."""
        return f"{word}{next(self.names)}"

    def place(self, parameters: Mapping[str, Any], key: Any = None) -> Place:
        """The values of one branch (`key`: which), the clock's included."""
        return Place({**self.guarding.parameters, **parameters}, self.lateables.get(key, {}))

    def segment(self, name: str, parameters: Mapping[str, Any]) -> Any:
        """A SELECT of the ids of a segment's members."""
        return self.members(self, name, parameters)
