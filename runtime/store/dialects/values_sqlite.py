"""Values in SQLite: the exact integer subset natively, everything else by `dougong_eval`. Takes: terms. Gives: SQL. Never: REAL.

A number is INTEGER × 10^scale and stays native only while it surely fits 18 digits (SQLite would turn an overflow into REAL).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, case, func, literal

from builder.expressions.terms import Term, fault, is_members
from builder.expressions.types import List, Number
from runtime.store.dialects.conditions import Conditions, Source, Sql
from runtime.store.dialects.evaluate import FUNCTION, NATIVE, writer
from runtime.store.dialects.parts_sqlite import DATE_PARTS, hour

MAX_ARGUMENTS = 100
LOGICAL = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "in", "and", "or", "not", "empty", "some"))
GATHERED = frozenset(("sum", "count", "min", "max"))
_NATIVE = frozenset(("add", "sub", "mul", "neg", "scale"))


def fits(item: Term) -> bool:
    """Whether a number of this term is kept as an integer: 18 digits at most, or a sum the database itself watches."""
    return not isinstance(item.type, Number) or 10**item.type.digits <= NATIVE


class SqliteValues(Conditions):
    """Writes values for SQLite."""

    def value(self, item: Term) -> Sql:
        """The value of a term, native where it is exact."""
        if item.op == "late":
            return self._open(item)
        if self.known(item):
            return self.bound(item, self.result(item))
        if item.op == "name":
            return self.source.column(item.value)
        if item.op in LOGICAL and not self._left_open(item):
            return case((self.condition(item, True), 1), else_=0)
        if item.op in GATHERED and item.args[0].op == "each":
            return self._gathered(item)
        if item.op == "business_day" and item.args[0].op == "name":
            day = self.source.day(item.args[0].value)
            return self.opaque(item) if day is None else day
        if item.op in DATE_PARTS:
            return DATE_PARTS[item.op](self.value(item.args[0]))
        if item.op == "hour" and item.args[0].op == "name":
            return hour(self.value(item.args[0]), self.source.parameters["@zone"][0], self.opaque(item))
        return self._native(item) if self._is_native(item) else self.opaque(item)

    def bound(self, item: Term, value: Any) -> Sql:
        """A known value the way a column keeps it."""
        if value is None:
            return literal(None, Text())
        raw = writer(item.type)(value)
        return literal(raw, BigInteger() if isinstance(raw, int) else Text())

    def place(self, item: Term) -> tuple[Sql, Callable[[Any], Any]]:
        """A parameter, given the way a column keeps it; Text stands for a type that converts nothing."""
        return bindparam(item.value[1], type_=Text()), writer(item.type)

    def comparable(self, left: Term, right: Term) -> tuple[Sql, Sql] | None:
        """Both sides; numbers in one scale, None where that may need more than 18 digits."""
        if not isinstance(left.type, Number):
            return self.value(left), self.value(right)
        scale = max(left.scale, right.scale)
        wide = [self._watched(item) or item.bound * 10 ** (scale - item.scale) < NATIVE for item in (left, right)]
        if not all(wide) or any(self._watched(item) and item.scale < scale for item in (left, right)):
            return None
        return self._at(left, scale), self._at(right, scale)

    def wrapped(self, value: Sql, positive: bool) -> Sql:
        """A boolean value as a condition."""
        return value.is_(True) if positive else value.is_not(True)

    def opaque(self, item: Term) -> Sql:
        """The value by `dougong_eval`, over the names and gathered values below the term."""
        return self._evaluated(item, whole=False)

    def _watched(self, item: Term) -> bool:
        """A sum the database adds up itself: it raises an error rather than overflow."""
        return item.op == "sum" and item.args[0].op == "each"

    def _left_open(self, item: Term) -> bool:
        """A `x in a list column`, which has no condition of its own here."""
        return item.op == "in" and item.args[1].op != "list" and not is_members(item.args[1])

    def _at(self, item: Term, scale: int) -> Sql:
        value = self.value(item)
        return value if item.scale == scale else value * literal(10 ** (scale - item.scale), BigInteger())

    def _is_native(self, item: Term) -> bool:
        """Whether the operation and all below it stays within 18 digits as integers."""
        if item.op not in _NATIVE or item.bound >= NATIVE:
            return False
        if item.op == "mul" and not any(self.known(arg) for arg in item.args):
            return False
        wide = [arg.bound * 10 ** max(item.scale - arg.scale, 0) if item.op in ("add", "sub") else arg.bound for arg in item.args]
        return max(wide) < NATIVE and all(not self.known(arg) or self.result(arg) is not None for arg in item.args)

    def _native(self, item: Term) -> Sql:
        if item.op == "neg":
            return -self.value(item.args[0])
        if item.op == "scale":
            return self._at(item.args[0], item.scale)
        if item.op == "mul":
            return self.value(item.args[0]) * self.value(item.args[1])
        left, right = (self._at(arg, item.scale) for arg in item.args)
        return left + right if item.op == "add" else left - right

    def _gathered(self, item: Term) -> Sql:
        """An aggregate over the rows of a subtable."""
        each = item.args[0]
        body = each.args[0]

        def build(inner: Source) -> Sql:
            rows = type(self)(inner)
            if item.op == "count":
                return func.count(rows.value(body))
            return getattr(func, item.op)(rows.whole(body))  # type: ignore[no-any-return]

        gathered = self.source.scalar(each.value, build)
        return func.coalesce(gathered, 0) if item.op == "sum" else gathered

    def whole(self, item: Term) -> Sql:
        """A value for an aggregate: a number always as an integer, whatever its possible digits."""
        return self.value(item) if fits(item) or self._is_native(item) else self._evaluated(item, whole=True)

    def _evaluated(self, item: Term, *, whole: bool) -> Sql:
        leaves = _Leaves(self)
        root = leaves.cut(item, top=True)
        if len(leaves.names) > MAX_ARGUMENTS:
            raise fault("expression_not_in_lists", item)
        key = self.source.registry.add(root, tuple(leaves.names), whole=whole)
        return getattr(func, FUNCTION)(literal(key, Text()), *leaves.values)  # type: ignore[no-any-return]


class _Leaves:
    """Cuts a term where SQL takes over: at columns, gathered values and what is known beforehand."""

    def __init__(self, writer_: SqliteValues) -> None:
        self._writer = writer_
        self._seen: dict[Any, Term] = {}
        self.names: list[Term] = []
        self.values: list[Sql] = []

    def cut(self, item: Term, *, top: bool = False) -> Term:
        """The term with its leaves replaced by the arguments `$0`, `$1` …"""
        bare = replace(item, start=0, end=0)
        if item.op == "const":
            return bare
        if item.op == "avg" and item.args[0].op == "each":
            each = item.args[0]
            total = Term("sum", each.args[0].type, (each,), bound=each.bound, nullable=False, start=item.start, end=item.end)
            number = Term("count", Number(0, 18), (each,), nullable=False, start=item.start, end=item.end)
            return replace(bare, op="div", args=(self._leaf(total), self._leaf(number)))
        names = any(part.op == "name" for part in item.walk())
        gathered = item.op in GATHERED and item.args[0].op == "each"
        belongs = item.op == "in" and is_members(item.args[1])
        if item.op in ("name", "some") or gathered or belongs or (names and self._writer.known(item) and not isinstance(item.type, List)):
            return self._leaf(item)
        return replace(bare, args=tuple(self.cut(arg) for arg in item.args))

    def _leaf(self, item: Term) -> Term:
        key = item.value if item.op == "name" else (item.op, item.start, item.end, item.value)
        if key not in self._seen:
            name = Term("name", item.type, value=f"${len(self.names)}", bound=item.bound, nullable=True)
            self._seen[key] = name
            self.names.append(name)
            self.values.append(self._writer.value(item))
        return self._seen[key]

