"""Expressions of actions: which names they know, compiled once per revision, and their values at run time.

Takes: an expression's text, what is known where it stands. Gives: Compiled, values. Never: SQL text; rights (the system asks).

The record an action is about is named plainly and as `trigger.`; names bound before stand in front of a dot (`lot.remaining`). Where an
action looks at other records (a target), plain names are the target's fields and everything else is a parameter, computed beforehand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.checks.action_scope import OLD, TRIGGER, ActionScope
from builder.checks.places import SYSTEM_NAMES, walk
from builder.expressions import grammar, python
from builder.expressions.check import check
from builder.expressions.grammar import Node, Path
from builder.expressions.rewriting import prefixed, rewritten
from builder.expressions.types import Ref, Type
from builder.kinds import Place, Spot
from runtime.context import Context
from runtime.permissions.conditions import unfolded
from runtime.records.environment import clock, named
from runtime.records.plan import Compiled, FieldPlan, plan_of, types_of
from runtime.store import select

ITSELF = ""
Image = Mapping[str, Any]
Shape = str | tuple[tuple[str, Type], ...]


@dataclass(frozen=True)
class Named:
    """What a name stands for: a record (or a row of a subtable) of `table` with its image, or values of its own with their types.

    The type under "" is that of the bare name.
    """

    values: Image
    table: str | None = None
    types: Mapping[str, Type] = field(default_factory=dict)

    @property
    def shape(self) -> Shape:
        """What the checker needs to know of it."""
        return self.table if self.table is not None else tuple(self.types.items())


@dataclass(frozen=True)
class Known:
    """The names of a place, without values: hashable, so that what is compiled for it is kept."""

    form: str | None
    old: bool = False
    bindings: tuple[tuple[str, Shape], ...] = ()
    target: str | None = None


def compiled(ctx: Context, known: Known, text: str, expect: Type | None = None, *, filter: bool = False) -> Compiled:
    """An expression at a place, checked and compiled once per revision."""
    key = ("actions", "expression", known, text, expect, filter)
    return ctx.rev.memo(key, lambda _: _compile(ctx, known, text, (expect, filter)))


def _compile(ctx: Context, known: Known, text: str, wanted: tuple[Type | None, bool]) -> Compiled:
    scope = ActionScope(place_of(ctx, known), Spot("", text, target=known.target))
    node = grammar.parse(text)
    typed = check(rewritten(node, lambda path: _stored(ctx, known, path)), scope, wanted[0], filter=wanted[1], text=text)
    return Compiled(typed.names, python.compile(typed), typed, node)


def place_of(ctx: Context, known: Known) -> Place:
    """The same as the kinds and the checks know it."""
    bindings = {name: shape if isinstance(shape, str) else dict(shape) for name, shape in known.bindings}
    return Place(types_of(ctx), known.form, known.old, bindings)


def _stored(ctx: Context, known: Known, path: Path) -> Node:
    """The name, or what a live formula it leads to is made of, since no column holds that."""
    head, rest = path.names[0], path.names[1:]
    shape = dict(known.bindings).get(head)
    table = known.form if head in (TRIGGER, OLD) and shape is None else shape if isinstance(shape, str) else None
    if table and rest:
        return prefixed(unfolded(ctx, table, Path(path.start, path.end, rest)), (head,))
    plain = known.target or known.form
    return unfolded(ctx, plain, path) if plain and shape is None and not head.startswith("@") else path


def fields_of(ctx: Context, table: str) -> Mapping[str, FieldPlan]:
    """The fields of a form, or the columns of `form.subtable`."""
    form, _, subtable = table.partition(".")
    plan = plan_of(ctx, form)
    return plan.fields[subtable].columns if subtable else plan.fields


def read(uow: Any, table: str, image: Image, names: Iterable[str]) -> dict[str, Any]:
    """The values of names seen from one record, over its relations where they lead there."""
    wanted = set(names)
    absent = [name for name in wanted if name in SYSTEM_NAMES and name not in image]
    if absent and image.get("id") and "." not in table:
        image = {**image, **select.paths(uow, table, [image["id"]], absent).get(image["id"], {})}
    return named(uow, fields_of(uow.ctx, table), image, wanted)


def split(names: Iterable[str], bindings: Iterable[str]) -> dict[str, set[str]]:
    """Names by what they start with: "" for plain ones, else the binding, `trigger` or `old`; those with @ left out."""
    heads, groups = {TRIGGER, OLD, *bindings}, defaultdict[str, set[str]](set)
    for name in names:
        head, _, rest = name.partition(".")
        if head in heads:
            groups[head].add(rest)
        elif not name.startswith("@"):
            groups[ITSELF].add(name)
    return groups


def about_record(uow: Any, form: str, images: tuple[Image, Image], names: Iterable[str]) -> dict[str, Any]:
    """Names of the record an action is about, `old.` ones from the image before: `images` = (now, before)."""
    wanted = set(names)
    past = {name for name in wanted if name.startswith(f"{OLD}.")}
    found = read(uow, form, images[0], wanted - past) if wanted - past else {}
    if past:
        before = read(uow, form, images[1], {name.removeprefix(f"{OLD}.") for name in past})
        found |= {f"{OLD}.{name}": value for name, value in before.items()}
    return found


def bound_values(uow: Any, head: str, named: Named, rests: set[str]) -> dict[str, Any]:
    """The values of everything asked below one bound name."""
    if named.table is not None:
        inner = read(uow, named.table, named.values, rests - {ITSELF}) if rests - {ITSELF} else {}
        inner |= {ITSELF: named.values.get("id")} if ITSELF in rests else {}
    else:
        inner = {rest: _own_value(uow, named, rest) for rest in rests}
    return {f"{head}.{rest}" if rest else head: value for rest, value in inner.items()}


def _own_value(uow: Any, named: Named, rest: str) -> Any:
    head, _, path = rest.partition(".")
    value, kind = named.values.get(head), named.types.get(head)
    if not path or value is None or not isinstance(kind, Ref):
        return value if not path else None
    return select.paths(uow, kind.form, [value], [path]).get(value, {}).get(path)


def moment(ctx: Context, me: str | None) -> dict[str, Any]:
    """The names with @; `me` is who caused it all, not the system that acts."""
    return {**clock(ctx), "@me": me}


def end_of(ctx: Context, known: Known, path: tuple[str, ...]) -> FieldPlan | None:
    """The field a path ends at, so that its value can be shown as that field shows it."""
    head = path[0]
    shape = dict(known.bindings).get(head)
    table = shape if isinstance(shape, str) else known.form
    rest = path[1:] if isinstance(shape, str) or (shape is None and head in (TRIGGER, OLD)) else path
    if not table or not rest or isinstance(shape, tuple):
        return None
    places = list(walk(ctx.rev.definition, ctx.runtime.catalog, table, rest))
    last = places[-1] if len(places) == len(rest) else None
    return fields_of(ctx, last.table).get(last.name) if last is not None and last.field is not None else None
