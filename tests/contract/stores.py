"""A store with the tiny app on a fresh database, for tests of the store alone: no door, no rights, no HTTP."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from builder.checks.scope import form_scope
from builder.expressions.check import Typed, checked
from builder.expressions.types import Boolean, Type
from runtime.catalog import build_catalog
from runtime.context import SYSTEM, Context, Runtime
from runtime.ids import IdMaker
from runtime.settings import Settings
from runtime.store import records, select
from runtime.store.engine import Store, open_store
from runtime.store.publish import StoreLiveData, StorePublisher
from runtime.values import utc_now

APP = "tiny"
SECRET = "unit-test-kX93jdh27sQpLm48vBnRt61wZyAe"
Values = Mapping[str, Any]


@dataclass
class Shop:
    """One process's view of the database: a store and the Context of the system."""

    store: Store
    runtime: Runtime
    clock: Callable[[], datetime]

    def context(self, app: str = APP) -> Context:
        """The system on the newest revision."""
        return Context(SYSTEM, self.runtime, self.clock(), app=app, revision=self.store.revision(app) if app else None)

    def publish(self, documents: Any, note: str = "", rollback_of: int | None = None) -> int:
        """Documents as the newest revision of the tiny app."""
        known = self.store.revision(APP)
        return self.publisher().publish(APP, known.n if known else None, documents, note, rollback_of)

    def publisher(self) -> StorePublisher:
        """The port, for the system."""
        return StorePublisher(self.store, self.context(""))

    def live(self) -> StoreLiveData:
        """The port, for the system."""
        return StoreLiveData(self.store, self.context(""))

    def write(self, fn: Callable[[Any], Any], **more: Any) -> Any:
        """One unit of work."""
        return self.store.write(replace(self.context(), **more), fn)

    def read(self, fn: Callable[[Any], Any]) -> Any:
        """One look."""
        return self.store.read(self.context(), fn)

    def insert(self, form: str, *rows: Values) -> list[str]:
        """New records."""
        return self.write(lambda uow: records.insert(uow, form, rows))

    def load(self, form: str, *ids: str, deleted: bool | None = False) -> list[Any]:
        """Records by id, in that order, those that are there."""
        found = self.read(lambda uow: records.load(uow, form, ids, deleted=deleted))
        return [found[key] for key in ids if key in found]

    def value(self, form: str, id_: str, field: str) -> Any:
        """One value of one record."""
        return self.load(form, id_)[0].values[field]

    def page(self, query: Any, fields: Iterable[str] | None = None) -> Any:
        """One page."""
        return self.read(lambda uow: select.page(uow, query, None if fields is None else tuple(fields)))

    def condition(self, form: str, text: str, parameters: Mapping[str, Type] | None = None) -> Typed:
        """A checked condition on a form, as filters are."""
        ctx = self.context()
        names = form_scope(ctx.rev.definition, self.runtime.catalog, form, parameters=parameters or {})
        return checked(text, names, Boolean(), filter=True)


def open_shop(url: str, clock: Callable[[], datetime] = utc_now) -> Shop:
    """A process that joins the database, making its tables where they are missing."""
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite") else Path(".")
    settings = Settings(folder, url, SECRET)
    store = open_store(settings)
    store.migrate()
    return Shop(store, Runtime(settings, clock, IdMaker(clock), store, build_catalog()), clock)


@contextmanager
def shop_on(url: str, documents: Any, clock: Callable[[], datetime] = utc_now) -> Iterator[Shop]:
    """A shop with these documents published."""
    shop = open_shop(url, clock)
    try:
        shop.publish(documents)
        yield shop
    finally:
        shop.store.close()


def member(name: str = "林若溪", mobile: str | None = None, **more: Any) -> dict[str, Any]:
    """Values of a member."""
    return {"name": name, "mobile": mobile, "spent": Decimal("0.00"), "orders": 0, **more}
