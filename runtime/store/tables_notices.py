"""The table of notices. Takes: nothing. Gives: a SQLAlchemy Core table."""

from sqlalchemy import Column, ForeignKey, Index, Table

from runtime.store.dialects.columns import Id, Moment, Structure, Word
from runtime.store.tables import metadata

notice = Table(
    "notice", metadata,
    Column("id", Id(), primary_key=True, autoincrement=False),
    Column("user_id", Id(), ForeignKey("users.id"), nullable=False),
    Column("at", Moment(), nullable=False),
    Column("title", Word(), nullable=False),
    Column("text", Word()),
    Column("link", Structure()),
    Column("key", Word(), unique=True),
    Column("read_at", Moment()),
    Index("notice_user", "user_id", "id"),
)
Index("notice_unread", notice.c.user_id, sqlite_where=notice.c.read_at.is_(None), postgresql_where=notice.c.read_at.is_(None))
