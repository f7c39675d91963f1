"""Publishing: prepare → switch → finish.

Takes: checked documents. Gives: a revision everyone uses from the next request. Never: drops or rewrites data.

Prepare adds tables, columns and indexes and fills converted columns while people work; each step can be done again. The switch is one short
transaction behind the fence: rows written meanwhile are converted again, promises change, the revision row appears. Finish validates.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError

from builder.changes import Change
from builder.definitions import App, Documents, load
from builder.errors import Conflict, NotFound, Unavailable
from builder.repository import Impact
from runtime.context import Context
from runtime.revision import Revision
from runtime.store import catalogue, ddl, definitions, indexes, promises, revisions, wanted
from runtime.store.backfill import Backfill
from runtime.store.catalogue import Expansion
from runtime.store.conversions import Conversions
from runtime.store.engine import Store
from runtime.store.impact import impacts
from runtime.store.layout import Layout, dump_layout
from runtime.store.promises import Promises
from runtime.store.tables import app as app_table
from runtime.store.tables import draft_item, draft_log, revision
from runtime.store.write import UnitOfWork

T = TypeVar("T")
About = tuple[int | None, str, int | None]  # base, note, rollback of
LAYOUT_LOCK = "dougong layout"
DDL_ATTEMPTS = 60


class StorePublisher:
    """Implements builder.repository.Publisher for one caller."""

    def __init__(self, store: Store, ctx: Context) -> None:
        self._store = store
        self._ctx = ctx

    def publish(self, app: str, base: int | None, documents: Documents, note: str, rollback_of: int | None = None) -> int:
        """Makes the documents revision base + 1. Conflict where `base` is not the newest, or existing records break a new promise."""
        with self._store.database.alone(f"publish_{app}") as first:
            if not first:
                raise Conflict("publishing_already", app=app)
            return _Publication(self._store, self._ctx, app, documents).run(base, (note, rollback_of))


class StoreLiveData:
    """Implements builder.repository.LiveData for one caller."""

    def __init__(self, store: Store, ctx: Context) -> None:
        self._store = store
        self._ctx = ctx

    def impact(self, app: str, documents: Documents, changes: Sequence[Change]) -> list[Impact]:
        """What the changes mean for the records of the app as it is published now; nothing before the first publication."""
        current = self._store.revision(app)
        if current is None:
            return []
        ctx = replace(self._ctx, app=app, revision=current)
        return self._store.read(ctx, lambda uow: impacts(uow, load(documents), changes))


class _Publication:
    """One run; its parts share the store, the definition and what must be added."""

    def __init__(self, store: Store, ctx: Context, app: str, documents: Documents) -> None:
        self.database = store.database
        self.app = app
        self.documents = documents
        self.definition: App = load(documents)
        self.catalog = ctx.runtime.catalog
        self.ctx = replace(ctx, app=app, revision=None)
        self.old = store.revision(app)
        self.columns = wanted.columns(self.definition, self.catalog)

    def run(self, base: int | None, about: tuple[str, int | None]) -> int:
        self._transaction(lambda connection: self._begin(connection, base))
        expansion = self._transaction(self._allocate)
        self._expand(expansion)
        asked = wanted.indexes(self.definition, self.columns, self.catalog)
        of_use = [index for index in asked if index.only in (None, self.database.name)]
        indexes.build(self._steps, self._transaction, expansion.layout, of_use)
        conversions = Conversions(self.database, self.ctx, (self.old, self.definition), expansion)
        conversions.prepare(self._steps, self._transaction)
        n, layout = self._transaction(lambda connection: self._switch(connection, (base, *about), (expansion, conversions)))
        promises.finish(self._steps, self._transaction, layout)
        return n

    def _begin(self, connection: Connection, base: int | None) -> None:
        known = connection.execute(select(app_table.c.key).where(app_table.c.key == self.app)).first()
        if known is None and base is None:
            definitions.register(UnitOfWork(self.database, connection, self.ctx), self.app)
        _expect(connection, self.app, base)

    def _transaction(self, fn: Callable[[Connection], T]) -> T:
        def once() -> T:
            with self.database.writing() as connection:
                return fn(connection)

        return self._again(once)

    def _steps(self, statements: list[str]) -> None:
        """Schema statements, each to be done again where a lock is not to be had."""
        if not statements:
            return
        with self.database.bare() as connection:
            for statement in statements:
                self._again(lambda statement=statement: connection.exec_driver_sql(statement))  # type: ignore[misc]

    def _again(self, fn: Callable[[], T]) -> T:
        for attempt in range(DDL_ATTEMPTS):
            try:
                return fn()
            except DBAPIError as error:
                if not self.database.retryable(error):
                    raise
            time.sleep(random.uniform(0.02, 0.05) * min(attempt + 1, 5))  # noqa: S311
        raise Unavailable("database_busy")

    def _allocate(self, connection: Connection) -> Expansion:
        self.database.fence(connection, LAYOUT_LOCK, exclusive=True)
        info = self.definition.info
        before = self.old.definition.info if self.old else info
        new_days = (before.timezone, before.day_start) != (info.timezone, info.day_start)
        return catalogue.expand(connection, self.app, self._old_layout(), self.columns, new_days=new_days)

    def _old_layout(self) -> Layout:
        return self.old.layout if self.old else Layout({})

    def _expand(self, expansion: Expansion) -> None:
        dialect = self.database.writer.dialect
        keys = {table.no: key for key, table in expansion.layout.tables.items()}
        statements = []
        for table in sorted(expansion.tables, key=lambda made: made.lines):
            owner = expansion.layout.form(keys[table.no][0]) if table.lines else None
            statements.append(ddl.create_table(dialect, table, owner))
            if table.lines:
                statements.append(f"CREATE INDEX IF NOT EXISTS f{table.no}_parent ON f{table.no} (_parent, _position)")
        existing = self._existing(expansion)
        for table, place in expansion.columns:
            if (table.no, place.day or place.name) not in existing:
                statements += ddl.add_columns(dialect, table, place, expansion.layout)
        self._steps(statements)

    def _existing(self, expansion: Expansion) -> set[tuple[int, str]]:
        """(table number, column) of what an unfinished attempt has already added."""
        with self.database.reading() as connection:
            found = inspect(connection)
            numbers = {table.no for table, _ in expansion.columns if found.has_table(f"f{table.no}")}
            return {(number, column["name"]) for number in numbers for column in found.get_columns(f"f{number}")}

    def _switch(self, connection: Connection, about: About, parts: tuple[Expansion, Conversions]) -> tuple[int, Layout]:
        (base, note, rollback_of), (expansion, conversions) = about, parts
        self.database.hurry(connection)
        self.database.fence(connection, self.app, exclusive=True)
        _expect(connection, self.app, base)
        conversions.complete(connection)
        layout = Promises(self.definition, self.catalog, expansion.layout, self.columns).switch(connection)
        catalogue.settle(connection, expansion)
        n = (base or 0) + 1
        uow = UnitOfWork(self.database, connection, replace(self.ctx, revision=Revision(self.app, n, self.definition, layout)))
        Backfill(uow, self.old.definition if self.old else None, self.catalog).run()
        [revision_id] = uow.new_ids(1)
        row = {
            "id": revision_id, "app": self.app, "n": n, "base": base, "by": self.ctx.actor.id, "at": uow.now, "note": note,
            "rollback_of": rollback_of, "layout": dump_layout(layout),
        }
        connection.execute(insert(revision).values(row))
        revisions.store_items(connection, revision_id, self.documents)
        _settle_draft(uow, self.app, n, (self.documents, rollback_of))
        for follow in self.ctx.runtime.published:
            follow(uow)
        return n, layout


def _expect(connection: Connection, app: str, base: int | None) -> None:
    row = connection.execute(select(app_table.c.current).where(app_table.c.key == app)).one_or_none()
    if row is None:
        raise NotFound("app_not_found", app=app)
    if row.current != base:
        raise Conflict("revision_newer", app=app, base=base, current=row.current)


def _settle_draft(uow: UnitOfWork, app: str, n: int, published: tuple[Documents, int | None]) -> None:
    """Edits that are published now leave the draft; others stay, on the base they were made on (after going back: on the new one)."""
    documents, rollback_of = published
    left = 0
    for name, text in definitions.draft_texts(uow, app).items():
        if documents.get(name) == (None if text is None else orjson.loads(text)):
            c = draft_item.c
            uow.connection.execute(delete(draft_item).where(c.app == app, c.kind == name[0], c.key == name[1]))
        else:
            left += 1
    values: dict[str, Any] = {"current": n}
    if not left or rollback_of is not None:
        values |= {"draft_base": n, "draft_position": 0}
        uow.connection.execute(delete(draft_log).where(draft_log.c.app == app))
    uow.connection.execute(update(app_table).where(app_table.c.key == app).values(values))


__all__ = ["StoreLiveData", "StorePublisher"]
