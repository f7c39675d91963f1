"""What computed fields are made of.

Takes: an App and a field. Gives: the computed places it needs, its keep, its expression. Never: types.
"""

from collections.abc import Iterator
from typing import Any

from builder.checks.places import Place, columns_of, table_of, walk
from builder.definitions import App, Field
from builder.expressions import grammar
from builder.kinds import Catalog

CLOCK_NAMES = frozenset({"@me", "@now", "@today"})
CLOCK_CALL = "TODAY"

Address = tuple[str, str]  # (table, field key)


def expression_of(field: Field) -> str | None:
    """The expression of a formula, None for any other field."""
    text = field.config.get("expression")
    return text if isinstance(text, str) else None


def is_rollup(field: Field) -> bool:
    """Whether it gathers values of other rows."""
    return "function" in field.config


def keep_of(field: Field) -> str | None:
    """When a formula is worked out: as defined, else live where it asks the clock, at_write over a relation, current within the record."""
    text = expression_of(field)
    if text is None:
        return "current" if is_rollup(field) else None
    if "keep" in field.config:
        return str(field.config["keep"])
    try:
        node = grammar.parse(text)
    except grammar.ExpressionError:
        return "current"
    if asks_clock(node):
        return "live"
    return "at_write" if any("." in name for name in grammar.names_used(node)) else "current"


def asks_clock(node: grammar.Node) -> bool:
    """Whether the result changes by itself with time or with the person who looks."""
    return bool(grammar.names_used(node) & CLOCK_NAMES) or any(
        isinstance(piece, grammar.Call) and piece.function == CLOCK_CALL for piece in grammar.walk(node)
    )


def rolled(app: App, table: str, field: Field) -> tuple[str, Any]:
    """The table a roll-up gathers and the key of the field it sums (None for a count)."""
    subtable = field.config.get("subtable")
    return (f"{table}.{subtable}" if subtable else str(field.config.get("form", ""))), field.config.get("field")


def needs(app: App, catalog: Catalog, address: Address) -> list[Address]:
    """The computed fields whose values a computed field reads directly."""
    table, key = address
    field = columns_of(app, table).get(key)
    if field is None:
        return []
    if is_rollup(field):
        return _of_rollup(app, catalog, table, field)
    text = expression_of(field)
    return list(_of_text(app, catalog, table, text)) if text else []


def _of_rollup(app: App, catalog: Catalog, table: str, field: Field) -> list[Address]:
    source, summed = rolled(app, table, field)
    found = list(_of_text(app, catalog, source, str(field.config["filter"]))) if field.config.get("filter") else []
    child = columns_of(app, source).get(str(summed))
    return [*found, (source, child.key)] if child and catalog.fields[child.type].computed else found


def _of_text(app: App, catalog: Catalog, table: str, text: str) -> Iterator[Address]:
    try:
        names = grammar.names_used(grammar.parse(text))
    except grammar.ExpressionError:
        return
    for name in sorted(names):
        places: list[Place] = list(walk(app, catalog, table, tuple(name.split("."))))
        field = places[-1].field if places else None
        if field is not None and catalog.fields[field.type].computed:
            yield (places[-1].table, field.key)


__all__ = ["Address", "asks_clock", "expression_of", "is_rollup", "keep_of", "needs", "rolled", "table_of"]
