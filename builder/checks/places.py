"""Where a dotted name leads, by structure alone: forms, relations, subtables.

Takes: an App and a path. Gives: Steps. Never: types of results.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.definitions import App, Field
from builder.expressions.types import Ref
from builder.kinds import Catalog

MAX_HOPS = 4
USERS = "@user"
SYSTEM_NAMES = ("id", "created_at", "created_by", "updated_at", "updated_by", "version")


def system_names(table: str) -> tuple[str, ...]:
    """The names every record has; a row of a subtable has only its id."""
    return ("id",) if "." in table else SYSTEM_NAMES


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a table; `table` is a form's key, or `form.subtable` for the rows of a subtable. `many`: reached through a subtable."""

    table: str
    field: Field | None
    name: str
    many: bool = False


def columns_of(app: App, table: str) -> Mapping[str, Field]:
    """The fields in use of a form (`purchase`) or of a subtable's rows (`purchase.lines`)."""
    key, _, subtable = table.partition(".")
    form = app.forms.get(key)
    if form is None:
        return {}
    if not subtable:
        return form.by_key
    rows = form.by_key.get(subtable)
    return {column.key: column for column in rows.fields if not column.archived} if rows else {}


def below(catalog: Catalog, place: Place) -> str | None:
    """The table a place leads on to: that of a relation or of a subtable."""
    if place.field is None:
        return None
    return f"{place.table}.{place.name}" if place.field.fields else target(catalog, place.field)


def put_away(app: App, catalog: Catalog, table: str, path: tuple[str, ...]) -> Field | None:
    """The archived field at which a path ends early, if that is why it leads nowhere."""
    places = list(walk(app, catalog, table, path))
    if len(places) == len(path):
        return None
    here = below(catalog, places[-1]) if places else table
    form, _, subtable = (here or "").partition(".")
    fields = app.forms[form].fields if form in app.forms else ()
    if subtable:
        fields = next((field.fields for field in fields if field.key == subtable), ())
    return next((field for field in fields if field.archived and field.key == path[len(places)]), None)


def table_of(form: str, key: str) -> tuple[str, str]:
    """`lines.net` of `purchase` stands in the table `purchase.lines` under `net`."""
    subtable, _, column = key.rpartition(".")
    return (f"{form}.{subtable}" if subtable else form, column)


def target(catalog: Catalog, field: Field) -> str | None:
    """The form (or "@user") a field points at, None for any other field."""
    kind = catalog.fields.get(field.type)
    stored = None if kind is None or kind.computed else kind.storage(field.config)
    return stored.form if isinstance(stored, Ref) else None


def walk(app: App, catalog: Catalog, table: str, path: tuple[str, ...]) -> Iterator[Place]:
    """The places a path goes through, from `table` on; fewer than names where it leads nowhere."""
    hops, many = 0, False
    for position, name in enumerate(path):
        field = columns_of(app, table).get(name)
        if field is None:
            if name in system_names(table):
                yield Place(table, None, name, many)
            return
        yield Place(table, field, name, many)
        if position == len(path) - 1:
            return
        if field.fields:
            table, many = f"{table}.{name}", True
        elif (form := target(catalog, field)) and form != USERS and hops < MAX_HOPS:
            table, hops = form, hops + 1
        else:
            return
