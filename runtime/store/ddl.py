"""The text of schema changes.

Takes: places, tables, keys that passed the checks. Gives: SQL text. Never: a name that did not come from the catalogue.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, MetaData, Table, literal_column
from sqlalchemy.schema import CreateColumn, CreateTable

from builder.expressions.types import Ref
from runtime.store.dialects.cuts import grain
from runtime.store.layout import GRAINS, MONTH_DAY, PARENT, Layout, Place, TableLayout, place_columns

USERS = "@user"


def create_table(dialect: Dialect, layout: TableLayout, owner: TableLayout | None) -> str:
    """A table with its system columns; a subtable refers to its owner. Fields come as columns of their own."""
    bare = TableLayout(layout.no, {}, layout.lines).table
    text = str(CreateTable(bare, if_not_exists=True).compile(dialect=dialect)).strip()
    if owner is None:
        return text
    return text.removesuffix(")").rstrip() + f", \n\tFOREIGN KEY({PARENT}) REFERENCES f{owner.no} (id)\n)"


def add_columns(dialect: Dialect, table: TableLayout, place: Place, layout: Layout) -> list[str]:
    """The statements that add a field's column and companion; a reference is declared with its column."""
    exists = "IF NOT EXISTS " if dialect.name == "postgresql" else ""
    holder = Table("t", MetaData(), *place_columns(place))
    specs = [str(CreateColumn(column).compile(dialect=dialect)).strip() for column in holder.columns]
    return [f"ALTER TABLE f{table.no} ADD COLUMN {exists}{spec}{_reference(place, layout)}" for spec in specs]


def _reference(place: Place, layout: Layout) -> str:
    if not isinstance(place.type, Ref):
        return ""
    if place.type.form == USERS:
        return " REFERENCES users (id)"
    return f" REFERENCES f{layout.form(place.type.form).no} (id)"


def create_index(dialect: Dialect, name: str, table: TableLayout, fields: Sequence[str], *, concurrently: bool = False) -> str:
    """A plain index; descending fields lie with empty values last, as lists want them."""
    how = "CONCURRENTLY " if concurrently else ""
    return f"CREATE INDEX {how}IF NOT EXISTS {name} ON f{table.no} ({', '.join(_part(dialect, table, field) for field in fields)})"


def month_day_text(dialect: Dialect, column: Any, *, qualified: bool = False) -> str:
    """The month and day of a date column as SQL text, the same in an index and in the question it serves."""
    quote = dialect.identifier_preparer.quote
    name = f"{quote(column.table.name)}.{quote(column.name)}" if qualified else quote(column.name)
    if dialect.name == "sqlite":
        return f"substr({name}, 6, 5)"
    return f"((extract(month from {name}) * 100 + extract(day from {name})))"


def _part(dialect: Dialect, table: TableLayout, field: str) -> str:
    if field.endswith(MONTH_DAY):
        return month_day_text(dialect, table.column(field))
    name = quoted(dialect, table, field.lstrip("-"))
    unit = next((unit for unit, suffix in GRAINS.items() if suffix and field.endswith(suffix)), None)
    if unit is not None:
        return str(grain(literal_column(name), unit, dialect.name).compile(dialect=dialect))
    return f"{name} DESC" if field.startswith("-") else name


def quoted(dialect: Dialect, table: TableLayout, field: str) -> str:
    """The column of a field as SQL text."""
    return str(dialect.identifier_preparer.quote(table.column(field).name))


def create_unique(dialect: Dialect, name: str, table: TableLayout, fields: Sequence[str], where: str | None) -> str:
    """A unique index over live records."""
    condition = "deleted_at IS NULL" + (f" AND ({where})" if where else "")
    columns = ", ".join(quoted(dialect, table, key) for key in fields)
    return f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON f{table.no} ({columns}) WHERE {condition}"


def watch(dialect: Dialect, table: TableLayout, columns: Sequence[str]) -> list[str]:
    """Triggers that note which rows are written while these columns are being converted."""
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in columns)
    events = {"insert": "INSERT", "update": f"UPDATE OF {names}"}
    if dialect.name == "postgresql":
        tail = f"FOR EACH ROW EXECUTE FUNCTION conversion_note({table.no})"
        return [f"CREATE OR REPLACE TRIGGER cv{table.no}_{name} AFTER {event} ON f{table.no} {tail}" for name, event in events.items()]
    note = f"INSERT OR IGNORE INTO conversion_pending (table_no, record_id) VALUES ({table.no}, NEW.id)"  # noqa: S608 - a number
    body = f"BEGIN {note}; END"
    return [f"CREATE TRIGGER IF NOT EXISTS cv{table.no}_{name} AFTER {event} ON f{table.no} {body}" for name, event in events.items()]


def unwatch(dialect: Dialect, table: TableLayout) -> list[str]:
    """Takes the triggers of `watch` away."""
    where = f" ON f{table.no}" if dialect.name == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS cv{table.no}_{name}{where}" for name in ("insert", "update")]


def add_check(dialect: Dialect, name: str, table_no: int, check: tuple[str, Sequence[str]]) -> list[str]:
    """A check over one row: (text, the columns it looks at). On PostgreSQL it holds for every row or is not added; on SQLite for every
    row written from now on that sets one of the columns."""
    text, columns = check
    if dialect.name == "postgresql":
        table = f"ALTER TABLE f{table_no}"
        return [f"{table} ADD CONSTRAINT {name} CHECK ({text}) NOT VALID", f"{table} VALIDATE CONSTRAINT {name}"]
    names = ", ".join(dialect.identifier_preparer.quote(column) for column in columns)
    events = {"insert": "INSERT", "update": f"UPDATE OF {names}"}
    body = f"WHEN NOT ({text}) BEGIN SELECT RAISE(ABORT, '{name}'); END"
    return [f"CREATE TRIGGER IF NOT EXISTS {name}_{kind} BEFORE {event} ON f{table_no} {body}" for kind, event in events.items()]


def drop_check(dialect: Dialect, name: str, table_no: int) -> list[str]:
    """Takes a check away."""
    if dialect.name == "postgresql":
        return [f"ALTER TABLE f{table_no} DROP CONSTRAINT IF EXISTS {name}"]
    return [f"DROP TRIGGER IF EXISTS {name}_{kind}" for kind in ("insert", "update")]
