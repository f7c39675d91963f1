"""Is the app within the limits of the contract, in a zone that exists?"""

import zoneinfo
from collections.abc import Iterator

from builder.checks.about import of_form
from builder.checks.scope import Types
from builder.problems import Problem

MAX_FIELDS = 500


def check(types: Types) -> Iterator[Problem]:
    """Fields of a form, columns of its subtables included; the zone; roles."""
    for form in types.app.forms.values():
        if sum(1 + len(field.fields) for field in form.fields) > MAX_FIELDS:
            yield of_form(form, "too_many_fields", "fields", max=MAX_FIELDS)
    try:
        zoneinfo.ZoneInfo(types.app.info.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem("error", "timezone_unknown", "app/timezone", {"timezone": types.app.info.timezone[:40]})
    if not types.app.roles:
        yield Problem("warning", "app_without_roles", "role")
