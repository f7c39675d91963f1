"""Do roles speak of forms and fields that are there, and can people use what they are granted?"""

from collections.abc import Iterator

from builder.checks.places import columns_of, table_of
from builder.checks.scope import Types
from builder.definitions import Grant, Role
from builder.definitions.role import EVERY_FORM
from builder.problems import Problem

NEED_READ = frozenset({"update", "delete", "export"})


def check(types: Types) -> Iterator[Problem]:
    """Every grant of every role."""
    for role in types.app.roles.values():
        if not role.grants and not role.apps:
            yield Problem("warning", "role_empty", f"role/{role.key}/grants", {"role": role.label})
        for position, grant in enumerate(role.grants):
            yield from _grant(types, role, grant, f"role/{role.key}/grants/{position}")


def _grant(types: Types, role: Role, grant: Grant, path: str) -> Iterator[Problem]:
    if grant.form != EVERY_FORM and grant.form not in types.app.forms:
        yield Problem("error", "form_missing", f"{path}/form", {"role": role.label, "form": grant.form})
        return
    named = {"role": role.label, "form": types.app.forms[grant.form].label if grant.form in types.app.forms else "*"}
    if not grant.actions:
        yield Problem("warning", "grant_without_actions", f"{path}/actions", named)
    if NEED_READ & set(grant.actions) and not _reads(role, grant.form):
        yield Problem("error", "grant_without_read", f"{path}/actions", named)
    for key in grant.fields:
        if not _known(types, grant.form, key):
            yield Problem("error", "field_missing", f"{path}/fields/{key}", {**named, "field": key})


def _reads(role: Role, form: str) -> bool:
    """Whether any grant of the role lets people see the form at all."""
    return any("read" in grant.actions for grant in role.grants if grant.form in (form, EVERY_FORM))


def _known(types: Types, form: str, key: str) -> bool:
    forms = types.app.forms if form == EVERY_FORM else (form,)
    tables = (table_of(item, key) for item in forms)
    return any(column in columns_of(types.app, table) for table, column in tables)
