"""What a computed value looks like when nobody says: money stays money.

Takes: an App and a field. Gives: config entries. Never: types of nodes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.checks.computed import expression_of, is_rollup, rolled
from builder.checks.places import Place, columns_of, walk
from builder.definitions import App, Field
from builder.expressions import grammar
from builder.expressions.types import Choice, Number, Type
from builder.kinds import Catalog

MONEY = "money"
CENTS = 2
KEEPS_UNIT = frozenset({"ROUND", "FLOOR", "CEIL", "ABS", "SUM", "AVG", "MIN", "MAX"})
MAX_DEPTH = 20


def inherited(app: App, catalog: Catalog, table: str, field: Field, result: Type | None) -> dict[str, Any]:
    """`format` and `currency` of amounts, `options` of choices, as the fields behind a result have them."""
    reader = _Reader(app, catalog)
    if isinstance(result, Choice):
        return reader.options(table, field)
    if isinstance(result, Number) and result.scale == CENTS and reader.power(table, field, MAX_DEPTH) == 1:
        return {"format": MONEY, "currency": reader.currency}
    return {}


class _Reader:
    """Reads the power of money in an expression: amount + amount = 1, amount × rate = 1, amount / amount = 0."""

    def __init__(self, app: App, catalog: Catalog) -> None:
        self._app = app
        self._catalog = catalog
        self._known: dict[tuple[str, str], int] = {}
        self.currency = "CNY"

    def power(self, table: str, field: Field, depth: int) -> int:
        """That of a field: 1 for money, 0 for anything else, worked out (once) for computed ones."""
        address = (table, field.key)
        if address not in self._known:
            self._known[address] = 0  # met again within its own formula = a cycle, which other checks name
            self._known[address] = self._work_out(table, field, depth)
        return self._known[address]

    def _work_out(self, table: str, field: Field, depth: int) -> int:
        kind = self._catalog.fields[field.type]
        if not kind.computed:
            return self._of_look(kind.display(field.config))
        if field.config.get("format"):
            return self._of_look({"look": field.config["format"], **field.config})
        if depth == 0:
            return 0
        if is_rollup(field):
            source, summed = rolled(self._app, table, field)
            child = columns_of(self._app, source).get(str(summed))
            return self.power(source, child, depth - 1) if child and field.config["function"] != "count" else 0
        text = expression_of(field)
        return self._node(table, grammar.parse(text), depth - 1) if text else 0

    def _of_look(self, look: Mapping[str, Any]) -> int:
        if look.get("look") != MONEY:
            return 0
        self.currency = str(look.get("currency", self.currency))
        return 1

    def _node(self, table: str, node: grammar.Node, depth: int) -> int:
        match node:
            case grammar.Path(names=names):
                field = self._field(table, names)
                return 0 if field is None or field[1].fields else self.power(*field, depth)
            case grammar.Unary(operand=operand):
                return self._node(table, operand, depth)
            case grammar.Binary(operator="*", left=left, right=right):
                return self._node(table, left, depth) + self._node(table, right, depth)
            case grammar.Binary(operator="/", left=left, right=right):
                return self._node(table, left, depth) - self._node(table, right, depth)
            case grammar.Binary(left=left, right=right) | grammar.If(then=left, otherwise=right):
                return max(self._node(table, left, depth), self._node(table, right, depth))
            case grammar.Call(function="IF", arguments=(_, *branches)):
                return max((self._node(table, item, depth) for item in branches), default=0)
            case grammar.Call(function=name, arguments=arguments) if name in KEEPS_UNIT and arguments:
                return self._node(table, arguments[0], depth)
        return 0

    def _field(self, table: str, names: tuple[str, ...]) -> tuple[str, Field] | None:
        places: list[Place] = list(walk(self._app, self._catalog, table, names))
        last = places[-1] if len(places) == len(names) else None
        return (last.table, last.field) if last and last.field else None

    def options(self, table: str, field: Field) -> dict[str, Any]:
        """Those of the first choice field the expression names."""
        text = expression_of(field)
        found = (item for item in self._named(table, text) if "options" in item.config) if text else iter(())
        return next(({"options": item.config["options"]} for item in found), {})

    def _named(self, table: str, text: str) -> Iterator[Field]:
        for name in sorted(grammar.names_used(grammar.parse(text))):
            if found := self._field(table, tuple(name.split("."))):
                yield found[1]
