"""Which names an expression may use and what type they have.

Takes: an App, the Catalog, a form. Gives: Scope, types, configs. Never: records.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from threading import RLock
from typing import Any

from builder.checks import looks
from builder.checks.computed import Address, expression_of, is_rollup, keep_of, needs, rolled
from builder.checks.places import MAX_HOPS, USERS, Place, columns_of, system_names, table_of, target, walk
from builder.definitions import App, Field
from builder.expressions import grammar
from builder.expressions.check import Hop, PathInfo, Typed, check
from builder.expressions.types import Boolean, Choice, Date, Instant, Number, Ref, Text, Type
from builder.kinds import Catalog

MAX_SCALE = 6
STORED_DIGITS = 18
EXTREMES = ("max", "min")
ORDERED = (Number, Date, Instant)
RESULTS = (Boolean, Text, Number, Date, Instant, Choice, Ref)


class Types:
    """The value types of an app's fields, each worked out once, formulas after what they read."""

    def __init__(self, app: App, catalog: Catalog) -> None:
        self.app = app
        self.catalog = catalog
        self._known: dict[Address, Type | None] = {}
        self._begun: set[Address] = set()
        self._lock = RLock()

    def of(self, table: str, key: str) -> Type | None:
        """The type of a field of a form or of `form.subtable`; None for a subtable, a broken or a circular one."""
        if (table, key) in self._known:
            return self._known[(table, key)]
        with self._lock:
            return self._work_out(table, key)

    def _work_out(self, table: str, key: str) -> Type | None:
        waiting = [] if (table, key) in self._begun else [(table, key)]
        while waiting:
            address = waiting[-1]
            if address in self._begun:
                waiting.pop()
                if address not in self._known:
                    self._known[address] = self._find(*address)
                continue
            self._begun.add(address)
            waiting.extend(item for item in needs(self.app, self.catalog, address) if item not in self._begun)
        return self._known.get((table, key))

    def _find(self, table: str, key: str) -> Type | None:
        field = columns_of(self.app, table).get(key)
        kind = self.catalog.fields.get(field.type) if field else None
        if field is None or kind is None:
            return None
        if is_rollup(field):
            return self._rolled(table, field)
        text = expression_of(field) if kind.computed else None
        return kind.storage(field.config) if text is None else self._result(table, field, text)

    def _rolled(self, table: str, field: Field) -> Type | None:
        if field.config["function"] == "count":
            return Number(0)
        source, summed = rolled(self.app, table, field)
        found = self.of(source, str(summed))
        if isinstance(found, Number):
            return Number(found.scale, STORED_DIGITS)
        return found if field.config["function"] in EXTREMES and isinstance(found, ORDERED) else None

    def _result(self, table: str, field: Field, text: str) -> Type | None:
        try:
            return stored(check(grammar.parse(text), FormScope(self, table)), field)
        except grammar.ExpressionError:
            return None


def stored(typed: Typed, field: Field) -> Type | None:
    """The type of a formula's result as it is kept: numbers at the field's scale and within 18 digits; None for what no column holds."""
    if isinstance(typed.type, Number):
        scale = int(field.config.get("scale", min(typed.type.scale, MAX_SCALE)))
        return Number(scale, min(max(typed.type.digits, scale + 1), STORED_DIGITS))
    return typed.type if isinstance(typed.type, RESULTS) else None


def _system(table: str, name: str) -> Type:
    """`id`, `created_by` … of any record."""
    if name == "id":
        return Ref(table)
    if name == "version":
        return Number(0)
    return Instant() if name.endswith("_at") else Ref(USERS)


class FormScope:
    """The names of one table: its fields, up to four relations further, rows of subtables, `old.` and parameters.

    `members`: the prefix under which segments stand (builder/expressions/terms.py); None where they cannot be asked.
    """

    def __init__(
        self, types: Types, table: str, *, old: bool = False, parameters: Mapping[str, Type] | None = None, members: str | None = None
    ) -> None:
        self._types = types
        self._table = table
        self._old = old
        self._parameters = parameters or {}
        self._members = members

    def segment(self, key: str) -> tuple[str, str] | None:
        """The name of a segment's members and their form."""
        found = self._types.app.segments.get(key)
        return (f"{self._members}{key}", found.entity) if found and self._members else None

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """Type, label and plurality of a name; None where it leads nowhere."""
        if len(path) == 1 and path[0] in self._parameters:
            return PathInfo(self._parameters[path[0]])
        if self._old and path[0] == "old" and len(path) > 1:
            path = path[1:]
        places = list(walk(self._types.app, self._types.catalog, self._table, path))
        if len(places) != len(path):
            return None
        found = self._type(places[-1])
        if found is None:
            return None
        last = places[-1]
        many = last.many or bool(last.field and last.field.fields)
        label = last.field.label if last.field else SYSTEM_LABELS[last.name]
        return PathInfo(found, many, label, tuple(self._hops(places)))

    def _hops(self, places: list[Place]) -> Iterator[Hop]:
        for here, after in pairwise(places):
            if here.field is not None:
                yield Hop(here.name, after.table, many=bool(here.field.fields))

    def _type(self, place: Place) -> Type | None:
        if place.field is None:
            return _system(place.table, place.name)
        if place.field.fields:
            return Ref(f"{place.table}.{place.name}")
        return self._types.of(place.table, place.name)

    def children(self, path: tuple[str, ...]) -> list[tuple[str, PathInfo]]:
        """What may follow a path, with types: the fields of the form it leads to, for completion."""
        table = self._below(path) if path else self._table
        names = [*columns_of(self._types.app, table), *system_names(table)] if table else []
        found = ((name, self.resolve((*path, name))) for name in names)
        return [(name, info) for name, info in found if info is not None]

    def _below(self, path: tuple[str, ...]) -> str | None:
        places = list(walk(self._types.app, self._types.catalog, self._table, path))
        last = places[-1].field if len(places) == len(path) else None
        if last is None:
            return None
        if last.fields:
            return f"{places[-1].table}.{last.key}"
        form = target(self._types.catalog, last)
        return form if form != USERS and len(path) <= MAX_HOPS else None


SYSTEM_LABELS: Mapping[str, Mapping[str, str]] = {
    "id": {"zh-CN": "这条数据", "en": "This record"},
    "created_at": {"zh-CN": "创建时间", "en": "Created at"},
    "created_by": {"zh-CN": "创建人", "en": "Created by"},
    "updated_at": {"zh-CN": "修改时间", "en": "Changed at"},
    "updated_by": {"zh-CN": "修改人", "en": "Changed by"},
    "version": {"zh-CN": "修改次数", "en": "Version"},
}


def form_scope(app: App, catalog: Catalog, form: str, *, old: bool = False, parameters: Mapping[str, Type] | None = None) -> FormScope:
    """The names an expression on a form (or, as `form.subtable`, on the rows of a subtable) may use."""
    return FormScope(Types(app, catalog), form, old=old, parameters=parameters)


def field_type(app: App, catalog: Catalog, form: str, key: str) -> Type | None:
    """The checked value type of a field (`amount`, or `lines.net` for a column); None for a subtable."""
    return Types(app, catalog).of(*table_of(form, key))


def field_config(app: App, catalog: Catalog, form: str, key: str) -> Mapping[str, Any]:
    """The configuration to hand to a field's type: its own, `timezone`; for computed fields `result`, `keep`, the look of its source."""
    return config_of(Types(app, catalog), *table_of(form, key))


def config_of(types: Types, table: str, key: str) -> Mapping[str, Any]:
    """The same for many fields, with the types already at hand."""
    field = columns_of(types.app, table)[key]
    config = {**field.config, "timezone": types.app.info.timezone}
    if not types.catalog.fields[field.type].computed:
        return config
    result = types.of(table, key)
    return {**looks.inherited(types.app, types.catalog, table, field, result), **config, "result": result, "keep": keep_of(field)}
