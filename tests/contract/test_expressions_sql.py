"""Expressions as SQL: comparisons that use indexes, what SQLite computes itself, "some line", and statements that do not swell."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, select, text

from builder.expressions import python
from builder.expressions.check import checked
from builder.expressions.errors import ExpressionError
from runtime.store import expressions_sql
from runtime.store.dialects import evaluate
from runtime.store.dialects.evaluate import Registry, register
from tests.contract.expression_table import LINE_TABLE, METADATA, PARAMETERS, PERIOD, ROWS, SCOPE, TABLE, TableSource, fill


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    registry = Registry()
    engine: Engine = create_engine(database)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: register(connection, registry))
    with engine.connect() as opened:
        opened.info["registry"] = registry
        fill(opened)
        yield opened
    engine.dispose()


def _source(connection: Connection) -> TableSource:
    return TableSource(connection.dialect.name, connection.info["registry"])


def _where(connection: Connection, expression: str) -> Any:
    return select(TABLE.c.id).where(expressions_sql.condition(checked(expression, SCOPE, filter=True), _source(connection)))


def _plan(connection: Connection, expression: str) -> str:
    compiled = _where(connection, expression).compile(connection, compile_kwargs={"literal_binds": True})
    verb = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{verb} {compiled}".replace("%", "%%")))


INDEXED = {
    "amount >= 1000": "amount",
    "not amount < 1000": "",
    "amount == 12.5": "amount",
    "qty > 1.5": "qty",
    "qty in [1, 2, 2.5]": "qty",
    "name == 'Anna'": "name",
    "name > 'A' and name < 'B'": "name",
    "born >= DATEADD(TODAY(), -60, 'day')": "born",
    "paid_at >= DATE('2026-01-01')": "paid_at__d",
    "DATE(paid_at) == TODAY()": "paid_at__d",
    "sent_at < DATEADD(@now, -1, 'month')": "sent_at",
    "owner == @me": "owner",
    "tier == 'gold'": "tier",
    "EMPTY(due)": "due",
    "1 < qty": "qty",
    "amount > IF(1 > 2, 5, 10 / 4)": "amount",
}


@pytest.mark.parametrize(("expression", "column"), [item for item in INDEXED.items() if item[1]])
def test_a_comparison_with_a_known_value_uses_the_index(connection: Connection, expression: str, column: str) -> None:
    connection.execute(text(f'CREATE INDEX the_index ON t ("{column}")'))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET enable_seqscan = off"))
        assert "Index Cond" in _plan(connection, expression) or "Index Only" in _plan(connection, expression)
    assert "the_index" in _plan(connection, expression)


@pytest.mark.parametrize(
    ("expression", "native"),
    [
        ("amount >= 1000 and not tier == 'gold' or EMPTY(name)", True),
        ("price + small > rate", True),
        ("amount * 3 > 10", True),
        ("SUM(lines.qty) > 3", True),
        ("COUNT(lines) == 0 and MAX(lines.amount) > 1", True),
        ("tier in ['gold', 'new'] and flag", True),
        ("DATE(paid_at) == born", True),
        ("amount / 3 > 1", False),
        ("price * small > 10", False),
        ("CONTAINS(name, 'a')", False),
        ("'vip' in tags", False),
        ("YEAR(born) == 2000", True),
        ("WEEKDAY(paid_at) in [6, 7]", True),
        ("HOUR(paid_at) == 14", False),
    ],
)
def test_sqlite_calls_python_only_where_it_must(expression: str, native: bool) -> None:
    source = TableSource("sqlite", Registry())
    statement = str(expressions_sql.condition(checked(expression, SCOPE), source))
    assert (evaluate.FUNCTION not in statement) is native


@pytest.mark.parametrize(
    "expression",
    [
        "lines.qty > 2",
        "not lines.qty > 2",
        "lines.name == 'Anna' or lines.ok",
        "'Anna' in lines.name",
        "'Anna' not in lines.name",
        "lines.qty != small",
        "lines.amount * 2 >= price",
        "not lines.ok",
        "lines.qty > 1 and lines.qty < 0",
        "EMPTY(lines.name)",
        "COUNT(lines.qty > small) >= 1",
    ],
)
def test_some_line_in_a_filter(connection: Connection, expression: str) -> None:
    compiled = python.compile(checked(expression, SCOPE, filter=True))
    expected = [number for number, row in enumerate(ROWS) if compiled(row) is True]
    assert sorted(connection.scalars(_where(connection, expression))) == expected
    assert expected


def test_a_value_read_back_has_its_type_and_places(connection: Connection) -> None:
    for expression in (
        "amount * rate * rate",
        "SUM(lines.amount * lines.qty)",
        "owner",
        "DATEADD(sent_at, 1, 'month')",
        "born",
        "flag",
        "@me",
        "1.50",
    ):
        typed = checked(expression, SCOPE)
        found = connection.scalars(select(expressions_sql.value(typed, _source(connection))).select_from(TABLE).order_by(TABLE.c.id)).all()
        compiled = python.compile(typed)
        assert [(type(value), str(value)) for value in found] == [(type(value), str(value)) for value in map(compiled, ROWS)], expression


NESTED = {
    "not": ("IF(not ({0} < 1), 1, 2)", "small"),
    "division": ("1 / ({0})", "small"),
    "remainder": ("7 % ({0})", "small"),
    "average": ("AVG({0}, 1)", "small"),
    "year": ("DATEADD({0}, 1, 'year')", "born"),
    "months": ("DATEDIFF({0}, born, 'month')", "born"),
    "moment": ("DATEADD({0}, 1, 'month')", "sent_at"),
    "ends": ("IF(ENDS(name, {0}), {0}, 'a')", "name"),
    "equal": ("IF(({0}) != 1, 1, 2)", "small"),
}


@pytest.mark.parametrize(("shape", "start"), NESTED.values(), ids=NESTED.keys())
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_nesting_does_not_swell_the_statement(dialect: str, shape: str, start: str) -> None:
    sizes = []
    for depth in (2, 4, 6):
        expression = start
        for _ in range(depth):
            inner = expression if shape.count("{0}") == 1 or expression == start else f"LOWER({start})"
            expression = shape.format(inner) if "DATEDIFF" not in shape else f"DATEADD(born, {shape.format(start)}, 'day')"
        sizes.append(len(str(expressions_sql.value(checked(expression, SCOPE), TableSource(dialect, Registry())))))
    assert sizes[2] - sizes[1] <= 2 * max(sizes[1] - sizes[0], 50)


def test_what_does_not_depend_on_the_record_is_computed_once(connection: Connection) -> None:
    statement = str(_where(connection, "DATEADD(TODAY(), -1, 'month') > DATE('2020-01-01') and 10 / 3 > 3"))
    assert statement.splitlines()[-1].strip().lower() in ("where true", "where 1 = 1", "where true and true", "where 1 = 1 and 1 = 1")


def test_too_many_columns_are_refused_with_a_code() -> None:
    class Wide(TableSource):
        def column(self, path: str) -> Any:
            return TABLE.c.amount

    class Anything:
        def resolve(self, path: tuple[str, ...]) -> Any:
            return SCOPE.resolve(("small",))

        def children(self, path: tuple[str, ...]) -> list[Any]:
            return []

    parts = (", ".join(f"{letter}{number}" for number in range(30)) for letter in "wxyz")
    wide = f"MAX({', '.join(f'MAX({part})' for part in parts)})"
    with pytest.raises(ExpressionError) as caught:
        expressions_sql.value(checked(wide, Anything()), Wide("sqlite", Registry()))
    assert caught.value.code == "expression_not_in_lists"


def test_the_registry_keeps_what_was_asked_last() -> None:
    registry = Registry()
    source = TableSource("sqlite", registry)
    for number in range(evaluate.KEPT + 5):
        expressions_sql.value(checked(f"amount / {number + 2}", SCOPE), source)
    assert len(registry._known) == evaluate.KEPT


def test_the_tables_of_this_test_are_the_ones_described() -> None:
    assert set(METADATA.tables) == {TABLE.name, LINE_TABLE.name}
    assert set(PARAMETERS) == {"@me", "@now", "@today", "@zone", *PERIOD}
