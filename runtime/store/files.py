"""Which files there are and where they hang. Takes: a unit of work. Gives: plain rows. Never: bytes, or who may read them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from runtime.store.tables import file
from runtime.store.write import UnitOfWork


def insert(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> None:
    """A file that has just been stored under `key`."""
    uow.connection.execute(file.insert(), {"id": key, "created_at": uow.now, "created_by": uow.ctx.actor.id, **values})


def get(uow: UnitOfWork, key: str) -> dict[str, Any] | None:
    """One file."""
    row = uow.connection.execute(select(file).where(file.c.id == key)).mappings().first()
    return None if row is None else dict(row)


def claim(uow: UnitOfWork, key: str, place: Mapping[str, Any]) -> None:
    """Hangs a loose file on a record; one that hangs somewhere stays there."""
    uow.connection.execute(file.update().where(file.c.id == key, file.c.record_id.is_(None)).values(**place))
