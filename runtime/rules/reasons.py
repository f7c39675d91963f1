"""Why a rule fired or did not, and what it would do: asked on demand, from the record and its last changes.

Takes: a unit of work of whoever asks, a rule, a record. Gives: JSON for people. Never: leaves anything behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.definitions import text_of
from builder.errors import AppError, Invalid, NotFound
from builder.expressions.errors import ExpressionError
from builder.messages import text
from runtime.actions.effects import Effect, describe
from runtime.context import SYSTEM
from runtime.records import judge, service, words
from runtime.records.events import Event
from runtime.records.plan import plan_of
from runtime.records.ripple import Ripple
from runtime.rules import kept, matching, past, wording
from runtime.rules.backlog import window_of
from runtime.rules.book import Ready
from runtime.rules.buttons import unanswered
from runtime.rules.firing import Occasion, before, perform, state_of, values_json
from runtime.rules.kinds import ChangeTrigger, TimeTrigger
from runtime.store import due, rules
from runtime.store.rules import FIRED, ON

Steps = list[dict[str, Any]]


def why_not(uow: Any, ready: Ready, record: str) -> dict[str, Any]:
    """{"text", "steps"}: whether it is on, what happened last, each condition with its values, whether it has fired for this already."""
    form = str(ready.form)
    judge.seen(uow, form, record)
    fired = next((run for run in rules.runs(uow, ready.key, record, None, 1) if run.outcome == FIRED), None)
    steps = [_state_step(uow, ready), *_examined(uow, ready, record)]
    missing = next((step for step in steps if not step["met"]), None)
    locale = uow.ctx.locale
    if missing is not None:
        return {"text": text("rule_why_not", locale, {"reason": _said(missing)}), "steps": steps}
    if fired is not None:
        return {"text": text("rule_did_fire", locale, {"text": wording.run_json(uow, ready, fired)["text"]}), "steps": steps}
    return {"text": text("rule_would_fire", locale), "steps": steps}


def _said(step: Mapping[str, Any]) -> str:
    return f"{step['label']}（{step['value']}）" if step["value"] else str(step["label"])


def _state_step(uow: Any, ready: Ready) -> dict[str, Any]:
    state = state_of(uow, ready)
    said = text(f"rule_state_{state.state}", uow.ctx.locale)
    return {"label": text("rule_step_on", uow.ctx.locale), "value": said, "met": state.state == ON}


def _examined(uow: Any, ready: Ready, record: str) -> Steps:
    """What happened, and the conditions on the record then and now."""
    event = _meant(uow, ready, record)
    timed = isinstance(ready.kind, TimeTrigger)
    steps: Steps = _due_step(uow, ready, record) if timed else [_event_step(uow, ready, event)]
    if event is None:
        return steps
    env = _env(uow, ready, event)
    view = wording.eyes(uow, ready.form, record, ready.names, event.image)
    return [*steps, *wording.steps(uow, ready, env, view)]


def _meant(uow: Any, ready: Ready, record: str) -> Event | None:
    """The last change it looks at; else the last one there was."""
    found = past.events(uow, str(ready.form), record)
    hits = (event for event in found if ready.kind.hits(ready.rule.config, event))
    return next(hits, found[0] if found else None)


def _env(uow: Any, ready: Ready, event: Event) -> dict[str, Any]:
    env = matching.environments_of(uow, event.form, [(event.old, event.new)], ready.names)[0]
    return matching.by(env, event.person)


def _event_step(uow: Any, ready: Ready, event: Event | None) -> dict[str, Any]:
    met = event is not None and (not isinstance(ready.kind, ChangeTrigger) or ready.kind.hits(ready.rule.config, event))
    label = text("rule_event_step", uow.ctx.locale)
    return {"label": label, "value": wording.event(uow.ctx, ready), "met": met}


# Trying out


def tried(uow: Any, ready: Ready, record: str) -> dict[str, Any]:
    """What it would do to a record now: {"matches", "text", "steps", "effects"}; a rehearsal, nothing of it remains."""
    form = str(ready.form)
    judge.seen(uow, form, record)
    event = _meant(uow, ready, record)
    if event is None:
        raise NotFound("record_not_found")
    env = _env(uow, ready, event)
    steps = [*_due_step(uow, ready, record), *wording.steps(uow, ready, env, wording.eyes(uow, form, record, ready.names, event.image))]
    matches = all(step["met"] for step in steps)
    effects = _rehearsed(uow, ready, event, env) if matches else []
    code = "rule_would_match" if matches else "rule_would_not_match"
    return {"matches": matches, "text": text(code, uow.ctx.locale), "steps": steps, "effects": effects}


def _due_step(uow: Any, ready: Ready, record: str) -> Steps:
    """For a time rule: whether the record is due by now, with its date."""
    if not isinstance(ready.kind, TimeTrigger):
        return []
    window = window_of(uow)
    days = ready.kind.backlog_search(ready.rule.config, window)
    if days is None:
        return []
    field = str(ready.rule.config.get("field"))
    found = due.has(uow, due.Search(days.form, days), record)
    image = words.image_of(judge.loaded(uow, days.form, record))
    view = wording.eyes(uow, days.form, record, frozenset({field}), image)
    label = wording.event(uow.ctx, ready)
    return [{"label": label, "value": wording.value_text(uow, ready, field, image.get(field), view), "met": found}]


def _rehearsed(uow: Any, ready: Ready, event: Event, env: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its effects in words, done and undone."""
    reader, root, hints = uow.ctx, uow.root, list(uow.after)
    images = (event.image, before(ready, event.old))
    occasion = Occasion(
        event.form, event.record, *images, values_json(ready, env), me=reader.actor.id, bindings=unanswered(uow, ready)
    )
    try:
        with uow.rehearsal():
            with uow.acting(replace(reader, actor=SYSTEM)):
                ripple = Ripple(uow)
                line = perform(ripple, ready, occasion, uow.new_ids(1)[0])
                service.finish(ripple)
            return _effects(uow, [Effect.of(one) for one in line.detail["effects"]])
    except AppError as error:
        return [{"text": text(error.code, reader.locale, error.params), "form": None, "values": []}]
    except ExpressionError as error:
        raise Invalid("rule_try_unpublished") from error
    finally:
        uow.root, uow.after[:] = root, hints


def _effects(uow: Any, effects: Sequence[Effect]) -> list[dict[str, Any]]:
    said = describe(uow, effects, uow.ctx.locale)
    return [
        {"text": one["text"], "form": effect.form, "values": _values(uow, effect)} for one, effect in zip(said, effects, strict=True)
    ]


def _values(uow: Any, effect: Effect) -> list[dict[str, str]]:
    """What was written, field by field, as far as the reader may read that form."""
    ctx = uow.ctx
    if effect.form not in ctx.rev.definition.forms or not effect.values:
        return []
    form, fields = str(effect.form), plan_of(ctx, str(effect.form)).fields
    mask = judge.visible(uow, form, [effect.record]).get(effect.record) if effect.record else None
    values = kept.values_back(ctx, form, effect.values, [key for key in effect.values if key in fields and not fields[key].columns])
    return [
        {"label": text_of(fields[key].field.label, ctx.locale), "value": words.named_text(uow, form, key, value)}
        for key, value in values.items() if mask is not None and mask.readable(key)
    ]
