"""The expressions of rules, workflows and messages: every one an app has, each at its place.

Takes: Types. Gives: Written. Never: judgements.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from builder.checks import automation
from builder.checks.automation import Doing, Owner, Started, Stepping
from builder.checks.scope import Types
from builder.checks.written import Written, placed
from builder.definitions import Label, Message, Rule, Workflow
from builder.expressions import template
from builder.expressions.types import Boolean
from builder.kinds import Place, Spot

WHEN = "when"


def every(types: Types) -> Iterator[Written]:
    """All of them whose forms are there; what names a form that is not is said elsewhere."""
    forms = types.app.forms
    for written in _every(types):
        place, spot = written.at, written.spot
        if all(form in forms for form in (place.form if place else None, spot.target if spot else None) if form):
            yield written


def _every(types: Types) -> Iterator[Written]:
    for rule in types.app.rules.values():
        yield from _of_rule(types, rule)
    for workflow in types.app.workflows.values():
        yield from _of_workflow(types, workflow)
    for doing in automation.doings(types):
        yield from of_doing(doing)
    for message in types.app.messages.values():
        yield from _of_message(types, message)


def _of_rule(types: Types, rule: Rule) -> Iterator[Written]:
    start = automation.started(types, rule)
    yield from _of_start(start, rule.when)
    if isinstance(rule.once_per, dict):
        spot = Spot("once_per/expression", rule.once_per["expression"])
        yield placed(start.owner.path, start.place, spot, start.owner.params)


def _of_start(start: Started, when: str | None) -> Iterator[Written]:
    owner = start.owner
    if start.kind:
        yield from spots(start.path, start.kind.spots(start.config, start.place), start.place, owner.params)
    if when:
        yield placed(owner.path, start.place, Spot(WHEN, when, Boolean()), owner.params)


def _of_workflow(types: Types, workflow: Workflow) -> Iterator[Written]:
    start = automation.begun(types, workflow)
    place = automation.workflow_place(types, workflow)
    yield from _of_start(start, workflow.when)
    yield from of_label(start.owner, "title", workflow.title, place)
    for stepping in automation.steps_of(types, workflow):
        yield from of_stepping(stepping)
    for one in workflow.transitions:
        if one.when:
            yield placed(f"{start.owner.path}/transitions/{one.key}", place, Spot(WHEN, one.when, Boolean()), start.owner.params)


def of_stepping(stepping: Stepping) -> Iterator[Written]:
    """Those of a step itself; its actions stand by themselves."""
    found = stepping.kind.spots(stepping.step.config, stepping.place)
    yield from spots(stepping.path, found, stepping.place, stepping.owner.params)


def of_doing(doing: Doing) -> Iterator[Written]:
    """Those of one action, without the actions inside it."""
    if doing.action.get(WHEN):
        yield placed(doing.path, doing.place, Spot(WHEN, doing.action[WHEN], Boolean()), doing.owner.params)
    yield from spots(doing.path, doing.kind.spots(doing.config, doing.place), doing.place, doing.owner.params)


def _of_message(types: Types, message: Message) -> Iterator[Written]:
    owner = Owner("message", message.key, message.label)
    place = Place(types, message.form)
    yield from of_label(owner, "text", message.text, place)
    yield from of_label(owner, "subject", message.subject, place)


def of_label(owner: Owner, name: str, label: Label | None, place: Place) -> Iterator[Written]:
    """The places in a text, or in each language's."""
    found = (Spot(path, text, template=True) for path, text in automation.texts(name, label))
    yield from spots(owner.path, found, place, owner.params)


def spots(path: str, found: Iterable[Spot], place: Place, params: dict[str, Any]) -> Iterator[Written]:
    """Expressions one by one; a text with places gives one for each of them."""
    for spot in found:
        if spot.template:
            yield from (placed(path, place, replace(spot, text=text), {**params, "expression": text}) for text in _places(spot.text))
        else:
            yield placed(path, place, spot, params)


def _places(text: str) -> tuple[str, ...]:
    try:
        return template.parse(text).expressions
    except ValueError:  # longer than a definition may be: the shape says so
        return ()
