"""A rule acts: once for its record and period, within the bounds of its chain, as the system on its behalf.

Takes: a ripple, a rule that matches, an Occasion. Gives: lines of the log. Never: decides whether it matches.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from builder.definitions import text_of
from builder.errors import AppError, Conflict
from builder.expressions.terms import SEGMENT
from builder.messages import text
from runtime import actions
from runtime.actions.act import Act, Named
from runtime.context import Context
from runtime.ids import decode
from runtime.records.environment import clock
from runtime.records.ripple import Ripple
from runtime.rules.book import Ready
from runtime.store import rules
from runtime.store.rules import FAILED, FIRED, PAUSED, SKIPPED, VETOED, Run, State
from runtime.store.values import log_json

VETO = "own_message"
DEEPEST = 8
MOST_ACTIONS = 1_000
PER_MINUTE = 5_000
UNTOLD = ("@zone", "@now", SEGMENT)  # what the log does not keep of what conditions read


@dataclass(frozen=True)
class Occasion:
    """What a rule fires for. `values`: what its conditions read then; `period`: what it fires once for; `me`: who caused it."""

    form: str | None
    record: str | None
    image: Mapping[str, Any] | None = None
    old: Mapping[str, Any] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    period: str = ""
    me: str | None = None
    depth: int = 0
    bindings: Mapping[str, Named] = field(default_factory=dict)
    gone: bool = False  # the record is in the bin by now


def before(ready: Ready, old: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The record as it was, empty for a new one, where the rule may ask for it; else None."""
    return (old or {}) if ready.kind.knows_old else None


def period_of(ctx: Context, ready: Ready, env: Mapping[str, Any], basis: str, due: date | None = None) -> str:
    """What one firing stands for: ever, a year, month or day (that of `due`, else today), a value, or what set it off (`basis`)."""
    once = ready.rule.once_per or ready.kind.period
    if isinstance(once, Mapping):
        value = log_json(ready.period.run(env)) if ready.period else None
        return f"={'' if value is None else value}"[:200]
    day = (due or clock(ctx)["@today"]).isoformat()
    return str({"ever": "ever", "year": day[:4], "month": day[:7], "day": day}.get(str(once), basis))


def values_json(ready: Ready, env: Mapping[str, Any]) -> dict[str, Any]:
    """What the conditions read, for the log."""
    return {name: log_json(env.get(name)) for name in sorted(ready.names) if not name.startswith(UNTOLD)}


def perform(ripple: Ripple, ready: Ready, occasion: Occasion, run: str) -> Run:
    """Its actions in order, in the transaction at hand; what there is to log. Raises what an action refuses."""
    uow = ripple.uow
    cause = f"{'button' if ready.kind.asked else 'rule'}:{ready.key}/{run}"
    bindings = dict(occasion.bindings)
    act = Act(ripple, occasion.form, occasion.image, occasion.old, bindings, cause, ready.rule.label, run, occasion.me)
    with _at(uow, occasion.depth):
        effects = actions.run(act, ready.rule.actions)
    detail = {"values": dict(occasion.values), "effects": [effect.as_json() for effect in effects]}
    return told(uow, ready, occasion, run, FIRED, actions=len(effects), detail=detail)


@contextmanager
def _at(uow: Any, depth: int) -> Iterator[None]:
    """The work belongs as deep into its chain as what set it off."""
    with uow.acting(replace(uow.ctx, depth=depth)):
        yield


def told(uow: Any, ready: Ready, occasion: Occasion, run: str, outcome: str, **more: Any) -> Run:
    """A line of the log."""
    detail = more.pop("detail", None) or {"values": dict(occasion.values)}
    return Run(
        run, ready.key, outcome, occasion.form, occasion.record, root=uow.root, depth=occasion.depth, cause=uow.ctx.cause,
        actor=occasion.me, detail=detail, **more,
    )


def refused(uow: Any, ready: Ready, error: AppError) -> AppError:
    """What the person reads whose save a rule stops: its own sentence, or which rule cannot do its part and why."""
    if error.code == VETO:
        return error
    return Conflict("rule_failed", rule=text_of(ready.rule.label, uow.ctx.locale), reason=reasons_of(error, uow.ctx.locale))


def reasons_of(error: AppError, locale: str) -> str:
    """All faults of a refusal, or its own sentence."""
    said = [text(fault.code, locale, fault.params) for fault in getattr(error, "faults", ())]
    return ("；" if locale == "zh-CN" else "; ").join(dict.fromkeys(said)) or text(error.code, locale, error.params)


@dataclass(frozen=True)
class Bounds:
    """How far rules may go: chains of changes, actions of one chain, firings of one rule in a minute."""

    deepest: int = DEEPEST
    actions: int = MOST_ACTIONS
    per_minute: int = PER_MINUTE


USUAL = Bounds()


def too_far(uow: Any, ready: Ready, occasion: Occasion, bounds: Bounds) -> str | None:
    """Why a chain ends here, as a message code; None where it may go on."""
    if occasion.depth >= bounds.deepest:
        return "rule_too_deep"
    if occasion.depth and uow.root and rules.actions_of(uow, uow.root) >= bounds.actions:
        return "rule_too_many_actions"
    return None


def paused(uow: Any, ready: Ready, run: str, bounds: Bounds) -> bool:
    """Pauses a rule that fires as often as no honest rule does, and says so; whether it did. Looked at by one run in so many."""
    if decode(run) % max(1, bounds.per_minute // 100):
        return False
    if not rules.often(uow, ready.key, uow.now - timedelta(minutes=1), bounds.per_minute):
        return False
    rules.put(uow, replace(state_of(uow, ready), state=PAUSED, since=uow.now, reason="rule_too_often", params={"count": bounds.per_minute}))
    rules.report(uow, "rule_paused", "rule_too_often", {"rule": ready.key, "count": bounds.per_minute})
    return True


def state_of(uow: Any, ready: Ready) -> State:
    """The state of a rule; one nobody has ever switched is as its definition says."""
    known = rules.states(uow).get(ready.key)
    return known or State(ready.key, rules.ON if ready.rule.enabled else rules.OFF, uow.now)


__all__ = [
    "FAILED", "FIRED", "SKIPPED", "USUAL", "VETOED", "Bounds", "Occasion", "before", "paused", "perform", "period_of", "reasons_of",
    "refused", "state_of", "told", "too_far", "values_json",
]
