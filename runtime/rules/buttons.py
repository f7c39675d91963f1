"""Buttons: a rule set off by a person, at once, on one record.

Takes: a Context, a key, a record, what the person filled in. Gives: what to say and the record. Never: trusts what the browser showed:
rights, the condition and every value are judged again here. A second press with the same `action` gives the first answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions import Field, text_of
from builder.errors import AppError, Conflict, Fault, Invalid, NotFound
from builder.expressions.types import Ref
from builder.kinds import BadValue
from builder.messages import text
from runtime import actions
from runtime.actions import Act, pressing
from runtime.actions.act import Named
from runtime.context import Context
from runtime.records import judge, reading, service, words
from runtime.records.plan import USERS
from runtime.records.ripple import Ripple
from runtime.records.shown import One
from runtime.rules import matching
from runtime.rules.book import Ready, book_of
from runtime.rules.firing import Occasion, perform, period_of, refused, state_of, values_json
from runtime.store import records, rules, users
from runtime.store.rules import ON

ASK = "ask"


@dataclass(frozen=True)
class Pressed:
    """What became of it."""

    message: str
    run: str
    record: One | None


def button_of(ctx: Context, key: str) -> Ready:
    """The button, if this caller may press it at all."""
    ready = book_of(ctx).rules.get(key)
    if ready is None or not ready.kind.asked or ready.form is None:
        raise NotFound("button_not_found")
    pressing.require_allowed(ctx, ready.rule.config, ready.rule.label)
    return ready


def press(ctx: Context, key: str, record: str, sent: Mapping[str, Any], action: str) -> Pressed:
    """Does what the button says, in one transaction."""
    ready = button_of(ctx, key)
    found: Pressed = ctx.runtime.store.write(ctx, lambda uow: _press(uow, ready, record, (sent, action)))
    return found


def _press(uow: Any, ready: Ready, record: str, given: tuple[Mapping[str, Any], str]) -> Pressed:
    form, (sent, action) = str(ready.form), given
    judge.seen(uow, form, record)
    run = uow.new_ids(1)[0]
    if not rules.claim(uow, ready.key, record, f"action:{action}", run):
        first = rules.claimed(uow, ready.key, record, f"action:{action}")
        return Pressed(said(uow.ctx, ready), str(first), _seen(uow, form, record))
    row = records.load(uow, form, [record], lock=True).get(record)
    if row is None:
        raise NotFound("record_not_found")
    about = words.image_of(row), answers(uow, ready, sent)
    _still_shown(uow, ready, about)
    _act(uow, ready, about, run)
    return Pressed(said(uow.ctx, ready), run, _seen(uow, form, record))


def _act(uow: Any, ready: Ready, about: tuple[dict[str, Any], Named], run: str) -> None:
    image, asked = about
    env = matching.by(matching.environments_of(uow, str(ready.form), [(None, image)], ready.names)[0], uow.ctx.actor.id)
    if not matching.holds(ready.tests, env):
        raise Conflict("button_not_shown")
    period = period_of(uow.ctx, ready, env, f"run:{run}")
    if ready.rule.once_per and not rules.claim(uow, ready.key, image["id"], period, run):
        raise Conflict("rule_once_used")
    occasion = Occasion(ready.form, image["id"], image, None, values_json(ready, env), period, uow.ctx.actor.id, bindings=_asked(asked))
    ripple = Ripple(uow)
    try:
        line = perform(ripple, ready, occasion, run)
        service.finish(ripple)
    except AppError as error:
        raise refused(uow, ready, error) from error
    rules.log(uow, [line])


def _still_shown(uow: Any, ready: Ready, about: tuple[dict[str, Any], Named]) -> None:
    """The button is switched on and its condition holds for the record as it is now. Somebody who was slower reads what the rule itself
    says about that, where it begins with a refusal in words of its own."""
    if state_of(uow, ready).state != ON:
        raise Conflict("button_not_shown")
    act = Act(Ripple(uow), ready.form, about[0], bindings=_asked(about[1]), cause=f"button:{ready.key}", me=uow.ctx.actor.id)
    try:
        pressing.require_shown(act, ready.rule.config.get("show"))
    except Conflict as gone:
        raise (actions.refused(act, ready.rule.actions) or gone) from None


def _asked(answers: Named) -> dict[str, Named]:
    """What the person filled in, by its name; nothing where nothing was asked."""
    return {ASK: answers} if answers.types else {}


def _seen(uow: Any, form: str, record: str) -> One | None:
    """The record afterwards; None where it is gone, or no longer the caller's to see."""
    there = records.there(uow, form, [record]) and judge.holding(uow, form, "read", [record])[record]
    return reading.one(uow, form, record) if there else None


def said(ctx: Context, ready: Ready) -> str:
    """What is said afterwards."""
    done = ready.rule.config.get("done")
    return text_of(done, ctx.locale) if done else text("button_done", ctx.locale, {"button": text_of(ready.rule.label, ctx.locale)})


# What the person filled in


def answers(uow: Any, ready: Ready, sent: Mapping[str, Any]) -> Named:
    """The values by key, each judged by its type like a field; all faults at once."""
    fields = [Field.load(raw) for raw in ready.rule.config.get(ASK, ())]
    faults = [Fault(f"/values/{key}", "field_unknown", {"field": key}) for key in sent if key not in {one.key for one in fields}]
    values: dict[str, Any] = {}
    types = {}
    for one in fields:
        kind = uow.ctx.runtime.catalog.fields[one.type]
        stored = kind.storage(one.config)
        if stored is not None:
            types[one.key] = stored
        values[one.key] = _answer(uow, one, sent.get(one.key), faults)
    if faults:
        raise Invalid("invalid", faults)
    return Named(values, None, types)


def unanswered(uow: Any, ready: Ready) -> Mapping[str, Named]:
    """The binding of a button nobody has pressed: every value empty."""
    known = uow.ctx.runtime.catalog.fields
    fields = [Field.load(raw) for raw in ready.rule.config.get(ASK, ())] if ready.kind.asked else []
    types = {one.key: stored for one in fields if (stored := known[one.type].storage(one.config)) is not None}
    return {ASK: Named({}, None, types)} if types else {}


def _answer(uow: Any, one: Field, raw: Any, faults: list[Fault]) -> Any:
    kind, config = uow.ctx.runtime.catalog.fields[one.type], {**one.config, "timezone": uow.ctx.rev.definition.info.timezone}
    pointer = f"/values/{one.key}"
    try:
        value = None if raw is None or raw == "" else kind.parse(config, raw)
    except BadValue as error:
        faults.append(Fault(pointer, str(error), error.params))
        return None
    broken = kind.check_value(config, value) if value is not None else None
    if broken:
        faults.append(Fault(pointer, broken[0], dict(broken[1])))
    elif value is None and one.required:
        faults.append(Fault(pointer, "required"))
    elif value is not None and not _there(uow, kind.storage(one.config), value):
        faults.append(Fault(pointer, "target_not_found"))
    return value


def _there(uow: Any, kind: Any, value: Any) -> bool:
    """Whether what an answer points at is there and this caller's to see."""
    if not isinstance(kind, Ref):
        return True
    if kind.form == USERS:
        person = users.get(uow, value)
        return bool(person and person["active"])
    return value in judge.visible(uow, kind.form, [value]) and bool(records.there(uow, kind.form, [value]))
