"""Does every record have a name people recognise?"""

from collections.abc import Iterator

from builder.checks.about import of_form
from builder.checks.computed import asks_clock
from builder.checks.scope import FormScope, Types
from builder.definitions import Form
from builder.expressions import grammar, template
from builder.expressions.check import checked
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Titles and timeline sentences of all forms."""
    for form in types.app.forms.values():
        if not form.title.strip():
            yield of_form(form, "title_missing", "title")
        yield from _template(types, form, "title", form.title)
        sentences = {"": form.sentence} if isinstance(form.sentence, str) else dict(form.sentence or {})
        for language, text in sentences.items():
            yield from _template(types, form, f"sentence/{language}".rstrip("/"), text)


def _template(types: Types, form: Form, place: str, text: str) -> Iterator[Problem]:
    try:
        expressions = template.parse(text).expressions
    except grammar.ExpressionError as error:
        yield of_form(form, error.code, place, **error.params)
        return
    if place == "title" and text.strip() and not expressions:
        yield of_form(form, "title_always_same", place)
    for expression in expressions:
        try:
            typed = checked(expression, FormScope(types, form.key))
        except grammar.ExpressionError as error:
            yield of_form(form, error.code, place, expression=expression, start=error.start, end=error.end, **error.params)
            continue
        if asks_clock(typed.node):
            yield of_form(form, "title_asks_clock", place)
