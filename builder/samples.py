"""Rows that travel with an app, judged before anything is installed.

Takes: a Package, the Catalog. Gives: Problems that name file, line and field. Never: a database.

A row is an object of field values; `id` is its name inside the package. A relation holds such a name, a field of people `@me`:
whoever imports. What is computed, read-only or a file does not travel.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.checks.scope import Types, config_of
from builder.definitions import Field, load
from builder.expressions.types import File, Ref
from builder.kinds import BadValue, Catalog
from builder.problems import Problem
from builder.templates import Package, row_problems

ME = "@me"
USERS = "@user"
MAX_NAME = 64
MAX_PROBLEMS = 50


@dataclass(frozen=True)
class _Place:
    """Where a value stands: its path in words of the package, the table and the field it belongs to."""

    path: str
    table: str
    field: Field


def problems(package: Package, catalog: Catalog) -> list[Problem]:
    """What is wrong with the rows of a package whose definitions have no errors; at most 50 of it."""
    found = row_problems(package)
    for problem in _Judge(package, catalog).run():
        if len(found) >= MAX_PROBLEMS:
            break
        found.append(problem)
    return found


def path_of(form: str, number: int) -> str:
    """The place of a row: file and line."""
    return f"data/{form}.jsonl:{number}"


class _Judge:
    def __init__(self, package: Package, catalog: Catalog) -> None:
        self.catalog = catalog
        self.data = package.data
        self.app = load(package.documents)
        self.types = Types(self.app, catalog)
        self.names = {form: {row["id"] for row in rows if _name(row)} for form, rows in package.data.items()}

    def run(self) -> Iterator[Problem]:
        """Every problem, row by row."""
        for form, rows in self.data.items():
            taken: set[str] = set()
            for number, row in enumerate(rows if form in self.app.forms else (), 1):
                yield from _identity(path_of(form, number), row, taken)
                fields = {item.key: item for item in self.app.forms[form].active()}
                yield from self.cells(path_of(form, number), form, fields, row)

    def cells(self, path: str, table: str, fields: Mapping[str, Field], row: Mapping[str, Any]) -> Iterator[Problem]:
        """The values of one row, or of one line of a subtable."""
        for key, value in row.items():
            if key == "id":
                continue
            if key not in fields:
                yield Problem("error", "field_unknown", f"{path}/{key[:40]}", {"field": key[:40]})
            elif value is not None:
                yield from self.cell(_Place(f"{path}/{key}", table, fields[key]), value)

    def cell(self, place: _Place, value: Any) -> Iterator[Problem]:
        """One value."""
        field, kind = place.field, self.catalog.fields[place.field.type]
        type_ = self.types.of(place.table, field.key)
        if kind.computed or field.readonly:
            yield Problem("error", "field_computed" if kind.computed else "field_readonly", place.path)
        elif isinstance(type_, File):
            yield Problem("error", "sample_file", place.path)
        elif isinstance(type_, Ref):
            yield from self.reference(place, type_.form, value)
        else:
            yield from self.plain(place, value)

    def reference(self, place: _Place, target: str, value: Any) -> Iterator[Problem]:
        """A row of the package, or whoever imports."""
        if target == USERS:
            if value != ME:
                yield Problem("error", "sample_person", place.path)
        elif not isinstance(value, str) or value not in self.names.get(target, ()):
            yield Problem("error", "sample_target", place.path)

    def plain(self, place: _Place, value: Any) -> Iterator[Problem]:
        """A value its own type reads; the cells of lines one by one."""
        kind, config = self.catalog.fields[place.field.type], config_of(self.types, place.table, place.field.key)
        try:
            parsed = kind.parse(config, value)
        except BadValue as error:
            yield Problem("error", str(error), place.path, dict(error.params))
            return
        broken = kind.check_value(config, parsed) if parsed is not None else None
        if broken:
            yield Problem("error", broken[0], place.path, dict(broken[1]))
        columns = {item.key: item for item in place.field.fields if not item.archived}
        for number, line in enumerate(parsed if columns and parsed else ()):
            yield from self.cells(f"{place.path}/{number}", f"{place.table}.{place.field.key}", columns, line)


def _name(row: Mapping[str, Any]) -> bool:
    name = row.get("id")
    return isinstance(name, str) and 0 < len(name) <= MAX_NAME


def _identity(path: str, row: Mapping[str, Any], taken: set[str]) -> Iterator[Problem]:
    if "id" not in row:
        return
    if not _name(row):
        yield Problem("error", "sample_id", f"{path}/id", {"max": MAX_NAME})
    elif row["id"] in taken:
        yield Problem("error", "sample_id_twice", f"{path}/id", {"id": row["id"]})
    else:
        taken.add(row["id"])
