"""Drafts and revisions in the database: implements builder.repository.Definitions.

Takes: a store and a Context. Gives: documents. Never: checks them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import orjson
from sqlalchemy import delete, func, insert, select, update

from builder.definitions import Documents
from builder.errors import Conflict, NotFound
from builder.repository import Draft, RevisionInfo
from runtime.context import Context
from runtime.store import revisions, samples
from runtime.store.engine import Store
from runtime.store.tables import app as app_table
from runtime.store.tables import draft_item, draft_log
from runtime.store.write import UnitOfWork

T = TypeVar("T")
Name = tuple[str, str]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class DefinitionStore:
    """For one caller: his name stands beside every edit."""

    def __init__(self, store: Store, ctx: Context) -> None:
        self._store = store
        self._ctx = replace(ctx, app="", revision=None)

    def _read(self, fn: Callable[[UnitOfWork], T]) -> T:
        return self._store.read(self._ctx, fn)

    def _write(self, fn: Callable[[UnitOfWork], T]) -> T:
        return self._store.write(self._ctx, fn)

    def apps(self) -> list[str]:
        """Keys of all apps, published or not, in the order they were made."""
        return self._read(lambda uow: list(uow.connection.execute(select(app_table.c.key).order_by(app_table.c.no)).scalars()))

    def exists(self, app: str) -> bool:
        """Whether the key is taken."""
        return self._read(lambda uow: uow.connection.execute(select(app_table.c.key).where(app_table.c.key == app)).first() is not None)

    def create(self, app: str, documents: Documents, rows: Rows | None = None) -> None:
        """A new app as a draft, and the rows that wait for its first publication; Conflict where the key is taken."""
        self._write(lambda uow: _create(uow, app, documents, rows or {}))

    def current(self, app: str) -> int | None:
        """The number of the newest revision."""
        return self._read(lambda uow: uow.connection.execute(select(app_table.c.current).where(app_table.c.key == app)).scalar())

    def documents(self, app: str, n: int) -> dict[Name, dict[str, Any]]:
        """The documents of a revision."""
        found = self._read(lambda uow: revisions.documents(uow.connection, app, n))
        if not found:
            raise NotFound("revision_not_found", app=app, n=n)
        return found

    def revisions(self, app: str) -> list[RevisionInfo]:
        """All revisions, newest first."""
        return self._read(lambda uow: revisions.listed(uow.connection, app))

    def draft(self, app: str) -> Draft:
        """The working copy."""
        return self._read(lambda uow: _draft(uow, app))

    def put(self, app: str, kind: str, key: str, document: Mapping[str, Any] | None, if_match: str | None) -> str:
        """Replaces (None: removes) one document of the draft; gives its new etag. Conflict where `if_match` is not its etag now."""
        return self._write(lambda uow: _put(uow, app, (kind, key), (document, if_match)))

    def undo(self, app: str) -> Name | None:
        """Takes the last edit back; gives what changed, None at the beginning."""
        return self._write(lambda uow: _step(uow, app, back=True))

    def redo(self, app: str) -> Name | None:
        """Makes an edit again that was taken back; None at the end."""
        return self._write(lambda uow: _step(uow, app, back=False))

    def discard(self, app: str) -> None:
        """Forgets every edit; an app never published keeps its first documents and loses only the log."""
        self._write(lambda uow: _discard(uow, app))


def _create(uow: UnitOfWork, app: str, documents: Documents, rows: Rows) -> None:
    if uow.connection.execute(select(app_table.c.key).where(app_table.c.key == app)).first():
        raise Conflict("app_exists", app=app)
    register(uow, app)
    for name, document in documents.items():
        _keep(uow, app, name, revisions.text_of(document))
    samples.keep(uow, app, rows)


def register(uow: UnitOfWork, app: str) -> None:
    """Takes the key of a new app."""
    number = uow.connection.execute(select(func.coalesce(func.max(app_table.c.no), 0) + 1)).scalar_one()
    row = {"key": app, "no": number, "created_at": uow.now, "created_by": uow.ctx.actor.id}
    uow.connection.execute(insert(app_table).values(row))


def _state(uow: UnitOfWork, app: str, *, lock: bool = False) -> Any:
    query = select(app_table).where(app_table.c.key == app)
    row = uow.connection.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotFound("app_not_found", app=app)
    return row


def draft_texts(uow: UnitOfWork, app: str) -> dict[Name, str | None]:
    """The edited documents of a draft as text; None = removed."""
    query = select(draft_item).where(draft_item.c.app == app).order_by(draft_item.c.at, draft_item.c.kind, draft_item.c.key)
    rows = uow.connection.execute(query)
    return {(row.kind, row.key): row.json for row in rows}


def _published(uow: UnitOfWork, state: Any) -> dict[Name, dict[str, Any]]:
    return {} if state.draft_base is None else revisions.documents(uow.connection, state.key, state.draft_base)


def _draft(uow: UnitOfWork, app: str) -> Draft:
    state = _state(uow, app)
    items = draft_texts(uow, app)
    documents: dict[Name, Any] = _published(uow, state)
    for name, text in items.items():
        if text is None:
            documents.pop(name, None)
        else:
            documents[name] = orjson.loads(text)
    last = uow.connection.execute(select(func.max(draft_log.c.n)).where(draft_log.c.app == app)).scalar() or 0
    first = uow.connection.execute(select(func.min(draft_log.c.n)).where(draft_log.c.app == app)).scalar()
    return Draft(
        app=app,
        base=state.draft_base,
        documents=documents,
        etags={name: etag(document) for name, document in documents.items()},
        edits=len(items) if state.draft_base is not None else state.draft_position,
        can_undo=first is not None and state.draft_position >= first,
        can_redo=last > state.draft_position,
        owner=state.created_by,
    )


def etag(document: Mapping[str, Any] | None) -> str:
    """What a document's state is known by, whatever the order of its keys; "" where there is none."""
    return "" if document is None else revisions.hash_of(orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode())[:16]


def _parsed(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)


def _text(uow: UnitOfWork, state: Any, name: Name) -> str | None:
    row = uow.connection.execute(select(draft_item.c.json).where(*_is(state.key, name))).first()
    if row is not None:
        return row.json  # type: ignore[no-any-return]
    document = _published(uow, state).get(name)
    return None if document is None else revisions.text_of(document)


def _is(app: str, name: Name) -> tuple[Any, ...]:
    return draft_item.c.app == app, draft_item.c.kind == name[0], draft_item.c.key == name[1]


def _put(uow: UnitOfWork, app: str, name: Name, edit: tuple[Mapping[str, Any] | None, str | None]) -> str:
    document, if_match = edit
    state = _state(uow, app, lock=True)
    before = _text(uow, state, name)
    after = None if document is None else revisions.text_of(document)
    there = _parsed(before)
    if if_match is not None and if_match != etag(there):
        raise Conflict("draft_changed", kind=name[0], key=name[1], etag=etag(there))
    if there == document:
        return etag(document)
    position = state.draft_position + 1
    uow.connection.execute(delete(draft_log).where(draft_log.c.app == app, draft_log.c.n >= position))
    place = {"app": app, "n": position, "kind": name[0], "key": name[1], "at": uow.now, "by": uow.ctx.actor.id}
    uow.connection.execute(insert(draft_log).values({**place, "before": before, "after": after}))
    _move(uow, state, name, (position, after))
    return etag(document)


def _move(uow: UnitOfWork, state: Any, name: Name, to: tuple[int, str | None]) -> None:
    """The draft stands at a position of the log, and one document has another text there."""
    position, text = to
    if _published(uow, state).get(name) == _parsed(text) and state.draft_base is not None:
        uow.connection.execute(delete(draft_item).where(*_is(state.key, name)))
    else:
        _keep(uow, state.key, name, text)
    uow.connection.execute(update(app_table).where(app_table.c.key == state.key).values(draft_position=position))


def _keep(uow: UnitOfWork, app: str, name: Name, text: str | None) -> None:
    changed = uow.connection.execute(update(draft_item).where(*_is(app, name)).values(json=text, by=uow.ctx.actor.id))
    if changed.rowcount == 0:
        row = {"app": app, "kind": name[0], "key": name[1], "json": text, "at": uow.now, "by": uow.ctx.actor.id}
        uow.connection.execute(insert(draft_item).values(row))


def _step(uow: UnitOfWork, app: str, *, back: bool) -> Name | None:
    state = _state(uow, app, lock=True)
    n = state.draft_position if back else state.draft_position + 1
    entry = uow.connection.execute(select(draft_log).where(draft_log.c.app == app, draft_log.c.n == n)).one_or_none()
    if entry is None:
        return None
    name = (entry.kind, entry.key)
    _move(uow, state, name, (n - 1, entry.before) if back else (n, entry.after))
    return name


def _discard(uow: UnitOfWork, app: str) -> None:
    state = _state(uow, app, lock=True)
    if state.draft_base is None:
        while _step(uow, app, back=True):
            pass
    else:
        uow.connection.execute(delete(draft_item).where(draft_item.c.app == app))
    uow.connection.execute(delete(draft_log).where(draft_log.c.app == app))
    base = {"draft_base": state.current, "draft_position": 0}
    uow.connection.execute(update(app_table).where(app_table.c.key == app).values(base))
