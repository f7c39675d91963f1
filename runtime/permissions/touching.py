"""What numbers and segments read, held against what whoever asks may know: rows of every form, values of every field.

Takes: a Context, what is touched. Gives: guards for the store, labels of what is closed, a segment as it is for him. Never: a record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from builder.definitions import text_of
from builder.definitions.segment import Segment
from builder.errors import NotAllowed, NotFound
from runtime import dataset
from runtime.context import Context
from runtime.dataset import Touched
from runtime.permissions import field_mask, policy, row_rules
from runtime.permissions.grants import standing
from runtime.stack import Among, Guards


def guards(ctx: Context, forms: Iterable[str]) -> Guards:
    """For each form the condition its rows must meet; None: he sees none of them."""
    known = ctx.rev.definition.forms
    return {form: row_rules.conditions(ctx, form, "read") if form in known else None for form in sorted(forms)}


def locked(ctx: Context, touched: Touched) -> Iterator[str]:
    """Labels of the fields that are hidden or masked to him on some record."""
    forms = ctx.rev.definition.forms
    for table, key in sorted(touched.fields):
        form, _, subtable = table.partition(".")
        place = f"{subtable}.{key}" if subtable else key
        if form in forms and not _open(ctx, form, place):
            item = forms[form].by_key.get(place.split(".", 1)[0])
            yield text_of(item.label if item else forms[form].label, ctx.locale)


def _open(ctx: Context, form: str, place: str) -> bool:
    """Whether he sees the value itself on every record he sees; what every record has is open with the form."""
    mask = field_mask.sure_mask(ctx, form)
    return mask.readable(place) if place in mask.levels else policy.decide(ctx, form, "read").allowed


def members(ctx: Context, key: str) -> Among:
    """A segment made of the rows he may see; NotAllowed where he may not read a field that decides who belongs to it."""
    app, catalog = ctx.rev.definition, ctx.runtime.catalog
    segment = app.segments.get(key)
    if segment is None:
        raise NotFound("segment_not_found")
    found = ctx.rev.memo(("permissions", "segment", standing(ctx), ctx.locale, key), lambda _: _seen(ctx, segment))
    if found.closed:
        raise NotAllowed("report_field_locked", fields=list(found.closed))
    return replace(dataset.segment_of(app, catalog, segment, dataset.unasked(ctx)), guards=found.guards)


@dataclass(frozen=True)
class _Seen:
    """How somebody sees a segment: labels of the fields that are closed to him, the rows he may see."""

    closed: tuple[str, ...]
    guards: Guards


def _seen(ctx: Context, segment: Segment) -> _Seen:
    touched = dataset.segment_touched(ctx.rev.definition, ctx.runtime.catalog, segment)
    return _Seen(tuple(dict.fromkeys(locked(ctx, touched))), guards(ctx, touched.forms))
