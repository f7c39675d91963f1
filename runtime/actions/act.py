"""Doing a list of actions, in order, inside the transaction of what set them off.

Takes: an Act (what it is about, what is known) and actions of a definition. Gives: Effects. Never: the network, rights of a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from builder.checks.action_scope import OLD
from builder.definitions.label import Label, text_of
from builder.errors import AppError, LimitExceeded
from builder.expressions.check import Typed
from builder.expressions.types import Boolean, Type
from builder.kinds import Binding
from runtime.actions import names, wording
from runtime.actions.effects import Effect
from runtime.actions.names import Image, Known, Named
from runtime.query import Sort
from runtime.records import automation, membership
from runtime.records.formulas import TooLarge, fit
from runtime.records.plan import Compiled
from runtime.records.ripple import Ripple

MOST_ACTIONS = 5_000  # in one unit of work, whoever asks for them
COUNTED = "actions"
OWN_KEYS = frozenset({"type", "when"})


@dataclass
class Act:
    """What actions are about and what they may use.

    `form`, `image`: the record (None, None: no record); `old`: the image before, where it is known. `bindings`: names given by what came
    before, inputs of a button as `ask`. `cause` names who acts (`rule:<key>/<run>` …), `label` says it to people; `key` is unique for this
    run and makes the keys of jobs and notices. `me`: who caused it (None = the system).
    """

    ripple: Ripple
    form: str | None = None
    image: Image | None = None
    old: Image | None = None
    bindings: dict[str, Named] = field(default_factory=dict)
    cause: str = ""
    label: Label = ""
    key: str = ""
    me: str | None = None
    effects: list[Effect] = field(default_factory=list)

    @property
    def uow(self) -> Any:
        """The unit of work everything happens in."""
        return self.ripple.uow

    @property
    def record(self) -> str | None:
        """The id of the record it is about."""
        return self.image.get("id") if self.image else None

    @property
    def known(self) -> Known:
        """The names an expression may use here."""
        return Known(self.form, self.old is not None, tuple((name, one.shape) for name, one in self.bindings.items()))

    def value(self, text: str, expect: Type | None = None) -> Any:
        """The value of an expression about the record and the bound names."""
        return self.run(names.compiled(self.uow.ctx, self.known, text, expect))

    def truth(self, text: str) -> bool:
        """Whether a condition holds."""
        return self.value(text, Boolean()) is True

    def run(self, expression: Compiled) -> Any:
        """The value of a compiled expression here."""
        return expression.run(self.environment(expression.names))

    def environment(self, wanted: frozenset[str], plain: bool = True) -> dict[str, Any]:
        """{name: value}; `plain` false: without the names that have no dot in front, which somebody else fills in."""
        env = {**names.moment(self.uow.ctx, self.me), **(membership.members(self.uow, wanted) if plain else {})}
        for head, rests in names.split(wanted, self.bindings).items():
            if head in self.bindings:
                env |= names.bound_values(self.uow, head, self.bindings[head], rests)
            elif head or plain:
                env |= self._own(head, rests)
        return env

    def _own(self, head: str, rests: set[str]) -> dict[str, Any]:
        """Names of the record itself, however they are written: plain, `trigger.` or `old.`."""
        if self.form is None:
            return {}
        images = (self.image or {}, self.old or {})
        if head == OLD:
            found = names.read(self.uow, self.form, images[1], rests)
        else:
            found = names.about_record(self.uow, self.form, images, rests - {""})
            found |= {"": images[0].get("id")} if "" in rests else {}
        return {".".join(filter(None, (head, name))): value for name, value in found.items()}

    def target(self, form: str) -> "Target":
        """Expressions about records of another form: its fields plainly, the record of this act as `trigger.`."""
        return Target(self, form)

    def text(self, label: Label, locale: str | None = None) -> str:
        """A text with its `{{expression}}` places filled in, in a language."""
        return wording.filled(self, text_of(label, locale or self.uow.ctx.locale), locale or self.uow.ctx.locale)

    def bound(self, **more: Named) -> "Act":
        """The same act with further names; effects are gathered together."""
        return replace(self, bindings={**self.bindings, **more})

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Everything inside is done and logged as the system on behalf of the cause."""
        ctx = self.uow.ctx
        if not self.cause or ctx.cause == self.cause:
            yield
            return
        with self.uow.acting(ctx.as_system(self.cause, self.me)):
            yield


@dataclass(frozen=True)
class Target:
    """Expressions in the scope of other records."""

    act: Act
    form: str

    def compiled(self, text: str, expect: Type | None = None, *, filter: bool = False) -> Compiled:
        """An expression about one of those records."""
        return names.compiled(self.act.uow.ctx, replace(self.act.known, target=self.form), text, expect, filter=filter)

    def condition(self, text: str) -> tuple[Typed, tuple[tuple[str, Any], ...]]:
        """A condition for the database, with the values of everything that is not a field of those records."""
        found = self.compiled(text, Boolean(), filter=True)
        assert found.typed is not None
        return found.typed, tuple(self.outside(found.names).items())

    def outside(self, wanted: frozenset[str]) -> dict[str, Any]:
        """The values of all names that are not fields of the target."""
        return self.act.environment(wanted, plain=False)

    def which(self, match: str | None, sort: Sequence[str] = (), limit: int = 1_000) -> automation.Which:
        """Those records a condition names, in an order."""
        order = tuple(Sort(key.removeprefix("-"), key.startswith("-")) for key in sort)
        if match is None:
            return automation.Which(self.form, (), (), order, limit)
        typed, parameters = self.condition(match)
        return automation.Which(self.form, (typed,), parameters, order, limit)

    def rows(self, which: automation.Which, *, lock: bool = False) -> list[Image]:
        """Their images; `lock`: nobody else changes them until the end of the transaction."""
        return [automation.image_of(row) for row in automation.matching(self.act.ripple, which, lock=lock)]


def run(act: Act, actions: Sequence[Mapping[str, Any]]) -> list[Effect]:
    """Performs actions in order inside the transaction; gives what they have done. A veto, a refused value or a limit raises and nothing
    has happened."""
    before = len(act.effects)
    with act.acting():
        for action in actions:
            _perform(act, action)
    return act.effects[before:]


def refused(act: Act, actions: Sequence[Mapping[str, Any]]) -> AppError | None:
    """What the first action to be performed would refuse with, in words of the app; nothing is done."""
    with act.acting():
        for action in actions:
            if not action.get("when") or act.truth(str(action["when"])):
                found: AppError | None = act.uow.ctx.runtime.catalog.actions[action["type"]].refuses(act, _config(action))
                return found
    return None


def _config(action: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in action.items() if name not in OWN_KEYS}


def _perform(act: Act, action: Mapping[str, Any]) -> None:
    kind = act.uow.ctx.runtime.catalog.actions[action["type"]]
    config = _config(action)
    given = None
    if not action.get("when") or act.truth(str(action["when"])):
        count_one(act.ripple)
        given = kind.perform(act, config)
    shape = kind.binds(config, names.place_of(act.uow.ctx, act.known)) if action.get("as") else None
    if shape is not None:
        act.bindings[str(action["as"])] = given or nothing(shape)


def fitted(value: Any, kind: Type | None) -> Any:
    """The value as its field keeps it; one that is too large stays for the door to refuse."""
    try:
        return fit(value, kind)
    except TooLarge:
        return value


def nothing(shape: Binding) -> Named:
    """What a name stands for where the action that gives it was left out or found nothing: every value of it is empty."""
    return Named({"id": None}, shape) if isinstance(shape, str) else Named({}, None, dict(shape))  # type: ignore[arg-type]


def count_one(ripple: Ripple) -> None:
    """One more action of this unit of work; LimitExceeded past the bound."""
    done = ripple.notes.get(COUNTED, 0) + 1
    ripple.notes[COUNTED] = done
    if done > MOST_ACTIONS:
        raise LimitExceeded("too_many_actions", count=MOST_ACTIONS)


__all__ = ["Act", "Effect", "Named", "Target", "refused", "run"]
