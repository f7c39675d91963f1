"""How the forms of an app hang together at run time.

Takes: the Revision. Gives: who sums whom, who follows whom, who points at whom. Never: rows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.checks.places import SYSTEM_NAMES
from builder.checks.scope import EXTREMES
from builder.definitions import Field
from builder.expressions.types import Boolean
from runtime.context import Context
from runtime.records.plan import CURRENT, Compiled, FormPlan, compiled, plan_of

RESTRICT = "restrict"


@dataclass(frozen=True)
class Feed:
    """A child form feeding a roll-up `field` of its parent: `relation` is the child's field, `source` what is summed or compared (None =
    count), `function` what is made of it."""

    parent: str
    field: str
    child: str
    relation: str
    source: str | None
    filter: Compiled | None
    function: str = "sum"

    @property
    def extreme(self) -> bool:
        """Whether it keeps one of the values instead of adding them up."""
        return self.function in EXTREMES

    @property
    def reads(self) -> frozenset[str]:
        """Fields of the child that the roll-up looks at."""
        names = self.filter.names if self.filter else frozenset()
        return frozenset({self.relation, *(name.split(".", 1)[0] for name in names)} | ({self.source} if self.source else set()))


@dataclass(frozen=True)
class Follower:
    """A form with kept-current formulas that read a field of another form through `path` (a relation path of the follower)."""

    form: str
    path: str


@dataclass(frozen=True)
class Pointer:
    """A relation field (perhaps a column of a subtable) that points at a form, and what becomes of it when its target goes."""

    form: str
    field: str
    subtable: str | None
    on_delete: str

    @property
    def path(self) -> str:
        """The field as an expression names it."""
        return f"{self.subtable}.{self.field}" if self.subtable else self.field


@dataclass(frozen=True)
class Links:
    """The links of an app: feeds by child form, followers by (form, field), pointers by target form."""

    feeds: Mapping[str, tuple[Feed, ...]]
    followers: Mapping[tuple[str, str], tuple[Follower, ...]]
    pointers: Mapping[str, tuple[Pointer, ...]]


def links_of(ctx: Context) -> Links:
    """The links of the Context's revision."""
    return ctx.rev.memo(("records", "links"), lambda _: _links(ctx))


def feed_of(ctx: Context, form: str, field: str) -> Feed | None:
    """The feed behind one roll-up field, or None."""
    item = ctx.rev.definition.forms[form].by_key[field]
    return _feed(ctx, form, item) if _is_feed(item) else None


def _links(ctx: Context) -> Links:
    feeds: dict[str, list[Feed]] = defaultdict(list)
    followers: dict[tuple[str, str], dict[Follower, None]] = defaultdict(dict)
    pointers: dict[str, list[Pointer]] = defaultdict(list)
    for key, form in ctx.rev.definition.forms.items():
        plan = plan_of(ctx, key)
        for item in form.active():
            if _is_feed(item):
                feed = _feed(ctx, key, item)
                feeds[feed.child].append(feed)
        for place, follower in _followers(ctx, plan):
            followers[place][follower] = None
        for target, pointer in _pointers(plan):
            pointers[target].append(pointer)
    return Links(_frozen(feeds), _frozen(followers), _frozen(pointers))


def _frozen(found: Mapping[Any, Any]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(values) for key, values in found.items()}


def _is_feed(item: Field) -> bool:
    return "relation" in item.config and "function" in item.config


def _feed(ctx: Context, parent: str, item: Field) -> Feed:
    config = item.config
    child = str(config["form"])
    condition = compiled(ctx, child, str(config["filter"]), Boolean()) if config.get("filter") else None
    return Feed(parent, item.key, child, str(config["relation"]), config.get("field"), condition, str(config["function"]))


def _followers(ctx: Context, plan: FormPlan) -> Iterator[tuple[tuple[str, str], Follower]]:
    for formula in plan.stored:
        if formula.keep == CURRENT:
            for name in formula.expression.names:
                yield from _steps(ctx, plan, name)


def _steps(ctx: Context, plan: FormPlan, name: str) -> Iterator[tuple[tuple[str, str], Follower]]:
    """Every field of another form that a path passes: `member.tier.rate` hangs on tier of member, and on rate of tier."""
    holders: Mapping[str, Any] = plan.fields
    segments = name.split(".")
    reached: str | None = None
    for position, segment in enumerate(segments):
        if reached and segment not in SYSTEM_NAMES:
            yield (reached, segment), Follower(plan.form.key, ".".join(segments[:position]))
        holder = holders.get(segment)
        if holder is None:
            return
        if holder.columns:
            holders = holder.columns
        elif holder.target in ctx.rev.definition.forms:
            reached = holder.target
            holders = plan_of(ctx, str(reached)).fields
        else:
            return


def _pointers(plan: FormPlan) -> Iterator[tuple[str, Pointer]]:
    for key, field in plan.fields.items():
        if field.target:
            yield field.target, Pointer(plan.form.key, key, None, str(field.field.config.get("on_delete", RESTRICT)))
        for column, inner in field.columns.items():
            if inner.target:
                yield inner.target, Pointer(plan.form.key, column, key, str(inner.field.config.get("on_delete", RESTRICT)))
