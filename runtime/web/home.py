"""Where one starts in an app: the numbers of one's menu, what one may begin. Takes: a Context. Gives: JSON. Never: what one may not see."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from builder.errors import AppError
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Listing
from runtime.web import client_definition

NUMBERS, SHORTCUTS = 4, 6
Entry = Mapping[str, Any]


def shortcuts(ctx: Context) -> list[dict[str, Any]]:
    """What the caller may add, in the order of the menu."""
    app = client_definition.of_app(ctx)
    forms = app["forms"]
    in_menu = [entry["form"] for group in _groups(app) for entry in group]
    order = dict.fromkeys([*in_menu, *forms])
    return [
        {"form": key, "label": forms[key]["new_label"] or forms[key]["label"], "icon": forms[key]["icon"], "action": "create"}
        for key in order if "create" in forms[key]["actions"]
    ][:SHORTCUTS]  # fmt: skip


def numbers(ctx: Context) -> list[dict[str, Any]]:
    """How many records there are behind one entry of each group of the menu: a view where the group has one, else its first form."""
    app = client_definition.of_app(ctx)
    chosen = [next((entry for entry in group if entry.get("view")), group[0]) for group in _groups(app)]
    counted = ((entry, _count(ctx, app["forms"][entry["form"]], entry.get("view"))) for entry in chosen)
    found = [_number(app, entry, count) for entry, count in counted if count is not None]
    return found[:NUMBERS]


def _groups(app: Mapping[str, Any]) -> Iterator[Sequence[Entry]]:
    """The entries of each group; an entry outside a group is one by itself."""
    for item in app["menu"]:
        entries = [entry for entry in item.get("items") or [item] if entry.get("form") in app["forms"]]
        if entries:
            yield entries


def _number(app: Mapping[str, Any], entry: Entry, count: int) -> dict[str, Any]:
    label = entry.get("label") or app["forms"][entry["form"]]["label"]
    return {"form": entry["form"], "view": entry.get("view"), "label": label, "value": count}


def _count(ctx: Context, form: Mapping[str, Any], view: str | None) -> int | None:
    """None where the view asks about something the caller may not see."""
    wanted = next((one.get("filter") for one in form["views"] if one["key"] == view), None) if view else None
    try:
        return service.list_(ctx, form["key"], Listing(filter=wanted, fields=(), limit=1, count="estimate", refs=False)).count
    except AppError:
        return None
