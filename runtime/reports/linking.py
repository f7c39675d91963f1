"""Tiles that filter one another: a value clicked in one holds in every other whose rows know the same thing.

Takes: a dashboard, the clicked values. Gives: further conditions as expressions. Never: a word of the browser in an expression.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.checks.places import USERS, columns_of, target
from builder.definitions.dashboard import Dashboard
from builder.definitions.report import Dimension, Parameter, Report
from builder.errors import Fault, Invalid
from runtime import dataset
from runtime.context import Context
from runtime.reports import drilling, engine, parameters
from runtime.reports.columns import Frame

MOST_HOPS = 3
Terminal = tuple[str, str]  # (table, field), or ("", form) for the records of a form


def conditions(ctx: Context, dashboard: Dashboard, source: str, own: str, cross: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What other tiles than `own` ask of the rows of `source`; what it does not know does not concern it."""
    found = (_condition(ctx, dashboard, source, one, place) for place, one in enumerate(cross) if one["tile"] != own)
    return tuple(text for text in found if text)


def _condition(ctx: Context, dashboard: Dashboard, source: str, clicked: Mapping[str, Any], place: int) -> str | None:
    tile = next((one for one in dashboard.tiles if one.key == clicked["tile"] and one.report), None)
    pointer = f"/cross/{place}"
    if tile is None:
        raise Invalid("invalid", [Fault(pointer, "tile_unknown")])
    report, frame = engine.report_of(ctx, str(tile.report)), engine.frame_of(ctx)
    dimension = drilling.dimension_of(report, clicked["dimension"])
    if dimension is None:
        raise Invalid("invalid", [Fault(pointer, "report_drill_unknown")])
    here = same_path(frame, report, dimension, source)
    if here is None:
        return None
    column = drilling.column_of(ctx, frame, report, dataset.unasked(ctx), dimension.key)
    assert column is not None
    value = drilling.value_of(column, clicked["value"], pointer)
    return _equal(ctx, source, replace(dimension, field=here), value)


def chosen(ctx: Context, dashboard: Dashboard, source: str, params: Mapping[str, Any]) -> tuple[str, ...]:
    """What is chosen on a dashboard, as conditions on a list of records; a list that does not know it is not narrowed by it."""
    found = (_chosen(ctx, dashboard, source, one, params.get(one.key, one.default)) for one in dashboard.parameters)
    return tuple(text for text in found if text)


def _chosen(ctx: Context, dashboard: Dashboard, source: str, shared: Parameter, raw: Any) -> str | None:
    report, own = next(parameters_called(ctx, dashboard, shared.key), (None, None))
    if report is None or own is None or own.field is None or own.type == parameters.RANGE or raw in (None, "", []):
        return None
    frame = engine.frame_of(ctx)
    dimension = Dimension(own.key, field=own.field)
    here = same_path(frame, report, dimension, source)
    if here is None:
        return None
    value = parameters.read(parameters.asking(ctx, frame, report.source), [own], {own.key: raw})[own.key]
    values = value if isinstance(value, list) else [value]
    texts = (_equal(ctx, source, replace(dimension, field=here), one) for one in values)
    return " or ".join(f"({one})" for one in texts)


def parameters_called(ctx: Context, dashboard: Dashboard, key: str) -> Iterator[tuple[Report, Parameter]]:
    """The parameters of that key of the reports on a dashboard this viewer may run."""
    for tile in dashboard.tiles:
        report = ctx.rev.definition.reports.get(tile.report or "")
        if report is not None and engine.may_run(ctx, report):
            yield from ((report, one) for one in report.parameters if one.key == key)


def _equal(ctx: Context, source: str, dimension: Dimension, value: Any) -> str:
    return dataset.equality_text(ctx.rev.definition, ctx.runtime.catalog, source, (dimension, value), dataset.unasked(ctx))


def same_path(frame: Frame, report: Report, dimension: Dimension, source: str) -> str | None:
    """The path by which rows of another form know what a dimension is about; None where none or several do."""
    wanted = terminal(frame, report.source, dimension.field) if dimension.field else None
    if wanted is None:
        return None
    if source == report.source:
        return dimension.field
    if wanted == ("", source):
        return "id"
    for level in _levels(frame, source):
        fitting = [path for path, found in level if found == wanted]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def terminal(frame: Frame, source: str, path: str) -> Terminal | None:
    """What a path is about in the end: the records of a form, or one field of one form."""
    places = frame.places(source, path)
    if not places or any(one.many for one in places):
        return None
    last = places[-1]
    if last.field is None:
        return ("", last.table) if last.name == "id" else (last.table, last.name)
    return _of_field(frame, last.table, last.field)


def _of_field(frame: Frame, table: str, field: Any) -> Terminal:
    form = target(frame.catalog, field)
    return ("", form) if form and form != USERS else (table, field.key)


def _levels(frame: Frame, source: str) -> Iterator[list[tuple[str, Terminal]]]:
    """Every path over to-one relations with what it is about, the short ones first."""
    tables: list[tuple[str, str]] = [("", source)]
    for _ in range(MOST_HOPS):
        level = [
            (f"{prefix}{key}", _of_field(frame, table, field)) for prefix, table in tables
            for key, field in columns_of(frame.app, table).items() if not field.fields
        ]  # fmt: skip
        yield level
        tables = [(f"{path}.", form) for path, (table, form) in level if not table]


def joined(filter_: str | None, more: Sequence[str]) -> str | None:
    """A filter and further conditions as one."""
    parts = [f"({one})" for one in ((filter_,) if filter_ else ()) + tuple(more)]
    return " and ".join(parts) or None

