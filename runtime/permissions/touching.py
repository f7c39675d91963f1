"""What numbers and segments read, held against what whoever asks may know: rows of every form, values of every field.

Takes: a Context, what is touched. Gives: guards for the store, labels of what is closed, a segment as it is for him. Never: a record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.definitions import text_of
from builder.errors import NotAllowed, NotFound
from runtime import dataset
from runtime.context import Context
from runtime.dataset import Touched
from runtime.permissions import field_mask, policy, row_rules
from runtime.stack import Among, Guards
from runtime.values import zone


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
    touched = dataset.segment_touched(app, catalog, segment)
    closed = list(dict.fromkeys(locked(ctx, touched)))
    if closed:
        raise NotAllowed("report_field_locked", fields=closed)
    asked = dataset.Asked({}, ctx.now, zone(app.info.timezone), app.info.day_start, ctx.actor.id)
    return replace(dataset.segment_of(app, catalog, segment, asked), guards=guards(ctx, touched.forms))
