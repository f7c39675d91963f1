"""What each kind asks of its configuration: field types, events, actions, steps.

Takes: documents of the right shape, the Catalog. Gives: Problems. Never: whether what is named is there.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from builder import shape
from builder.definitions import App, AppInfo, Label
from builder.definitions.form import FIELD_KEYS
from builder.definitions.workflow import STEP_KEYS
from builder.expressions.types import Type
from builder.kinds import Catalog, Inner, Kind, Place
from builder.problems import Problem

ACTION_KEYS = ("type", "when")
RESULT = "as"  # every action may name its result; kinds that care say so in their own schema
MANUAL = "manual"  # a workflow that starts by hand alone has no event
Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Blank:
    """Stands for the types of an app of which nothing is known yet: shape comes before sense."""

    catalog: Catalog
    app: App = field(default_factory=lambda: App(AppInfo("", ""), {}, {}, {}))

    def of(self, table: str, key: str) -> Type | None:
        """No type."""
        return None


def problems(kind: str, key: str, document: Raw, catalog: Catalog) -> list[Problem]:
    """Those of one definition, at most 50."""
    judge = _Judge(catalog)
    asked: Mapping[str, Callable[[str, Raw], Iterator[Problem]]] = {
        "form": judge.form, "rule": judge.rule, "workflow": judge.workflow,
    }
    found = asked[kind](f"{kind}/{key}", document) if kind in asked else iter(())
    return list(islice(found, shape.MAX_PROBLEMS))


def configuration(raw: Raw, own: Sequence[str]) -> dict[str, Any]:
    """What the kind alone knows: everything but the keys that all kinds of the family have."""
    return {name: value for name, value in raw.items() if name not in own}


class _Judge:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._place = Place(Blank(catalog), None)
        self._validators: dict[str, Any] = {}

    def form(self, path: str, document: Raw) -> Iterator[Problem]:
        """Every field."""
        yield from self._fields(f"{path}/fields", document.get("fields", ()))

    def rule(self, path: str, document: Raw) -> Iterator[Problem]:
        """The event, every action."""
        yield from self._event(f"{path}/on", document["on"])
        yield from self._actions(f"{path}/actions", document.get("actions", ()))

    def workflow(self, path: str, document: Raw) -> Iterator[Problem]:
        """What starts it, every step, every action."""
        if document["on"]["event"] != MANUAL:
            yield from self._event(f"{path}/on", document["on"])
        for step in document.get("steps", ()):
            yield from self._step(f"{path}/steps/{step['key']}", step)
        for name in ("on_rejected", "on_withdrawn"):
            yield from self._actions(f"{path}/{name}", document.get(name, ()))

    def _fields(self, path: str, fields: Sequence[Raw]) -> Iterator[Problem]:
        for one in fields:
            place = f"{path}/{one['key']}"
            kind = self._catalog.fields.get(one["type"])
            if kind is None:
                yield Problem("error", "field_type_unknown", f"{place}/type", {"type": one["type"], "field": one["label"]})
            else:
                yield from self._kind(kind, configuration(one, (*FIELD_KEYS, "fields")), place, {"field": one["label"]})
            yield from self._fields(f"{place}/fields", one.get("fields", ()))

    def _event(self, path: str, on: Raw) -> Iterator[Problem]:
        kind = self._catalog.triggers.get(on["event"])
        if kind is None:
            yield Problem("error", "trigger_unknown", f"{path}/event", {"event": on["event"]})
            return
        found = list(self._kind(kind, configuration(on, ("event",)), path, {"field": kind.label}))
        yield from found or self._fields(f"{path}/ask", on.get("ask", ()) if kind.asked else ())

    def _step(self, path: str, step: Raw) -> Iterator[Problem]:
        kind = self._catalog.steps.get(step["type"])
        if kind is None:
            yield Problem("error", "step_unknown", f"{path}/type", {"type": step["type"], "step": step.get("label", step["key"])})
            return
        config = configuration(step, STEP_KEYS)
        found = list(self._kind(kind, config, path, {"field": step.get("label", kind.label)}))
        yield from found or self._inner(path, kind.actions(config))

    def _inner(self, path: str, lists: Iterable[Inner]) -> Iterator[Problem]:
        for inner in lists:
            yield from self._actions(f"{path}/{inner.path}", inner.actions)

    def _actions(self, path: str, actions: Sequence[Any]) -> Iterator[Problem]:
        for position, action in enumerate(actions):
            place = f"{path}/{position}"
            own = shape.errors(self._validator("action", action_schema()), action, place)
            yield from own or self._action(place, action)

    def _action(self, path: str, action: Raw) -> Iterator[Problem]:
        kind = self._catalog.actions.get(action["type"])
        if kind is None:
            yield Problem("error", "action_unknown", f"{path}/type", {"type": action["type"]})
            return
        config = configuration(action, ACTION_KEYS)
        own = config if RESULT in kind.config_schema["properties"] else configuration(config, (RESULT,))
        found = list(self._kind(kind, own, path, {"field": kind.label}))
        yield from found or self._inner(path, kind.inner(config, self._place))

    def _kind(self, kind: Kind, config: Raw, path: str, named: Mapping[str, Label]) -> Iterator[Problem]:
        """The kind's own schema, in the words of the property panel."""
        for problem in shape.errors(self._validator(f"{type(kind).__module__}.{kind.name}", kind.config_schema), config, path):
            params = {**problem.params, **named}
            if problem.code == "shape_missing":
                setting = kind.config_schema["properties"].get(params["name"], {})
                yield Problem("error", "setting_missing", problem.path, {**params, "setting": setting.get("label", params["name"])})
            else:
                yield Problem(problem.level, problem.code, problem.path, params)

    def _validator(self, name: str, schema: Raw) -> Any:
        if name not in self._validators:
            self._validators[name] = shape.validator(schema)
        return self._validators[name]


@cache
def action_schema() -> Raw:
    """What every action has, as the published schema of rules says."""
    rule = json.loads(resources.files("builder.schemas").joinpath("rule.json").read_text("utf-8"))
    return {"$ref": "#/$defs/action", "$defs": rule["$defs"]}
