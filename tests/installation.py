"""A whole running installation on a fresh database, for tests that go through the door or through HTTP."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from builder.definitions import Documents
from runtime.app import create_app, open_runtime
from runtime.context import SYSTEM, Actor, Context, Runtime
from runtime.identity import access, tokens, users
from runtime.identity.passwords import Passwords
from runtime.jobs.worker import drain
from runtime.settings import Settings
from runtime.store.publish import StorePublisher

PASSWORD = "plum-orchard-7-lanterns"
BEGINNING = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # where the clock of tests stands at first
SECRET = "unit-test-kX93jdh27sQpLm48vBnRt61wZyAe"


class RememberedPasswords(Passwords):
    """The product's hashes, made once per password: a good hash is slow, and tests make many people."""

    hash = cache(Passwords.hash)


PASSWORDS = RememberedPasswords()


@dataclass
class Person:
    """Somebody who may sign in."""

    id: str
    login: str
    token: str


@dataclass
class Installation:
    """One Runtime with the short cuts tests need; everything goes through the product's own use cases."""

    runtime: Runtime
    people: dict[str, Person] = field(default_factory=dict)
    _app: Flask | None = None

    def system(self, app: str = "") -> Context:
        """A Context of the system on the newest revision of an app."""
        return self._context(SYSTEM, app)

    def publish(self, documents: Documents, note: str = "") -> int:
        """Makes documents the newest revision of their app."""
        app = next(key for kind, key in documents if kind == "app")
        revision = self.runtime.store.revision(app)
        return StorePublisher(self.runtime.store, self.system()).publish(app, revision.n if revision else None, documents, note)

    def drain(self) -> int:
        """Does every job that is due at the clock, and what follows from it; how many that were."""
        return drain(self.runtime)

    def user(self, login: str, roles: Iterable[tuple[str, str]] = (), *, admin: bool = False, name: str = "") -> Person:
        """A person with a password, roles and a token."""
        ctx = self.system()
        person = users.NewPerson(name=name or login, login=login, password=PASSWORD, roles=tuple(roles), admin=admin)
        key, _ = users.create(ctx, PASSWORDS, person)
        _, secret = tokens.create(ctx, key)
        self.people[login] = Person(key, login, secret)
        return self.people[login]

    def context(self, person: Person, app: str) -> Context:
        """What a request of this person would run with."""
        return self._context(access.by_token(self.runtime, person.token, app).actor, app)

    def client(self, person: Person | None = None) -> FlaskClient:
        """A test client; with a person every request carries their token."""
        if self._app is None:
            self._app = create_app(self.runtime.settings, self.runtime)
        client = self._app.test_client()
        if person:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {person.token}"
        return client

    def _context(self, actor: Actor, app: str) -> Context:
        revision = self.runtime.store.revision(app) if app else None
        return Context(actor=actor, runtime=self.runtime, now=self.runtime.clock(), app=app, revision=revision)


def open_installation(url: str, folder: Path, clock: Callable[[], datetime], **settings: Any) -> Installation:
    """An installation on an empty database."""
    return Installation(open_runtime(Settings(data_dir=folder, database_url=url, secret_key=SECRET, **settings), clock))
