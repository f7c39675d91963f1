"""What changes of an app mean for the records there are: how many, and a few of them.

Takes: changes, new documents. Gives: [Impact]. Never: writes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from builder.changes import Change
from builder.changes.automations import INSTANCES_RUNNING, RUNNING
from builder.checks.scope import field_config, form_scope
from builder.definitions import App
from builder.expressions.check import checked
from builder.expressions.types import Boolean, List, Number, Text
from builder.repository import Impact
from runtime.store import wanted
from runtime.store.catalogue import Conversion
from runtime.store.conditions import FormSource
from runtime.store.conversions import converter_of
from runtime.store.expressions_sql import condition
from runtime.store.layout import PARENT, Place, TableKey, TableLayout
from runtime.store.tables_workflow import wf_instance
from runtime.store.workflows import RUNNING as UNDER_WAY
from runtime.store.write import UnitOfWork

SAMPLES = 5
BATCH = 2_000


@dataclass(frozen=True)
class Look:
    """What a question is asked of: the change, the place it names, and that place's table and column as they are (None where new)."""

    uow: UnitOfWork
    new: App
    change: Change
    key: TableKey
    field: str

    @property
    def table(self) -> TableLayout | None:
        """The table, if records of it exist already."""
        return self.uow.revision.layout.tables.get(self.key)  # type: ignore[no-any-return]

    @property
    def place(self) -> Place | None:
        """Where the field's values lie now."""
        return self.table.places.get(self.field) if self.table else None

    def found(self, code: str, level: str, *where: ColumnElement[bool]) -> Impact:
        """Live rows for which all conditions hold; of a subtable's rows the records that hold them."""
        assert self.table is not None
        columns = self.table.table.c
        live = () if self.table.lines else (columns.deleted_at.is_(None),)
        record = columns[PARENT] if self.table.lines else columns.id
        query = select(record).where(*live, *where)
        count = self.uow.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        samples = list(self.uow.connection.execute(query.order_by(columns.id).limit(SAMPLES)).scalars()) if count else []
        return self.impact(code, level, count, samples)

    def impact(self, code: str, level: str, count: int, samples: Sequence[str]) -> Impact:
        """An impact of this change."""
        return Impact(code, self.change.path, level if count else "safe", count, tuple(samples), dict(self.change.params))


def impacts(uow: UnitOfWork, new: App, changes: Sequence[Change]) -> list[Impact]:
    """One per change that touches records, those that touch none included (count 0)."""
    found = []
    for change in changes:
        question = QUESTIONS.get(change.code)
        look = _look(uow, new, change)
        if question and look.table is not None:
            found += [impact for impact in question(look) if impact is not None]
    return [*found, *_under_way(uow, new, [change.path for change in changes if change.code in RUNNING])]


def _under_way(uow: UnitOfWork, new: App, paths: Iterable[str]) -> Iterator[Impact]:
    """Instances that run on while their workflow changes, once per workflow."""
    for key in dict.fromkeys(path.split("/")[1] for path in paths):
        running = (wf_instance.c.app == uow.ctx.app, wf_instance.c.workflow == key, wf_instance.c.state == UNDER_WAY)
        count = uow.connection.execute(select(func.count()).where(*running)).scalar_one()
        known = new.workflows.get(key) or uow.revision.definition.workflows.get(key)
        if count and known:
            yield Impact(INSTANCES_RUNNING, f"workflow/{key}", "safe", count, (), {"workflow": known.label})


def _look(uow: UnitOfWork, new: App, change: Change) -> Look:
    parts = change.path.split("/")
    form = parts[1] if parts[0] == "form" and len(parts) > 1 else ""
    field = parts[3] if len(parts) > 3 and parts[2] == "fields" else ""
    if len(parts) > 5 and parts[4] == "fields":
        return Look(uow, new, change, (form, field), parts[5])
    return Look(uow, new, change, (form, ""), field)


def _filled(look: Look) -> Iterator[Impact]:
    """Values people will not see any more."""
    if look.place:
        yield look.found("impact_values_hidden", "lossy", look.table.table.c[look.place.name].is_not(None))  # type: ignore[union-attr]


def _records(look: Look) -> Iterator[Impact]:
    """Records of a form that goes."""
    yield look.found("impact_records_hidden", "lossy")


def _empty(look: Look) -> Iterator[Impact]:
    """Records without a value that is required from now on."""
    where = [look.table.table.c[look.place.name].is_(None)] if look.place else []  # type: ignore[union-attr]
    yield look.found("impact_required_empty", "safe", *where)


def _option(look: Look) -> Iterator[Impact]:
    """Records that use an option."""
    if look.place is None:
        return
    option = look.change.path.rsplit("/", 1)[-1]
    if isinstance(look.place.type, List):
        yield _counted(look, "impact_option_used", lambda value: option in value)
    else:
        yield look.found("impact_option_used", "lossy", look.table.table.c[look.place.name] == option)  # type: ignore[union-attr]


def _converted(look: Look) -> Iterator[Impact]:
    """Values that do not survive a change of type, length or scale as they are; the old column keeps them."""
    kind = wanted.columns(look.new, look.uow.ctx.runtime.catalog).get(look.key, {}).get(look.field)
    if look.place is None or kind is None:
        return
    conversion = Conversion(look.key, look.place, Place(look.field, look.place.name, 0, kind))
    convert = converter_of(look.uow.ctx, (look.uow.revision, look.new), conversion)
    textual = isinstance(kind, Text) and isinstance(look.place.type, Text)
    numeric = isinstance(kind, Number) and isinstance(look.place.type, Number)
    if textual or numeric:
        code = "impact_values_cut" if textual else "impact_values_rounded"
        yield _counted(look, code, lambda value: convert(value) != value)
    else:
        yield _counted(look, "impact_values_lost", lambda value: convert(value) is None)


def _outside(look: Look) -> Iterator[Impact]:
    """Values the field's new limits do not allow."""
    form, subtable = look.key
    if look.place is None:
        return
    fields = look.new.forms[form].by_key
    field = next(item for item in fields[subtable].fields if item.key == look.field) if subtable else fields[look.field]
    kind = look.uow.ctx.runtime.catalog.fields[field.type]
    config = field_config(look.new, look.uow.ctx.runtime.catalog, form, f"{subtable}.{look.field}" if subtable else look.field)
    yield _counted(look, "impact_outside_limits", lambda value: kind.check_value(config, value) is not None)


def _counted(look: Look, code: str, test: Callable[[Any], bool]) -> Impact:
    """Rows whose value meets a test that only Python can make, read in batches."""
    table, place = look.table, look.place
    assert table is not None
    assert place is not None
    columns = table.table.c
    record = columns[PARENT] if table.lines else columns.id
    live = () if table.lines else (columns.deleted_at.is_(None),)
    query = select(columns.id, record, columns[place.name]).where(*live, columns[place.name].is_not(None)).order_by(columns.id).limit(BATCH)
    count, samples, last = 0, list[str](), None
    while True:
        rows = look.uow.connection.execute(query if last is None else query.where(columns.id > last)).all()
        met = [row[1] for row in rows if test(row[2])]
        count += len(met)
        samples += met[: SAMPLES - len(samples)]
        if len(rows) < BATCH:
            return look.impact(code, "lossy", count, samples)
        last = rows[-1][0]


def _duplicates(look: Look) -> Iterator[Impact]:
    """Live records that share values which must be unique from now on."""
    fields: tuple[str, ...] = (look.field,)
    where: str | None = None
    if look.change.code == "constraint_unique_added":
        constraint = look.new.forms[look.key[0]].constraints[int(look.change.path.rsplit("/", 1)[-1])]
        fields, where = constraint.unique, constraint.where
    table = look.table
    assert table is not None
    if any(field not in table.places for field in fields):
        return
    source = FormSource(look.uow, look.key)
    columns = [source.column(field) for field in fields]
    narrowed = [_condition(look, source, where)] if where else []
    live = [source.column("deleted_at").is_(None), *(column.is_not(None) for column in columns), *narrowed]
    twice = select(*columns).select_from(source.joined.source).where(*live).group_by(*columns).having(func.count() > 1).subquery()
    same = and_(*(column == twice.c[position] for position, column in enumerate(columns)))
    yield look.found("impact_duplicates", "blocked", *narrowed, select(twice).where(same).exists())


def _offenders(look: Look) -> Iterator[Impact]:
    """Live records that a new check does not allow."""
    if look.change.code == "constraint_check_added":
        text = look.new.forms[look.key[0]].constraints[int(look.change.path.rsplit("/", 1)[-1])].check
    else:
        text = look.new.forms[look.key[0]].by_key[look.field].check if not look.key[1] else None
    known = look.table.places if look.table else {}
    if text and all(name.split(".")[0] in known for name in _typed(look, text).names if not name.startswith("@")):
        source = FormSource(look.uow, look.key)
        yield look.found("impact_check_failed", "lossy", _condition(look, source, f"not ({text})"))


def _typed(look: Look, text: str) -> Any:
    return checked(text, form_scope(look.new, look.uow.ctx.runtime.catalog, look.key[0]), Boolean())


def _condition(look: Look, source: FormSource, text: str) -> ColumnElement[bool]:
    return condition(_typed(look, text), source)


QUESTIONS: Mapping[str, Callable[[Look], Iterator[Impact]]] = {
    "form_removed": _records,
    "field_removed": _filled,
    "field_archived": _filled,
    "field_required_added": _empty,
    "field_unique_added": _duplicates,
    "constraint_unique_added": _duplicates,
    "field_check_added": _offenders,
    "constraint_check_added": _offenders,
    "field_type_changed": _converted,
    "field_narrowed": _converted,
    "field_limit_tightened": _outside,
    "option_removed": _option,
}
