"""A write that is sent twice happens once.

Takes: a Context and what to do. Gives: the first answer again. Never: an effect without its key.

The key is stored in the transaction of the effect: the use case runs inside one unit of work, whose own writes join it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request

from builder.errors import Conflict, Invalid
from runtime.context import Context
from runtime.revision import Revision
from runtime.store import idempotency as kept

HEADER = "Idempotency-Key"
MAX_KEY = 100
KEPT_HEADERS = ("ETag", "Location", "Content-Type")


class _Joined:
    """A store for a use case that runs inside a unit of work: every read and write takes part in it."""

    def __init__(self, store: Any, uow: Any) -> None:
        self._store = store
        self._uow = uow

    def write(self, ctx: Context, fn: Callable[[Any], Any]) -> Any:
        """Runs in the open unit of work."""
        return fn(self._uow)

    def read(self, ctx: Context, fn: Callable[[Any], Any]) -> Any:
        """Reads what the open unit of work sees."""
        return fn(self._uow)

    def revision(self, app: str) -> Revision | None:
        """The revision of the unit of work."""
        return self._store.revision(app)  # type: ignore[no-any-return]


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
        raise Invalid("idempotency_key")
    return key


def _replay(stored: Mapping[str, Any], wanted: str) -> Response:
    if stored["request_hash"] != wanted:
        raise Conflict("idempotency_reused")
    found = Response(stored["body"] or b"", stored["status"], stored["headers"])
    found.headers["Idempotency-Replayed"] = "true"
    return found


def once(ctx: Context, act: Callable[[Context], Response]) -> Response:
    """The answer of `act`; with an Idempotency-Key the effect and its answer are stored together, and a repeat gets that answer."""
    key = _key()
    if key is None:
        return act(ctx)
    body_hash = hashlib.sha256(request.get_data(cache=True)).hexdigest()
    place = (ctx.actor.id or "", request.method, request.path, key)

    def within(uow: Any) -> Response:
        if stored := kept.find(uow, place):
            return _replay(stored, body_hash)
        inner = replace(uow.ctx, runtime=replace(ctx.runtime, store=_Joined(ctx.runtime.store, uow)))
        found = act(inner)
        headers = {name: found.headers[name] for name in KEPT_HEADERS if name in found.headers}
        kept.save(uow, place, body_hash, (found.status_code, headers, found.get_data(as_text=True)))
        return found

    try:
        return ctx.runtime.store.write(ctx, within)  # type: ignore[no-any-return]
    except Conflict:
        stored = ctx.runtime.store.read(ctx, lambda uow: kept.find(uow, place))
        if stored is None:
            raise
        return _replay(stored, body_hash)  # the same write came twice at once and the other one was first
