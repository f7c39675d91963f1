"""Two versions of rules, workflows, messages and examples. Takes: apps and the Catalog. Gives: Changes. Never: looks at live data.

None of them loses anything: what has been written stays, and instances go on in the revision they began in. Changes whose code is in
`RUNNING` concern instances under way: whoever looks at live data counts them, as Impact(code="instances_running", path of the workflow).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.changes import named
from builder.changes.change import Change
from builder.definitions import App, Label, Message, Rule, Step, Transition, Workflow
from builder.kinds import Catalog

RUNNING = frozenset((
    "workflow_removed", "step_added", "step_removed", "step_changed", "step_type_changed", "transition_added", "transition_removed",
    "transition_changed",
))  # fmt: skip
INSTANCES_RUNNING = "instances_running"
RULE_PARTS: Mapping[str, tuple[str, ...]] = {
    "rule_trigger_changed": ("on",), "rule_condition_changed": ("when",), "rule_actions_changed": ("actions",),
    "rule_frequency_changed": ("once_per",), "rule_timing_changed": ("timing",), "rule_order_changed": ("priority", "stop"),
}
WORKFLOW_SETTINGS = (
    "help", "title", "summary", "one_at_a_time", "lock_record", "withdraw", "on_rejected", "on_withdrawn",
)
MESSAGE_SETTINGS = ("form", "channel", "purpose", "subject", "help")


def automations(old: App | None, new: App, catalog: Catalog) -> Iterator[Change]:
    """Everything that differs."""
    yield from named.each("rule", old.rules if old else {}, new.rules, _rule)
    yield from named.each("workflow", old.workflows if old else {}, new.workflows, lambda a, b: _workflow(a, b, catalog))
    yield from named.each("message", old.messages if old else {}, new.messages, _message)
    yield from named.each("example", old.examples if old else {}, new.examples, _example)


def _rule(old: Rule, new: Rule) -> Iterator[Change]:
    yield from named.parts("rule", RULE_PARTS, old, new)
    if old.enabled != new.enabled:
        code = "rule_switched_on" if new.enabled else "rule_switched_off"
        yield Change(code, f"rule/{new.key}/enabled", params={"rule": new.label})
    yield from named.settings("rule", ("help",), old, new)


def _message(old: Message, new: Message) -> Iterator[Change]:
    yield from named.parts("message", {"message_text_changed": ("text",)}, old, new)
    yield from named.settings("message", MESSAGE_SETTINGS, old, new)


def _example(old: Any, new: Any) -> Iterator[Change]:
    if (old.given, old.steps, old.then) != (new.given, new.steps, new.then):
        yield Change("example_changed", f"example/{new.key}", params={"example": new.label})


def _workflow(old: Workflow, new: Workflow, catalog: Catalog) -> Iterator[Change]:
    if old.on != new.on or old.when != new.when:
        yield Change("workflow_start_changed", f"workflow/{new.key}/on", params={"workflow": new.label})
    yield from named.settings("workflow", WORKFLOW_SETTINGS, old, new)
    yield from _Steps(old, new, catalog).all()


class _Steps:
    """Compares boxes and lines, which people know by the labels on them."""

    def __init__(self, old: Workflow, new: Workflow, catalog: Catalog) -> None:
        self._old = old
        self._new = new
        self._catalog = catalog
        self._path = f"workflow/{new.key}"

    def all(self) -> Iterator[Change]:
        """Boxes, lines, and boxes that only stand elsewhere."""
        before, after = self._old.by_key, self._new.by_key
        for key in {**before, **after}:
            yield from self._step(before.get(key), after.get(key))
        old = {one.key: one for one in self._old.transitions}
        new = {one.key: one for one in self._new.transitions}
        for key in {**old, **new}:
            yield from self._transition(old.get(key), new.get(key))
        moved = [key for key in after if key in before and self._old.layout.get(key) != self._new.layout.get(key)]
        if moved:
            yield Change("steps_moved", f"{self._path}/layout", params={**self._named(), "count": len(moved)})

    def _named(self, **more: Any) -> dict[str, Any]:
        return {"workflow": self._new.label, **more}

    def _step(self, old: Step | None, new: Step | None) -> Iterator[Change]:
        one = new or old
        if one is None:
            return
        path, params = f"{self._path}/steps/{one.key}", self._named(step=self._label(one))
        if old is None or new is None:
            yield Change("step_added" if old is None else "step_removed", path, params=params)
            return
        if old.label != new.label:
            yield Change("step_relabelled", f"{path}/label", params={**params, "old": self._label(old), "new": self._label(new)})
        if old.type != new.type:
            yield Change("step_type_changed", f"{path}/type", params={**params, "old": self._kind(old), "new": self._kind(new)})
        elif old.config != new.config:
            yield Change("step_changed", path, params=params)

    def _transition(self, old: Transition | None, new: Transition | None) -> Iterator[Change]:
        one = new or old
        if one is None or old == new:
            return
        code = "transition_added" if old is None else "transition_removed" if new is None else "transition_changed"
        steps = self._old.by_key if new is None else self._new.by_key
        ends = {name: self._label(steps[key]) if key in steps else key for name, key in (("from", one.source), ("to", one.target))}
        yield Change(code, f"{self._path}/transitions/{one.key}", params=self._named(**ends))

    def _label(self, step: Step) -> Label:
        return step.label or self._kind(step)

    def _kind(self, step: Step) -> Label:
        kind = self._catalog.steps.get(step.type)
        return kind.label if kind else step.type
