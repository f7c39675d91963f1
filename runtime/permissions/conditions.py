"""Expressions of a form as checked conditions, once per revision. Takes: expression text of a definition. Gives: Typed. Never: request text."""

from collections.abc import Mapping, Sequence

from builder.checks.scope import form_scope
from builder.expressions import grammar
from builder.expressions.check import Scope, Typed, check
from builder.expressions.types import Boolean, Type
from runtime.context import Context


def scope(ctx: Context, form: str) -> Scope:
    """The names an expression on this form may use."""
    return ctx.rev.memo(("permissions", "scope", form), lambda rev: form_scope(rev.definition, ctx.runtime.catalog, form))


def condition(ctx: Context, form: str, text: str, parameters: Mapping[str, Type] | None = None) -> Typed:
    """A boolean expression on a form; `parameters` are further names with their types."""
    given = tuple(sorted((parameters or {}).items(), key=lambda item: item[0]))
    return ctx.rev.memo(("permissions", "condition", form, text, given), lambda _: _checked(ctx, form, text, parameters))


def any_of(ctx: Context, form: str, texts: Sequence[str]) -> Typed:
    """One condition that holds where one of several does."""
    return condition(ctx, form, " or ".join(f"({text})" for text in dict.fromkeys(texts)))


def _checked(ctx: Context, form: str, text: str, parameters: Mapping[str, Type] | None) -> Typed:
    names = form_scope(ctx.rev.definition, ctx.runtime.catalog, form, parameters=parameters) if parameters else scope(ctx, form)
    return check(grammar.parse(text), names, Boolean())
