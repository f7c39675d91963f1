"""The app as somebody needs it whose step opens more than his own rights show: only its form, only what the step names besides.

Takes: a Context and the page of an instance. Gives: JSON values. Never: a field that neither the step nor a role opens.
"""

from collections.abc import Mapping
from typing import Any

from runtime.context import Context
from runtime.permissions.field_mask import client_rights
from runtime.web.client_definition import operators, today
from runtime.web.form_shape import WRITE, Frame, Rights, form_json

HIDDEN = "hidden"
LEVELS = {"read": "read", "write": WRITE, "required": WRITE}


def opened(ctx: Context, form: str, fields: Mapping[str, str]) -> dict[str, Any] | None:
    """A client definition with this one form; None where the caller's own shows every field that is named."""
    if form not in ctx.rev.definition.forms:
        return None
    own = client_rights(ctx).get(form, {"actions": [], "fields": {}})
    places = _places(ctx, form, fields)
    if set(places) <= set(own["fields"]):  # type: ignore[call-overload]
        return None
    kept = {place: level for place, level in own["fields"].items() if fields.get(place.partition(".")[0]) != HIDDEN}  # type: ignore[attr-defined]
    app, info = ctx.rev.definition, ctx.rev.definition.info
    frame = Frame(app, ctx.runtime.catalog, ctx.locale, {form: Rights(own["actions"], {**kept, **places})})  # type: ignore[arg-type]
    return {
        "key": info.key, "label": frame.words(info.label), "icon": info.icon, "color": info.color, "revision": ctx.rev.n,
        "timezone": info.timezone, "day_start": info.day_start, "today": today(ctx), "locales": list(info.locales), "menu": [],
        "forms": {form: {**form_json(frame, form), "views": [], "append_only": False, "buttons": []}},
        "operators": operators(ctx.locale), "outbox": None, "workflows": [],
    }  # fmt: skip


def _places(ctx: Context, form: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Every place the step opens: the fields it names and the columns of named subtables."""
    found: dict[str, str] = {}
    for item in ctx.rev.definition.forms[form].active():
        level = LEVELS.get(fields.get(item.key, HIDDEN))
        if level is not None:
            found[item.key] = level
            found |= {f"{item.key}.{column.key}": level for column in item.fields if not column.archived}
    return found
