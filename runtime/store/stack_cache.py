"""Statements of stacks, compiled once for each shape; a run only binds values.

Takes: a unit of work, a Stack. Gives: a Prepared with the values of this run. Never: an answer.

The shape is everything but the values of parameters and the days of calendars. Values that stand beside a column are bound late; the others
are written into the statement and belong to its key (folding.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder.expressions.check import Typed
from builder.expressions.terms import is_members
from runtime.stack import Branch, Computed, Derived, Stack
from runtime.store.conditions import clock
from runtime.store.folding import Recipe, Values, recipe_of, shelf_of
from runtime.store.prepared import Prepared, Ready
from runtime.store.segments import members
from runtime.store.stack_making import Making, Place
from runtime.store.stack_statement import written
from runtime.store.write import UnitOfWork

GUARDS = "guards"
APART = 10_000  # between the numbers of late values of two places


@dataclass
class _Shape:
    """A stack seen first, and what is known of its values by place."""

    stack: Stack
    recipes: dict[Any, Recipe] = field(default_factory=dict)


def prepared(uow: UnitOfWork, stack: Stack) -> Ready:
    """The statement and the values its places get."""
    days = {f"days{place}": list(one.dates) for place, one in enumerate(stack.calendars)}
    if _asks_segments(stack):
        return Ready(Prepared(uow.dialect, written(_making(uow, stack, {}), stack)), days)
    shelf = shelf_of(uow)
    shape: _Shape = shelf.get(("stack", _shape(stack)), lambda: _Shape(stack))
    values = {place: _values(shape, place, given) for place, given in _places(uow, stack)}
    made = None if all(one.known for one in values.values()) else _built(uow, stack, shape, values)
    key = ("stack", id(shape), tuple(one.key for one in values.values()))
    found: Prepared = shelf.get(key, lambda: made or _built(uow, stack, shape, values), shape)
    return Ready(found, {**days, **{name: value for one in values.values() for name, value in one.bound().items()}})


def _making(uow: UnitOfWork, stack: Stack, lateables: Mapping[Any, Mapping[int, int]]) -> Making:
    return Making(uow, stack.guards, Place(clock(uow.ctx), lateables.get(GUARDS, {})), members, lateables=lateables)


def _built(uow: UnitOfWork, stack: Stack, shape: _Shape, values: Mapping[Any, Values]) -> Prepared:
    """The statement of the stack seen first, whose terms the recipes speak of, with the parameters of this one."""
    starts = {place: number * APART for number, place in enumerate(values)}
    lateables = {place: {term: starts[place] + number for term, number in one.lateable().items()} for place, one in values.items()}
    making = _making(uow, shape.stack, lateables)
    made = Prepared(uow.dialect, written(making, _with_parameters(shape.stack, stack)))
    for place, one in values.items():
        one.built({number - starts[place]: late for number, late in making.late.items() if number // APART * APART == starts[place]})
    return made


def _with_parameters(shape: Stack, stack: Stack) -> Stack:
    branches = tuple(replace(one, parameters=now.parameters) for one, now in zip(shape.branches, stack.branches, strict=True))
    derived = tuple(replace(one, parameters=now.parameters) for one, now in zip(shape.derived, stack.derived, strict=True))
    return replace(shape, branches=branches, derived=derived)


def _values(shape: _Shape, place: Any, given: Mapping[str, Any]) -> Values:
    recipe = shape.recipes.get(place)
    if recipe is None:
        recipe = shape.recipes[place] = recipe_of(_typed(shape.stack, place), frozenset(given))
    return recipe.values(given)


def _places(uow: UnitOfWork, stack: Stack) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Everything whose expressions share values, with these."""
    now = clock(uow.ctx)
    yield GUARDS, now
    for place, branch in enumerate(stack.branches):
        yield ("branch", place), {**now, **branch.parameters}
    for derived in stack.derived:
        yield ("derived", derived.key), {**now, **derived.parameters}


def _typed(stack: Stack, place: Any) -> list[Typed]:
    """The expressions of a place."""
    if place == GUARDS:
        steps = [step.value for step in stack.steps if isinstance(step, Computed)]
        return [typed for guard in stack.guards.values() for typed in guard or ()] + steps + list(stack.having)
    if place[0] == "branch":
        branch = stack.branches[place[1]]
        return [*_of_branch(branch), *(one.joins[branch.home] for one in stack.derived if branch.home in one.joins)]
    return _of_derived(next(one for one in stack.derived if one.key == place[1]))


def _of_branch(branch: Branch) -> list[Typed]:
    axes = [axis.value for axis in branch.axes if axis.value is not None]
    values = [one.value for one in branch.aggregates if one.value is not None]
    return [*axes, *values, *(test for one in branch.aggregates for test in one.where), *branch.conditions]


def _of_derived(derived: Derived) -> list[Typed]:
    aggregate = derived.aggregate
    return [derived.per, *([aggregate.value] if aggregate.value else []), *aggregate.where, *derived.conditions]


def _asks_segments(stack: Stack) -> bool:
    """Whether a segment is asked for, whose own values are not told apart here."""
    places = [GUARDS, *(("branch", place) for place in range(len(stack.branches))), *(("derived", one.key) for one in stack.derived)]
    return any(is_members(item) for place in places for typed in _typed(stack, place) for item in typed.root.walk())


def _shape(stack: Stack) -> tuple[Any, ...]:
    branches = tuple((one.home, one.axes, one.aggregates, one.conditions, one.over, frozenset(one.parameters)) for one in stack.branches)
    derived = tuple(
        (one.key, one.home, one.per, one.aggregate, one.conditions, one.parts, tuple(one.joins.items()), frozenset(one.parameters))
        for one in stack.derived
    )
    calendars = tuple((one.axis, one.zero) for one in stack.calendars)
    own = (stack.axes, stack.numbers, stack.steps, stack.best, stack.having, stack.sort, stack.limit, stack.levels)
    return (*own, branches, derived, calendars, tuple(sorted(stack.guards.items(), key=lambda item: item[0])))
