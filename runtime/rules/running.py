"""Rules that act after the commit: one job for each match, judged once more when its time has come.

Takes: jobs of the kind `rule.run`. Gives: effects and a line of the log, in one transaction. Never: an effect whose reason has gone.
"""

from collections.abc import Mapping
from typing import Any

from builder.expressions.errors import ExpressionError
from builder.messages import text
from runtime.jobs.handler import Handler
from runtime.jobs.retry import HOPELESS, GiveUp
from runtime.records import automation, service
from runtime.records.ripple import Ripple
from runtime.rules import kept, matching
from runtime.rules.book import Ready, book_of
from runtime.rules.firing import (
    SKIPPED,
    USUAL,
    VETO,
    VETOED,
    Bounds,
    Occasion,
    before,
    paused,
    perform,
    reasons_of,
    state_of,
    told,
    too_far,
)
from runtime.rules.kinds import ChangeTrigger
from runtime.store import job_list, records, rules
from runtime.store.jobs import Job, NewJob
from runtime.store.rules import FAILED, NOBODY, ON, Run

RUN = "rule.run"


def later(uow: Any, ready: Ready, occasion: Occasion, run: str) -> NewJob:
    """The job of one match: what it needs of this moment goes with it."""
    payload = {
        "rule": ready.key, "form": occasion.form, "record": occasion.record, "run": run, "period": occasion.period, "me": occasion.me,
        "values": dict(occasion.values), "old": kept.image_json(occasion.old) if ready.wants_old else None,
        "gone": occasion.gone,
    }
    record = occasion.record or NOBODY
    version = int((occasion.image or {}).get("version") or 0)
    key = f"rule:{uow.ctx.app}.{ready.key}:{record}:{occasion.period}:{run}"
    return NewJob(RUN, key, payload, lock_key=f"{occasion.form}/{record}", lock_order=version, root=uow.root, depth=occasion.depth)


def run(uow: Any, job: Job, bounds: Bounds = USUAL) -> None:
    """One match acts, unless something speaks against it by now; then the log says what."""
    payload = job.payload
    ready = book_of(uow.ctx).rules.get(payload["rule"])
    if ready is None or ready.fault is not None:
        rules.log(uow, [_line(uow, job, SKIPPED, reason="rule_gone" if ready is None else "rule_broken")])
        return
    occasion = _occasion(uow, ready, job)
    against = _against(uow, ready, occasion, (payload, bounds))
    if against:
        rules.log(uow, [told(uow, ready, occasion, payload["run"], SKIPPED, reason=against)])
        return
    rules.log(uow, [_acted(uow, ready, occasion, payload["run"])])


def _acted(uow: Any, ready: Ready, occasion: Occasion, run_id: str) -> Run:
    """Everything it does and everything that follows, or its refusal."""
    try:
        with uow.savepoint():
            ripple = Ripple(uow)
            line = perform(ripple, ready, occasion, run_id)
            service.finish(ripple)
            return line
    except HOPELESS as error:
        if error.code != VETO:
            raise GiveUp("rule_stuck", reason=reasons_of(error, uow.ctx.locale)) from error
        return told(uow, ready, occasion, run_id, VETOED, reason=VETO, params=error.params)
    except ExpressionError as error:
        raise GiveUp("rule_stuck", reason=text(error.code, uow.ctx.locale, error.params)) from error


def _occasion(uow: Any, ready: Ready, job: Job) -> Occasion:
    payload, form, record = job.payload, job.payload["form"], job.payload["record"]
    row = records.load(uow, form, [record], deleted=None).get(record) if form and record else None
    image = automation.image_of(row) if row is not None and (row.deleted_at is None or payload.get("gone")) else None
    old = kept.image_back(uow.ctx, form, payload.get("old")) if form else None
    return Occasion(form, record, image, before(ready, old), payload["values"], payload["period"], payload.get("me"), job.depth)


def _against(uow: Any, ready: Ready, occasion: Occasion, about: tuple[Mapping[str, Any], Bounds]) -> str | None:
    """Why it does not act after all, as a message code."""
    payload, bounds = about
    if state_of(uow, ready).state != ON:
        return "rule_not_on"
    if occasion.record and occasion.image is None:
        return "rule_record_gone"
    if occasion.image is not None and not _still(uow, ready, occasion, payload["values"]):
        return "rule_no_longer"
    far = too_far(uow, ready, occasion, bounds)
    if far is None and isinstance(ready.kind, ChangeTrigger) and paused(uow, ready, payload["run"], bounds):
        return "rule_too_often"
    return far


def _still(uow: Any, ready: Ready, occasion: Occasion, values: Mapping[str, Any]) -> bool:
    """Whether the conditions hold on the record as it is now; what it was before, and what others add up to, counts as it was then."""
    assert ready.form is not None
    fixed = matching.frozen(uow.ctx, ready.form, ready.names)
    env = matching.environments_of(uow, ready.form, [(None, occasion.image)], ready.names)[0]
    env |= kept.values_back(uow.ctx, ready.form, values, fixed)
    return matching.holds(ready.tests, matching.by(env, occasion.me))


def _line(uow: Any, job: Job, outcome: str, **more: Any) -> Run:
    payload = job.payload
    return Run(
        uow.new_ids(1)[0], payload["rule"], outcome, payload["form"], payload["record"], root=job.root, depth=job.depth,
        cause=uow.ctx.cause, actor=payload.get("me"), detail={"values": payload["values"]}, **more,
    )


def dead(uow: Any, job: Job, error: str) -> None:
    """It could not act: the log says why, the job waits for a person."""
    known = job_list.find(uow, job.id)
    rules.log(uow, [_line(uow, job, FAILED, reason=error, params=dict(known.error_params) if known else {})])


def skipped(uow: Any, job: Job) -> None:
    """A person let it be."""
    rules.log(uow, [_line(uow, job, SKIPPED, reason="rule_let_be")])


HANDLERS: Mapping[str, Handler] = {
    RUN: Handler({"zh-CN": "自动化规则", "en": "Automation rule"}, inside=run, dead=dead, skipped=skipped),
}
