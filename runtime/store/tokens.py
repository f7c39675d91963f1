"""API tokens as stored. Takes: a unit of work. Gives: plain rows. Never: a token's text, only its hash."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from runtime.store.tables import tokens
from runtime.store.write import UnitOfWork


def insert(uow: UnitOfWork, values: Mapping[str, Any]) -> str:
    """A new token."""
    made = uow.new_ids(1)[0]
    uow.connection.execute(tokens.insert(), {"id": made, "created_at": uow.now, **values})
    return made


def of_user(uow: UnitOfWork, user: str) -> list[dict[str, Any]]:
    """The tokens of a person, the latest first."""
    found = select(tokens).where(tokens.c.user_id == user).order_by(tokens.c.id.desc())
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def revoke(uow: UnitOfWork, token: str) -> bool:
    """Ends a token; False where there is none that lives."""
    ended = tokens.update().where(tokens.c.id == token, tokens.c.revoked_at.is_(None)).values(revoked_at=uow.now)
    return bool(uow.connection.execute(ended).rowcount)


def revoke_all(uow: UnitOfWork, user: str) -> None:
    """Ends every token of a person."""
    ended = tokens.update().where(tokens.c.user_id == user, tokens.c.revoked_at.is_(None)).values(revoked_at=uow.now)
    uow.connection.execute(ended)
