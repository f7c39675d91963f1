"""The rules of a revision, compiled once: by form, in the order in which they are looked at.

Takes: a Context. Gives: Book. Never: the database.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.definitions import Rule
from builder.definitions.rule import IN_TRANSACTION
from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean, Type
from builder.kinds import TriggerType
from runtime.actions import names
from runtime.actions.names import Known
from runtime.context import Context
from runtime.records.plan import Compiled
from runtime.rules.kinds import ChangeTrigger, EndTrigger, TimeTrigger

OLD = "old."
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ready:
    """A rule ready to be matched. `tests`: what must hold, the trigger's part first; `fault`: why it cannot work, for a broken one."""

    rule: Rule
    kind: TriggerType
    form: str | None
    tests: tuple[Compiled, ...] = ()
    rearm: Compiled | None = None
    period: Compiled | None = None
    fault: ExpressionError | None = None

    @property
    def key(self) -> str:
        """The rule's key."""
        return self.rule.key

    @property
    def at_once(self) -> bool:
        """Whether it acts inside the transaction of the change."""
        return self.rule.timing == IN_TRANSACTION

    @property
    def turns(self) -> bool:
        """Whether its condition must not have held before."""
        return isinstance(self.kind, ChangeTrigger) and self.kind.turns

    @property
    def order(self) -> tuple[bool, int, str]:
        """Those of the transaction first, then by priority and key."""
        return (not self.at_once, self.rule.priority, self.rule.key)

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything its conditions read."""
        more = [one for one in (self.rearm, self.period) if one]
        return frozenset().union(*(one.names for one in (*self.tests, *more)))

    @cached_property
    def wants_old(self) -> bool:
        """Whether its actions look at the record as it was."""
        return OLD in json.dumps(self.rule.actions)

    @cached_property
    def watched(self) -> frozenset[str]:
        """Fields whose derived moves may set it off."""
        named = self.kind.watches(self.rule.config)
        if named is not None:
            return named
        plain = (name.removeprefix("trigger.").removeprefix(OLD) for name in self.names if not name.startswith("@"))
        return frozenset(name.split(".", 1)[0] for name in plain)


@dataclass(frozen=True)
class Book:
    """All rules of an app."""

    rules: Mapping[str, Ready]

    @cached_property
    def heard(self) -> Mapping[str, tuple[Ready, ...]]:
        """Rules set off by changes, by form, in order."""
        found: dict[str, list[Ready]] = {}
        for one in sorted(self.rules.values(), key=lambda one: one.order):
            if one.form and isinstance(one.kind, ChangeTrigger):
                found.setdefault(one.form, []).append(one)
        return {form: tuple(rules) for form, rules in found.items()}

    @cached_property
    def watched(self) -> Mapping[str, frozenset[str]]:
        """Forms to be heard of, with the fields whose derived moves matter."""
        return {form: NOTHING.union(*(one.watched for one in rules)) for form, rules in self.heard.items()}

    @cached_property
    def ending(self) -> tuple[Ready, ...]:
        """Rules set off by the end of a workflow, in order."""
        found = (one for one in self.rules.values() if isinstance(one.kind, EndTrigger) and one.form and one.fault is None)
        return tuple(sorted(found, key=lambda one: one.order))

    @cached_property
    def timed(self) -> tuple[Ready, ...]:
        """Rules found by the clock."""
        return tuple(one for one in self.rules.values() if isinstance(one.kind, TimeTrigger))


def book_of(ctx: Context) -> Book:
    """The rules of the Context's revision."""
    return ctx.rev.memo(("rules", "book"), lambda _: Book({key: ready(ctx, rule) for key, rule in _known(ctx).items()}))


def _known(ctx: Context) -> Mapping[str, Rule]:
    return {key: rule for key, rule in ctx.rev.definition.rules.items() if rule.event in ctx.runtime.catalog.triggers}


def ready(ctx: Context, rule: Rule) -> Ready:
    """One rule, compiled; a broken one says why instead."""
    kind = ctx.runtime.catalog.triggers[rule.event]
    form = _form(ctx, rule)
    try:
        return Ready(rule, kind, form, **_expressions(ctx, rule, kind, form)) if form else Ready(rule, kind, form)
    except ExpressionError as fault:
        return Ready(rule, kind, form, fault=fault)


def _form(ctx: Context, rule: Rule) -> str | None:
    """Whose records it is about; for the end of a workflow that workflow's."""
    workflow = ctx.rev.definition.workflows.get(str(rule.config.get("workflow")))
    named = rule.form or (workflow.on.get("form") if workflow else None)
    return named if named in ctx.rev.definition.forms else None


def _expressions(ctx: Context, rule: Rule, kind: TriggerType, form: str) -> dict[str, Any]:
    more = kind.condition(rule.config) if isinstance(kind, ChangeTrigger) else None
    rearm = kind.rearm(rule.config) if isinstance(kind, ChangeTrigger) else None
    once = rule.once_per.get("expression") if isinstance(rule.once_per, Mapping) else None

    def compiled(text: str | None, expect: Type | None = None) -> Compiled | None:
        return names.compiled(ctx, Known(form, kind.knows_old), text, expect) if text else None

    tests = tuple(one for one in (compiled(more, Boolean()), compiled(rule.when, Boolean())) if one)
    return {"tests": tests, "rearm": compiled(rearm, Boolean()), "period": compiled(once)}
