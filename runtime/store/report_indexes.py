"""Which indexes the published reports ask for: one by each date they look at, and one that holds all a branch reads of its home.

Takes: an App, the Catalog, which columns there are. Gives: indexes by field. Never: a guess, a report that cannot be made.

A covering index begins with the period as the statement writes it (dialects/cuts.py), so that SQLite groups in its order without sorting:
at 1M rows 0.2 s instead of 1.6. PostgreSQL groups by hash, so there it is not built.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from builder.definitions import App
from builder.errors import AppError
from builder.expressions.errors import ExpressionError
from builder.expressions.terms import Term
from builder.expressions.types import Date, Instant, Type
from builder.kinds import Catalog
from runtime import dataset
from runtime.dataset_asked import defaults
from runtime.dataset_periods import Day
from runtime.stack import Axis, Branch, Cut, Stack
from runtime.store.layout import DAY, GRAINS, TableKey, bare_field, home_key
from runtime.values import zone

MOST = 3  # covering indexes of one form
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
Columns = Mapping[TableKey, Mapping[str, Type]]
Fields = tuple[str, ...]


def dates(app: App, wanted: Columns, catalog: Catalog) -> list[tuple[TableKey, Fields]]:
    """One for each date a report is split or narrowed by."""
    found = [one for branch in _branches(app, catalog) for one in _dates(branch, wanted.get(home_key(branch.home), {}))]
    return list(dict.fromkeys(found))


def covering(app: App, wanted: Columns, catalog: Catalog) -> list[tuple[TableKey, Fields]]:
    """At most three for each form: those most branches are served by; branches with the same groups share one."""
    asked: dict[tuple[TableKey, Fields], list[Fields]] = {}
    for branch in _branches(app, catalog):
        found = _covering(branch, wanted.get(home_key(branch.home), {}))
        if found:
            groups, more = found
            asked.setdefault((home_key(branch.home), groups), []).append(more)
    by_use = sorted(asked.items(), key=lambda item: -len(item[1]))
    kept: dict[TableKey, list[Fields]] = {}
    for (table, groups), rest in by_use:
        if len(kept.setdefault(table, [])) < MOST:
            kept[table].append((*groups, *dict.fromkeys(field for fields in rest for field in fields if field not in groups)))
    return [(table, fields) for table, several in kept.items() for fields in several]


def _branches(app: App, catalog: Catalog) -> Iterator[Branch]:
    """Those of records, of every published report as it is when nobody chooses anything."""
    for stack in _stacks(app, catalog):
        yield from (branch for branch in stack.branches if "." not in branch.home)


def _stacks(app: App, catalog: Catalog) -> Iterator[Stack]:
    where = zone(app.info.timezone)
    day = Day(ANY_DAY, where, app.info.day_start)
    for report in app.reports.values():
        if report.funnel is None:
            asked = dataset.Asked(defaults(report.parameters, day), ANY_DAY, where, app.info.day_start)
            try:
                yield dataset.stack_of(app, catalog, report, asked)
            except (AppError, ExpressionError):
                continue


def _dates(branch: Branch, columns: Mapping[str, Type]) -> Iterator[tuple[TableKey, Fields]]:
    table = home_key(branch.home)
    for axis in branch.axes:
        if axis.value is not None and axis.cut is not None and axis.cut.grain and _own(axis.value.root, columns):
            yield table, (_by_day(axis.value.root, columns),)
    for item in (item for typed in branch.conditions for item in typed.root.walk()):
        if item.op == "business_day" and _own(item.args[0], columns):
            yield table, (_by_day(item.args[0], columns),)
        elif _own(item, columns) and isinstance(item.type, Instant | Date):
            yield table, (item.value,)


def _own(item: Term, columns: Mapping[str, Type]) -> bool:
    """Whether a term is a column of the home itself."""
    return item.op == "name" and item.value in columns


def _by_day(item: Term, columns: Mapping[str, Type]) -> str:
    return f"{item.value}{DAY}" if isinstance(columns[item.value], Instant) else str(item.value)


def _covering(branch: Branch, columns: Mapping[str, Type]) -> tuple[Fields, Fields] | None:
    """(groups, everything else that is read), where all of it lies in the home and a period comes first; None else."""
    axes = [axis for axis in branch.axes if axis.known]
    periods = [axis for axis in axes if axis.cut is not None and axis.cut.grain and not axis.cut.since and not axis.cut.ahead]
    groups = [_group(axis, columns) for axis in (*periods, *(axis for axis in axes if axis not in periods))]
    if branch.over or None in groups or len(periods) != 1:
        return None
    values = [one.value for one in branch.aggregates if one.value is not None]
    typed = (*values, *(test for one in branch.aggregates for test in one.where), *branch.conditions)
    read = [name for one in typed for name in _read(one.root, columns, branch.parameters)]
    if "" in read:
        return None
    found = tuple(str(group) for group in groups)
    day = bare_field(found[0])  # SQLite wants the column itself too where it searches by the period
    return found, tuple(dict.fromkeys(field for field in (day, *read, "deleted_at") if field not in found))


def _group(axis: Axis, columns: Mapping[str, Type]) -> str | None:
    """The index field of an axis over a column of the home; None for any other."""
    cut = axis.cut or Cut()
    if axis.value is None or not _own(axis.value.root, columns) or cut.bins:
        return None
    root = axis.value.root
    return f"{_by_day(root, columns)}{GRAINS[cut.grain]}" if cut.grain else str(root.value)


def _read(item: Term, columns: Mapping[str, Type], constant: Mapping[str, Any]) -> Iterator[str]:
    """The columns an expression reads; "" for anything beyond the record."""
    if item.op == "business_day" and _own(item.args[0], columns):
        yield _by_day(item.args[0], columns)
    elif item.op == "name":
        if not item.value.startswith("@") and item.value not in constant:
            yield item.value if item.value in columns else ""
    elif item.op in ("each", "some"):
        yield ""
    else:
        for part in item.args:
            yield from _read(part, columns, constant)
