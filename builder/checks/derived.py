"""What moves by itself when a field is written: roll-ups and formulas, over any number of forms.

Takes: Types and fields. Gives: fields. Never: records.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from builder.checks.about import every_field
from builder.checks.computed import Address, expression_of, is_rollup, rolled
from builder.checks.places import walk
from builder.checks.scope import Types
from builder.definitions import Field
from builder.expressions import grammar

ROWS = ""  # stands for "there are more or fewer of them"


class Followers:
    """Which computed fields read which fields, worked out once."""

    def __init__(self, types: Types) -> None:
        self._readers: Mapping[Address, set[Address]] = _readers(types)

    def after(self, written: Iterable[Address]) -> set[Address]:
        """The fields written and everything that moves with them."""
        found = set(written)
        waiting = list(found)
        while waiting:
            more = self._readers.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return found


def _readers(types: Types) -> dict[Address, set[Address]]:
    found: dict[Address, set[Address]] = defaultdict(set)
    for table, field in every_field(types.app):
        if types.catalog.fields[field.type].computed:
            for address in _read(types, table, field):
                found[address].add((table, field.key))
    return found


def _read(types: Types, table: str, field: Field) -> Iterator[Address]:
    if is_rollup(field):
        source, summed = rolled(types.app, table, field)
        yield (source, ROWS)
        yield (source, str(field.config.get("relation", "")))
        if summed:
            yield (source, str(summed))
        if isinstance(field.config.get("filter"), str):
            yield from fields_read(types, source, field.config["filter"])
    elif text := expression_of(field):
        yield from fields_read(types, table, text)


def fields_read(types: Types, table: str, text: str) -> Iterator[Address]:
    """Every field an expression over a table goes through, relations on the way included."""
    try:
        names = grammar.names_used(grammar.parse(text))
    except grammar.ExpressionError:
        return
    for name in names:
        yield from ((place.table, place.name) for place in walk(types.app, types.catalog, table, tuple(name.split("."))))
