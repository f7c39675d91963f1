"""The audit log: rows chained by hashes. Takes: a unit of work. Gives: rows, and whether the chain holds. Never: changes a row."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import select

from runtime.store.tables import audit, epoch
from runtime.store.write import UnitOfWork
from runtime.values import instant_text

START = "0" * 64
LOCK = "audit"


def _hash(row: Mapping[str, Any]) -> str:
    plain = [
        row["previous"],
        row["id"],
        instant_text(row["at"]),
        row["actor"],
        row["ip"] or None,
        row["action"],
        row["object"],
        row["detail"] or {},
    ]
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def append(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """One more row (`actor`, `ip`, `action`, `object`, `detail`), chained to the last; writers queue behind one locked row."""
    if not uow.connection.execute(epoch.update().where(epoch.c.name == LOCK).values(value=epoch.c.value + 1)).rowcount:
        uow.connection.execute(epoch.insert(), {"name": LOCK, "value": 1})
    last = uow.connection.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar()
    made = {"id": uow.new_ids(1)[0], "at": uow.now, "ip": None, "object": None, "detail": {}, **row, "previous": last or START}
    uow.connection.execute(audit.insert(), {**made, "hash": _hash(made)})


def rows(uow: UnitOfWork, limit: int = 100) -> list[dict[str, Any]]:
    """The latest rows, newest first."""
    found = select(audit).order_by(audit.c.id.desc()).limit(limit)
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def broken(uow: UnitOfWork) -> Iterator[str]:
    """Ids of rows that do not follow from the one before, or were changed."""
    previous = START
    for row in uow.connection.execute(select(audit).order_by(audit.c.id)).mappings():
        if row["previous"] != previous or row["hash"] != _hash(dict(row)):
            yield row["id"]
        previous = row["hash"]
