"""Does every dashboard stand: do its tiles show something that is there, on a grid without overlap?

Takes: Types. Gives: Problems. Never: rows, rights.
"""

from collections.abc import Iterator, Sequence

from builder.checks import asked as judged
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.places import columns_of, system_names
from builder.checks.scope import FormScope, Types
from builder.definitions import Dashboard, Label, Tile
from builder.definitions.dashboard import COLUMNS, tile_label
from builder.definitions.report import Parameter
from builder.expressions.types import Boolean, File, Json, List
from builder.problems import Problem

CONTENTS = ("report", "form", "text")


def check(types: Types) -> Iterator[Problem]:
    """Every dashboard."""
    for dashboard in types.app.dashboards.values():
        yield from of_dashboard(types, dashboard)


def of_dashboard(types: Types, dashboard: Dashboard) -> Iterator[Problem]:
    """Those of one dashboard."""
    asked = Asked(types, "dashboard", dashboard.key, dashboard.label, "")
    yield from judged.role_problems(asked, dashboard.roles)
    yield from judged.parameter_problems(asked, dashboard.parameters)
    yield from judged.key_problems(asked, "tiles", dashboard.tiles, set(), named=False)
    if not dashboard.tiles:
        yield asked.warning("dashboard_empty", "tiles")
    for tile in dashboard.tiles:
        yield from _tile(asked, tile)
    yield from _overlaps(asked, dashboard.tiles)
    yield from _shared(asked, dashboard)
    yield from _unasked(asked, dashboard)


def _tile(asked: Asked, tile: Tile) -> Iterator[Problem]:
    place = f"tiles/{tile.key}"
    x, _, wide, high = tile.grid
    if wide < 1 or high < 1 or x + wide > COLUMNS:
        yield asked.problem("tile_outside", f"{place}/grid", tile=_name(asked, tile))
    contents = [name for name in CONTENTS if getattr(tile, name)]
    if len(contents) != 1:
        yield asked.problem("tile_kind", place, tile=_name(asked, tile))
        return
    yield from {"report": _of_report, "form": _of_records, "text": _of_text}[contents[0]](asked, tile, place)


def _name(asked: Asked, tile: Tile) -> Label:
    return tile_label(tile, asked.types.app.reports, asked.types.app.forms)


def _of_report(asked: Asked, tile: Tile, place: str) -> Iterator[Problem]:
    report = asked.types.app.reports.get(str(tile.report))
    if report is None:
        yield asked.problem("report_missing", f"{place}/report", tile=_name(asked, tile))
        return
    if tile.chart and tile.chart >= len(report.charts):
        yield asked.problem("tile_chart_missing", f"{place}/chart", tile=_name(asked, tile), report=report.label)
    known = {one.key: one for one in report.parameters}
    types = parts.parameter_types(asked.types, report.source, report.parameters)
    for key, value in tile.parameters.items():
        if key not in known:
            yield asked.problem("parameter_missing", f"{place}/params/{key}", parameter=key, other=report.label)
        elif value is not None and not judged.fits(known[key], types.get(key), value):
            yield asked.problem("parameter_default", f"{place}/params/{key}", parameter=known[key].label or key)


def _of_records(asked: Asked, tile: Tile, place: str) -> Iterator[Problem]:
    form = str(tile.form)
    missing = list(judged.form_problems(asked, form, f"{place}/form"))
    if missing:
        yield from missing
        return
    known = {*columns_of(asked.types.app, form), *system_names(form)}
    for name in tile.columns:
        yield from judged.path_problems(asked, form, name, f"{place}/columns/{name}")
    for name in tile.sort:
        key = name.removeprefix("-")
        if key not in known:
            yield from judged.path_problems(asked, form, key, f"{place}/sort/{key}")
        elif (info := FormScope(asked.types, form).resolve((key,))) is None or info.many or isinstance(info.type, List | File | Json):
            yield asked.problem("field_does_not_fit", f"{place}/sort/{key}", field=info.label if info else key)
    if tile.filter:
        scope = parts.record_scope(asked.types, form, asked.parameters)
        yield from judged.expression_problems(asked, tile.filter, scope, (f"{place}/filter", form), Boolean())


def _of_text(asked: Asked, tile: Tile, place: str) -> Iterator[Problem]:
    """A text has nothing to choose."""
    if tile.parameters or tile.filter:
        yield asked.problem("tile_text_only", place, tile=_name(asked, tile))


def _overlaps(asked: Asked, tiles: Sequence[Tile]) -> Iterator[Problem]:
    """Tiles that lie on one another: each named once."""
    for position, tile in enumerate(tiles):
        under = next((one for one in tiles[:position] if _touch(one.grid, tile.grid)), None)
        if under:
            yield asked.problem("tiles_overlap", f"tiles/{tile.key}/grid", tile=_name(asked, tile), other=_name(asked, under))


def _touch(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    beside = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
    below = one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
    return not beside and not below


def _unasked(asked: Asked, dashboard: Dashboard) -> Iterator[Problem]:
    """Tiles whose report cannot begin: it must be told something that neither the tile nor the dashboard says."""
    offered = {one.key for one in dashboard.parameters}
    for tile in dashboard.tiles:
        report = asked.types.app.reports.get(tile.report or "")
        for one in report.parameters if report else ():
            if one.default is None and not one.optional and one.key not in offered and tile.parameters.get(one.key) is None:
                label = one.label or one.key
                yield asked.problem("tile_needs_parameter", f"tiles/{tile.key}/params/{one.key}", tile=_name(asked, tile), parameter=label)


def _shared(asked: Asked, dashboard: Dashboard) -> Iterator[Problem]:
    """Parameters of the dashboard: one of their kind in a report at least, of the same type in each."""
    for one in dashboard.parameters:
        followers = list(_followers(asked, dashboard, one.key))
        if not followers:
            yield asked.warning("parameter_unused", f"params/{one.key}", parameter=one.label or one.key)
        if any((other.type, other.multi) != (one.type, one.multi) for other in followers):
            yield asked.problem("parameter_differs", f"params/{one.key}", parameter=one.label or one.key)


def _followers(asked: Asked, dashboard: Dashboard, key: str) -> Iterator[Parameter]:
    for tile in dashboard.tiles:
        report = asked.types.app.reports.get(tile.report or "")
        if report and key not in tile.parameters:
            yield from (one for one in report.parameters if one.key == key)
