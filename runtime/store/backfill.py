"""Computed fields of the records there already are, when a formula or roll-up is new or reads differently.

Runs behind the fence, sources first, so that nobody adds to a sum that has not been taken yet. Takes: two definitions. Gives: filled
columns. Never: a frozen formula that has a value.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal, select, update

from builder.checks.computed import keep_of, needs
from builder.checks.places import columns_of
from builder.checks.scope import EXTREMES, form_scope
from builder.definitions import App, Field
from builder.expressions import python
from builder.expressions.check import Typed, checked
from builder.expressions.types import Boolean, Number, Text, Type
from builder.kinds import Catalog
from runtime.store.conditions import FormSource, clock, conditions
from runtime.store.layout import PARENT, Place, TableKey, TableLayout
from runtime.store.paths import paths
from runtime.store.plan import plan_of
from runtime.store.write import UnitOfWork

CHUNK = 500
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
Address = tuple[str, str]  # (table as the checks name it, field)


@dataclass(frozen=True)
class Target:
    """A computed field to be worked out for every record."""

    key: TableKey
    field: Field
    place: Place
    table: TableLayout
    fresh: bool

    @property
    def name(self) -> str:
        """Its table as expressions name it."""
        return ".".join(filter(None, self.key))


class Backfill:
    """The computed fields of one publication that must be worked out anew."""

    def __init__(self, uow: UnitOfWork, old: App | None, catalog: Catalog) -> None:
        self._uow = uow
        self._new: App = uow.revision.definition
        self._old = old
        self._catalog = catalog

    def run(self) -> None:
        """Works all of them out, those others read first."""
        for target in self._targets:
            if "function" in target.field.config:
                self._rollup(target)
            elif target.fresh or keep_of(target.field) != "at_write":
                self._formula(target)
            else:
                continue
            if target.place.day:
                self._days(target, target.place.day)

    @cached_property
    def _targets(self) -> list[Target]:
        moved: dict[Address, Target] = {}
        waiting = list(self._computed())
        grown = True
        while grown:
            grown = False
            for address, target in waiting:
                reads = needs(self._new, self._catalog, address)
                if address not in moved and (self._differs(target) or any(one in moved for one in reads)):
                    moved[address] = target
                    grown = True
        return [moved[address] for address in _sources_first(moved, lambda address: needs(self._new, self._catalog, address))]

    def _computed(self) -> Iterator[tuple[Address, Target]]:
        for key, table in self._uow.revision.layout.tables.items():
            name = ".".join(filter(None, key))
            for field in columns_of(self._new, name).values() if key[0] in self._new.forms else ():
                place = table.places.get(field.key)
                if place and ("expression" in field.config or "function" in field.config):
                    yield (name, field.key), Target(key, field, place, table, self._before(name, field.key) is None)

    def _before(self, table: str, key: str) -> Field | None:
        if self._old is None or table.split(".")[0] not in self._old.forms:
            return None
        return columns_of(self._old, table).get(key)

    def _differs(self, target: Target) -> bool:
        before = self._before(target.name, target.field.key)
        return before is None or (before.type, before.config) != (target.field.type, target.field.config)

    def _rollup(self, target: Target) -> None:
        """One UPDATE: the sum or count over the rows that point here."""
        config = target.field.config
        subtable = config.get("subtable")
        key: TableKey = (target.key[0], str(subtable)) if subtable else (str(config["form"]), "")
        source = FormSource(self._uow, key)
        source.joined = source.joined.aliased()
        link = source.joined.root.c[PARENT] if subtable else source.column(str(config["relation"]))
        where = [link == target.table.table.c.id, *conditions(source, self._filter(target, key))]
        if not subtable:
            where.append(source.column("deleted_at").is_(None))
        value = self._total(source, target)
        total = select(value).select_from(source.joined.source).where(*where).correlate(target.table.table).scalar_subquery()
        self._uow.connection.execute(update(target.table.table).values({target.place.name: total}))

    def _days(self, target: Target, companion: str) -> None:
        """The local dates of instants just gathered, in chunks."""
        table = target.table.table
        moment, plan = table.c[target.place.name], plan_of(self._uow.ctx, target.key[0])
        day = bindparam("b_day", type_=table.c[companion].type)
        statement = update(table).where(table.c.id == bindparam("b_id")).values({companion: day})
        last: str | None = None
        while True:
            query = select(table.c.id, moment).where(moment.is_not(None)).order_by(table.c.id).limit(CHUNK)
            rows = self._uow.connection.execute(query if last is None else query.where(table.c.id > last)).all()
            if not rows:
                return
            self._uow.connection.execute(statement, [{"b_id": row[0], "b_day": plan.business_day(row[1])} for row in rows])
            last = rows[-1][0]

    def _total(self, source: FormSource, target: Target) -> ColumnElement[Any]:
        kind = target.table.table.c[target.place.name].type
        field, function = target.field.config.get("field"), target.field.config["function"]
        if function == "count" or not field:
            return func.count()
        if function in EXTREMES:
            gather = func.max if function == "max" else func.min
            return gather(source.column(str(field)), type_=kind)
        return func.coalesce(func.sum(source.column(str(field))), literal(0, kind), type_=kind)

    def _filter(self, target: Target, key: TableKey) -> list[Typed]:
        text = target.field.config.get("filter")
        names = form_scope(self._new, self._catalog, ".".join(filter(None, key)))
        return [checked(str(text), names, Boolean())] if text else []

    def _formula(self, target: Target) -> None:
        """Record by record, in chunks, with everything the expression reads."""
        typed = checked(str(target.field.config["expression"]), form_scope(self._new, self._catalog, target.name))
        run = python.compile(typed)
        names = sorted(name for name in typed.names if not name.startswith("@"))
        table = target.table.table
        moment = clock(self._uow.ctx)
        statement = update(table).where(table.c.id == bindparam("b_id")).values({target.place.name: bindparam("b_value")})
        last: str | None = None
        while True:
            query = select(table.c.id).order_by(table.c.id).limit(CHUNK)
            ids = list(self._uow.connection.execute(query if last is None else query.where(table.c.id > last)).scalars())
            if not ids:
                return
            found = paths(self._uow, target.key if target.key[1] else target.key[0], ids, names)
            self._uow.connection.execute(statement, [self._row(target, id_, run({**moment, **found[id_]})) for id_ in ids])
            last = ids[-1]

    @staticmethod
    def _row(target: Target, id_: str, value: Any) -> dict[str, Any]:
        return {"b_id": id_, "b_value": fitted(value, target.place.type)}


def fitted(value: Any, kind: Type) -> Any:
    """A computed value as its column keeps it: rounded half away from zero; one that does not fit is left empty."""
    if value is None or value == "":
        return None
    if isinstance(kind, Number) and not isinstance(value, bool):
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-kind.scale), context=EXACT)
        if abs(rounded) >= Decimal(10) ** (kind.digits - kind.scale):
            return None
        return rounded if kind.scale else int(rounded)
    return None if isinstance(kind, Text) and kind.max_length and len(value) > kind.max_length else value


def _sources_first(found: Mapping[Address, Target], reads: Callable[[Address], list[Address]]) -> list[Address]:
    ordered: dict[Address, None] = {}

    def visit(address: Address, above: frozenset[Address]) -> None:
        if address in ordered or address in above or address not in found:
            return
        for source in reads(address):
            visit(source, above | {address})
        ordered[address] = None

    for address in found:
        visit(address, frozenset())
    return list(ordered)
