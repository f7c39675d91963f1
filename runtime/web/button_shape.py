"""Buttons of forms, workflows one may start, and the outbox, as the browser needs them.

Takes: a Frame, the caller's roles. Gives: JSON values. Never: a button somebody may not press; a condition on what he may not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from builder.checks.scope import FormScope
from builder.definitions import Field, Outbox, Rule, Workflow
from builder.expressions import grammar, tree
from builder.expressions.check import checked
from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean
from runtime.web.form_shape import Frame
from runtime.web.words import localized

READ = "read"
MASKED = "masked"
NOT_FOR_BROWSERS = frozenset({"expression", "filter"})


def buttons(frame: Frame, form: str, roles: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Those of the form that this caller may press: rules first, then workflows."""
    for rule in frame.app.rules.values():
        kind = frame.catalog.triggers.get(rule.event)
        if kind is not None and kind.asked and rule.form == form and _for(rule.config, roles):
            yield {**_button(frame, form, rule, rule.config), "kind": "rule"}
    for workflow in frame.app.workflows.values():
        kind = frame.catalog.triggers.get(str(workflow.on.get("event")))
        if kind is not None and kind.asked and workflow.form == form and _for(workflow.on, roles):
            both = " and ".join(f"({one})" for one in (workflow.on.get("show"), workflow.when) if one)
            yield {**_button(frame, form, workflow, {**workflow.on, "show": both or None}), "kind": "workflow"}


def _for(config: Mapping[str, Any], roles: frozenset[str]) -> bool:
    return not config.get("roles") or bool(roles & frozenset(config["roles"]))


def _button(frame: Frame, form: str, one: Rule | Workflow, config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": one.key, "label": frame.words(one.label), "icon": config.get("icon"), "confirm": frame.words(config.get("confirm")) or None,
        "done": frame.words(config.get("done")) or None, "ask": [_asked(frame, raw) for raw in config.get("ask", ())],
        "show": _show(frame, form, config.get("show")),
    }


def _show(frame: Frame, form: str, text: str | None) -> Any:
    """The condition as a tree, where the caller reads everything in it; else the server alone decides."""
    if text is None:
        return None
    named = grammar.names_used(grammar.parse(text))
    rights = frame.rights[form].fields
    if any(name.split(".")[0] not in rights or rights[name.split(".")[0]] == MASKED for name in named if not name.startswith("@")):
        return None
    try:
        return tree.to_tree(checked(text, FormScope(frame.types, form), Boolean()))
    except ExpressionError:
        return None


def _asked(frame: Frame, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A value to fill in, like a field of a form."""
    field = Field.load(raw)
    kind = frame.catalog.fields[field.type]
    config = {**field.config, "timezone": frame.app.info.timezone}
    own = {name: localized(value, frame.locale) for name, value in field.config.items() if name not in NOT_FOR_BROWSERS}
    return {
        "key": field.key, "label": frame.words(field.label), "help": frame.words(field.help), "type": field.type,
        "look": localized(dict(kind.display(config)), frame.locale), "required": field.required, "readonly": False, "unique": False,
        "default": field.default, "computed": False, "rights": "write", "creates": False, "config": own,
        "operators": list(kind.operators(config)), "message": frame.words(field.message), "expression": None, "check": None, "fields": [],
    }


def workflows(frame: Frame, roles: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The workflows on forms the caller reads, and whether people start them by hand."""
    for one in frame.app.workflows.values():
        rights = frame.rights.get(one.form)
        if rights is not None and READ in rights.actions:
            by_hand = one.on.get("event") in ("manual", "button")
            yield {"key": one.key, "label": frame.words(one.label), "form": one.form, "startable": by_hand and _for(one.on, roles)}


def outbox(found: Outbox) -> dict[str, Any]:
    """Which form holds the messages, and what its fields mean."""
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(found).items()}
