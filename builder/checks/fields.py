"""Does each field make sense by itself: its configuration, its default, what it promises?"""

from collections.abc import Iterator
from dataclasses import replace

from builder.checks.about import every_field, field_path, of_field, warning
from builder.checks.scope import Types
from builder.definitions import Field
from builder.expressions.types import Date, File, Instant, Json, List, Ref
from builder.problems import Problem

MOMENTS = {"@me": Ref, "@today": Date, "@now": Instant}  # defaults that mean the writer and the moment


def check(types: Types) -> Iterator[Problem]:
    """Every field in use."""
    for table, field in every_field(types.app):
        own = list(_own(types, table, field))
        yield from own or _default(types, table, field)
        yield from _promises(types, table, field)


def _own(types: Types, table: str, field: Field) -> Iterator[Problem]:
    """What its type says of its configuration."""
    for problem in types.catalog.fields[field.type].check(field.config, types.app):
        path = f"{field_path(table, field.key)}/{problem.path}"
        yield replace(problem, path=path, params={"field": field.label, **problem.params})


def _default(types: Types, table: str, field: Field) -> Iterator[Problem]:
    if field.default is None or _is_moment(types, table, field):
        return
    kind = types.catalog.fields[field.type]
    if kind.computed or field.fields:
        yield of_field(table, field, "default_not_possible", "default")
        return
    try:
        value = kind.parse(field.config, field.default)
    except ValueError:
        yield of_field(table, field, "default_wrong", "default")
        return
    if value is not None and kind.check_value(field.config, value):
        yield of_field(table, field, "default_wrong", "default")


def _is_moment(types: Types, table: str, field: Field) -> bool:
    moment = MOMENTS.get(field.default) if isinstance(field.default, str) else None
    return moment is not None and isinstance(types.of(table, field.key), moment)


def _promises(types: Types, table: str, field: Field) -> Iterator[Problem]:
    computed = types.catalog.fields[field.type].computed
    if field.required and computed:
        yield of_field(table, field, "required_computed", "required")
    elif field.required and field.readonly and field.default is None:
        yield warning(of_field(table, field, "required_readonly", "required"))
    if field.unique and isinstance(types.of(table, field.key), List | File | Json | None):
        yield of_field(table, field, "unique_not_possible", "unique")
    if field.unique and "." in table:
        yield of_field(table, field, "unique_in_subtable", "unique")
    if field.type and field.message and not field.check:
        yield warning(of_field(table, field, "message_without_check", "message"))
    if "." not in table and not field.fields and _is_subtable(types, field):
        yield of_field(table, field, "subtable_empty", "fields")


def _is_subtable(types: Types, field: Field) -> bool:
    kind = types.catalog.fields[field.type]
    return not kind.computed and kind.storage(field.config) is None
