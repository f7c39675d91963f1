"""Texts of actions with their `{{expression}}` places filled in. Takes: an Act, a text. Gives: text. Never: another language's text."""

from dataclasses import replace
from typing import Any

from builder.expressions import template
from builder.expressions.types import Ref
from runtime.actions import names
from runtime.fields import results
from runtime.records import words


def filled(act: Any, text: str, locale: str) -> str:
    """The text for people; each value in the look of the field it comes from, a reference by its title."""
    parsed = act.uow.ctx.rev.memo(("actions", "template", text), lambda _: template.parse(text))
    return str(parsed.render({one: _shown(act, one, locale) for one in parsed.expressions}))


def _shown(act: Any, text: str, locale: str) -> str:
    expression = names.compiled(act.uow.ctx, act.known, text)
    value = act.run(expression)
    if value is None or value == []:
        return ""
    ctx = replace(act.uow.ctx, locale=locale)
    kind = expression.typed.type if expression.typed else None
    if isinstance(kind, Ref):
        return words.ref_titles(act.uow, {kind.form: {value}})[kind.form][value]
    field = names.end_of(ctx, act.known, expression.plain) if expression.plain else None
    if field is not None:
        return words.value_text(ctx, field, value, {})
    return results.dump_text({"result": kind, "timezone": ctx.rev.definition.info.timezone}, value, locale)
