"""Does each rule make sense: what sets it off, how often, when in time, that it does anything?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from builder.checks import automation, named
from builder.checks.automation import Started
from builder.checks.named import Settings
from builder.checks.scope import Types
from builder.definitions import Rule, text_of
from builder.definitions.rule import IN_TRANSACTION
from builder.problems import Problem

BASIS = "basis"


def check(types: Types) -> Iterator[Problem]:
    """Every rule, and what starts every workflow."""
    for start in automation.everything_started(types):
        yield from of_start(types, start)
    for rule in types.app.rules.values():
        yield from _rule(types, rule)
    for kind in ("rules", "workflows", "messages"):
        yield from _labels(kind.rstrip("s"), getattr(types.app, kind))


def of_start(types: Types, start: Started) -> Iterator[Problem]:
    """The settings of an event."""
    if start.place.form and start.place.form not in types.app.forms:
        yield Problem("error", "form_missing", f"{start.path}/form", {**start.owner.params, "form": start.place.form})
        return
    if start.kind is None:
        return  # the shape says so, or it starts by hand
    for problem in (*start.kind.check(start.config, types.app), *start.kind.wrong(start.config, start.place)):
        yield replace(problem, path=f"{start.path}/{problem.path}", params={**start.owner.params, **problem.params})
    found = named.problems(Settings(start.path, start.config, start.kind.config_schema, start.place, start.owner.params))
    yield from (problem for problem in found if problem.code != "form_missing")


def _rule(types: Types, rule: Rule) -> Iterator[Problem]:
    kind = types.catalog.triggers.get(rule.event)
    owner = automation.of_rule(rule)
    if not rule.actions:
        yield Problem("warning", "rule_does_nothing", f"{owner.path}/actions", owner.params)
    if kind is None:
        return
    if kind.turns and not rule.when:
        yield Problem("error", "rule_needs_condition", f"{owner.path}/when", owner.params)
    if kind.timed and rule.timing == IN_TRANSACTION:
        yield Problem("error", "timing_needs_change", f"{owner.path}/timing", owner.params)
    if rule.once_per == BASIS and not kind.timed:
        yield Problem("error", "once_per_needs_date", f"{owner.path}/once_per", owner.params)
    if kind.timed and rule.form is None and (rule.when or rule.once_per):
        yield Problem("error", "rule_without_record", f"{owner.path}/{'when' if rule.when else 'once_per'}", owner.params)


def _labels(kind: str, found: Mapping[str, Any]) -> Iterator[Problem]:
    """Two of a kind with the same name."""
    counted = Counter(text_of(one.label, "zh-CN") for one in found.values())
    for key, one in found.items():
        if counted[text_of(one.label, "zh-CN")] > 1:
            yield Problem("warning", f"{kind}_label_twice", f"{kind}/{key}/label", {kind: one.label})
