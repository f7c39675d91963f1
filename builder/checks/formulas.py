"""Can each formula be kept as it says?"""

from collections.abc import Iterator

from builder.checks.about import every_field, of_field
from builder.checks.computed import asks_clock, expression_of, is_rollup, keep_of, needs
from builder.checks.places import columns_of
from builder.checks.scope import FormScope, Types, stored
from builder.definitions import Field
from builder.expressions import grammar
from builder.expressions.check import checked
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Every formula, and what a roll-up's condition reads."""
    for table, field in every_field(types.app):
        if expression_of(field):
            yield from _formula(types, table, field)
        if keep_of(field) in ("at_write", "current"):
            yield from _reads_live(types, table, field)


def _formula(types: Types, table: str, field: Field) -> Iterator[Problem]:
    try:
        typed = checked(str(expression_of(field)), FormScope(types, table))
    except grammar.ExpressionError:
        return  # expressions.py has said so
    if stored(typed, field) is None:
        yield of_field(table, field, "formula_result", "expression")
    if asks_clock(typed.node) and keep_of(field) != "live":
        yield of_field(table, field, "formula_must_be_live", "keep")
    if keep_of(field) == "live" and "." in table:
        yield of_field(table, field, "formula_live_in_subtable", "keep")
    if keep_of(field) == "live" and field.unique:
        yield of_field(table, field, "formula_live_unique", "unique")


def _reads_live(types: Types, table: str, field: Field) -> Iterator[Problem]:
    """A stored value of a live one would be stale at once."""
    for source, key in needs(types.app, types.catalog, (table, field.key)):
        found = columns_of(types.app, source)[key]
        if keep_of(found) == "live" and not is_rollup(field):
            yield of_field(table, field, "formula_reads_live", "expression", source=found.label)
