"""New values for records that are there, computed from what stands in them. Takes: a Target, field → expression. Gives: a function of an
image. Never: writes."""

from collections.abc import Callable, Mapping
from typing import Any

from builder.expressions.types import Boolean
from runtime.actions import names
from runtime.actions.act import Target, fitted
from runtime.records.plan import types_of

Image = Mapping[str, Any]


def changes(target: Target, given: Mapping[str, str], guard: str | None = None) -> Callable[[Image], dict[str, Any] | None]:
    """What the fields become, all of them read from the same state; None where the guard does not hold.

    Everything that is no field of the record is looked up once, however many records follow.
    """
    act, types = target.act, types_of(target.act.uow.ctx)
    kinds = {name: types.of(target.form, name) for name in given}
    wanted = {name: target.compiled(text, kinds[name]) for name, text in given.items()}
    test = target.compiled(guard, Boolean()) if guard else None
    read = frozenset().union(*(one.names for one in (*wanted.values(), *([test] if test else ()))))
    outside, own = target.outside(read), names.split(read, act.bindings).get(names.ITSELF, set())

    def change(image: Image) -> dict[str, Any] | None:
        env = {**outside, **names.read(act.uow, target.form, current(target, image), own)}
        if test is not None and test.run(env) is not True:
            return None
        return {name: fitted(one.run(env), kinds[name]) for name, one in wanted.items()}

    return change


def current(target: Target, image: Image) -> Image:
    """The record with what this unit of work has yet to add to its roll-ups: a guard must not overlook what was just spent."""
    waiting = target.act.ripple.deltas.get(target.form, {}).get(image["id"], {})
    return {**image, **{name: (image.get(name) or 0) + by for name, by in waiting.items()}} if waiting else image
