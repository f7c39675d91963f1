"""The way down: from a total to its parts, to the records behind, to another report.

Takes: a report and the steps taken. Gives: values of the steps, where one is, what comes next. Never: a dimension outside the report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from builder.definitions.report import Dimension, Measure, Report
from builder.errors import Fault, Invalid
from builder.kinds import BadValue
from runtime import dataset
from runtime import dataset_axes as axes
from runtime.context import Context
from runtime.fields import results
from runtime.records import words as titles
from runtime.reports import columns, saved, words
from runtime.reports.columns import Frame
from runtime.reports.shown import Column

MOST = 8
UNTOUCHED = ("type", "title")
COUNT = Measure("n", agg="count")
Steps = tuple[tuple[str, Any], ...]


def steps_of(ctx: Context, frame: Frame, report: Report, asked: dataset.Asked, given: Iterable[tuple[str, Any]]) -> Steps:
    """The steps with Python values; Invalid where one names no dimension of the report or its ways down."""
    found: Steps = ()
    for number, (key, raw) in enumerate(given):
        column = column_of(ctx, frame, report, asked, key)
        if column is None or number >= MOST:
            raise Invalid("invalid", [Fault(f"/drill/{number}", "report_drill_unknown")])
        found = (*found, (key, value_of(column, raw, f"/drill/{number}")))
    return found


def dimension_of(report: Report, key: str) -> Dimension | None:
    """A dimension of the report by its key, or the one a way down swaps in."""
    own = next((one for one in report.dimensions if one.key == key), None)
    below = any(key in drill.path for drill in report.drill)
    return own or (Dimension(key, field=key) if below else None)


def column_of(ctx: Context, frame: Frame, report: Report, asked: dataset.Asked, key: str) -> Column | None:
    """A dimension of the report, or of one of its ways down, as a column; known already for reports of the app."""
    found = dimension_of(report, key)
    if found is None:
        return None
    made = partial(_column, ctx, frame, (report, found), asked)
    return saved.once(ctx, report, ("column", key, frame.locale), made)  # type: ignore[no-any-return]


def _column(ctx: Context, frame: Frame, of: tuple[Report, Dimension], asked: dataset.Asked) -> Column | None:
    report, found = of
    others = (one for one in report.dimensions if one.key == found.since)
    dimensions = tuple(replace(one, top=None, fill=None) for one in (found, *others))
    bare = Report(report.key, report.label, report.source, parameters=report.parameters, dimensions=dimensions, measures=(COUNT,))
    stack = dataset.stack_of(ctx.rev.definition, ctx.runtime.catalog, bare, replace(asked, extra=(), levels=(), drill=()))
    return next((one for one in columns.columns_of(frame, bare, stack) if one.key == found.key), None)


def value_of(column: Column, raw: Any, pointer: str) -> Any:
    """A clicked value as JSON sent it; Invalid where it is no value of that dimension."""
    try:
        if isinstance(raw, Mapping | list):
            raise BadValue("report_value_unknown")
        return results.parse(column.type, raw)
    except BadValue:
        raise Invalid("invalid", [Fault(pointer, "report_value_unknown")]) from None


def swapped(chart: Mapping[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    """A chart that draws what stands there now."""

    def current(value: Any) -> Any:
        if isinstance(value, list):
            return [current(item) for item in value]
        return instead.get(value, value) if isinstance(value, str) else value

    return {name: value if name in UNTOUCHED else current(value) for name, value in chart.items()}


def ways_on(report: Report, shown: Sequence[str], steps: Sequence[tuple[str, Any]]) -> dict[str, str]:
    """For each dimension one sees now what a click on it leads to; in the order of the ways down."""
    found = {key: axes.down(report, (*steps, (key, None))).instead.get(key) for key in shown if dimension_of(report, key)}
    order = [name for drill in report.drill for name in drill.path]
    going = {key: after for key, after in found.items() if after and key in order}
    return {key: going[key] for key in sorted(going, key=order.index)}


def label_of(frame: Frame, report: Report, key: str) -> str:
    """What people call a dimension of the report or of a way down."""
    found = dimension_of(report, key)
    return columns.dimension_label(frame, report, found) if found else ""


def state(ctx: Context, frame: Frame, report: Report, asked: dataset.Asked, shown: Sequence[str]) -> dict[str, Any]:
    """For the browser: where one is, by what a click goes on, which records and reports lie behind."""
    ways = {key: {"key": after, "label": label_of(frame, report, after)} for key, after in ways_on(report, shown, asked.drill).items()}
    told = zip(asked.drill, at_texts(ctx, frame, report, asked), strict=True)
    at = [(key, label_of(frame, report, key), results.dump(value), text) for (key, value), text in told]
    return {
        "at": [dict(zip(("key", "label", "value", "text"), one, strict=True)) for one in at],
        "by": next(iter(ways), None),
        "next": next(iter(ways.values()), None),
        "ways": ways,
        "records": None if report.funnel or any(_worked_out(report, key) for key in shown) else records_of(report),
    }  # fmt: skip


def records_of(report: Report) -> str:
    """The form whose records lie behind its numbers."""
    return next((drill.records for drill in report.drill if drill.records), report.source)


def _worked_out(report: Report, key: str) -> bool:
    """Whether a dimension is no property of a record of the source: nothing to filter a list by."""
    found = dimension_of(report, key)
    return found is not None and bool(found.derive or found.since)


def at_texts(ctx: Context, frame: Frame, report: Report, asked: dataset.Asked) -> list[str]:
    """The words of the values one came by."""
    found = []
    for key, value in asked.drill:
        column = column_of(ctx, frame, report, asked, key)
        found.append(value_text(ctx, column, value) if column else "")
    return found


def value_texts(ctx: Context, column: Column, values: Sequence[Any]) -> list[str]:
    """Values of a dimension in words, records by the titles this viewer may read."""
    form = columns.titled(column)
    ids = {value for value in values if value} if form else set()
    told = ctx.runtime.store.read(ctx, lambda uow: titles.ref_titles(uow, {str(form): ids}))[form] if ids else {}
    return [told[value] if value in told else words.text(column, value, ctx.locale) for value in values]


def value_text(ctx: Context, column: Column, value: Any) -> str:
    """One value of a dimension in words."""
    return value_texts(ctx, column, [value])[0]
