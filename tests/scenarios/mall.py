"""The mall CRM on a scratch database for scenario tests: published once per kind of database, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from builder import templates
from runtime.app import open_runtime
from runtime.examples import SteppedClock, open_stage
from runtime.examples.stage import Stage
from runtime.settings import Settings
from runtime.store.publish import StorePublisher
from tests import databases
from tests.installation import SECRET, open_installation

APP = "mall_crm"
FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Base:
    """A database in which the app is published and nobody is connected; `server`: the socket of PostgreSQL, empty for SQLite."""

    url: str
    folder: Path
    server: str = ""

    @contextmanager
    def stage(self, folder: Path) -> Iterator[Stage]:
        """A stage on a copy."""
        with ExitStack() as stack:
            if self.server:
                url = stack.enter_context(databases.postgres_database(self.server, like=self.url))
            else:
                shutil.copyfile(self.url.removeprefix("sqlite:///"), folder / "test.sqlite3")
                url = databases.sqlite_database(folder)
            clock = SteppedClock(PUBLISHED)
            runtime = open_runtime(Settings(data_dir=folder, database_url=url, secret_key=SECRET), clock)
            stack.callback(runtime.store.close)
            yield open_stage(runtime, clock, APP)


def publish(url: str, folder: Path, server: str = "", at: datetime = PUBLISHED) -> Base:
    """The app as it stands in the repository, in an empty database."""
    installation = open_installation(url, folder, SteppedClock(at))
    documents = templates.read_folder(FOLDER).documents
    StorePublisher(installation.runtime.store, installation.system()).publish(APP, None, documents, "")
    installation.runtime.store.close()
    return Base(url, folder, server)
