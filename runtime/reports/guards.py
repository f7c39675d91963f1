"""What of a report its viewer may see: rows of every form it touches, and whether every field in it is open to him.

Takes: a Context and what is touched. Gives: guards for the store, or a refusal with labels. Never: a number of rows he may not see.
"""

from collections.abc import Iterable, Iterator

from builder.definitions import text_of
from builder.definitions.report import Report
from builder.errors import NotAllowed
from runtime.context import Context
from runtime.dataset import Touched
from runtime.permissions import field_mask, policy, row_rules
from runtime.permissions.grants import SYSTEM_KIND
from runtime.stack import Guards


def require(ctx: Context, report: Report, touched: Touched) -> None:
    """NotAllowed where the report is for other roles, its source is closed, or a field in it is hidden or masked on some record."""
    require_role(ctx, report.roles, "not_allowed_report")
    policy.require(ctx, report.source, "read")
    homes = frozenset(measure.home.partition(".")[0] for measure in report.measures if measure.home)
    locked = list(dict.fromkeys((*_locked(ctx, touched), *_closed(ctx, homes))))
    if locked:
        raise NotAllowed("report_field_locked", fields=locked)


def require_role(ctx: Context, roles: Iterable[str], code: str) -> None:
    """NotAllowed where something is meant for other roles."""
    if not for_roles(ctx, roles):
        raise NotAllowed(code)


def for_roles(ctx: Context, roles: Iterable[str]) -> bool:
    """Whether it is for everybody, or for a role this actor has."""
    wanted = frozenset(roles)
    return not wanted or ctx.actor.kind == SYSTEM_KIND or bool(wanted & ctx.actor.roles_in(ctx.app))


def _locked(ctx: Context, touched: Touched) -> Iterator[str]:
    forms = ctx.rev.definition.forms
    for table, key in sorted(touched.fields):
        form, _, subtable = table.partition(".")
        place = f"{subtable}.{key}" if subtable else key
        if form in forms and not _open(ctx, form, place):
            item = forms[form].by_key.get(place.split(".", 1)[0])
            yield text_of(item.label if item else forms[form].label, ctx.locale)


def _closed(ctx: Context, homes: Iterable[str]) -> Iterator[str]:
    forms = ctx.rev.definition.forms
    closed = (form for form in sorted(homes) if form in forms and not policy.decide(ctx, form, "read").allowed)
    yield from (text_of(forms[form].label, ctx.locale) for form in closed)


def _open(ctx: Context, form: str, place: str) -> bool:
    """Whether the caller sees the value itself on every record he sees; what every record has is open with the form."""
    mask = field_mask.sure_mask(ctx, form)
    return mask.readable(place) if place in mask.levels else policy.decide(ctx, form, "read").allowed


def of(ctx: Context, forms: Iterable[str]) -> Guards:
    """For each form the condition its rows must meet for this viewer; None: he sees none of them."""
    known = ctx.rev.definition.forms
    return {form: row_rules.conditions(ctx, form, "read") if form in known else None for form in sorted(forms)}
