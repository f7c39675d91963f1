"""Does the layout of each form show every field, once?"""

from collections.abc import Iterator

from builder.checks.about import of_form, warning
from builder.checks.scope import Types
from builder.definitions import Form
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Forms that say how they are laid out; the others show their fields in order."""
    for form in types.app.forms.values():
        if not form.by_key:
            yield of_form(form, "form_without_fields", "fields")
        if form.layout:
            yield from _layout(form)


def _layout(form: Form) -> Iterator[Problem]:
    archived = {field.key for field in form.fields if field.archived}
    seen: set[str] = set()
    for position, section in enumerate(form.layout):
        place = f"layout/{section.key or position}/fields"
        for key in section.fields:
            if key not in form.by_key and key not in archived:
                yield of_form(form, "field_missing", f"{place}/{key}", field=key)
            elif key in seen:
                label = next(field.label for field in form.fields if field.key == key)
                yield of_form(form, "layout_twice", f"{place}/{key}", field=label)
            seen.add(key)
    for field in form.active():
        if field.key not in seen:
            yield warning(of_form(form, "layout_without", f"fields/{field.key}", field=field.label))
