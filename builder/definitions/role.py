"""A role: grants that add up, judged one by one. JSON shape: builder/schemas/role.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions.label import Label

EVERY_FORM = "*"


@dataclass(frozen=True)
class Grant:
    """Actions on a form (`*` = every form of the app), the rows they reach (an expression; None = all) and what is less than writable.

    `fields`: field key → `write`, `read`, `masked` or `hidden`; not named = `write`.
    """

    form: str
    actions: tuple[str, ...]
    rows: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Role:
    """What people of one post may do. `apps`: rights on the app itself (`design`, `people`)."""

    key: str
    label: Label
    grants: tuple[Grant, ...] = ()
    apps: tuple[str, ...] = ()
    help: Label | None = None


def load(raw: Mapping[str, Any]) -> Role:
    """A role from its JSON document."""
    grants = tuple(
        Grant(item["form"], tuple(item.get("actions", ())), item.get("rows"), dict(item.get("fields", {})))
        for item in raw.get("grants", ())
    )
    return Role(raw["key"], raw["label"], grants, tuple(raw.get("apps", ())), raw.get("help"))
