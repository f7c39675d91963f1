"""Rules in words: what one says, which of its conditions holds with which values, what a run did.

Takes: a unit of work of whoever reads, a rule, values. Gives: JSON for people. Never: a value the reader may not see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.checks.action_scope import ActionScope
from builder.definitions import text_of
from builder.expressions import grammar
from builder.expressions.describe import label_of, tokens
from builder.expressions.grammar import Logic
from builder.expressions.types import Boolean
from builder.kinds import Place
from builder.messages import text
from runtime.actions import names
from runtime.actions.effects import Effect, describe
from runtime.actions.names import Known
from runtime.context import Context
from runtime.permissions.field_mask import Mask
from runtime.records import judge, words
from runtime.records.names import steps as name_steps
from runtime.records.plan import plan_of, types_of
from runtime.rules import kept
from runtime.rules.book import OLD, Ready
from runtime.rules.kinds import Spoken
from runtime.rules.matching import TRIGGER
from runtime.store.rules import Run
from runtime.values import instant_text

UNKNOWN = "—"


@dataclass(frozen=True)
class Eyes:
    """What the reader sees of the record a rule is about: its image, the mask, what its relations lead to; None: nothing."""

    image: Mapping[str, Any]
    mask: Mask
    pointed: words.Pointed


def eyes(uow: Any, form: str | None, record: str | None, asked: frozenset[str], image: Mapping[str, Any] | None = None) -> Eyes | None:
    """The reader's view of a record for names of conditions; None where he does not see it."""
    if form is None or record is None:
        return None
    masks = judge.visible(uow, form, [record])
    if record not in masks:
        return None
    seen = image if image is not None else words.image_of(judge.loaded(uow, form, record))
    plain = frozenset(_plain(name) for name in asked if not name.startswith("@"))
    return Eyes(seen, masks[record], words.pointed_at(uow, form, [seen], plain))


def _plain(name: str) -> str:
    return name.removeprefix(TRIGGER).removeprefix(OLD)


def value_text(uow: Any, ready: Ready, name: str, value: Any, view: Eyes | None) -> str:
    """One value as the reader may see it; a dash where he may not, or where there is none."""
    if name.startswith("@") or ready.form is None:
        return UNKNOWN if value is None else str(value)
    plain = _plain(name)
    if view is None or not words.readable(uow.ctx, ready.form, plain, (view.image, view.mask, view.pointed)):
        return UNKNOWN
    if isinstance(value, list):
        return text("why_several", uow.ctx.locale, {"count": len(value)})
    return words.named_text(uow, ready.form, plain, value) or UNKNOWN


def scope_of(ctx: Context, ready: Ready) -> ActionScope:
    """The names of its conditions with their labels."""
    return ActionScope(Place(types_of(ctx), ready.form, ready.kind.knows_old))


def spoken(uow: Any, ready: Ready, written: str, values: Mapping[str, Any] | None, view: Eyes | None) -> str:
    """An expression in words; with `values`, these in the place of names."""
    parts = tokens(written, scope_of(uow.ctx, ready), uow.ctx.locale)
    said = []
    for part in parts:
        shown = part["label"]
        if values is not None and part["kind"] == "field" and part["text"] in values:
            shown = value_text(uow, ready, part["text"], values[part["text"]], view)
        said.append(_option(uow.ctx, ready, part, parts) or shown)
    return _tidy(" ".join(said))


def _tidy(said: str) -> str:
    return said.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _option(ctx: Context, ready: Ready, part: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> str | None:
    """The label of an option or a segment that is written as its key."""
    if part["kind"] != "constant" or ready.form is None or not part["text"].startswith(("'", '"')):
        return None
    key = part["text"][1:-1]
    segment = ctx.rev.definition.segments.get(key)
    if segment and any(other["kind"] == "function" and other["text"].upper() == "SEGMENT" for other in parts):
        return f"「{text_of(segment.label, ctx.locale)}」" if ctx.locale == "zh-CN" else text_of(segment.label, ctx.locale)
    for other in parts:
        if other["kind"] == "field":
            end = list(name_steps(ctx, ready.form, tuple(_plain(other["text"]).split("."))))
            table = plan_of(ctx, end[-1].form).fields if end else {}
            options = table[end[-1].key].field.config.get("options", ()) if end and end[-1].key in table else ()
            found = next((one["label"] for one in options if one["key"] == key), None)
            if found is not None:
                return text_of(found, ctx.locale)
    return None


def parts_of(written: str) -> list[str]:
    """The conditions joined by "and" at the top, each as text."""
    node = grammar.parse(written)
    if isinstance(node, Logic) and node.operator == "and":
        return [written[item.start : item.end] for item in node.items]
    return [written]


def steps(uow: Any, ready: Ready, env: Mapping[str, Any], view: Eyes | None) -> list[dict[str, Any]]:
    """{"label", "value", "met"} of the trigger's own part and of each condition of the rule."""
    own = _own_step(uow, ready, env, view)
    return [*own, *(_step(uow, ready, part, env, view) for part in (parts_of(ready.rule.when) if ready.rule.when else ()))]


def _own_step(uow: Any, ready: Ready, env: Mapping[str, Any], view: Eyes | None) -> list[dict[str, Any]]:
    if not ready.tests or len(ready.tests) == (1 if ready.rule.when else 0):
        return []
    field = str(ready.rule.config.get("field"))
    was, now = (value_text(uow, ready, field, env.get(name), view) for name in (f"{OLD}{field}", field))
    return [{"label": event(uow.ctx, ready), "value": f"{was} → {now}", "met": ready.tests[0].run(env) is True}]


def _field_label(ctx: Context, ready: Ready, field: str) -> str:
    info = scope_of(ctx, ready).resolve(tuple(field.split(".")))
    return label_of(info.label, ctx.locale) if info else field


def _step(uow: Any, ready: Ready, part: str, env: Mapping[str, Any], view: Eyes | None) -> dict[str, Any]:
    test = names.compiled(uow.ctx, Known(ready.form, ready.kind.knows_old), part, Boolean())
    return {
        "label": spoken(uow, ready, part, None, view),
        "value": spoken(uow, ready, part, {name: env.get(name) for name in test.names}, view),
        "met": test.run(env) is True,
    }


# What a rule says


def sentence(ctx: Context, ready: Ready) -> str:
    """The rule in one sentence: when, if, then."""
    locale, form = ctx.locale, ctx.rev.definition.forms.get(str(ready.form))
    subject = text_of(form.label, locale) if form else ""
    acts = [text_of(kind.label, locale) for one in ready.rule.actions if (kind := ctx.runtime.catalog.actions.get(one["type"]))]
    joint = "、" if locale == "zh-CN" else ", "
    given = {"form": subject, "event": event(ctx, ready), "actions": joint.join(acts), "when": _when(ctx, ready)}
    code = ready.kind.sentence if isinstance(ready.kind, Spoken) and subject else "rule_sentence_alone"
    return text(f"{code}_if" if ready.rule.when else code, locale, given)


def event(ctx: Context, ready: Ready) -> str:
    """What sets it off, in a few words."""
    kind, locale = ready.kind, ctx.locale
    if not isinstance(kind, Spoken):
        return text_of(kind.label, locale)
    code, params = kind.phrase(ready.rule.config)
    flow = ctx.rev.definition.workflows.get(str(params.get("workflow")))
    words_ = {name: _plain_words(ctx, ready, str(value)) if name in ("at", "to") else value for name, value in params.items()}
    named = {
        "field": _field_label(ctx, ready, str(params.get("field"))) if ready.form and params.get("field") else "",
        "workflow": text_of(flow.label, locale) if flow else "", "label": text_of(ready.rule.label, locale),
        "weekday": text(f"weekday_{params.get('weekday', 1)}", locale),
    }
    return text(code, locale, {**words_, **named})


def _plain_words(ctx: Context, ready: Ready, written: str) -> str:
    """A value of a configuration: an hour as it is, an expression in words."""
    if not ready.form or ":" in written:
        return written
    field = str(ready.rule.config.get("field"))
    parts = tokens(written, scope_of(ctx, ready), ctx.locale)
    about = {"kind": "field", "text": field, "label": ""}
    return _tidy(" ".join(_option(ctx, ready, part, [about]) or part["label"] for part in parts))


def _when(ctx: Context, ready: Ready) -> str:
    if not ready.rule.when:
        return ""
    parts = tokens(ready.rule.when, scope_of(ctx, ready), ctx.locale)
    return _tidy(" ".join(_option(ctx, ready, part, parts) or part["label"] for part in parts))


# What a run did


def run_json(uow: Any, ready: Ready | None, run: Run) -> dict[str, Any]:
    """One line of the log for whoever reads it."""
    ctx = uow.ctx
    view = eyes(uow, run.form, run.record, frozenset(run.detail.get("values", {}))) if ready and ready.form == run.form else None
    known = run.form is not None and run.record is not None and run.form in ctx.rev.definition.forms
    title = words.titles(uow, str(run.form), [str(run.record)]).get(str(run.record), "") if known else ""
    return {
        "id": run.id, "at": instant_text(run.at) if run.at else None, "form": run.form, "record": run.record, "title": title,
        "outcome": run.outcome, "text": outcome_text(uow, ready, run, view), "values": values(uow, ready, run, view),
        "effects": describe(uow, [Effect.of(one) for one in run.detail.get("effects", ())], ctx.locale),
    }


def outcome_text(uow: Any, ready: Ready | None, run: Run, view: Eyes | None) -> str:
    """Why it did what it did: the condition with its values, or the reason against."""
    locale = uow.ctx.locale
    if run.reason:
        return text(run.reason, locale, dict(run.params))
    if ready is None or not ready.rule.when or ready.form is None:
        return text("rule_fired", locale)
    return spoken(uow, ready, ready.rule.when, _back(uow.ctx, ready, run), view)


def values(uow: Any, ready: Ready | None, run: Run, view: Eyes | None) -> list[dict[str, str]]:
    """What its conditions read, each with its label."""
    if ready is None or ready.form is None:
        return []
    scope, found = scope_of(uow.ctx, ready), _back(uow.ctx, ready, run)
    return [
        {"label": _path_label(scope, name, uow.ctx.locale), "value": value_text(uow, ready, name, value, view)}
        for name, value in found.items() if not name.startswith("@")
    ]


def _path_label(scope: ActionScope, name: str, locale: str) -> str:
    path = name.split(".")
    labels = [scope.resolve(tuple(path[:size])) for size in range(1, len(path) + 1)]
    return " · ".join(label_of(info.label, locale) for info in labels if info is not None and info.label)


def _back(ctx: Context, ready: Ready, run: Run) -> dict[str, Any]:
    raw = run.detail.get("values", {})
    return kept.values_back(ctx, str(ready.form), raw, list(raw)) if ready.form else {}


__all__ = ["Eyes", "event", "eyes", "parts_of", "run_json", "sentence", "spoken", "steps", "value_text", "values"]
