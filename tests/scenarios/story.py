"""The demo story told once for tests of its numbers. Takes: a pytest request. Gives: an installation, the accounts, what is true in it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from builder import templates
from runtime import ids
from runtime.context import Actor, Context
from runtime.identity import access, tokens
from runtime.reports import engine
from runtime.reports.engine import Question
from runtime.reports.shown import Shown
from runtime.store import users
from runtime.store.definitions import DefinitionStore
from runtime.store.write import UnitOfWork
from tests import databases
from tests.conftest import Clock
from tests.installation import Installation, Person, open_installation
from tools.mall_data import truth
from tools.mall_data.fill import Truth, fill
from tools.mall_data.recount import Book, book
from tools.mall_data.scale import Scale

APP = "mall_crm"
FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
SCALE = Scale("story", 400, 15_000, 15)  # fifteen months, so that there is a year before
BEGUN = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
ROLES = {
    "store_manager": "manager_1", "operations": "operations", "ceo": "ceo", "agent": "agent_1", "merchant": "merchant_1",
    "administrator": "admin", "designer": "designer",
}  # fmt: skip

AT_HOME = {
    "store_manager": "store_today", "operations": "operations_board", "ceo": "ceo_board", "agent": "agent_desk", "merchant": "merchant_board",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An installation in which the story has been told; `facts`: what is true in it, counted from its records one by one."""

    installation: Installation
    clock: Clock
    story: Truth
    found: Book
    facts: Mapping[str, Any]

    def acting(self, role: str) -> Context:
        """The Context of the demo account of a role, now."""
        runtime, user = self.installation.runtime, self.story.users[ROLES[role]]
        actor = runtime.store.read(self.installation.system(), lambda uow: _actor(uow, user))
        return Context(actor, runtime, runtime.clock(), app=APP, revision=runtime.store.revision(APP))

    def client(self, role: str) -> FlaskClient:
        """The same over HTTP."""
        user = self.story.users[ROLES[role]]
        _, secret = tokens.create(self.installation.system(), user)
        return self.installation.client(Person(user, ROLES[role], secret))

    def run(self, key: str, role: str = "ceo", **asked: Any) -> Shown:
        """The numbers of a report as somebody sees them."""
        ctx = self.acting(role)
        return engine.run(ctx, engine.report_of(ctx, key), Question(**asked)).shown

    def names(self, form: str, key: str) -> dict[str, str]:
        """Id → what a record is called in the facts."""
        ctx = self.installation.system(APP)
        number = ctx.rev.layout.form(form).no
        found = self.sql(f"SELECT id, {key} FROM f{number}")
        return {ids.encode(one): name for one, name in found}

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement written by hand."""
        ctx = self.installation.system(APP)
        read: list[tuple[Any, ...]] = ctx.runtime.store.read(ctx, lambda uow: [tuple(row) for row in uow.connection.exec_driver_sql(statement)])
        return read


def _actor(uow: UnitOfWork, user: str) -> Actor:
    row = users.get(uow, user)
    assert row is not None
    return access.of_user(uow, row, users.roles_of(uow, [user])[user])


def tell(installation: Installation, scale: Scale = SCALE) -> Truth:
    """Publishes the app as it stands in the repository and fills it."""
    documents = templates.read_folder(FOLDER).documents
    DefinitionStore(installation.runtime.store, installation.system()).create(APP, documents)
    installation.publish(documents)
    return fill(installation.runtime, scale=scale)


@contextmanager
def telling(request: pytest.FixtureRequest, folder: Path) -> Iterator[Told]:
    """The story on the database the request names."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = databases.sqlite_database(folder)
        else:
            url = stack.enter_context(databases.postgres_database(request.getfixturevalue("postgres_server")))
        clock = Clock(BEGUN)
        installation = open_installation(url, folder, clock)
        stack.callback(installation.runtime.store.close)
        story = tell(installation)
        found = book(installation.runtime)
        yield Told(installation, clock, story, found, truth.told(found))
