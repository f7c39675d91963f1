"""What of a report its viewer may see: rows of every form it touches, and whether every field in it is open to him.

Takes: a Context and what is touched. Gives: guards for the store, or a refusal with labels. Never: a number of rows he may not see.
"""

from collections.abc import Iterable, Iterator

from builder.definitions import text_of
from builder.definitions.report import Report
from builder.errors import NotAllowed
from runtime.context import Context
from runtime.dataset import Touched
from runtime.permissions import policy, touching
from runtime.permissions.grants import standing


def require(ctx: Context, report: Report, touched: Touched) -> None:
    """NotAllowed where the report is for other roles, its source is closed, or a field in it is hidden or masked on some record."""
    require_role(ctx, report.roles, "not_allowed_report")
    policy.require(ctx, report.source, "read")
    locked = list(dict.fromkeys((*touching.locked(ctx, touched), *_closed(ctx, homes(report)))))
    if locked:
        raise NotAllowed("report_field_locked", fields=locked)


def homes(report: Report) -> frozenset[str]:
    """The forms whose rows a report counts: of its source, of its numbers, of the steps of a funnel."""
    steps = report.funnel.steps if report.funnel else ()
    counted = (one.home.partition(".")[0] for one in report.measures if one.home)
    return frozenset({report.source, *counted, *(one.form for one in steps)})


def require_export(ctx: Context, report: Report) -> None:
    """NotAllowed where he may not take along the rows of every form that is counted."""
    for home in sorted(homes(report)):
        policy.require(ctx, home, "export")


def may_export(ctx: Context, report: Report) -> bool:
    """Whether he may take the numbers along."""
    return all(policy.decide(ctx, home, "export").allowed for home in homes(report))


def require_role(ctx: Context, roles: Iterable[str], code: str) -> None:
    """NotAllowed where something is meant for other roles."""
    if not for_roles(ctx, roles):
        raise NotAllowed(code)


def for_roles(ctx: Context, roles: Iterable[str]) -> bool:
    """Whether it is for everybody, or for a role this actor has."""
    wanted, mine = frozenset(roles), standing(ctx)
    return not wanted or isinstance(mine, str) or bool(wanted & mine)


def _closed(ctx: Context, homes: Iterable[str]) -> Iterator[str]:
    forms = ctx.rev.definition.forms
    closed = (form for form in sorted(homes) if form in forms and not policy.decide(ctx, form, "read").allowed)
    yield from (text_of(forms[form].label, ctx.locale) for form in closed)
