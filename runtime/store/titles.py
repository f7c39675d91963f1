"""Titles of records: a form's title template over many records at once. Takes: ids. Gives: {id: text}. Never: whether one may read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from builder.checks.scope import field_config, form_scope
from builder.expressions import python
from builder.expressions.check import checked
from builder.expressions.template import Template, parse
from builder.expressions.types import Ref
from runtime.context import Context
from runtime.fields import results
from runtime.store.conditions import clock
from runtime.store.paths import paths
from runtime.store.tables import users
from runtime.store.write import UnitOfWork

USERS = "@user"
DEEPEST = 3


@dataclass(frozen=True)
class Part:
    """One placeholder: what it reads, how it is computed and shown; `target` where it is a reference, shown by that record's title."""

    text: str
    run: Callable[[Any], Any]
    names: frozenset[str]
    show: Callable[[Any, str], str]
    target: str | None


@dataclass(frozen=True)
class TitlePlan:
    """The title of a form's records."""

    template: Template
    parts: tuple[Part, ...]
    names: tuple[str, ...]


def titles(uow: UnitOfWork, form: str, ids: Sequence[str], depth: int = 0) -> dict[str, str]:
    """Titles of the records (`@user`: of people) that exist, in the bin or not; "" where a title comes out empty."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    if form == USERS:
        return {row.id: row.name for row in uow.connection.execute(select(users.c.id, users.c.name).where(users.c.id.in_(wanted)))}
    plan = uow.revision.memo(("store", "title", form), lambda _: _plan(uow.ctx, form))
    found = paths(uow, form, wanted, plan.names)
    moment = clock(uow.ctx)
    values = {id_: {part.text: part.run({**moment, **row}) for part in plan.parts} for id_, row in found.items()}
    shown = _referred(uow, plan, values, depth)
    render = plan.template.render
    return {id_: render({part.text: _text(uow, part, row[part.text], shown) for part in plan.parts}) for id_, row in values.items()}


def _text(uow: UnitOfWork, part: Part, value: Any, shown: dict[str, dict[str, str]]) -> str:
    if value is None:
        return ""
    return shown[part.target].get(value, "") if part.target else part.show(value, uow.ctx.locale)


def _referred(uow: UnitOfWork, plan: TitlePlan, values: dict[str, dict[str, Any]], depth: int) -> dict[str, dict[str, str]]:
    shown: dict[str, dict[str, str]] = {}
    for part in plan.parts:
        if part.target:
            ids = sorted({row[part.text] for row in values.values() if row[part.text]})
            shown.setdefault(part.target, {}).update(titles(uow, part.target, ids, depth + 1) if depth < DEEPEST else {})
    return shown


def _plan(ctx: Context, form: str) -> TitlePlan:
    template = parse(ctx.rev.definition.forms[form].title)
    parts = tuple(_part(ctx, form, text) for text in template.expressions)
    names = sorted({name for part in parts for name in part.names if not name.startswith("@")})
    return TitlePlan(template, parts, tuple(names))


def _part(ctx: Context, form: str, text: str) -> Part:
    app, catalog = ctx.rev.definition, ctx.runtime.catalog
    typed = checked(text, form_scope(app, catalog, form))
    target = typed.type.form if isinstance(typed.type, Ref) else None
    field = app.forms[form].by_key.get(text)
    if field is not None:
        kind, config = catalog.fields[field.type], field_config(app, catalog, form, text)
        show: Callable[[Any, str], str] = lambda value, locale: kind.dump_text(config, value, locale)  # noqa: E731
    else:
        plain = {"result": typed.type, "timezone": app.info.timezone}
        show = lambda value, locale: results.dump_text(plain, value, locale)  # noqa: E731
    return Part(text, python.compile(typed), typed.names, show, target)
