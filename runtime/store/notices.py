"""Notices to people inside the product. Takes: a unit of work. Gives: plain rows. Never: somebody else's notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from runtime.store.tables_notices import notice
from runtime.store.write import UnitOfWork

_WRITTEN = ("id", "user_id", "at", "title", "text", "link", "key")
_NEW = (
    insert(notice).values({name: bindparam(name, type_=notice.c[name].type) for name in _WRITTEN})
    .on_conflict_do_nothing(index_elements=[notice.c.key])
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A line for one person. `link`: {"app", "form"?, "record"?, "workflow"?, "instance"?}; `key`: the same key is told once."""

    user: str
    title: str
    text: str = ""
    link: Mapping[str, Any] | None = None
    key: str | None = None


def add(uow: UnitOfWork, new: Sequence[NewNotice]) -> int:
    """Writes notices; one whose key is known already is left out. How many were written."""
    if not new:
        return 0
    rows = [
        {"id": id_, "user_id": one.user, "at": uow.now, "title": one.title, "text": one.text or None, "link": one.link, "key": one.key}
        for id_, one in zip(uow.new_ids(len(new)), new, strict=True)
    ]
    statement = uow.prepared(_NEW)
    return statement.change(uow.connection, **rows[0]) if len(rows) == 1 else statement.change_many(uow.connection, rows)


def listed(uow: UnitOfWork, user: str, *, unread: bool = False, before: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first, those before an id."""
    found = select(notice).where(notice.c.user_id == user).order_by(notice.c.id.desc()).limit(limit)
    if unread:
        found = found.where(notice.c.read_at.is_(None))
    if before:
        found = found.where(notice.c.id < before)
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def unread(uow: UnitOfWork, user: str) -> int:
    """How many have not been read: answered by an index of unread ones alone."""
    mine = (notice.c.user_id == user, notice.c.read_at.is_(None))
    return int(uow.connection.execute(select(func.count()).select_from(notice).where(*mine)).scalar_one())


def read(uow: UnitOfWork, user: str, ids: Sequence[str] | None) -> int:
    """Marks notices of this person as read (None: all of them). How many."""
    mine = [notice.c.user_id == user, notice.c.read_at.is_(None)]
    if ids is not None:
        mine.append(notice.c.id.in_(list(ids)))
    return int(uow.connection.execute(update(notice).where(*mine).values(read_at=uow.now)).rowcount)


def purge(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets notices older than a time that have been read, at most `limit` at once; how many."""
    old = select(notice.c.id).where(notice.c.at < before, notice.c.read_at.is_not(None)).order_by(notice.c.id).limit(limit)
    return int(uow.connection.execute(notice.delete().where(notice.c.id.in_(old))).rowcount)
