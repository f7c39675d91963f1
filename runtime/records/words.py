"""Values and templates as text one caller may read.

Takes: a unit of work, records with their masks. Gives: text. Never: a value he may not see.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.expressions.grammar import names_used
from builder.expressions.template import Template
from builder.expressions.types import Ref
from builder.messages import text as message
from runtime.context import Context
from runtime.fields import results
from runtime.permissions import field_mask, row_rules
from runtime.permissions.field_mask import Mask
from runtime.permissions.grants import HIDDEN, MASKED
from runtime.records import judge
from runtime.records.environment import environments, hops, ids_of, target_of
from runtime.records.names import steps
from runtime.records.plan import USERS, Compiled, FieldPlan, FormPlan, compiled, plan_of, texts_of
from runtime.store import records, users

DEEPEST = 2
LOOSE = " ·|\n"  # what stands between the parts of a title, left over where one of them is empty
Titles = Mapping[str, Mapping[str, str]]
Pointed = Mapping[str, Mapping[str, Mask]]  # form → id → mask; an id that is not there is not seen


def titles(uow: Any, form: str, ids: Sequence[str], depth: int = 0) -> dict[str, str]:
    """Titles of records (or people), as far as this caller may see them; others are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    if form == USERS:
        me = uow.ctx.actor
        return {me.id: me.name} if wanted == [me.id] else users.names(uow, wanted)
    seen = judge.visible(uow, form, wanted)
    template = plan_of(uow.ctx, form).form.title
    rows = records.some(uow, form, seen, title_fields(uow.ctx, form))
    texts = rendered(uow, form, template, [(image_of(row), seen[key]) for key, row in rows.items()], depth)
    return dict(zip(rows, texts, strict=True))


def title_fields(ctx: Context, form: str) -> tuple[str, ...]:
    """The stored fields the title of a form reads."""
    return _worded(ctx, form, plan_of(ctx, form).form.title).stored


def ref_titles(uow: Any, ids: Mapping[str, set[str]], depth: int = 0) -> dict[str, dict[str, str]]:
    """Titles by form; an id the caller may not see gets words instead."""
    unseen = message("target_not_visible", uow.ctx.locale)
    found: dict[str, dict[str, str]] = {}
    for form, wanted in ids.items():
        if wanted:
            known = titles(uow, form, sorted(wanted), depth)
            found[form] = {id_: known.get(id_, unseen) for id_ in sorted(wanted)}
    return found


def image_of(row: Any) -> dict[str, Any]:
    """Every name of a stored record an expression may use, its system fields with it."""
    return {
        **row.values, "id": row.id, "version": row.version, "created_at": row.created_at, "created_by": row.created_by,
        "updated_at": row.updated_at, "updated_by": row.updated_by,
    }


def value_text(ctx: Context, plan: FieldPlan, value: Any, refs: Titles) -> str:
    """A value as people read it; a reference by its title."""
    if value is None or value == []:
        return ""
    if plan.target:
        return refs.get(plan.target, {}).get(value, "")
    return plan.kind.dump_text(plan.config, value, ctx.locale)


@dataclass(frozen=True)
class _Piece:
    """One expression of a template; `field` where it is nothing but the name of a field of the record."""

    text: str
    expression: Compiled
    field: str | None
    asked: frozenset[str]


@dataclass(frozen=True)
class _Worded:
    """A template of a form, worked out once: its pieces, the names they read, the stored fields behind these; `plain` where every piece
    is a stored field of the record that is no reference."""

    template: Template
    pieces: tuple[_Piece, ...]
    names: frozenset[str]
    stored: tuple[str, ...]
    plain: bool


def _worded(ctx: Context, form: str, text: str) -> _Worded:
    return ctx.rev.memo(("records", "worded", form, text), lambda _: _work_out(ctx, form, text))


def _work_out(ctx: Context, form: str, text: str) -> _Worded:
    plan, template = plan_of(ctx, form), texts_of(ctx, form, text)
    pieces = tuple(_piece(ctx, form, one) for one in template.expressions)
    names = frozenset().union(*(piece.expression.names for piece in pieces)) | plan.live_names
    heads = {name.split(".", 1)[0] for name in names}
    own = [plan.fields[piece.field] for piece in pieces if piece.field and piece.field not in plan.live_keys]
    plain = len(own) == len(pieces) and not any(one.target or one.columns for one in own)
    return _Worded(template, pieces, names, tuple(key for key in plan.fields if key in heads and key not in plan.live_keys), plain)


def rendered(uow: Any, form: str, template: str, seen: Sequence[tuple[Mapping[str, Any], Mask]], depth: int = 0) -> list[str]:
    """A template for each record; an expression that reads what the caller may not see leaves nothing, a masked field its mask."""
    ctx, plan, worded = uow.ctx, plan_of(uow.ctx, form), _worded(uow.ctx, form, template)
    if worded.plain:
        return [worded.template.render(_plain_texts(ctx, plan, worded, one)).strip(LOOSE) for one in seen]
    pieces, images = worded.pieces, [image for image, _ in seen]
    envs = environments(uow, plan.fields, images, worded.names)
    for env in envs:
        for formula in plan.live:
            env[formula.key] = formula.expression.run(env)
    pointed = pointed_at(uow, form, images, frozenset().union(*(piece.asked for piece in pieces)))
    values = [{piece.text: piece.expression.run(env) for piece in pieces} for env in envs]
    refs = _refs(uow, pieces, values, depth)
    render = worded.template.render
    return [
        render({one.text: _text(ctx, form, one, (image, value[one.text], mask, pointed, refs)) for one in pieces}).strip(LOOSE)
        for (image, mask), value in zip(seen, values, strict=True)
    ]


def _plain_texts(ctx: Context, plan: FormPlan, worded: _Worded, seen: tuple[Mapping[str, Any], Mask]) -> dict[str, str]:
    """The pieces of a plain template: nothing to compute and nothing to look up."""
    image, mask = seen
    found: dict[str, str] = {}
    for piece in worded.pieces:
        key = str(piece.field)
        one, value, level = plan.fields[key], image.get(key), mask[key]
        if level == MASKED:
            found[piece.text] = str(one.kind.mask(one.config, value) or "")
        elif level != HIDDEN and value is not None:
            found[piece.text] = one.kind.dump_text(one.config, value, ctx.locale) if value != [] else ""
    return found


def _piece(ctx: Context, form: str, text: str) -> _Piece:
    expression = compiled(ctx, form, text)
    path = expression.plain or ()
    own = len(path) == 1 and path[0] in plan_of(ctx, form).fields
    asked = names_used(expression.node) if expression.node else expression.names
    return _Piece(text, expression, path[0] if own else None, asked)


def _refs(uow: Any, pieces: Sequence[_Piece], values: Sequence[Mapping[str, Any]], depth: int) -> Titles:
    if depth >= DEEPEST:
        return {}
    ids: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        kind = piece.expression.typed.type if piece.expression.typed else None
        if isinstance(kind, Ref):
            ids[kind.form].update(value[piece.text] for value in values if value[piece.text])
    return ref_titles(uow, ids, depth + 1)


def pointed_at(uow: Any, form: str, images: Sequence[Mapping[str, Any]], names: frozenset[str]) -> Pointed:
    """The records that paths lead to first, as far as the caller sees them."""
    fields = plan_of(uow.ctx, form).fields
    ids: dict[str, set[str]] = defaultdict(set)
    for name in names:
        target = target_of(fields, name) if "." in name else None
        if target:
            ids[target].update(id_ for image in images for id_ in ids_of(fields, image, name))
    return {target: judge.visible(uow, target, sorted(wanted)) for target, wanted in ids.items()}


def _text(ctx: Context, form: str, piece: _Piece, record: tuple[Mapping[str, Any], Any, Mask, Pointed, Titles]) -> str:
    image, value, mask, pointed, refs = record
    plan = plan_of(ctx, form)
    if piece.field and mask[piece.field] == MASKED:
        one = plan.fields[piece.field]
        return str(one.kind.mask(one.config, value) or "")
    if value is None or not all(readable(ctx, form, name, (image, mask, pointed)) for name in piece.asked):
        return ""
    if piece.field:
        return value_text(ctx, plan.fields[piece.field], value, refs)
    return _result_text(ctx, form, piece, value, refs)


def named_text(uow: Any, form: str, name: str, value: Any) -> str:
    """The value of one name of an expression as text, in the look of the field it ends at; for a name the caller may read."""
    ctx = uow.ctx
    ends = list(steps(ctx, form, tuple(name.split("."))))
    table = plan_of(ctx, ends[-1].form).fields if ends else {}
    if not ends or ends[-1].key not in table:
        return "" if value is None else str(value)
    one = table[ends[-1].key]
    return value_text(ctx, one, value, ref_titles(uow, {one.target: {value}}) if one.target and value else {})


def _result_text(ctx: Context, form: str, piece: _Piece, value: Any, refs: Titles) -> str:
    """In the look of the field a path ends at; else in that of the result's type."""
    typed = piece.expression.typed
    if typed is None:
        return str(value)
    if isinstance(typed.type, Ref):
        return refs.get(typed.type.form, {}).get(value, "")
    ends = list(steps(ctx, form, piece.expression.plain)) if piece.expression.plain else []
    if ends and ends[-1].key in plan_of(ctx, ends[-1].form).fields:
        return value_text(ctx, plan_of(ctx, ends[-1].form).fields[ends[-1].key], value, refs)
    return results.dump_text({"result": typed.type, "timezone": ctx.rev.definition.info.timezone}, value, ctx.locale)


def readable(ctx: Context, form: str, name: str, record: tuple[Mapping[str, Any], Mask, Pointed]) -> bool:
    """Whether the caller may read a name on this record: every field its path passes, on every record it passes."""
    image, mask, pointed = record
    if name.startswith("@"):
        return True
    fields = plan_of(ctx, form).fields
    passed = list(steps(ctx, form, tuple(name.split("."))))
    first = target_of(fields, name) if "." in name else None
    for step in passed:
        if not step.prefix:
            clear = not step.key or mask.readable(step.key)
        elif step.form == first and len(step.prefix) == len(name.split(".")) - len(hops(fields, name)[2].split(".")):
            masks = pointed.get(step.form, {})
            clear = all(id_ in masks and (not step.key or masks[id_].readable(step.key)) for id_ in ids_of(fields, image, name))
        else:
            clear = _always(ctx, step.form, step.key)
        if not clear:
            return False
    return True


def _always(ctx: Context, form: str, key: str) -> bool:
    """Whether the caller reads a field on every record of a form."""
    sure = not key or field_mask.sure_mask(ctx, form)[key] not in (HIDDEN, MASKED)
    return row_rules.conditions(ctx, form, "read") == () and sure
