"""A published app as one caller sees it.

Takes: a Context. Gives: JSON values, kept per revision, roles and language. Never: hidden fields.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import MenuItem, text_of
from runtime.context import Context
from runtime.filters import OPERATORS
from runtime.permissions.field_mask import client_rights
from runtime.reports import offered
from runtime.values import business_date, zone
from runtime.web.button_shape import buttons, outbox, workflows
from runtime.web.form_shape import Frame, Rights, form_json


def of_app(ctx: Context) -> dict[str, Any]:
    """The client definition; `today` is the app's business day."""
    return {**_steady(ctx), "today": today(ctx)}


def today(ctx: Context) -> str:
    """The business day of the app."""
    info = ctx.rev.definition.info
    return business_date(ctx.now, zone(info.timezone), info.day_start).isoformat()


def etag_of(ctx: Context) -> str:
    """Changes with the revision, the roles, the language and the day."""
    parts = (ctx.app, ctx.rev.n, sorted(ctx.actor.roles_in(ctx.app)), ctx.locale, today(ctx))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _steady(ctx: Context) -> dict[str, Any]:
    key = ("web", "client", ctx.actor.roles_in(ctx.app), ctx.locale)
    return ctx.rev.memo(key, lambda _: _build(ctx))


def _build(ctx: Context) -> dict[str, Any]:
    app, info = ctx.rev.definition, ctx.rev.definition.info
    rights = {key: Rights(found["actions"], found["fields"], found["creates"]) for key, found in client_rights(ctx).items()}  # type: ignore[arg-type]
    frame = Frame(app, ctx.runtime.catalog, ctx.locale, rights)
    menu = info.menu or tuple(MenuItem(form=key) for key in app.forms)
    roles, numbers = ctx.actor.roles_in(ctx.app), offered.of_app(ctx)
    forms = {key: form_json(frame, key) for key in rights}
    for form in forms.values():
        form["views"] = [{name: view[name] for name in view if name != "roles"} for view in form["views"] if _for(view["roles"], roles)]
        form["append_only"] = app.forms[form["key"]].append_only
        form["buttons"] = list(buttons(frame, form["key"], roles))
    return {
        "key": info.key,
        "label": frame.words(info.label),
        "icon": info.icon,
        "color": info.color,
        "revision": ctx.rev.n,
        "timezone": info.timezone,
        "day_start": info.day_start,
        "locales": list(info.locales),
        "menu": list(_menu(frame, menu, roles, Numbers.of(numbers))),
        "forms": forms,
        "operators": operators(ctx.locale),
        "outbox": outbox(info.outbox) if info.outbox and info.outbox.form in rights else None,
        "workflows": list(workflows(frame, roles)),
        **numbers,
    }


def operators(locale: str) -> dict[str, dict[str, str]]:
    """The filter operators in words."""
    return {name: {"label": text_of(one.label, locale), "values": one.values} for name, one in OPERATORS.items()}


def _for(named: Iterable[str], roles: frozenset[str]) -> bool:
    wanted = frozenset(named)
    return not wanted or bool(wanted & roles)


@dataclass(frozen=True)
class Numbers:
    """The lines of the reports and dashboards the caller may open, by key."""

    reports: Mapping[str, Mapping[str, Any]]
    dashboards: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, offered: Mapping[str, Any]) -> "Numbers":
        """From the part of the client definition that is numbers."""
        return cls(*({one["key"]: one for one in offered[name]} for name in ("reports", "dashboards")))


def _menu(frame: Frame, items: Iterable[MenuItem], roles: frozenset[str], numbers: Numbers) -> Iterator[dict[str, Any]]:
    for item in items:
        if not _for(item.roles, roles):
            continue
        if item.items:
            below = list(_menu(frame, item.items, roles, numbers))
            if below:
                yield {"label": frame.words(item.label), "icon": item.icon, "items": below}
        else:
            yield from _entry(frame, item, numbers)


def _entry(frame: Frame, item: MenuItem, numbers: Numbers) -> Iterator[dict[str, Any]]:
    """What an entry leads to, if the caller may open it."""
    line = numbers.reports.get(item.report or "") or numbers.dashboards.get(item.dashboard or "")
    if line is not None:
        place = {"report": item.report} if item.report else {"dashboard": item.dashboard}
        yield {"label": frame.words(item.label) if item.label else line["label"], "icon": item.icon or line["icon"], **place}
    elif item.form and "read" in (frame.rights[item.form].actions if item.form in frame.rights else ()):
        form = frame.app.forms[item.form]
        entry = {"label": frame.words(item.label or form.label), "icon": item.icon or form.icon, "form": item.form}
        yield entry if item.view is None else {**entry, "view": item.view}
