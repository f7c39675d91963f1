"""Two versions of a form. Takes: forms and the Catalog. Gives: Changes. Never: looks at live data."""

from collections.abc import Iterator
from itertools import zip_longest

from builder.changes.change import Change
from builder.changes.fields import FieldChanges
from builder.changes.words import setting
from builder.definitions import Constraint, Form, View
from builder.kinds import Catalog

SETTINGS = (
    "icon", "color", "help", "title", "search", "new_label", "history", "append_only", "sentence", "badge", "header", "related", "parent",
    "main_date", "layout", "logic", "indexes",
)


def changed_form(old: Form, new: Form, catalog: Catalog) -> Iterator[Change]:
    """Everything that differs."""
    path = f"form/{new.key}"
    if old.label != new.label:
        yield Change("form_relabelled", f"{path}/label", params={"old": old.label, "new": new.label})
    yield from FieldChanges(catalog, new.label).all(f"{path}/fields", old.fields, new.fields)
    for name in SETTINGS:
        if getattr(old, name) != getattr(new, name):
            yield Change("form_setting_changed", f"{path}/{name}", params={"form": new.label, "setting": setting(name)})
    yield from _constraints(old, new)
    yield from _views(old, new)


def _constraints(old: Form, new: Form) -> Iterator[Change]:
    for position, constraint in enumerate(new.constraints):
        if not any(_same(constraint, other) for other in old.constraints):
            code = "constraint_unique_added" if constraint.unique else "constraint_check_added"
            yield Change(code, f"form/{new.key}/constraints/{position}", params={"form": new.label, **_subject(new, constraint)})
    for position, constraint in enumerate(old.constraints):
        if not any(_same(constraint, other) for other in new.constraints):
            params = {"form": new.label, **_subject(old, constraint)}
            yield Change("constraint_removed", f"form/{new.key}/constraints/{position}", params=params)


def _same(one: Constraint, other: Constraint) -> bool:
    return (one.unique, one.where, one.check) == (other.unique, other.where, other.check)


def _subject(form: Form, constraint: Constraint) -> dict[str, object]:
    labels = [form.by_key[key].label if key in form.by_key else key for key in constraint.unique]
    return {"fields": labels, "message": constraint.message or ""}


def _views(old: Form, new: Form) -> Iterator[Change]:
    before = {view.key: view for view in old.views}
    after = {view.key: view for view in new.views}
    for key in {**before, **after}:
        code = _view_code(before.get(key), after.get(key))
        if code:
            params = {"form": new.label, "view": (after.get(key) or before[key]).label}
            yield Change(code, f"form/{new.key}/views/{key}", params=params)
    if any(a != b for a, b in zip_longest(filter(after.__contains__, before), filter(before.__contains__, after))):
        yield Change("views_reordered", f"form/{new.key}/views", params={"form": new.label})


def _view_code(old: View | None, new: View | None) -> str | None:
    if old is None:
        return "view_added"
    if new is None:
        return "view_removed"
    return None if old == new else "view_changed"
