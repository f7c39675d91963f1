"""An app: its own document (name, menu, zone) and all definitions below it. JSON shape: builder/schemas/app.json."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from builder.definitions import dashboard as dashboards
from builder.definitions import example as examples
from builder.definitions import form as forms
from builder.definitions import message as messages
from builder.definitions import report as reports
from builder.definitions import role as roles
from builder.definitions import rule as rules
from builder.definitions import segment as segments
from builder.definitions import workflow as workflows
from builder.definitions.dashboard import Dashboard
from builder.definitions.example import Example
from builder.definitions.form import Form
from builder.definitions.label import Label
from builder.definitions.message import Message
from builder.definitions.report import Report
from builder.definitions.role import Role
from builder.definitions.rule import Rule
from builder.definitions.segment import Segment
from builder.definitions.workflow import Workflow

# (kind, key) → JSON document. Kinds: app, form, role, rule, workflow, message, segment, report, dashboard, example.
# The app's own document stands under ("app", app key).
Documents = Mapping[tuple[str, str], Mapping[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True)
class MenuItem:
    """An entry (`form`, optionally a `view`; a `report`; a `dashboard`) or a group (`items`). `roles` empty = everyone who may see it."""

    label: Label | None = None
    form: str | None = None
    view: str | None = None
    report: str | None = None
    dashboard: str | None = None
    icon: str | None = None
    roles: tuple[str, ...] = ()
    items: tuple["MenuItem", ...] = ()


@dataclass(frozen=True)
class Outbox:
    """Where messages to contacts are kept: a form, which of its fields holds what, and where the contact keeps address and consent.

    `contact`, `channel`, `text`, `state` … name fields of `form`; `address` and `consent`: channel → field of the contact's form.
    """

    form: str
    contact: str
    channel: str
    text: str
    state: str
    reason: str | None = None
    sent_at: str | None = None
    purpose: str | None = None
    rule: str | None = None
    key: str | None = None
    subject: str | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AppInfo:
    """What an app is called and where it lives. `day_start`: the hour (0–23) at which a business day begins."""

    key: str
    label: Label
    version: str = "1.0.0"
    icon: str = "app"
    color: str | None = None
    help: Label | None = None
    locales: tuple[str, ...] = ("zh-CN", "en")
    timezone: str = "Asia/Shanghai"
    day_start: int = 0
    menu: tuple[MenuItem, ...] = ()
    outbox: Outbox | None = None
    calendar: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class App:
    """A whole app, ready to be checked or compiled; `documents` are the JSON it came from."""

    info: AppInfo
    forms: Mapping[str, Form]
    roles: Mapping[str, Role]
    documents: Documents = field(repr=False, compare=False)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    dashboards: Mapping[str, Dashboard] = field(default_factory=dict)
    examples: Mapping[str, Example] = field(default_factory=dict)


def _menu(raw: Mapping[str, Any]) -> MenuItem:
    items = tuple(_menu(item) for item in raw.get("items", ()))
    plain = {name: raw[name] for name in ("label", "form", "view", "report", "dashboard", "icon") if name in raw}
    return MenuItem(**plain, roles=tuple(raw.get("roles", ())), items=items)


def _info(raw: Mapping[str, Any]) -> AppInfo:
    plain = ("key", "label", "version", "icon", "color", "help", "timezone", "day_start")
    return AppInfo(
        **{name: raw[name] for name in plain if name in raw},
        locales=tuple(raw.get("locales", ("zh-CN", "en"))),
        menu=tuple(_menu(item) for item in raw.get("menu", ())),
        outbox=Outbox(**raw["outbox"]) if raw.get("outbox") else None,
        calendar=raw.get("calendar"),
    )


def load(documents: Documents) -> App:
    """An App from documents that have the right shape (builder/schema.py)."""
    info = next(_info(raw) for (kind, _), raw in documents.items() if kind == "app")
    return App(
        info=info,
        forms=_all(documents, "form", forms.load),
        roles=_all(documents, "role", roles.load),
        rules=_all(documents, "rule", rules.load),
        workflows=_all(documents, "workflow", workflows.load),
        messages=_all(documents, "message", messages.load),
        segments=_all(documents, "segment", segments.load),
        reports=_all(documents, "report", reports.load),
        dashboards=_all(documents, "dashboard", dashboards.load),
        examples=_all(documents, "example", examples.load),
        documents=documents,
    )


def _all(documents: Documents, wanted: str, read: Callable[[Mapping[str, Any]], T]) -> dict[str, T]:
    return {key: read(raw) for (kind, key), raw in documents.items() if kind == wanted}


def dump(app: App) -> dict[tuple[str, str], dict[str, Any]]:
    """The documents of an app, as new dictionaries."""
    return {name: copy.deepcopy(dict(raw)) for name, raw in app.documents.items()}
