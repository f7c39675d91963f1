"""Calling another system, outside any transaction. Takes: jobs of the kind `http.call`. Gives: that it was answered. Never: a secret in a
payload or log, a second kind of failure than "later" and "never"."""

from collections.abc import Mapping

import orjson

from builder.errors import Unavailable
from runtime.context import Context
from runtime.gateways.http import Call
from runtime.gateways.opening import HTTP
from runtime.jobs import retry
from runtime.jobs.handler import Handler
from runtime.store.jobs import Job

KIND = "http.call"


def call(ctx: Context, job: Job) -> int:
    """The status of the answer; raises Retry or GiveUp for one that is no success."""
    payload = job.payload
    headers = dict(payload["headers"])
    body = None if payload["body"] is None else orjson.dumps(payload["body"])
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    if payload["secret"]:
        headers["Authorization"] = f"Bearer {_secret(ctx, payload['secret'])}"
    status: int = ctx.runtime.gateways[HTTP].send(Call(payload["method"], payload["url"], job.key, body, headers)).status
    if 300 <= status < 400:
        raise retry.GiveUp("job_status", status=status)
    failed = retry.for_status(status)
    if failed is not None:
        raise failed
    return status


def _secret(ctx: Context, name: str) -> str:
    found = ctx.runtime.settings.secrets.get(name)
    if not found:
        raise Unavailable("secret_missing", name=name)
    return found


HANDLERS: Mapping[str, Handler] = {KIND: Handler({"zh-CN": "通知外部系统", "en": "Call another system"}, outside=call)}
