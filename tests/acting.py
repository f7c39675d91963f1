"""A tiny app that does things by itself: rules, workflows, messages and an outbox, and pieces to vary it. Gives: fresh dictionaries."""

import copy
from typing import Any

from tests.builders import Documents, field, form, tiny_app

STATES = ["queued", "sent", "simulated", "failed", "suppressed"]
TOUCH = form(
    "touch",
    [
        field("text", "long_text"),
        field("member", "relation", form="member"),
        field("channel", "choice", options=[{"key": "sms", "label": "短信"}, {"key": "email", "label": "邮件"}]),
        field("state", "choice", options=[{"key": key, "label": key.upper()} for key in STATES]),
    ],
)
ENTRY = form(
    "entry",
    [
        field("no", "sequence", prefix="E-", digits=4),
        field("member", "relation", form="member", required=True),
        field("points", "integer", required=True),
        field("kind", "choice", options=[{"key": "earn", "label": "得"}, {"key": "spend", "label": "用"}]),
    ],
    append_only=True,
)
OUTBOX = {"form": "touch", "contact": "member", "channel": "channel", "text": "text", "state": "state", "address": {"sms": "mobile"}}


def rule(key: str, on: dict[str, Any], actions: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """One rule's JSON; its label is its key in capitals unless given."""
    return {"key": key, "label": rest.pop("label", key.capitalize()), "on": on, "actions": actions, **rest}


def step(key: str, type_: str, **rest: Any) -> dict[str, Any]:
    """One step's JSON."""
    return {"key": key, "type": type_, "label": rest.pop("label", key.capitalize()), **rest}


def approve(key: str, **rest: Any) -> dict[str, Any]:
    """A step at which an agent signs."""
    return step(key, "approve", who={"by": "role", "value": "agent"}, **rest)


def ways(*pairs: str) -> list[dict[str, Any]]:
    """Transitions from `a>b`, `a>b:condition`, `a>b:*` (the default)."""
    found = []
    for number, pair in enumerate(pairs):
        places, _, when = pair.partition(":")
        source, _, target = places.partition(">")
        more: dict[str, Any] = {"default": True} if when == "*" else {"when": when} if when else {}
        found.append({"key": f"t{number}", "from": source, "to": target, "prio": number, **more})
    return found


def workflow(key: str, steps: list[dict[str, Any]], transitions: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """One workflow's JSON, on purchases, started by hand."""
    on = rest.pop("on", {"event": "manual", "form": "purchase"})
    return {"key": key, "label": rest.pop("label", key.capitalize()), "on": on, "steps": steps, "transitions": transitions, **rest}


EARN = rule(
    "earn",
    {"event": "created", "form": "purchase"},
    [
        {"type": "create", "form": "entry", "values": {"member": "member", "points": "points", "kind": "'earn'"}, "as": "booked"},
        {"type": "notify", "to": {"by": "field", "value": "member.owner"}, "title": "{{member.name}} +{{booked.points}}"},
    ],
    when="not EMPTY(member) and points > 0",
    timing="in_transaction",
)
WELCOME = {"key": "welcome", "label": "欢迎", "form": "member", "channel": "sms", "text": {"zh-CN": "欢迎 {{name}}", "en": "Welcome {{name}}"}}
REFUND = workflow(
    "refund",
    [
        step("begin", "start"),
        step("size", "branch", mode="first"),
        approve("manager", fields={"amount": "read"}),
        approve("chief"),
        step("done", "end", result="approved"),
    ],
    ways("begin>size", "size>chief:amount >= 1000", "size>manager:*", "manager>done", "chief>done"),
)


def acting_app() -> Documents:
    """Members, purchases, an outbox, a ledger, one rule, one message, one workflow: without problems."""
    documents = tiny_app()
    documents["app", "tiny"]["menu"] += [{"form": "touch"}, {"form": "entry"}]
    documents["app", "tiny"]["outbox"] = dict(OUTBOX)
    fresh: Documents = {
        ("form", "touch"): TOUCH, ("form", "entry"): ENTRY, ("rule", "earn"): EARN, ("message", "welcome"): WELCOME,
        ("workflow", "refund"): REFUND,
    }
    return documents | copy.deepcopy(fresh)
