"""What of a record an actor may see and set. Takes: a Context, and which grants hold for a record. Gives: levels. Never: values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from builder.definitions import Field, Form
from runtime.context import Context
from runtime.permissions.grants import HIDDEN, RANK, READ, WRITE, Granted, granted, highest, lowest, standing
from runtime.permissions.policy import ACTIONS, decide


@dataclass(frozen=True)
class Mask:
    """Field key (or `subtable.column`) → level of reading (`read`, `masked`, `hidden`)."""

    levels: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.levels.get(key, HIDDEN)

    @cached_property
    def open(self) -> bool:
        """Whether every place named here may be seen."""
        return bool(self.levels) and all(RANK[level] >= RANK[READ] for level in self.levels.values())

    def readable(self, key: str) -> bool:
        """Whether the value itself may be seen."""
        return RANK[self[key]] >= RANK[READ]


def keys(form: Form) -> Iterator[str]:
    """Every place of a form that has a level of its own: its fields and the columns of its subtables."""
    for item in form.active():
        yield item.key
        yield from (f"{item.key}.{column.key}" for column in _columns(item))


def _columns(item: Field) -> Iterator[Field]:
    return (column for column in item.fields if not column.archived)


def mask_of(ctx: Context, form: str, grants: Iterable[Granted]) -> Mask:
    """The mask of a record for which exactly these read grants hold: per field the best of them, never more than read."""
    holding = tuple(grants)
    return Mask({key: lowest(READ, highest(grant.level(key) for grant in holding)) for key in keys(ctx.rev.definition.forms[form])})


def best_mask(ctx: Context, form: str) -> Mask:
    """What the caller may see of a form on the record most open to him."""
    return _cached(ctx, form, "best", lambda: mask_of(ctx, form, granted(ctx, form, "read")))


def sure_mask(ctx: Context, form: str) -> Mask:
    """What the caller may see on every record he sees at all: the grants without a row rule, or where all grants agree."""
    return _cached(ctx, form, "sure", lambda: _sure(ctx, form))


def _sure(ctx: Context, form: str) -> Mask:
    grants = granted(ctx, form, "read")
    open_ones = [grant for grant in grants if grant.rows is None]
    always = mask_of(ctx, form, open_ones)
    common = [mask_of(ctx, form, [grant]) for grant in grants]
    names = keys(ctx.rev.definition.forms[form])
    return Mask({key: highest(iter((always[key], lowest(*(one[key] for one in common)) if common else HIDDEN))) for key in names})


def uniform(ctx: Context, form: str, action: str) -> bool:
    """Whether all grants of an action give the same fields, so that nothing has to be judged per record."""
    grants = granted(ctx, form, action)
    return all(grant.rows is None for grant in grants) or all(grant.levels == grants[0].levels for grant in grants)


def writable(ctx: Context, form: str, grants: Iterable[Granted]) -> frozenset[str]:
    """The places that grants of create or update let the caller set."""
    holding = tuple(grants)
    return ctx.rev.memo(("permissions", "writable", form, tuple(map(id, holding))), lambda _: _writable(ctx, form, holding)).keys


@dataclass(frozen=True)
class _Writable:
    """The places, and the grants they come from: alive as long as their ids name them."""

    keys: frozenset[str]
    grants: tuple[Granted, ...]


def _writable(ctx: Context, form: str, grants: tuple[Granted, ...]) -> _Writable:
    places = keys(ctx.rev.definition.forms[form])
    return _Writable(frozenset(key for key in places if any(grant.level(key) == WRITE for grant in grants)), grants)


def level(ctx: Context, form: str, key: str) -> str:
    """What the caller may do with a field at best: write, read, masked or hidden. What one may not read one may not change."""
    seen = best_mask(ctx, form)[key]
    actions = ("create", "update") if RANK[seen] >= RANK[READ] else () if granted(ctx, form, "read") else ("create",)
    return WRITE if any(key in writable(ctx, form, granted(ctx, form, action)) for action in actions) else seen


def client_rights(ctx: Context) -> dict[str, dict[str, object]]:
    """For the browser: per form with any right the actions, the level of every place that is not hidden, and the places
    that may be set on a new record only (a phone number typed in, seen masked from then on)."""
    rights: dict[str, dict[str, object]] = {}
    for name, form in ctx.rev.definition.forms.items():
        actions = [action for action in ACTIONS if decide(ctx, name, action).allowed]
        if actions:
            levels = {key: level(ctx, name, key) for key in keys(form)}
            creates = writable(ctx, name, granted(ctx, name, "create"))
            shown = {key: one for key, one in levels.items() if one != HIDDEN}
            rights[name] = {"actions": actions, "fields": shown, "creates": frozenset(key for key in creates if levels[key] != WRITE)}
    return rights


def _cached(ctx: Context, form: str, part: str, build: Callable[[], Mask]) -> Mask:
    return ctx.rev.memo(("permissions", "mask", part, standing(ctx), form), lambda _: build())
