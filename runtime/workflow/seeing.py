"""What somebody sees of the record behind a task: what the step names and what his own rights show; never more.

Takes: a unit of work of whoever looks, an instance or task. Gives: masks, JSON. Never: a value neither the step nor a role opens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import text_of
from runtime.permissions import field_mask
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import HIDDEN, READ
from runtime.records import judge, reading, shape, words
from runtime.records.plan import FieldPlan, plan_of
from runtime.records.shown import Shown
from runtime.store import records

STEP_HIDDEN = "hidden"


@dataclass(frozen=True)
class Seen:
    """A record as somebody sees it in his step; `mask` has no readable place where he sees nothing of it."""

    form: str
    row: Any
    mask: Mask
    own: bool

    @property
    def image(self) -> dict[str, Any]:
        """Its values, unmasked: for templates that mask themselves."""
        return words.image_of(self.row)


def record(uow: Any, form: str | None, key: str | None, levels: Mapping[str, str]) -> Seen | None:
    """The record with the mask of this person: what a step shows and hides over his own rights. None: it is gone."""
    if form is None or key is None or form not in uow.ctx.rev.definition.forms:
        return None
    row = records.load(uow, form, [key]).get(key)
    if row is None:
        return None
    own = judge.visible(uow, form, [key]).get(key)
    return Seen(form, row, _mask(uow, form, own or Mask(), levels), own is not None)


def _mask(uow: Any, form: str, own: Mask, levels: Mapping[str, str]) -> Mask:
    found: dict[str, str] = {}
    for place in field_mask.keys(uow.ctx.rev.definition.forms[form]):
        level = levels.get(place.partition(".")[0])
        found[place] = own[place] if level is None else HIDDEN if level == STEP_HIDDEN else READ
    return Mask(found)


def merged(steps: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The fields of several steps somebody works or worked on: what one of them shows is shown."""
    found: dict[str, str] = {}
    for levels in steps:
        for key, level in levels.items():
            if found.get(key) in (None, STEP_HIDDEN):
                found[key] = level
    return found


def title(uow: Any, seen: Seen | None) -> str:
    """What the record is called, as far as this person may know."""
    if seen is None:
        return ""
    template = plan_of(uow.ctx, seen.form).form.title
    return words.rendered(uow, seen.form, template, [(seen.image, seen.mask)])[0]


def summary(uow: Any, seen: Seen | None, fields: Iterable[str]) -> list[dict[str, str]]:
    """The few lines of a card: label and text; what he may not see is left out."""
    found: list[dict[str, str]] = []
    if seen is None:
        return found
    for name in fields:
        text = words.rendered(uow, seen.form, f"{{{{{name}}}}}", [(seen.image, seen.mask)])[0]
        if text:
            found.append({"label": _label(uow, seen.form, name), "value": text})
    return found


def _label(uow: Any, form: str, name: str) -> str:
    fields: Mapping[str, FieldPlan] = plan_of(uow.ctx, form).fields
    head, _, rest = name.partition(".")
    one = fields.get(head)
    if one is not None and rest and one.target in uow.ctx.rev.definition.forms:
        return _label(uow, str(one.target), rest)
    return text_of(one.field.label, uow.ctx.locale) if one else ""


def as_json(uow: Any, seen: Seen | None) -> dict[str, Any] | None:
    """The record as the JSON of the API, with only what this person sees; None where that is nothing."""
    if seen is None or all(level == HIDDEN for level in seen.mask.levels.values()):
        return None
    plan = plan_of(uow.ctx, seen.form)
    image = reading.live(uow, plan, [seen.image])[0]
    values, masked = reading.masked_values(plan, image, seen.mask, tuple(plan.fields))
    row = seen.row
    shown = Shown(
        seen.form, row.id, row.version, title(uow, seen), values, masked, row.created_at, row.created_by, row.updated_at, row.updated_by
    )
    refs = reading.refs_of(uow, plan, [shown])
    return {**shape.record(uow.ctx, shown, refs), "refs": shape.refs_json(refs)}
