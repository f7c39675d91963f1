"""What happened to an instance, in sentences. Takes: history rows, a unit of work of whoever reads. Gives: JSON. Never: a key or an id."""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions import text_of
from builder.definitions.workflow import Workflow
from builder.messages import text as message
from runtime.context import Context
from runtime.store import users
from runtime.store.workflows import History
from runtime.values import instant_text

ICONS: Mapping[str, str] = {
    "started": "player-play", "approved": "check", "rejected": "x", "rejected_all": "x", "submitted": "check", "returned": "arrow-back-up",
    "transferred": "arrows-exchange", "delegated": "message-question", "resolved": "message-reply", "withdrawn": "arrow-back",
    "called_off": "ban", "record_deleted": "trash", "failed": "alert-triangle", "retried": "refresh", "skipped": "player-skip-forward",
    "urged": "bell-ringing", "reminded": "bell", "escalated": "arrow-up", "copied": "mail", "ended": "flag", "migrated": "versions",
    "taken_back": "arrow-back", "handed_over": "arrows-exchange",
}  # fmt: skip


def sentences(uow: Any, workflow: Workflow, rows: Sequence[History]) -> list[dict[str, Any]]:
    """Each row as {"at", "actor", "text", "icon", "kind", "comment", "step"}."""
    people = {user for row in rows for user in (row.actor, *_people(row)) if user}
    names = users.names(uow, sorted(people))
    return [_sentence(uow.ctx, workflow, row, names) for row in rows]


def _people(row: History) -> list[str]:
    detail = row.detail or {}
    return [*detail.get("people", ()), *(detail["was"] if isinstance(detail.get("was"), list) else ())]


def _sentence(ctx: Context, workflow: Workflow, row: History, names: Mapping[str, str]) -> dict[str, Any]:
    detail, joint = row.detail or {}, "、" if ctx.locale == "zh-CN" else ", "
    actor = names.get(row.actor or "", "") or message("flow_system", ctx.locale)
    params = {
        "actor": actor,
        "step": step_words(ctx, workflow, row.step_key),
        "to": step_words(ctx, workflow, detail.get("to")),
        "people": joint.join(names.get(user, "") for user in detail.get("people", ())),
        "reason": _reason(ctx, detail),
        "was": detail.get("was") if not isinstance(detail.get("was"), list) else "",
        "now": detail.get("now", ""),
    }
    return {
        "at": instant_text(row.at), "actor": {"id": row.actor, "title": actor} if row.actor else None, "kind": row.kind,
        "text": message(f"flow_{row.kind}", ctx.locale, params), "icon": ICONS.get(row.kind, "point"), "comment": row.comment or "",
        "step": row.step_key,
    }  # fmt: skip


def _reason(ctx: Context, detail: Mapping[str, Any]) -> str:
    code = detail.get("reason")
    if not code:
        return ""
    given = detail.get("params") or {}
    faults = [message(fault, ctx.locale, given) for fault in given.get("faults", ())]
    plain = {name: text_of(value, ctx.locale) if isinstance(value, Mapping) else value for name, value in given.items()}
    return "；".join(faults) if faults else message(str(code), ctx.locale, plain)


def step_words(ctx: Context, workflow: Workflow, key: Any) -> str:
    """What a step is called; its kind where it has no label."""
    step = workflow.by_key.get(str(key)) if key else None
    if step is None:
        return ""
    return text_of(step.label or ctx.runtime.catalog.steps[step.type].label, ctx.locale)
