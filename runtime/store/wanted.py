"""What a definition asks of the schema.

Takes: an App and the Catalog. Gives: columns, indexes, promises by field key. Never: physical names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.checks.computed import keep_of
from builder.checks.scope import Types
from builder.definitions import App, Constraint, Field, Form
from builder.expressions.types import Instant, Ref, Type
from builder.kinds import Catalog
from runtime.store import report_indexes
from runtime.store.layout import DAY, MONTH_DAY, TableKey

Columns = Mapping[TableKey, Mapping[str, Type]]
LIVE, SQLITE = "live", "sqlite"
TOUCHED = ("updated_by", "updated_at")  # what somebody changed last


@dataclass(frozen=True, slots=True)
class WantedIndex:
    """An index on fields of a form (`-` before a descending one, `@day` behind an instant whose local date is meant)."""

    table: TableKey
    fields: tuple[str, ...]
    only: str | None = None  # the kind of database it is of use to


@dataclass(frozen=True, slots=True)
class WantedUnique:
    """A promise that no two live records share these values; `where` narrows it."""

    table: TableKey
    fields: tuple[str, ...]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class WantedCheck:
    """An expression that must not be false for a record; `field` is the one it stands beside, "" for a promise over several."""

    table: TableKey
    field: str
    expression: str


def columns(app: App, catalog: Catalog) -> dict[TableKey, dict[str, Type]]:
    """The type of every field that is stored, by table. Live formulas and broken fields have none."""
    types = Types(app, catalog)
    found: dict[TableKey, dict[str, Type]] = {}
    for form in app.forms.values():
        found[form.key, ""] = dict(_stored(types, form.key, form.active()))
        for field in form.active():
            if field.fields:
                inner = (item for item in field.fields if not item.archived)
                found[form.key, field.key] = dict(_stored(types, f"{form.key}.{field.key}", inner))
    return found


def _stored(types: Types, table: str, fields: Iterator[Field]) -> Iterator[tuple[str, Type]]:
    for field in fields:
        kind = None if field.fields or keep_of(field) == LIVE else types.of(table, field.key)
        if kind is not None:
            yield field.key, kind


def indexes(app: App, wanted: Columns, catalog: Catalog) -> list[WantedIndex]:
    """One per relation (with the form's main date), the main date and its day, those the definition and its time rules ask for; one that
    is the beginning of another is left out."""
    found = [WantedIndex((form.key, ""), fields) for form in app.forms.values() for fields in _of_form(form, wanted[form.key, ""])]
    found += [
        WantedIndex(table, (key,)) for table, fields in wanted.items() if table[1] for key, kind in fields.items() if isinstance(kind, Ref)
    ]
    found += [index for index in _of_rules(app, wanted, catalog) if index not in found]
    found += [index for index in _of_reports(app, wanted, catalog) if index not in found]
    return [index for index in found if not any(_begins(index, other) for other in found)]


def _of_reports(app: App, wanted: Columns, catalog: Catalog) -> list[WantedIndex]:
    """By the dates reports look at; and what holds all that a report of one form reads."""
    days = [WantedIndex(table, fields) for table, fields in report_indexes.dates(app, wanted, catalog)]
    return [*days, *(WantedIndex(table, fields, SQLITE) for table, fields in report_indexes.covering(app, wanted, catalog))]


def _of_rules(app: App, wanted: Columns, catalog: Catalog) -> list[WantedIndex]:
    """One for each date by which a rule finds records; an instant by its local day."""
    found = []
    for rule in app.rules.values():
        kind, fields = catalog.triggers.get(rule.event), wanted.get((str(rule.form), ""), {})
        for name, yearly in kind.dates(rule.config) if kind else ():
            if name in fields:
                day = f"{name}{DAY}" if isinstance(fields[name], Instant) else name
                found.append(WantedIndex((str(rule.form), ""), (f"{day}{MONTH_DAY}" if yearly else day,)))
    return list(dict.fromkeys(found))


def _of_form(form: Form, wanted: Mapping[str, Type]) -> list[tuple[str, ...]]:
    main = (form.main_date,) if form.main_date and form.main_date in wanted else ()
    days = [(f"{main[0]}{DAY}", main[0])] if main and isinstance(wanted[main[0]], Instant) else []  # whatever asks for "today"
    relations = [(key, *main) for key, kind in wanted.items() if isinstance(kind, Ref)]
    asked = [index.fields for index in form.indexes if all(key.lstrip("-") in wanted for key in index.fields)]
    built = {_plain(fields) for fields in relations}
    others = [fields for fields in asked if _plain(fields) not in built]
    return list(dict.fromkeys([*relations, *([main] if main else []), *days, TOUCHED, *others]))


def _plain(fields: tuple[str, ...]) -> tuple[str, ...]:
    """An index of two fields serves the second in both directions wherever the first is given, so it need not be there twice."""
    return (fields[0], fields[1].lstrip("-")) if len(fields) == 2 else fields


def _begins(index: WantedIndex, other: WantedIndex) -> bool:
    return index.table == other.table and len(index.fields) < len(other.fields) and other.fields[: len(index.fields)] == index.fields


def uniques(app: App, wanted: Columns) -> list[WantedUnique]:
    """Every promise of uniqueness."""
    found = []
    for form in app.forms.values():
        stored = wanted[form.key, ""]
        single = [Constraint(unique=(field.key,)) for field in form.active() if field.unique]
        for promise in [*single, *form.constraints]:
            if promise.unique and all(key in stored for key in promise.unique):
                found.append(WantedUnique((form.key, ""), promise.unique, promise.where))
    return found


def checks(app: App) -> list[WantedCheck]:
    """Every promise about the values of one record."""
    found = []
    for form in app.forms.values():
        found += [WantedCheck((form.key, ""), field.key, field.check) for field in form.active() if field.check]
        found += [WantedCheck((form.key, ""), "", promise.check) for promise in form.constraints if promise.check]
    return found
