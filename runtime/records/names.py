"""Which names a caller may ask about, and what that asking narrows.

Takes: a Context and paths. Gives: a Scope that knows no more than he may.

A name he may not read does not exist for him. A name he may read on some records only narrows the question to those records: the
value he does not see never decides what he sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from builder.checks.places import walk as walk_places
from builder.definitions import text_of
from builder.errors import Invalid, NotAllowed
from builder.expressions.check import PathInfo, Scope, Typed
from builder.expressions.grammar import Node, Path, walk
from builder.expressions.rewriting import prefixed
from runtime.context import Context
from runtime.permissions import field_mask, row_rules
from runtime.permissions.conditions import checked_node, scope
from runtime.permissions.grants import HIDDEN, MASKED, RANK, READ, granted


@dataclass(frozen=True)
class Step:
    """One field a path passes: the form it belongs to, its place there (`lines.qty` for a column), and the path that reaches that form."""

    form: str
    key: str
    prefix: tuple[str, ...]
    many: bool


@dataclass
class VisibleScope:
    """The names of a form as this caller knows them; used for everything that comes from outside."""

    ctx: Context
    form: str
    inner: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.inner = scope(self.ctx, self.form)

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """The type behind a path, or None where the caller may not know that there is one."""
        if path[0].startswith("@"):
            return self.inner.resolve(path)
        return self.inner.resolve(path) if all(self._known(step) for step in steps(self.ctx, self.form, path)) else None

    def children(self, path: tuple[str, ...]) -> tuple[tuple[str, PathInfo], ...]:
        """Nothing to offer: completion is the designer's."""
        return ()

    def segment(self, key: str) -> tuple[str, str] | None:
        """The name of a segment's members and their form."""
        return self.inner.segment(key)

    def _known(self, step: Step) -> bool:
        if not granted(self.ctx, step.form, "read"):
            return False
        return not step.key or field_mask.best_mask(self.ctx, step.form)[step.key] != HIDDEN


def steps(ctx: Context, form: str, path: tuple[str, ...]) -> Iterator[Step]:
    """Every field that a path passes, with the form it belongs to."""
    prefix: tuple[str, ...] = ()
    for position, place in enumerate(walk_places(ctx.rev.definition, ctx.runtime.catalog, form, path)):
        owner, _, subtable = place.table.partition(".")
        if position and not subtable:
            prefix = path[:position]
        key = "" if place.field is None else f"{subtable}.{place.name}" if subtable else place.name
        yield Step(owner, key, prefix, place.many and bool(prefix))


def narrowing(ctx: Context, form: str, node: Node) -> list[Typed]:
    """Conditions that keep the question to records whose named values the caller may read; NotAllowed where a value is masked to him."""
    found: dict[str, Typed] = {}
    for path in {item.names for item in walk(node) if isinstance(item, Path)}:
        for step in steps(ctx, form, path):
            found.update({one.text or repr(one.node): one for one in _narrowed(ctx, form, step)})
    return list(found.values())


def _narrowed(ctx: Context, form: str, step: Step) -> tuple[Typed, ...]:
    grants = granted(ctx, step.form, "read")
    reading = tuple(one for one in grants if not step.key or RANK[one.level(step.key)] >= RANK[READ])
    if not reading:
        raise not_readable(ctx, step.form, step.key)
    rules = row_rules.reach(ctx, step.form, reading)
    if not rules or (not step.prefix and len(reading) == len(grants)):
        return ()
    if not step.prefix:
        return rules
    if step.many:
        raise Invalid("filter_lines_restricted")
    node = prefixed(rules[0].node, step.prefix)
    return (checked_node(ctx, form, node),)


def not_readable(ctx: Context, form: str, key: str) -> NotAllowed:
    """The refusal to ask about a value that is masked."""
    head = key.split(".", 1)[0]
    item = ctx.rev.definition.forms[form].by_key.get(head)
    return NotAllowed("field_masked", field=text_of(item.label, ctx.locale) if item else "")


def masked(ctx: Context, form: str, key: str) -> bool:
    """Whether the caller sees at most the mask of a field."""
    return field_mask.best_mask(ctx, form)[key] == MASKED
