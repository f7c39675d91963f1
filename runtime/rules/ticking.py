"""Ticks of time rules: everything due since the last one, a page at a time, each with its job.

Takes: jobs of the kind `rule.tick`. Gives: jobs of the kind `rule.run`, a moved cursor, the next tick. Never: a cursor moved without
the jobs it passed: both are one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from builder.expressions.errors import ExpressionError
from runtime.jobs.handler import Handler
from runtime.permissions.conditions import condition
from runtime.records import automation
from runtime.rules import matching
from runtime.rules.book import Ready, book_of
from runtime.rules.firing import SKIPPED, Occasion, period_of, told, values_json
from runtime.rules.kinds import TimeTrigger, Window
from runtime.rules.running import later
from runtime.rules.switching import TICK, plan
from runtime.store import due, jobs, records, rules
from runtime.store.due import Found, Search
from runtime.store.jobs import Job
from runtime.store.rules import NOBODY, ON, State
from runtime.values import zone

PAGE = 500


def tick(uow: Any, job: Job) -> None:
    """One page of what is due; the same job goes on with the next, the last one moves the cursor and plans the next tick."""
    ready = book_of(uow.ctx).rules.get(job.payload["rule"])
    state = rules.locked(uow, job.payload["rule"])
    if ready is None or state is None or state.state != ON or not isinstance(ready.kind, TimeTrigger) or ready.fault is not None:
        return
    if state.cursor is None or state.cursor < uow.now:
        after = _look(uow, ready, state)
        if after is not None:
            jobs.carry_on(uow, job, dict(job.payload))
            return
    plan(uow, ready, uow.now)


def _look(uow: Any, ready: Ready, state: State) -> str | None:
    """Lets one page of the window fire; where more follows, the last id of it."""
    progress = state.progress or {}
    end = datetime.fromisoformat(progress["end"]) if progress else uow.now
    window = Window(state.cursor or uow.now, end, zone(uow.ctx.rev.definition.info.timezone))
    kind = _timed(ready)
    if not progress:
        _too_late(uow, ready, window)
    near = replace(window, start=max(window.start, kind.oldest(ready.rule.config, window)))
    after = fire_page(uow, ready, near, progress.get("after"))
    if after is None:
        rules.advance(uow, ready.key, end, None)
    else:
        rules.advance(uow, ready.key, state.cursor, {"end": end.isoformat(), "after": after})
    return after


def fire_page(uow: Any, ready: Ready, window: Window, after: str | None) -> str | None:
    """The jobs of the next page of records due in the window; the last id where there may be more."""
    kind, config = _timed(ready), ready.rule.config
    planned = kind.planned(config, window)
    if planned is None:
        return None
    if ready.form is None:
        enqueue(uow, ready, [Occasion(None, None, period=planned)])
        return None
    search, rest = searched(uow, ready, kind.search(config, window))
    found = due.page(uow, search, after, PAGE)
    enqueue(uow, ready, occasions(uow, ready, found, (window, planned, rest)))
    return found[-1].id if len(found) == PAGE else None


def searched(uow: Any, ready: Ready, days: Any) -> tuple[Search, bool]:
    """The search, and whether conditions are left that the database cannot judge."""
    form, texts = str(ready.form), [text for text in (ready.rule.config.get("filter"), ready.rule.when) if text]
    tests, rest = [], False
    for text in texts:
        typed = condition(uow.ctx, form, text)
        if _judged_there(uow, form, typed):
            tests.append(typed)
        else:
            rest = True
    return Search(form, days, tuple(tests)), rest


def _judged_there(uow: Any, form: str, typed: Any) -> bool:
    try:
        due.judge(uow, form, typed)
    except ExpressionError:
        return False
    return True


def occasions(uow: Any, ready: Ready, found: Sequence[Found], about: tuple[Window, str, bool]) -> list[Occasion]:
    """What each record fires for; those left out that a condition leaves out."""
    window, planned, rest = about
    rows = records.load(uow, str(ready.form), [one.id for one in found])
    here = [one for one in found if one.id in rows]
    images = [automation.image_of(rows[one.id]) for one in here]
    envs = matching.environments_of(uow, str(ready.form), [(None, image) for image in images], ready.names)
    made = []
    for one, image, env in zip(here, images, envs, strict=True):
        basis = planned if one.value is None else _timed(ready).basis(ready.rule.config, one.value, window)
        if basis is not None and (not rest or matching.holds(ready.tests, matching.by(env, None))):
            day = ready.kind.day(ready.rule.config, one.value, window) if isinstance(ready.kind, TimeTrigger) else None
            period = period_of(uow.ctx, ready, env, basis, day)
            made.append(Occasion(ready.form, one.id, image, None, values_json(ready, env), period, None, uow.ctx.depth))
    return made


def enqueue(uow: Any, ready: Ready, found: Sequence[Occasion]) -> int:
    """A job for each that has not fired for this before."""
    runs = uow.new_ids(len(found))
    wanted = [
        (occasion, run) for occasion, run in zip(found, runs, strict=True)
        if rules.claim(uow, ready.key, occasion.record or NOBODY, occasion.period, run)
    ]
    return jobs.enqueue(uow, [later(uow, ready, occasion, run) for occasion, run in wanted])


def _too_late(uow: Any, ready: Ready, window: Window) -> None:
    """What was due before the limit of catching up: one line says how many that were."""
    kind, config = _timed(ready), ready.rule.config
    late = replace(window, end=min(kind.oldest(config, window), window.end))
    searches = kind.each(config, late) if late.end > late.start else []
    count = sum(due.count(uow, searched(uow, ready, days)[0]) for days in searches) + kind.missed(config, window)
    if count > 0:
        line = told(uow, ready, Occasion(ready.form, None), uow.new_ids(1)[0], SKIPPED, reason="rule_too_late", params={"count": count})
        rules.log(uow, [line])


def _timed(ready: Ready) -> TimeTrigger:
    assert isinstance(ready.kind, TimeTrigger)
    return ready.kind


def go_on(uow: Any, job: Job, error: str) -> None:
    """A tick that failed does not keep the next from coming; that one looks at the whole window again."""
    ready = book_of(uow.ctx).rules.get(job.payload["rule"])
    if ready is not None and isinstance(ready.kind, TimeTrigger):
        plan(uow, ready, uow.now)


HANDLERS: Mapping[str, Handler] = {
    TICK: Handler({"zh-CN": "检查到期的数据", "en": "Looking for what is due"}, inside=tick, dead=go_on),
}
