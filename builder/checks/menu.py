"""Does the menu lead somewhere, and can every form be reached?"""

from collections.abc import Iterator, Sequence

from builder.checks.about import of_form, warning
from builder.checks.scope import Types
from builder.definitions import MenuItem
from builder.problems import Problem

TARGETS = ("form", "report", "dashboard")


def check(types: Types) -> Iterator[Problem]:
    """Every entry; every form."""
    menu = types.app.info.menu
    yield from _items(types, menu, "app/menu")
    reached = {item.form for entry in menu for item in (entry, *entry.items)}
    for form in types.app.forms.values():
        if menu and form.key not in reached:
            yield warning(of_form(form, "form_not_in_menu", "label"))


def _items(types: Types, items: Sequence[MenuItem], path: str) -> Iterator[Problem]:
    for position, item in enumerate(items):
        place = f"{path}/{position}"
        targets = [name for name in TARGETS if getattr(item, name)]
        if len(targets) > 1 or (targets and item.items):
            yield Problem("error", "menu_entry_kind", place)
        if not targets and not item.items:
            yield Problem("warning", "menu_group_empty", place, {"group": item.label})
        if not targets and not item.label:
            yield Problem("error", "menu_group_without_label", f"{place}/label")
        yield from _entry(types, item, place)
        yield from _items(types, item.items, f"{place}/items")


def _entry(types: Types, item: MenuItem, place: str) -> Iterator[Problem]:
    form = types.app.forms.get(item.form or "")
    if item.form and form is None:
        yield Problem("error", "form_missing", f"{place}/form", {"form": item.form})
    if form and item.view and item.view not in (view.key for view in form.views):
        yield Problem("error", "view_missing", f"{place}/view", {"form": form.label, "view": item.view})
    if item.report and item.report not in types.app.reports:
        yield Problem("error", "report_missing", f"{place}/report")
    if item.dashboard and item.dashboard not in types.app.dashboards:
        yield Problem("error", "dashboard_missing", f"{place}/dashboard")
    for role in item.roles:
        if role not in types.app.roles:
            yield Problem("error", "role_missing", f"{place}/roles/{role}", {"role": role})
