"""The queue over HTTP. Takes: requests of administrators and of whoever started a job. Gives: jobs in words. Never: payloads."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.definitions import text_of
from runtime.context import Context
from runtime.jobs import monitor
from runtime.jobs.handler import Handler
from runtime.store.job_list import STATES, Counts
from runtime.store.jobs import Job
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.words import sentence

routes = Blueprint("jobs", __name__, url_prefix="/api/v1")


class JobsQuery(Strict):
    """Which part of the queue to show."""

    state = fields.String(load_default="ready", validate=validate.OneOf(STATES))
    app = fields.String(load_default=None, validate=bodies.KEY)
    cursor = fields.String(load_default=None, validate=bodies.ID)


@routes.get("/jobs")
def list_jobs() -> Response:
    """The queue: a page of jobs in one state, and how many there are."""
    ctx, asked = context(), bodies.query(JobsQuery)
    found = monitor.listed(ctx, asked["state"], asked["app"], asked["cursor"])
    shown = [job_json(ctx, job) for job in found.jobs]
    return answer({"jobs": shown, "counts": counts_json(found.counts), "next_cursor": found.next_cursor})


@routes.get("/jobs/<id:job>")
def one_job(job: str) -> Response:
    """A job, with its progress."""
    ctx = context()
    return answer(job_json(ctx, monitor.one(ctx, job)))


@routes.post("/jobs/<id:job>:retry")
def retry_job(job: str) -> Response:
    """Try a dead job again."""
    bodies.nothing()
    ctx = context()
    return answer(job_json(ctx, monitor.retry(ctx, job)))


@routes.post("/jobs/<id:job>:skip")
def skip_job(job: str) -> Response:
    """Let a dead job be."""
    bodies.nothing()
    ctx = context()
    return answer(job_json(ctx, monitor.skip(ctx, job)))


@routes.post("/jobs/<id:job>:cancel")
def cancel_job(job: str) -> Response:
    """Call off a job."""
    bodies.nothing()
    ctx = context()
    return answer(job_json(ctx, monitor.cancel(ctx, job)))


def job_json(ctx: Context, job: Job) -> dict[str, Any]:
    """A job in words; nothing of what it carries but the record it is about."""
    handler: Handler | None = ctx.runtime.job_handlers.get(job.kind)
    return {
        "id": job.id, "kind": job.kind, "label": text_of(handler.label, ctx.locale) if handler else job.kind, "app": job.app,
        "app_label": _app_label(ctx, job.app), "state": job.state, "run_at": job.run_at, "attempts": job.attempts,
        "max_attempts": job.max_attempts, "error": sentence(job.last_error, ctx.locale, job.error_params) if job.last_error else None,
        "progress": None if job.progress is None else {"done": job.progress[0], "total": job.progress[1]}, "created_at": job.created_at,
        "link": _link(job),
    }  # fmt: skip


def _app_label(ctx: Context, app: str) -> str:
    revision = ctx.runtime.store.revision(app) if app else None
    return "" if revision is None else text_of(revision.definition.info.label, ctx.locale)


def _link(job: Job) -> dict[str, str] | None:
    """Where the job leads: the instance or record it is about."""
    found = {name: job.payload.get(name) for name in ("form", "record", "workflow")} | {"instance": job.instance_id}
    named = {name: value for name, value in found.items() if isinstance(value, str)}
    return {"app": job.app, **named} if {"record", "instance"} & named.keys() else None


def counts_json(found: Counts) -> dict[str, Any]:
    """The queue in numbers."""
    return {"ready": found.ready, "leased": found.leased, "dead": found.dead, "done_today": found.done_today, "late": found.late}
