"""Two versions of a whole app, definition by definition. Takes: documents and the Catalog. Gives: [Change]. Never: looks at live data."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.changes.automations import automations
from builder.changes.change import Change
from builder.changes.forms import changed_form
from builder.changes.numbers import numbers
from builder.changes.words import setting
from builder.definitions import App, Documents, Grant, Role, load
from builder.definitions.role import EVERY_FORM
from builder.kinds import Catalog

EVERYTHING = {"zh-CN": "所有表单", "en": "every form"}
ZONE = ("timezone", "day_start")
PLAIN = ("label", "icon", "color", "help", "version", "locales", "outbox", "calendar")


def compare(old: Documents | None, new: Documents, catalog: Catalog) -> list[Change]:
    """Every difference; `old` None or empty = the first publication. Both have the right shape (builder/schema.py)."""
    after = load(new)
    before = load(old) if old else None
    changes = [*_forms(before, after, catalog), *_roles(before, after), *automations(before, after, catalog), *numbers(before, after)]
    return [*_info(before, after), *changes] if before else changes


def _info(old: App, new: App) -> Iterator[Change]:
    before, after = _raw(old), _raw(new)
    for name in PLAIN:
        if before.get(name) != after.get(name):
            yield Change("app_setting_changed", f"app/{name}", params={"setting": setting(name)})
    if any(getattr(old.info, name) != getattr(new.info, name) for name in ZONE):
        params = {"old": f"{old.info.timezone} {old.info.day_start}:00", "new": f"{new.info.timezone} {new.info.day_start}:00"}
        yield Change("zone_changed", "app/timezone", "lossy", params)
    if old.info.menu != new.info.menu:
        yield Change("menu_changed", "app/menu")


def _raw(app: App) -> Mapping[str, Any]:
    return next(raw for (kind, _), raw in app.documents.items() if kind == "app")


def _forms(old: App | None, new: App, catalog: Catalog) -> Iterator[Change]:
    before = old.forms if old else {}
    for key, form in new.forms.items():
        if key in before:
            yield from changed_form(before[key], form, catalog)
        else:
            yield Change("form_added", f"form/{key}", params={"form": form.label})
    for key in before.keys() - new.forms.keys():
        yield Change("form_removed", f"form/{key}", "lossy", {"form": before[key].label})


def _roles(old: App | None, new: App) -> Iterator[Change]:
    before = old.roles if old else {}
    for key, role in new.roles.items():
        if key in before:
            yield from _changed_role(before[key], role, new)
        else:
            yield Change("role_added", f"role/{key}", params={"role": role.label})
    for key in before.keys() - new.roles.keys():
        yield Change("role_removed", f"role/{key}", "lossy", {"role": before[key].label})


def _changed_role(old: Role, new: Role, app: App) -> Iterator[Change]:
    path = f"role/{new.key}"
    if old.label != new.label:
        yield Change("role_relabelled", f"{path}/label", params={"old": old.label, "new": new.label})
    if set(old.apps) != set(new.apps):
        yield Change("role_rights_changed", f"{path}/apps", params={"role": new.label})
    for form in dict.fromkeys(grant.form for grant in (*old.grants, *new.grants)):
        before, after = _grants(old, form), _grants(new, form)
        if before != after:
            label = EVERYTHING if form == EVERY_FORM else app.forms[form].label if form in app.forms else form
            yield Change(_grant_code(before, after), f"{path}/grants/{form}", params={"role": new.label, "form": label})


def _grants(role: Role, form: str) -> list[Grant]:
    return [grant for grant in role.grants if grant.form == form]


def _grant_code(before: list[Grant], after: list[Grant]) -> str:
    if not before:
        return "grant_added"
    return "grant_changed" if after else "grant_removed"
