"""Conditions over many records, alike on both databases. Takes: checked terms, a Source. Gives: SQL conditions. Never: arithmetic.

In a positive condition NULL and false are the same, so comparisons stand bare; negation is pushed inwards, never around them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, case, false, or_, true

from builder.expressions import numbers, python
from builder.expressions.terms import Term, is_members, number_constant
from builder.expressions.types import Boolean, Number

FLIPPED = {"eq": "eq", "ne": "ne", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
NEGATED = {"eq": "ne", "ne": "eq", "lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}
_APPLY: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
}
Sql = ColumnElement[Any]


@dataclass(frozen=True)
class Open:
    """A place of a statement that gets its value with every call: its name, and how a value is written there."""

    name: str
    write: Callable[[Any], Any]


class Source(Protocol):
    """Where the names of an expression lie in a statement."""

    @property
    def lateable(self) -> Mapping[int, int]:
        """Terms whose value may be left open, by id(): their number."""
        ...

    @property
    def late(self) -> dict[int, Open]:
        """Those that have been, by number."""
        ...

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The names that do not depend on the record: "@me", "@now", "@today", "@zone", parameters."""
        ...

    @property
    def registry(self) -> Any:
        """The Registry of `dougong_eval` (SQLite)."""
        ...

    def column(self, path: str) -> Sql:
        """The column of a field or path, joined as needed; of a subtable itself, the id of its rows. Inside `exists` and `scalar` the
        paths of that subtable are its columns, all others those of the record outside."""
        ...

    def day(self, path: str) -> Sql | None:
        """The column with the local business date of an instant, where it has one."""
        ...

    def exists(self, prefix: str, build: "Callable[[Source], Sql]") -> Sql:
        """Whether a row of the to-many path `prefix` meets the condition `build` writes over it."""
        ...

    def scalar(self, prefix: str, build: "Callable[[Source], Sql]") -> Sql:
        """The aggregate `build` writes over the rows of the to-many path `prefix`."""
        ...

    def segment(self, name: str) -> Any:
        """A SELECT of the ids of a segment's members, none of them empty."""
        ...


class Conditions:
    """Writes conditions; subclasses write values."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def value(self, item: Term) -> Sql:
        """The value of a term as the database keeps it."""
        raise NotImplementedError

    def whole(self, item: Term) -> Sql:
        """A value inside a statement: numbers exact, with the places of the term."""
        raise NotImplementedError

    def bound(self, item: Term, value: Any) -> Sql:
        """A known value of a term's type."""
        raise NotImplementedError

    def place(self, item: Term) -> tuple[Sql, Callable[[Any], Any]]:
        """A place for a value of a term's type, and how a value is written there."""
        raise NotImplementedError

    def _open(self, item: Term) -> Sql:
        """The place of a late term, noted for whoever calls the statement."""
        found, write = self.place(item)
        self.source.late[item.value[0]] = Open(item.value[1], write)
        return found

    def comparable(self, left: Term, right: Term) -> tuple[Sql, Sql] | None:
        """Both sides in one scale and collation; None where this database cannot compare them itself."""
        raise NotImplementedError

    def opaque(self, item: Term) -> Sql:
        """The value of a term this database cannot compute itself."""
        raise NotImplementedError

    def _listed(self, item: Term) -> Sql:
        """`x in a list column` as a value."""
        return self.opaque(item)

    def logical(self, item: Term) -> Sql:
        """A condition as a value: true or false, never NULL."""
        return case((self.condition(item, True), true()), else_=false())

    def known(self, item: Term) -> bool:
        """Whether the term is the same for every record."""
        fixed = self.source.parameters
        free = (part for part in item.walk() if part.op in ("each", "name"))
        return all(part.op == "name" and part.value in fixed and not part.prefix and not is_members(part) for part in free)

    def result(self, item: Term) -> Any:
        """The value of a term that is the same for every record."""
        return python.compile_term(item)(self.source.parameters)

    def condition(self, item: Term, positive: bool) -> Sql:
        """The condition that the term holds (`positive`) or does not hold."""
        if self.known(item):
            return true() if (self.result(item) is True) is positive else false()
        method = getattr(self, "_" + item.op, None)
        if method is not None:
            return method(item, positive)  # type: ignore[no-any-return]
        if item.op in FLIPPED:
            return self._compare(item, positive)
        return self.wrapped(self.value(item), positive)

    def wrapped(self, value: Sql, positive: bool) -> Sql:
        """A boolean value as a condition."""
        return value.is_(true()) if positive else value.is_not(true())

    def _not(self, item: Term, positive: bool) -> Sql:
        return self.condition(item.args[0], not positive)

    def _and(self, item: Term, positive: bool) -> Sql:
        parts = [self.condition(arg, positive) for arg in item.args]
        return and_(*parts) if positive else or_(*parts)

    def _or(self, item: Term, positive: bool) -> Sql:
        parts = [self.condition(arg, positive) for arg in item.args]
        return or_(*parts) if positive else and_(*parts)

    def _some(self, item: Term, positive: bool) -> Sql:
        found = self.some(item)
        return found if positive else ~found

    def some(self, item: Term) -> Sql:
        """Whether a row of the subtable meets the condition."""
        each = item.args[0]
        return self.source.exists(each.value, lambda inner: type(self)(inner).condition(each.args[0], True))

    def _empty(self, item: Term, positive: bool) -> Sql:
        value = self.value(item.args[0])
        return value.is_(None) if positive else value.is_not(None)

    def _compare(self, item: Term, positive: bool) -> Sql:
        op = item.op if positive else NEGATED[item.op]
        left, right = item.args
        if self.known(left):
            left, right, op = right, left, FLIPPED[op]
        if self.known(right):
            return self._with_known(op, left, right, positive)
        sides = self.comparable(left, right)
        if sides is None:
            return self.wrapped(self.opaque(item), positive)
        if op == "eq":
            return sides[0].is_not_distinct_from(sides[1]) if left.nullable and right.nullable else sides[0] == sides[1]
        if op == "ne":
            return sides[0].is_distinct_from(sides[1])
        if positive:
            return _APPLY[op](*sides)  # type: ignore[no-any-return]
        return self._negative(op, left, right, sides)

    def _negative(self, op: str, left: Term, right: Term, sides: tuple[Sql, Sql]) -> Sql:
        """`not (a < b)`, bare where the sides are columns (so that it can use an index), wrapped where writing them twice would swell."""
        if not {left.op, right.op} <= {"name", "const"}:
            return _APPLY[NEGATED[op]](*sides).is_not(true())  # type: ignore[no-any-return]
        empties = [side.is_(None) for term, side in zip((left, right), sides, strict=True) if term.nullable]
        return or_(_APPLY[op](*sides), *empties)

    def _with_known(self, op: str, left: Term, right: Term, positive: bool) -> Sql:
        """A comparison with a value known beforehand. `op` is already turned where the condition is negative."""
        value = self.result(right)
        if value is None:
            return self._with_nothing(op, left, positive)
        if isinstance(left.type, Number):
            found = in_places(op, value, left.scale)
            if found is None:
                return true() if op == "ne" else false()
            op, value = found
        known = _written(left if isinstance(left.type, Number) else right, value)
        number = self.source.lateable.get(id(right))
        sides = self.comparable(left, known if number is None else _late(number, left, right))
        if sides is None and number is not None:
            self.source.late.pop(number, None)
        if sides is None:
            return self._left_to_value(op, left, known, positive)
        if op == "ne":
            return sides[0].is_distinct_from(sides[1])
        if op == "eq":
            return sides[0] == sides[1]
        if positive or not left.nullable:
            return _APPLY[op](*sides)  # type: ignore[no-any-return]
        return self._negative(op, left, known, sides)

    def _with_nothing(self, op: str, left: Term, positive: bool) -> Sql:
        """A comparison with an empty value: equality is total, an order with nothing is false."""
        if op not in ("eq", "ne"):
            return false() if positive else true()
        value = self.value(left)
        return value.is_(None) if op == "eq" else value.is_not(None)

    def _left_to_value(self, op: str, left: Term, known: Term, positive: bool) -> Sql:
        total = positive or op in ("eq", "ne")
        straight = Term(op if total else NEGATED[op], Boolean(), (left, known), nullable=False)
        return self.wrapped(self.opaque(straight), total)

    def _in(self, item: Term, positive: bool) -> Sql:
        left, right = item.args
        if is_members(right):
            return self._member(left, right, positive)
        if right.op != "list" and not self.known(right):
            return self.wrapped(self._listed(item), positive)
        choices = right.args if right.op == "list" else self._items(right)
        reachable = self._reachable(left, choices)
        pairs = [pair for pair in (self.comparable(left, choice) for choice in reachable) if pair is not None]
        if len(pairs) < len(reachable):
            return self.wrapped(self.opaque(item), positive)
        if not pairs:
            return false() if positive else true()
        if len({max(left.scale, choice.scale) for choice in reachable}) > 1:
            found = or_(*(one == other for one, other in pairs))
            return found if positive else found.is_not(true())
        value, items = pairs[0][0], [pair[1] for pair in pairs]
        if positive:
            return value.in_(items)
        if left.op == "name" and all(choice.constant for choice in reachable):
            return or_(value.not_in(items), value.is_(None))
        return value.in_(items).is_not(true())

    def _member(self, left: Term, right: Term, positive: bool) -> Sql:
        """Whether a record is among the members of a segment; an empty reference is not."""
        value, members = self.value(left), self.source.segment(right.value)
        return value.in_(members) if positive else or_(value.not_in(members), value.is_(None))

    def _items(self, right: Term) -> tuple[Term, ...]:
        return tuple(_written(Term("name", right.item_type), value) for value in self.result(right) or ())

    def _reachable(self, left: Term, choices: tuple[Term, ...]) -> list[Term]:
        """The items a value can equal at all, computed where they are known: no empty ones, none with more places than it has."""
        found = []
        for choice in choices:
            if not self.known(choice) or self.known(left):
                found.append(choice)
                continue
            value = self.result(choice)
            if value is not None and isinstance(left.type, Number):
                exact = in_places("eq", value, left.scale)
                found.extend([] if exact is None else [_written(left, exact[1])])
            elif value is not None:
                found.append(_written(choice, value))
        return found


def _written(like: Term, value: Any) -> Term:
    """A known value as a constant of a term's type."""
    return number_constant(value) if isinstance(like.type, Number) else Term("const", like.type, value=value, nullable=False)


def _late(number: int, left: Term, right: Term) -> Term:
    """A place for a value the column beside it can hold."""
    if isinstance(left.type, Number):
        return Term("late", left.type, value=(number, f"late{number}"), bound=left.bound, nullable=False)
    return Term("late", right.type, value=(number, f"late{number}"), nullable=False)


def in_places(op: str, value: numbers.Exact, scale: int) -> tuple[str, numbers.Exact] | None:
    """The same comparison with a value of at most `scale` places; None where nothing with so few places can equal it."""
    rounded = numbers.round_to(value, scale)
    if rounded == value:
        return op, rounded
    if op in ("eq", "ne"):
        return None
    step: numbers.Exact = numbers.unit(scale) if scale else 1
    above = rounded if rounded > value else numbers.add(rounded, step) if scale else rounded + step
    below = above - step if scale == 0 else numbers.subtract(above, step)
    return (op, above) if op in ("lt", "ge") else (op, below)
