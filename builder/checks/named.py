"""What the settings of events, actions and steps name: forms, fields, workflows, messages, roles, people.

Takes: a configuration and the schema that says by `widget` what each setting is. Gives: Problems. Never: expressions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.checks.action_scope import ActionScope
from builder.checks.places import USERS, columns_of
from builder.checks.scope import Types
from builder.definitions import Workflow
from builder.expressions.types import Date, Instant, List, Number, Ref, Type
from builder.kinds import Place
from builder.problems import Problem

Config = Mapping[str, Any]
FIELD_WIDGETS: Mapping[str, tuple[type, ...]] = {
    "field": (), "fields": (), "number_field": (Number,), "date_field": (Date, Instant), "user_field": (Ref,),
}
PEOPLE_NAMED = frozenset({"field", "expr"})


@dataclass(frozen=True)
class Settings:
    """A configuration where it stands; `path` and `params` are those of its Problems."""

    path: str
    config: Config
    schema: Config
    place: Place
    params: Mapping[str, Any]

    @property
    def types(self) -> Types:
        """Those of the app."""
        found: Types = self.place.types
        return found


def problems(settings: Settings) -> Iterator[Problem]:
    """Whatever a setting names that is not there or does not fit."""
    for name, rule in settings.schema.get("properties", {}).items():
        if name in settings.config:
            yield from _one(settings, name, str(rule.get("widget", "")), settings.config[name])


def _one(settings: Settings, name: str, widget: str, value: Any) -> Iterator[Problem]:
    app, path = settings.types.app, f"{settings.path}/{name}"
    if widget in FIELD_WIDGETS:
        for key in value if isinstance(value, list) else [value]:
            yield from _field(settings, f"{path}/{key}" if isinstance(value, list) else path, str(key), FIELD_WIDGETS[widget])
    elif widget == "form" and value not in app.forms:
        yield _gone(settings, "form_missing", path, form=value)
    elif widget == "workflow" and value not in app.workflows:
        yield _gone(settings, "workflow_missing", path)
    elif widget == "message" and value not in app.messages:
        yield _gone(settings, "message_missing", path)
    elif widget == "workflow_result":
        yield from _result(settings, path, str(value))
    elif widget in ("role", "roles"):
        yield from (_gone(settings, "role_missing", path, role=one) for one in _roles(value) if one not in app.roles)
    elif widget == "who" and isinstance(value, Mapping):
        yield from who(settings, path, value)


def _gone(settings: Settings, code: str, path: str, **more: Any) -> Problem:
    return Problem("error", code, path, {**settings.params, **more})


def _roles(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _field(settings: Settings, path: str, name: str, wanted: tuple[type, ...]) -> Iterator[Problem]:
    form = settings.config.get("form") or settings.place.form
    columns = columns_of(settings.types.app, str(form))
    if not columns:
        return  # the form itself is missing, which is said
    if name not in columns:
        away = next((field for field in settings.types.app.forms[str(form)].fields if field.key == name), None)
        yield _gone(settings, "field_put_away", path, used=away.label) if away else _gone(settings, "field_missing", path, field=name)
    elif wanted and not isinstance(settings.types.of(str(form), name), wanted):
        yield _gone(settings, "field_does_not_fit", path, field=columns[name].label)


def _result(settings: Settings, path: str, value: str) -> Iterator[Problem]:
    workflow = settings.types.app.workflows.get(str(settings.config.get("workflow")))
    if workflow and value not in results(workflow):
        yield _gone(settings, "workflow_result_missing", path, result=value, workflow=workflow.label)


def results(workflow: Workflow) -> frozenset[str]:
    """What an instance may come to: the results of its ends, and what happens to it from outside."""
    own = {str(step.config["result"]) for step in workflow.steps if step.config.get("result")}
    return frozenset(own | {"rejected", "withdrawn", "cancelled"})


def who(settings: Settings, path: str, asked: Config) -> Iterator[Problem]:
    """A rule that says who: what it names is there and leads to a person."""
    by, value = asked.get("by"), asked.get("value")
    if by == "role":
        missing = [one for one in _roles(value) if one not in settings.types.app.roles]
        yield from (_gone(settings, "role_missing", f"{path}/value", role=one or "") for one in missing)
    elif by in PEOPLE_NAMED and not value:
        yield _gone(settings, "who_not_chosen", f"{path}/value")
    elif by == "field" and not _leads_to_people(settings, str(value)):
        yield _gone(settings, "who_not_a_person", f"{path}/value")
    elif by == "user" and not value:
        yield _gone(settings, "who_not_chosen", f"{path}/value")
    if asked.get("empty") == "user" and not asked.get("user"):
        yield _gone(settings, "who_not_chosen", f"{path}/user")


def _leads_to_people(settings: Settings, name: str) -> bool:
    info = ActionScope(settings.place).resolve(tuple(name.split(".")))
    found: Type | None = info.type if info else None
    return found == Ref(USERS) or found == List(Ref(USERS))
