"""What follows a change of one record where too many follow: a portion at a time. Takes: jobs of ripple.py. Gives: values that are current.

Never: a record twice at one look, nor one that came later (it was computed from the new value when it came).
"""

from collections.abc import Mapping

from runtime.jobs.handler import Handler
from runtime.query import Query
from runtime.records import derive, service
from runtime.records.ripple import FOLLOW, Ripple, Target, followers
from runtime.store import jobs, select
from runtime.store.jobs import Job
from runtime.store.write import UnitOfWork

PORTION = 200


def follow(uow: UnitOfWork, job: Job) -> None:
    """The next portion, newest records first."""
    payload = job.payload
    form, path, aimed, record = payload["target"]
    target: Target = (form, path, aimed, record)
    total = payload.get("total") or _count(uow, target)
    page = followers(uow, target, PORTION, tuple(payload["cursor"]) if "cursor" in payload else None)
    ripple = Ripple(uow)
    ripple.recompute(form, [row.id for row in page.rows])
    service.finish(ripple)
    done = payload.get("done", 0) + len(page.rows)
    jobs.progress(uow, job, min(done, total), total)
    if page.next_cursor is not None:
        jobs.carry_on(uow, job, {"target": [*target], "cursor": [*page.next_cursor], "done": done, "total": total})


def _count(uow: UnitOfWork, target: Target) -> int:
    form, path, aimed, record = target
    condition = derive.points_at(uow.ctx, form, path, aimed)
    return select.count(uow, Query(form, (condition,), parameters=(("target", record),)), True)


HANDLERS: Mapping[str, Handler] = {
    FOLLOW: Handler({"zh-CN": "更新相关数据的计算结果", "en": "Values that follow a change"}, inside=follow),
}
