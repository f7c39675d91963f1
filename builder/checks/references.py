"""Does every name lead to a field, form, view or role that is there and fits?"""

from collections.abc import Iterable, Iterator

from builder.checks.about import every_field, of_field, of_form
from builder.checks.computed import is_rollup, keep_of, rolled
from builder.checks.places import columns_of, system_names, target
from builder.checks.scope import EXTREMES, ORDERED, Types
from builder.definitions import Field, Form, View
from builder.expressions.types import Date, File, Instant, Json, List, Number, Text
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Every form and every roll-up."""
    for form in types.app.forms.values():
        yield from _settings(types, form)
        yield from _logic(types, form)
        yield from _promises(types, form)
        for view in form.views:
            yield from _view(types, form, view)
    for table, field in every_field(types.app):
        if is_rollup(field):
            yield from _rollup(types, table, field)
        if field.fields and "." in table:
            yield of_field(table, field, "subtable_in_subtable")


def _missing(form: Form, place: str, keys: Iterable[str], more: tuple[str, ...] = ()) -> Iterator[Problem]:
    away = {field.key: field.label for field in form.fields if field.archived}
    for key in keys:
        if key in away:
            yield of_form(form, "field_put_away", f"{place}/{key}", used=away[key])
        elif key not in form.by_key and key not in more:
            yield of_form(form, "field_missing", f"{place}/{key}", field=key)


def _settings(types: Types, form: Form) -> Iterator[Problem]:
    yield from _missing(form, "header", form.header)
    yield from _missing(form, "badge", [form.badge] if form.badge else [])
    yield from _missing(form, "search", form.search)
    for key in form.search:
        if key in form.by_key and not isinstance(types.of(form.key, key), Text):
            yield of_form(form, "search_not_text", f"search/{key}", field=form.by_key[key].label)
    if form.parent and (form.parent not in form.by_key or target(types.catalog, form.by_key[form.parent]) != form.key):
        yield of_form(form, "parent_wrong", "parent", field=form.parent)
    if form.main_date and not isinstance(types.of(form.key, form.main_date), Date | Instant):
        yield of_form(form, "main_date_wrong", "main_date", field=form.main_date)
    for name in form.related or ():
        child, _, key = name.partition(".")
        field = columns_of(types.app, child).get(key)
        if field is None or target(types.catalog, field) != form.key:
            yield of_form(form, "related_wrong", f"related/{name}", name=name)


def _logic(types: Types, form: Form) -> Iterator[Problem]:
    for position, rule in enumerate(form.logic):
        place = f"logic/{position}"
        for name in ("show", "hide", "require", "readonly"):
            yield from _missing(form, f"{place}/{name}", getattr(rule, name))
        for key in rule.require:
            field = form.by_key.get(key)
            if field and types.catalog.fields[field.type].computed:
                yield of_form(form, "required_computed", f"{place}/require/{key}", field=field.label)
        both = [form.by_key[key].label for key in rule.show if key in rule.hide and key in form.by_key]
        if both:
            yield of_form(form, "logic_shows_and_hides", place, fields=both)


def _promises(types: Types, form: Form) -> Iterator[Problem]:
    for position, constraint in enumerate(form.constraints):
        place = f"constraints/{position}"
        if bool(constraint.unique) == bool(constraint.check):
            yield of_form(form, "constraint_kind", place)
        yield from _missing(form, f"{place}/unique", constraint.unique)
        yield from _stored(types, form, f"{place}/unique", constraint.unique)
    for position, index in enumerate(form.indexes):
        keys = [key.removeprefix("-") for key in index.fields]
        yield from _missing(form, f"indexes/{position}", keys, system_names(form.key))
        yield from _stored(types, form, f"indexes/{position}", keys)


def _stored(types: Types, form: Form, place: str, keys: Iterable[str]) -> Iterator[Problem]:
    """Fields with a column whose values have an order."""
    for key in keys:
        field = form.by_key.get(key)
        if field and (keep_of(field) == "live" or isinstance(types.of(form.key, key), List | File | Json | None)):
            yield of_form(form, "field_not_comparable", f"{place}/{key}", field=field.label)


def _view(types: Types, form: Form, view: View) -> Iterator[Problem]:
    place = f"views/{view.key}"
    names = system_names(form.key)
    keys = [key.removeprefix("-") for key in view.sort]
    yield from _missing(form, f"{place}/columns", view.columns, names)
    yield from _missing(form, f"{place}/sort", keys, names)
    yield from _stored(types, form, f"{place}/sort", keys)
    for role in view.roles:
        if role not in types.app.roles:
            yield of_form(form, "role_missing", f"{place}/roles/{role}", role=role)


def _rollup(types: Types, table: str, field: Field) -> Iterator[Problem]:
    source, summed = rolled(types.app, table, field)
    relation, subtable = field.config.get("relation"), field.config.get("subtable")
    if bool(subtable) == bool(field.config.get("form")):
        yield of_field(table, field, "rollup_source")
        return
    if "." in table:
        yield of_field(table, field, "rollup_in_subtable")
        return
    columns = columns_of(types.app, source)
    if not columns:
        yield of_field(table, field, "rollup_source_missing", "subtable" if subtable else "form")
        return
    if not subtable and (relation not in columns or target(types.catalog, columns[str(relation)]) != table):
        yield of_field(table, field, "rollup_relation", "relation")
    if field.config["function"] == "count":
        return
    child = columns.get(str(summed))
    if child is None:
        yield of_field(table, field, "rollup_field_missing", "field")
    elif not isinstance(types.of(source, child.key), ORDERED if field.config["function"] in EXTREMES else Number):
        yield of_field(table, field, "rollup_not_a_number", "field", source=child.label)
    elif keep_of(child) == "live":
        yield of_field(table, field, "rollup_of_live", "field", source=child.label)
