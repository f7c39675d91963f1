"""Records that met a rule before it was switched on: how many, and, if somebody wants it, they too.

Takes: a unit of work, a rule. Gives: counts, jobs a page at a time. Never: by itself.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean
from runtime.actions import names
from runtime.actions.names import Known
from runtime.jobs.handler import Handler
from runtime.rules.book import OLD, Ready, book_of
from runtime.rules.kinds import ChangeTrigger, TimeTrigger, Window
from runtime.rules.ticking import PAGE, enqueue, occasions, searched
from runtime.store import due, jobs, rules
from runtime.store.due import Search
from runtime.store.jobs import BACKGROUND, Job, NewJob
from runtime.values import zone

BACKLOG = "rule.backlog"
LONG_AGO = timedelta(days=366)


def search_of(uow: Any, ready: Ready, window: Window) -> tuple[Search, bool] | None:
    """What finds them, and whether conditions are left to be judged one by one; None where afterwards nobody can say."""
    if ready.form is None or ready.fault is not None:
        return None
    if isinstance(ready.kind, TimeTrigger):
        days = ready.kind.backlog_search(ready.rule.config, window)
        return searched(uow, ready, days) if days else None
    if not isinstance(ready.kind, ChangeTrigger) or _looks_back(ready):
        return None
    marks = ready.kind.backlog(ready.rule.config)
    if marks is None:
        return None
    search, rest = searched(uow, ready, None)
    typed = names.compiled(uow.ctx, Known(ready.form), marks, Boolean()).typed
    assert typed is not None
    return Search(search.form, None, (*search.tests, typed)), rest


def _looks_back(ready: Ready) -> bool:
    """Whether the rule's own condition asks what was before."""
    return ready.rule.when is not None and OLD in ready.rule.when


def window_of(uow: Any) -> Window:
    """Up to now."""
    return Window(uow.now - LONG_AGO, uow.now, zone(uow.ctx.rev.definition.info.timezone))


def count(uow: Any, ready: Ready) -> int | None:
    """How many records would be due; None where nobody can say."""
    try:
        found = search_of(uow, ready, window_of(uow))
    except ExpressionError:
        return None
    return None if found is None else due.count(uow, found[0])


def start(uow: Any, ready: Ready) -> str | None:
    """The job that lets them fire, a page at a time; its id. None where there is nothing to do."""
    total = count(uow, ready)
    if not total:
        return None
    key = f"backlog:{uow.ctx.app}.{ready.key}:{uow.now.isoformat()}"
    payload = {"rule": ready.key, "since": uow.now.isoformat(), "after": None, "done": 0, "total": total}
    jobs.enqueue(uow, [NewJob(BACKLOG, key, payload, priority=BACKGROUND)])
    return rules.job_named(uow, key)


def run(uow: Any, job: Job) -> None:
    """One page; the same job goes on with the next."""
    payload = job.payload
    ready = book_of(uow.ctx).rules.get(payload["rule"])
    found = search_of(uow, ready, window_of(uow)) if ready else None
    if ready is None or found is None:
        return
    page = due.page(uow, found[0], payload["after"], PAGE)
    enqueue(uow, ready, occasions(uow, ready, page, (window_of(uow), f"backlog:{payload['since']}", found[1])))
    done = payload["done"] + len(page)
    jobs.progress(uow, job, min(done, payload["total"]), payload["total"])
    if len(page) == PAGE:
        jobs.carry_on(uow, job, {**payload, "after": page[-1].id, "done": done})


HANDLERS: Mapping[str, Handler] = {
    BACKLOG: Handler({"zh-CN": "处理已符合条件的数据", "en": "Records that meet a rule already"}, inside=run),
}
