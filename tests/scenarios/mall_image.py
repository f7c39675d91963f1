"""What a mall looks like when all work is done: everything that depends on neither time nor ids, and what must hold of any run.

Takes: a Stage to read with. Gives: multisets and numbers. Never: writes.
"""

import re
from collections import Counter
from typing import Any

from sqlalchemy import text

from runtime.examples.stage import Stage
from tests.scenarios.test_points import rows

SHOWN: dict[str, tuple[str, ...]] = {
    "member": ("name", "mobile", "points", "points_pending", "points_booked", "points_in_lots", "spend_total", "orders", "tier", "status"),
    "purchase": ("receipt_no", "kind", "member", "store", "refund_of", "net", "points", "refunded", "refunded_to"),
    "points_ledger": ("member", "kind", "delta", "bucket", "purchase"),
    "points_lot": ("member", "qty", "remaining", "state", "purchase"),
    "points_alloc": ("member", "qty", "why", "purchase"),
    "points_adjustment": ("member", "delta", "state", "reason"),
    "coupon": ("member", "tpl", "state", "store"),
    "complaint": ("member", "type", "severity", "state", "text", "reply", "score", "reopened"),
    "followup": ("member", "kind", "state", "result"),
    "interaction": ("member", "kind", "note"),
    "touch": ("member", "channel", "purpose", "state", "rule_label"),
    "tier_log": ("member", "move"),
    "coupon_tpl": ("name", "issued", "redeemed", "left"),
}
NAMES = {"member": "name", "purchase": "receipt_no", "store": "name", "tier": "name", "coupon_tpl": "name"}
COUNTED = {
    "rules": "SELECT rule, form, outcome, count(*) FROM rule_run WHERE outcome != 'skipped' GROUP BY rule, form, outcome",
    "workflows": "SELECT workflow, state, result, count(*) FROM wf_instance GROUP BY workflow, state, result",
    "tasks": "SELECT step_key, state, outcome, count(*) FROM wf_task GROUP BY step_key, state, outcome",
}
UNTRUE = {
    "a job somebody holds": "SELECT key FROM job WHERE state = 'leased'",
    "a dead job": "SELECT key, last_error FROM job WHERE state = 'dead'",
    "work of an instance that ended": "SELECT j.key FROM job j JOIN wf_instance i ON i.id = j.instance_id WHERE i.state != 'running' AND j.state = 'ready'",
    "a task of an instance that ended": "SELECT t.id FROM wf_task t JOIN wf_instance i ON i.id = t.instance_id WHERE i.state != 'running' AND t.state IN ('pending', 'waiting')",
    "a step of an instance that ended": "SELECT a.id FROM wf_activation a JOIN wf_instance i ON i.id = a.instance_id WHERE i.state != 'running' AND a.state = 'active'",
    "an instance that stands still": "SELECT i.id FROM wf_instance i WHERE i.state = 'running' AND NOT EXISTS (SELECT 1 FROM wf_task t WHERE t.instance_id = i.id AND t.state = 'pending')",
    "an incident": "SELECT message FROM incident WHERE state = 'open'",
    "a rule that acted twice on one change": "SELECT rule, record_id, root_id FROM rule_run WHERE outcome = 'fired' GROUP BY rule, record_id, root_id HAVING count(*) > 1",
}
WAITING = (
    "SELECT (SELECT count(*) FROM job WHERE state = 'leased' OR (state = 'ready' AND kind != 'tick' AND (run_at <= {now} OR attempts > 0)))"
    " + (SELECT count(*) FROM wf_task WHERE state = 'pending' AND instance_id IS NOT NULL)"
)


def asked(stage: Stage, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a statement."""
    ctx = stage.context()
    found: list[tuple[Any, ...]] = ctx.runtime.store.read(ctx, lambda uow: [tuple(row) for row in uow.connection.execute(text(statement))])
    return found


def waiting(stage: Stage) -> int:
    """Jobs that are due or tried again, and tasks of people."""
    now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" if stage.runtime.settings.sqlite else "now()"
    return int(asked(stage, WAITING.format(now=now))[0][0])


def image(stage: Stage) -> dict[str, Counter[tuple[Any, ...]]]:
    """Form → its records as a multiset, relations by the name of what they point at; then runs, instances and tasks by number."""
    names: dict[str, Any] = {}
    for form, key in NAMES.items():
        names |= {row.id: row.values[key] for row in rows(stage, form)}
    found: dict[str, Counter[tuple[Any, ...]]] = {}
    for form, keys in SHOWN.items():
        found[form] = Counter(tuple(names.get(row.values[key], row.values[key]) for key in keys) for row in rows(stage, form))
    found |= {name: Counter(asked(stage, statement)) for name, statement in COUNTED.items()}
    told = asked(stage, "SELECT u.login, n.title FROM notice n JOIN users u ON u.id = n.user_id")
    found["notices"] = Counter((login, re.sub(r"[A-Z]+-\d+", "", title)) for login, title in told)
    return found


def wrong(stage: Stage) -> dict[str, list[tuple[Any, ...]]]:
    """What must never be found, whatever was killed."""
    return {what: found for what, statement in UNTRUE.items() if (found := asked(stage, statement))}
