"""Steps that bring the engine's own tables from one version of the program to the next.

Takes: a database. Gives: its schema. Never: tables of forms.

Each step runs once, in order, and is recorded; a step that has been released is never edited.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, inspect, select

from runtime.store.migrations import step_0001, step_0002, step_0003, step_0004, step_0005, step_0006
from runtime.store.tables import schema_step
from runtime.values import utc_now

STEPS: Mapping[int, Callable[[Any, Connection], None]] = {
    1: step_0001.apply,
    2: step_0002.apply,
    3: step_0003.apply,
    4: step_0004.apply,
    5: step_0005.apply,
    6: step_0006.apply,
}
LOCK_NAME = "dougong schema"


def run(database: Any) -> None:
    """Runs the steps this database has not seen, one process at a time."""
    with database.writing() as connection:
        database.fence(connection, LOCK_NAME, exclusive=True)
        done = set(connection.execute(select(schema_step.c.n)).scalars()) if inspect(connection).has_table(schema_step.name) else set()
        for number, apply in STEPS.items():
            if number not in done:
                apply(database, connection)
                connection.execute(schema_step.insert().values(n=number, at=utc_now()))
