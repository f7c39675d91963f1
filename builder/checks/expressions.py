"""Is every expression well-formed, typed, and right for its place?"""

from collections.abc import Iterator

from builder.checks import automated
from builder.checks.about import every_field, field_path
from builder.checks.computed import expression_of, is_rollup, rolled
from builder.checks.places import USERS, columns_of, target
from builder.checks.scope import Types
from builder.checks.written import Written, problem_of
from builder.definitions import Field, Form
from builder.definitions.role import EVERY_FORM
from builder.expressions.types import Boolean
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Every expression of the app except titles."""
    for written in every(types):
        known = written.at is not None or written.table.partition(".")[0] in types.app.forms
        problem = problem_of(types, written) if known else None
        if problem:
            yield problem


def every(types: Types) -> Iterator[Written]:
    """All expressions of an app and where they stand."""
    for table, item in every_field(types.app):
        yield from _of_field(types, table, item)
    for form in types.app.forms.values():
        yield from _of_form(form)
    for role in types.app.roles.values():
        for position, grant in enumerate(role.grants):
            forms = types.app.forms if grant.form == EVERY_FORM else (grant.form,)
            for key in forms if grant.rows else ():
                place, params = f"role/{role.key}/grants/{position}/rows", {"role": role.label}
                yield Written(place, key, str(grant.rows), Boolean(), True, params, segments=True)
    yield from automated.every(types)


def _of_field(types: Types, table: str, item: Field) -> Iterator[Written]:
    path, params = field_path(table, item.key), {"field": item.label}
    if item.check:
        yield Written(f"{path}/check", table, item.check, Boolean(), params=params)
    if text := expression_of(item):
        yield Written(f"{path}/expression", table, text, params=params)
    if isinstance(item.config.get("filter"), str):
        source = rolled(types.app, table, item)[0] if is_rollup(item) else target(types.catalog, item)
        if source and source != USERS and columns_of(types.app, source):
            yield Written(f"{path}/filter", source, item.config["filter"], Boolean(), True, params)


def _of_form(form: Form) -> Iterator[Written]:
    path, params = f"form/{form.key}", {"form": form.label}
    for position, rule in enumerate(form.logic):
        yield Written(f"{path}/logic/{position}/when", form.key, rule.when, Boolean(), params=params)
    for position, constraint in enumerate(form.constraints):
        if constraint.check:
            yield Written(f"{path}/constraints/{position}/check", form.key, constraint.check, Boolean(), params=params)
        if constraint.where:
            yield Written(f"{path}/constraints/{position}/where", form.key, constraint.where, Boolean(), params=params)
    for view in form.views:
        if view.filter:
            place, named = f"{path}/views/{view.key}/filter", {**params, "view": view.label}
            yield Written(place, form.key, view.filter, Boolean(), True, named, segments=True)
