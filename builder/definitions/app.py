"""An app: its own document (name, menu, zone) and all definitions below it. JSON shape: builder/schemas/app.json."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions import form as forms
from builder.definitions import role as roles
from builder.definitions.form import Form
from builder.definitions.label import Label
from builder.definitions.role import Role

# (kind, key) → JSON document. Kinds: app, form, role. The app's own document stands under ("app", app key).
Documents = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class MenuItem:
    """An entry (`form`, optionally a `view`) or a group (`items`). `roles` empty = everyone who may read the form."""

    label: Label | None = None
    form: str | None = None
    view: str | None = None
    icon: str | None = None
    roles: tuple[str, ...] = ()
    items: tuple["MenuItem", ...] = ()


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


@dataclass(frozen=True)
class App:
    """A whole app, ready to be checked or compiled; `documents` are the JSON it came from."""

    info: AppInfo
    forms: Mapping[str, Form]
    roles: Mapping[str, Role]
    documents: Documents = field(repr=False, compare=False)


def _menu(raw: Mapping[str, Any]) -> MenuItem:
    items = tuple(_menu(item) for item in raw.get("items", ()))
    plain = {name: raw[name] for name in ("label", "form", "view", "icon") if name in raw}
    return MenuItem(**plain, roles=tuple(raw.get("roles", ())), items=items)


def _info(raw: Mapping[str, Any]) -> AppInfo:
    plain = ("key", "label", "version", "icon", "color", "help", "timezone", "day_start")
    return AppInfo(
        **{name: raw[name] for name in plain if name in raw},
        locales=tuple(raw.get("locales", ("zh-CN", "en"))),
        menu=tuple(_menu(item) for item in raw.get("menu", ())),
    )


def load(documents: Documents) -> App:
    """An App from documents that have the right shape (builder/schema.py)."""
    info = next(_info(raw) for (kind, _), raw in documents.items() if kind == "app")
    return App(
        info=info,
        forms={key: forms.load(raw) for (kind, key), raw in documents.items() if kind == "form"},
        roles={key: roles.load(raw) for (kind, key), raw in documents.items() if kind == "role"},
        documents=documents,
    )


def dump(app: App) -> dict[tuple[str, str], dict[str, Any]]:
    """The documents of an app, as new dictionaries."""
    return {name: copy.deepcopy(dict(raw)) for name, raw in app.documents.items()}
