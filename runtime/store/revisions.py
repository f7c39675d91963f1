"""Published revisions as stored: documents and layout. Takes: a connection. Gives: plain values. Never: drafts."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from builder.definitions import Documents
from builder.repository import RevisionInfo
from runtime.store.layout import Layout, load_layout
from runtime.store.tables import definition, revision, revision_item

_ITEMS = (
    select(revision_item.c.kind, revision_item.c.key, definition.c.json)
    .join(revision, revision.c.id == revision_item.c.revision_id)
    .join(definition, definition.c.hash == revision_item.c.hash)
    .where(revision.c.app == bindparam("app"), revision.c.n == bindparam("n"))
    .order_by(revision_item.c.position)
)
_LAYOUT = select(revision.c.layout).where(revision.c.app == bindparam("app"), revision.c.n == bindparam("n"))
_INSERT_DEFINITION = definition.insert()


def text_of(document: Mapping[str, Any]) -> str:
    """A document as the text that is stored and hashed; keys keep their order."""
    return orjson.dumps(document).decode()


def hash_of(text: str) -> str:
    """What a document's text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def documents(connection: Connection, app: str, n: int) -> dict[tuple[str, str], dict[str, Any]]:
    """The documents of a revision, in their order."""
    return {(row.kind, row.key): orjson.loads(row.json) for row in connection.execute(_ITEMS, {"app": app, "n": n})}


def layout(connection: Connection, app: str, n: int) -> Layout:
    """The physical layout of a revision."""
    return load_layout(connection.execute(_LAYOUT, {"app": app, "n": n}).scalar_one())


def store_items(connection: Connection, revision_id: str, items: Documents) -> None:
    """Keeps the documents of a new revision; a text that is already there is not kept twice."""
    texts = {name: text_of(raw) for name, raw in items.items()}
    hashes = {name: hash_of(text) for name, text in texts.items()}
    known = set(connection.execute(select(definition.c.hash).where(definition.c.hash.in_(set(hashes.values())))).scalars())
    fresh = {hashes[name]: text for name, text in texts.items() if hashes[name] not in known}
    if fresh:
        connection.execute(_INSERT_DEFINITION, [{"hash": key, "json": text} for key, text in fresh.items()])
    rows = [
        {"revision_id": revision_id, "kind": kind, "key": key, "hash": hashes[kind, key], "position": position}
        for position, (kind, key) in enumerate(items)
    ]
    connection.execute(revision_item.insert(), rows)


def listed(connection: Connection, app: str) -> list[RevisionInfo]:
    """All revisions of an app, newest first."""
    rows = connection.execute(select(revision).where(revision.c.app == app).order_by(revision.c.n.desc()))
    return [RevisionInfo(row.n, row.at, row.by, row.note or "", row.base, row.rollback_of) for row in rows]
