"""First answers of writes, by their key.

Takes: a unit of work. Gives: what was answered. Never: an answer whose effect was rolled back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_

from runtime.store.tables import idempotency
from runtime.store.write import UnitOfWork

Place = tuple[str, str, str, str]  # actor, method, path, key
_NAMES = ("actor", "method", "path", "key")
_FIND = select(idempotency).where(*(idempotency.c[name] == bindparam(f"b_{name}") for name in _NAMES))


def find(uow: UnitOfWork, place: Place) -> dict[str, Any] | None:
    """What was answered before, if anything."""
    row = uow.connection.execute(_FIND, {f"b_{name}": value for name, value in zip(_NAMES, place, strict=True)}).mappings().first()
    return None if row is None else dict(row)


def save(uow: UnitOfWork, place: Place, request_hash: str, answered: tuple[int, dict[str, str], str]) -> None:
    """Keeps an answer with its effect; two of them at once are a Conflict of the database, which undoes one effect."""
    status, headers, body = answered
    row = dict(zip(_NAMES, place, strict=True))
    uow.connection.execute(
        idempotency.insert(), {**row, "request_hash": request_hash, "status": status, "headers": headers, "body": body, "at": uow.now}
    )


def purge(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets answers older than the promise, at most `limit` at a time; how many."""
    names = [idempotency.c[name] for name in _NAMES]
    old = select(*names).where(idempotency.c.at < before).limit(limit)
    return int(uow.connection.execute(idempotency.delete().where(tuple_(*names).in_(old))).rowcount)
