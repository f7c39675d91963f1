"""What in conditions is the same for every record, worked out anew for every call although the statement is compiled once.

Takes: checked conditions, values of the clock's names and of parameters. Gives: a key for the statement, values for its places. Never: SQL.

A value that only stands beside a column is bound late: one statement serves every value of it. All others (what turns a condition into true
or false, lists, arithmetic) are written into the statement and so belong to its key.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from builder.expressions import numbers, python
from builder.expressions.check import Typed
from builder.expressions.terms import Term, is_members
from builder.expressions.types import Number
from runtime.store.dialects.conditions import FLIPPED, Open
from runtime.store.prepared import Shelf
from runtime.store.write import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True)
class Fixed:
    """A largest part that does not depend on the record. `beside`: the term it is compared with, where it is."""

    term: Term
    run: Callable[[Mapping[str, Any]], Any]
    beside: Term | None

    def shape(self, value: Any) -> str:
        """How a value of it is written: nothing, as it is, or not at all as a value of the column beside it."""
        if value is None:
            return "none"
        if self.beside is None:
            return "own"
        return "late" if not isinstance(self.beside.type, Number) or _held(self.beside, value) else "own"


def _held(beside: Term, value: numbers.Exact) -> bool:
    """Whether a number has no more places and digits than the term beside it."""
    exact = numbers.round_to(value, beside.scale)
    return exact == value and abs(int(Decimal(exact).scaleb(beside.scale))) <= beside.bound


@dataclass
class Recipe:
    """The fixed parts of some conditions, and which of them a statement binds late, by the shapes of their values."""

    parts: tuple[Fixed, ...]
    late: dict[tuple[str, ...], Mapping[int, Open]] = field(default_factory=dict)
    passing: bool = False  # a segment is asked for, whose own values are not told apart: its statement serves once

    def values(self, given: Mapping[str, Any]) -> "Values":
        """Their values in one call."""
        values = tuple(part.run(given) for part in self.parts)
        return Values(self, tuple(part.shape(value) for part, value in zip(self.parts, values, strict=True)), values)


@dataclass(frozen=True)
class Values:
    """The values of one call: `key` for the statement, `found` by the id() of their terms."""

    recipe: Recipe
    shapes: tuple[str, ...]
    values: tuple[Any, ...]

    @property
    def known(self) -> bool:
        """Whether a statement has been built for these shapes."""
        return self.shapes in self.recipe.late

    @property
    def key(self) -> tuple[Any, ...]:
        """What the statement depends on; known once one has been built."""
        late = self.recipe.late[self.shapes]
        return (self.shapes, *(_hashable(value) for place, value in enumerate(self.values) if place not in late))

    def lateable(self) -> dict[int, int]:
        """Terms that may be bound late: id() → place."""
        return {id(part.term): place for place, part in enumerate(self.recipe.parts) if self.shapes[place] == "late"}

    def built(self, late: Mapping[int, Open]) -> None:
        """Remembers which were."""
        self.recipe.late.setdefault(self.shapes, dict(late))

    def bound(self) -> dict[str, Any]:
        """Values for the places of the statement."""
        late = self.recipe.late[self.shapes]
        return {one.name: one.write(self.values[place]) for place, one in late.items()}


def shelf_of(uow: UnitOfWork) -> Shelf:
    """The statements of the revision a unit of work runs on."""
    return uow.revision.memo(("store", "statements"), lambda _: Shelf())


def kept(uow: UnitOfWork, shape: tuple[Any, ...], conditions: Sequence[Typed], values: Values, build: Callable[[], T]) -> T:
    """What has been built for conditions of these shapes; the first time it is built to find out what they depend on."""
    made = None if values.known and not values.recipe.passing else build()
    if made is not None and values.recipe.passing:
        return made
    found: T = shelf_of(uow).get((*shape, values.key), (lambda: made) if made is not None else build, conditions)
    return found


def values_of(uow: UnitOfWork, conditions: Sequence[Typed], given: Mapping[str, Any]) -> Values:
    """The fixed parts of conditions under these values; `given` holds the clock's names and the parameters."""
    names = frozenset(given)
    key = ("recipe", tuple(map(id, conditions)), names)
    recipe: Recipe = shelf_of(uow).get(key, lambda: recipe_of(conditions, names), conditions)
    return recipe.values(given)


def recipe_of(conditions: Sequence[Typed], names: frozenset[str]) -> Recipe:
    """The fixed parts of conditions, `names` being the same for every record."""
    passing = any(is_members(item) for typed in conditions for item in typed.root.walk())
    return Recipe(tuple(_parts(conditions, names)), passing=passing)


def _parts(conditions: Sequence[Typed], names: frozenset[str]) -> Iterator[Fixed]:
    for typed in conditions:
        yield from _below(typed.root, names, None)


def _below(item: Term, names: frozenset[str], beside: Term | None) -> Iterator[Fixed]:
    if _known(item, names):
        if any(part.op == "name" for part in item.walk()):
            yield Fixed(item, python.compile_term(item), beside)
        return
    compared = item.op in FLIPPED
    for place, part in enumerate(item.args):
        other = item.args[1 - place] if compared else None
        yield from _below(part, names, other if other is not None and not _known(other, names) else None)


def _known(item: Term, names: frozenset[str]) -> bool:
    free = (part for part in item.walk() if part.op in ("each", "name"))
    return all(part.op == "name" and part.value in names and not part.prefix and not is_members(part) for part in free)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
