"""An installation of an earlier release gets every table it lacks."""

from pathlib import Path

from sqlalchemy import inspect

from runtime.store import migrations
from runtime.store.engine import open_store
from runtime.store.tables import metadata, schema_step
from tests.contract.stores import SECRET, Settings

FIRST = {1, 2}  # what the first release ran; its tables are all others


def test_every_step_that_is_written_is_run() -> None:
    written = {int(path.stem[-4:]) for path in Path(migrations.__file__).parent.glob("step_*.py")}
    assert list(migrations.STEPS) == sorted(written)


def test_tables_of_later_releases_are_added(database: str) -> None:
    store = open_store(Settings(Path("."), database, SECRET))
    try:
        store.migrate()
        with store.database.writing() as connection:
            before = set(inspect(connection).get_table_names())
            later = [metadata.tables[name] for name in ("notice", "job", "incident")]
            metadata.drop_all(connection, later)
            connection.execute(schema_step.delete().where(schema_step.c.n.not_in(FIRST)))
        store.migrate()
        with store.database.writing() as connection:
            assert set(inspect(connection).get_table_names()) == before
    finally:
        store.close()
