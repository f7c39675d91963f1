"""Are keys well-formed, free and told apart by their labels?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from builder import keys
from builder.checks.about import of_field, of_form, warning
from builder.checks.scope import Types
from builder.definitions import Field, Form, text_of
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Keys of the app, its forms, roles, fields, sections and views."""
    app = types.app
    if not keys.well_formed(app.info.key, keys.MAX_APP_KEY):
        yield Problem("error", "key_shape", "app/key", {"key": app.info.key})
    for form in app.forms.values():
        yield from _fields(form.key, form.fields)
        yield from _views(form)
    for key, role in app.roles.items():
        if not keys.well_formed(key):
            yield Problem("error", "key_shape", f"role/{key}/key", {"key": key, "role": role.label})
    yield from _labels(app.forms.values())


def _fields(table: str, fields: Iterable[Field]) -> Iterator[Problem]:
    seen: set[str] = set()
    names: Counter[str] = Counter(text_of(field.label, "zh-CN") for field in fields if not field.archived)
    for field in fields:
        if not keys.well_formed(field.key):
            yield of_field(table, field, "key_shape", "key", key=field.key)
        elif field.key in keys.RESERVED:
            yield of_field(table, field, "key_reserved", "key", key=field.key)
        if field.key in seen:
            yield of_field(table, field, "key_twice", "key", key=field.key)
        seen.add(field.key)
        if names[text_of(field.label, "zh-CN")] > 1 and not field.archived:
            yield warning(of_field(table, field, "label_twice", "label"))
        yield from _fields(f"{table}.{field.key}", field.fields)


def _views(form: Form) -> Iterator[Problem]:
    counted = Counter(view.key for view in form.views)
    for view in form.views:
        if counted[view.key] > 1:
            yield of_form(form, "key_twice", f"views/{view.key}/key", key=view.key)
    sections = Counter(section.key for section in form.layout if section.key)
    yield from (of_form(form, "key_twice", f"layout/{key}/key", key=key) for key, count in sections.items() if count > 1)


def _labels(forms: Iterable[Form]) -> Iterator[Problem]:
    forms = list(forms)
    counted = Counter(text_of(form.label, "zh-CN") for form in forms)
    for form in forms:
        if counted[text_of(form.label, "zh-CN")] > 1:
            yield warning(of_form(form, "form_label_twice", "label"))
