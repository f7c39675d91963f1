"""A tiny mall served over HTTP: people of every sort, and a look at what was written."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from runtime.store.tables import change
from tests.builders import tiny_app
from tests.installation import BEGINNING, PASSWORD, Installation, Person, open_installation
from tests.shelf import MIGRATED, Furnishing, Shelf

FORMS = "/api/v1/apps/tiny/forms"
ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Mall:
    """The tiny mall: `boss` administers, `owner` may everything in the app, `agent` sees own members only, `stranger` has no part in it."""

    house: Installation
    people: dict[str, Person]
    _seen: int = 0
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def call(self, who: str | None, method: str, path: str, **more: Any) -> TestResponse:
        """A request with the token of a person, or of nobody."""
        if (who or "") not in self.clients:
            self.clients[who or ""] = self.house.client(self.people[who] if who else None)
        return self.clients[who or ""].open(path if path.startswith("/") else f"{FORMS}/{path}", method=method, **more)

    def make(self, form: str, who: str = "owner", **values: Any) -> str:
        """A record; its id."""
        made = self.call(who, "POST", f"{form}/records", json={"values": values})
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    def written(self) -> list[tuple[str, str]]:
        """(form, op) of every change row since the last look, and nothing else."""
        rows = self.house.runtime.store.read(
            self.house.system(), lambda uow: uow.connection.execute(select(change.c.form, change.c.op).order_by(change.c.id)).all()
        )
        fresh = [(row.form, row.op) for row in rows[self._seen :]]
        self._seen = len(rows)
        return fresh

    def count(self, table: Any) -> int:
        """Rows of an engine table."""
        return int(
            self.house.runtime.store.read(self.house.system(), lambda uow: uow.connection.scalar(select(func.count()).select_from(table)))
        )

    def browser(self, login: str) -> "Browser":
        """Somebody signed in with a password, as a browser does it."""
        client = self.house.client()
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return Browser(client, answer.json["csrf"])


@dataclass
class Browser:
    """A cookie and the word its writes carry."""

    client: FlaskClient
    csrf: str

    def call(self, method: str, path: str, **more: Any) -> TestResponse:
        """A request of the signed-in browser."""
        headers = {"X-CSRF-Token": self.csrf, **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **more)


def furnish(url: str, folder: Path) -> dict[str, Person]:
    """The tiny app and its people."""
    house = open_installation(url, folder, lambda: BEGINNING)
    house.publish(tiny_app())
    house.user("boss", admin=True, name="李敏")
    house.user("owner", [("tiny", "owner")], name="王芳")
    house.user("agent", [("tiny", "agent")], name="赵雨桐")
    house.user("stranger", name="陌生人")
    house.runtime.store.close()
    return house.people


TINY = Furnishing("tiny mall", furnish)


@pytest.fixture
def furnishing(request: pytest.FixtureRequest) -> Furnishing:
    return TINY if "tiny_people" in request.fixturenames else MIGRATED


@pytest.fixture
def tiny_people(shelf: Shelf, database: str) -> dict[str, Person]:
    return dict(shelf.told(TINY, database))


@pytest.fixture
def mall(installation: Installation, tiny_people: dict[str, Person]) -> Mall:
    installation.people |= tiny_people
    return Mall(installation, dict(tiny_people))
