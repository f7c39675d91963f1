"""Why a value is what it is, in words.

Takes: a unit of work, a record, a field. Gives: JSON. Never: an ingredient the caller may not read.
"""

from collections.abc import Mapping
from typing import Any

from builder.checks.computed import expression_of
from builder.definitions import text_of
from builder.errors import NotFound
from builder.expressions.describe import tokens
from builder.messages import text
from runtime.permissions.conditions import checked_node, scope
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import granted
from runtime.query import Query, Sort
from runtime.records import asking, histories, judge, reading, words
from runtime.records.environment import environment
from runtime.records.extremes import LARGEST
from runtime.records.links import Feed, feed_of
from runtime.records.plan import AT_WRITE, FieldPlan, Formula, plan_of
from runtime.records.previews import texts
from runtime.store import select

CONTRIBUTORS = 20
SAID = {"sum": "why_sum", "count": "why_count", "max": "why_largest", "min": "why_smallest"}


def why(uow: Any, form: str, record: str, field: str) -> dict[str, Any]:
    """The expression with its values put in and the steps behind it, or the records a roll-up adds up, or who typed it in."""
    ctx, plan = uow.ctx, plan_of(uow.ctx, form)
    judge.seen(uow, form, record)
    mask = judge.masks(uow, form, [record])[record]
    if field not in plan.fields or not mask.readable(field):
        raise NotFound("field_not_found")
    row = judge.loaded(uow, form, record)
    image = reading.live(uow, plan, [words.image_of(row)])[0]
    one = plan.fields[field]
    refs = words.ref_titles(uow, {one.target: {image[field]}}) if one.target and image[field] else {}
    shown = words.value_text(ctx, one, image[field], refs)
    label = text_of(one.field.label, ctx.locale)
    answer = {"field": field, "label": label, "value": shown, "text": "", "steps": [], "records": [], "count": 0, "because": None}
    return {**answer, **_explained(uow, form, one, (record, image, mask, shown))}


Look = tuple[str, Mapping[str, Any], Mask, str]  # record id, its image, the caller's mask, the value as text


def _explained(uow: Any, form: str, one: FieldPlan, look: Look) -> dict[str, Any]:
    plan = plan_of(uow.ctx, form)
    feed = feed_of(uow.ctx, form, one.field.key)
    if feed:
        return _summed(uow, feed, look)
    formula = next((item for item in (*plan.stored, *plan.live) if item.key == one.field.key), None)
    if formula:
        return _computed(uow, form, formula, look)
    return _typed(uow, form, one, look)


def _computed(uow: Any, form: str, formula: Formula, look: Look) -> dict[str, Any]:
    _, image, _, shown = look
    ctx, plan = uow.ctx, plan_of(uow.ctx, form)
    env = environment(uow, plan.fields, image, formula.expression.names)
    source = expression_of(plan.fields[formula.key].field)
    if source is None:
        return {"text": text("why_rows", ctx.locale, {"value": shown}), "steps": []}
    pointed = words.pointed_at(uow, form, [image], formula.expression.names)
    parts = tokens(source, scope(ctx, form), ctx.locale)
    values = {part["text"]: _operand(uow, form, part["text"], (env, look, pointed)) for part in parts if part["kind"] == "field"}
    steps = {part["text"]: {"label": part["label"], "value": values[part["text"]]} for part in parts if part["kind"] == "field"}
    said = " ".join(values.get(part["text"], part["label"]) for part in parts)
    code = "why_frozen" if formula.keep == AT_WRITE else "why_formula"
    return {"text": text(code, ctx.locale, {"formula": _tidy(said), "value": shown}), "steps": list(steps.values())}


def _tidy(said: str) -> str:
    return said.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _operand(uow: Any, form: str, name: str, look: tuple[Mapping[str, Any], Look, Any]) -> str:
    """One ingredient as text; a dash where the caller may not read it or it is empty."""
    env, (_, image, mask, _), pointed = look
    if name not in env or not words.readable(uow.ctx, form, name, (image, mask, pointed)):
        return "—"
    value = env[name]
    if isinstance(value, list):
        return text("why_several", uow.ctx.locale, {"count": len(value)})
    return words.named_text(uow, form, name, value) or "—"


def _summed(uow: Any, feed: Feed, look: Look) -> dict[str, Any]:
    """The newest contributing records the caller sees, and how many he sees in all."""
    ctx = uow.ctx
    label = text_of(ctx.rev.definition.forms[feed.child].label, ctx.locale)
    said = {"text": text(SAID[feed.function], ctx.locale, {"form": label, "value": look[3]})}
    if not granted(ctx, feed.child, "read"):
        return said
    test = [checked_node(ctx, feed.child, feed.filter.typed.node)] if feed.filter and feed.filter.typed else []
    conditions = (*asking.reach(ctx, feed.child), *asking.equal(ctx, feed.child, feed.relation, look[0]), *test)
    first = Sort(str(feed.source), feed.function == LARGEST) if feed.extreme else Sort("id", True)
    query = Query(feed.child, conditions, sort=(first,), limit=CONTRIBUTORS)
    keys = (feed.source,) if feed.source and asking.knows(ctx, feed.child, feed.source) else ()
    rows = select.page(uow, query, reading.columns(ctx, feed.child, keys)).rows
    shown, refs = reading.show(uow, feed.child, rows, keys)
    found = [{"form": feed.child, "id": one.id, "title": one.title, "value": "".join(texts(ctx, one, keys, refs))} for one in shown]
    return {**said, "records": found, "count": select.count(uow, query)}


def _typed(uow: Any, form: str, one: FieldPlan, look: Look) -> dict[str, Any]:
    """Who last put it in, as far as the history reaches."""
    items = histories.page(uow, form, look[0], None, histories.MOST)["items"]
    last = next((item for item in items if any(change["field"] == one.field.key for change in item["changed"])), None)
    item = last or next((item for item in items if item["op"] == "create"), None)
    if item is not None and item["because"]:
        because = item["because"]
        return {"text": text("why_because", uow.ctx.locale, {"because": because["text"]}), "because": because}
    if item is None or item["actor"] is None:
        return {"text": text("why_system", uow.ctx.locale)}
    name = item["actor"]["title"]
    return {"text": text("why_typed", uow.ctx.locale, {"name": name}), "steps": [{"label": name, "value": item["at"]}]}
