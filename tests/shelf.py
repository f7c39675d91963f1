"""Databases made ready once in a run of tests and copied for each test: making tables costs more than most tests do."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.definitions import Documents
from runtime.settings import Settings
from runtime.store.engine import open_store
from tests import databases
from tests.installation import BEGINNING, SECRET, open_installation


@dataclass(frozen=True)
class Furnishing:
    """What a database holds before a test begins. `put(url, folder)` puts it there, leaves no connection open and gives what tests must know."""

    name: str
    put: Callable[[str, Path], Any]


def migrated(url: str, folder: Path) -> None:
    """The engine's own tables, empty."""
    store = open_store(Settings(data_dir=folder, database_url=url, secret_key=SECRET))
    store.migrate()
    store.close()


MIGRATED = Furnishing("migrated", migrated)


def published(name: str, documents: Callable[[], Documents]) -> Furnishing:
    """An app with no record and nobody in it."""

    def put(url: str, folder: Path) -> None:
        installation = open_installation(url, folder, lambda: BEGINNING)
        installation.publish(documents())
        installation.runtime.store.close()

    return Furnishing(name, put)


@dataclass
class Shelf:
    """The originals of a run, by furnishing and kind of database."""

    folder: Path
    originals: dict[tuple[str, bool], tuple[str, Any]] = field(default_factory=dict)

    @contextmanager
    def copy(self, furnishing: Furnishing, folder: Path, server: str = "") -> Iterator[str]:
        """The URL of a copy of one's own: a SQLite file in the folder, or a database on the PostgreSQL behind the socket `server`."""
        key = (furnishing.name, bool(server))
        if key not in self.originals:
            self.originals[key] = self._made(furnishing, server)
        original, _ = self.originals[key]
        if server:
            with databases.postgres_database(server, like=original) as url:
                yield url
            return
        url = databases.sqlite_database(folder)
        shutil.copyfile(_file(original), _file(url))
        yield url

    def told(self, furnishing: Furnishing, url: str) -> Any:
        """What putting it there gave."""
        return self.originals[furnishing.name, not url.startswith("sqlite")][1]

    def _made(self, furnishing: Furnishing, server: str) -> tuple[str, Any]:
        folder = self.folder / furnishing.name
        folder.mkdir(exist_ok=True)
        url = databases.new_postgres_database(server) if server else databases.sqlite_database(folder)
        return url, furnishing.put(url, folder)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
