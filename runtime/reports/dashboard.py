"""Dashboards as a viewer sees them: tiles that run for him, tiles that are locked, what they share.

Takes: a Context, a dashboard, what was chosen on it. Gives: JSON values. Never: a tile that fails the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.definitions import text_of
from builder.definitions.dashboard import Dashboard, Tile
from builder.definitions.report import Report
from builder.errors import AppError, Fault, Invalid, NotAllowed, NotFound
from runtime.context import Context
from runtime.permissions import field_mask, policy
from runtime.permissions.grants import HIDDEN
from runtime.records import service, shape
from runtime.records.shown import Listing
from runtime.reports import answering, asking, engine, guards, linking, offered, parameters
from runtime.reports.engine import Question
from runtime.values import instant_text


@dataclass(frozen=True)
class Chosen:
    """What somebody has set on a dashboard: parameters, which tiles to run (none named: all), values clicked in tiles, ways down."""

    params: Mapping[str, Any] = field(default_factory=dict)
    tiles: tuple[str, ...] = ()
    cross: tuple[Mapping[str, Any], ...] = ()
    drill: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)


def dashboard_of(ctx: Context, key: str) -> Dashboard:
    """A dashboard of the app that is meant for this viewer."""
    found = ctx.rev.definition.dashboards.get(key)
    if found is None:
        raise NotFound("dashboard_not_found")
    guards.require_role(ctx, found.roles, "not_allowed_dashboard")
    return found


def shown(ctx: Context, dashboard: Dashboard) -> dict[str, Any]:
    """What the page is laid out from, before any tile has run; `locked` of a tile: the refusal its numbers would meet."""
    made = parameters.asking(ctx, engine.frame_of(ctx), "")
    return {
        "key": dashboard.key,
        "label": text_of(dashboard.label, ctx.locale),
        "help": text_of(dashboard.help, ctx.locale) if dashboard.help else "",
        "icon": dashboard.icon,
        "params": [parameters.shown(made, one) | _offer(ctx, dashboard, one.key) for one in dashboard.parameters],
        "refresh": dashboard.refresh,
        "tiles": [_tile(ctx, one) for one in dashboard.tiles],
    }


def _tile(ctx: Context, tile: Tile) -> dict[str, Any]:
    kind = "report" if tile.report else "records" if tile.form else "text"
    plain: dict[str, Any] = {"key": tile.key, "label": _label(ctx, tile), "grid": list(tile.grid), "kind": kind}
    if tile.report:
        charts = ctx.rev.definition.reports[tile.report].charts
        chart = dict(charts[tile.chart]) if tile.chart < len(charts) else None
        plain |= _locked(ctx, tile.report) | {"report": tile.report, "chart": chart, "number": tile.chart}
    more = {"form": tile.form, "text": text_of(tile.text, ctx.locale) if tile.text else None, "refresh": tile.refresh}
    return plain | {name: value for name, value in more.items() if value is not None}


def _locked(ctx: Context, report: str) -> dict[str, Any]:
    try:
        engine.permitted(ctx, engine.report_of(ctx, report))
    except NotAllowed as error:
        return {"locked": error}
    return {}


def _label(ctx: Context, tile: Tile) -> str:
    app = ctx.rev.definition
    behind = tile.label or (app.reports[tile.report].label if tile.report else app.forms[tile.form].label if tile.form else "")
    return text_of(behind, ctx.locale) if behind else ""


def _offer(ctx: Context, dashboard: Dashboard, key: str) -> dict[str, Any]:
    """What a shared parameter may be set to: as in the first report that has it; `of` names the report, for its values."""
    for report, one in linking.parameters_called(ctx, dashboard, key):
        told = parameters.shown(parameters.asking(ctx, engine.frame_of(ctx), report.source), one)
        offer: dict[str, Any] = {name: told[name] for name in ("form", "options", "presets") if name in told}
        return {**offer, "typed": told.get("typed", False), "of": report.key}
    return {}


def run(ctx: Context, dashboard: Dashboard, chosen: Chosen) -> dict[str, dict[str, Any] | AppError]:
    """Each tile asked for with its answer, or the error that only it has."""
    known, tiles = ({one.key for one in part} for part in (dashboard.parameters, dashboard.tiles))
    strange = [Fault(f"/params/{key[:40]}", "body_unknown") for key in chosen.params if key not in known]
    strange += [Fault(f"/tiles/{place}", "tile_unknown") for place, key in enumerate(chosen.tiles) if key not in tiles]
    if strange:
        raise Invalid("invalid", strange)
    wanted = [one for one in dashboard.tiles if not chosen.tiles or one.key in chosen.tiles]
    return {one.key: _answer(ctx, dashboard, one, chosen) for one in wanted}


def _answer(ctx: Context, dashboard: Dashboard, tile: Tile, chosen: Chosen) -> dict[str, Any] | AppError:
    try:
        if tile.report:
            return _numbers(ctx, dashboard, tile, chosen)
        return _records(ctx, dashboard, tile, chosen) if tile.form else {}
    except AppError as error:
        return error


def _numbers(ctx: Context, dashboard: Dashboard, tile: Tile, chosen: Chosen) -> dict[str, Any]:
    report, question = question_of(ctx, dashboard, tile, chosen)
    found = answering.of(ctx, engine.run(ctx, report, question))
    return {**found, "params": question.params, "exports": offered.exports(ctx, report)}


def tile_of(dashboard: Dashboard, key: str) -> Tile:
    """A tile of numbers by its key."""
    found = next((one for one in dashboard.tiles if one.key == key and one.report), None)
    if found is None:
        raise NotFound("tile_unknown")
    return found


def question_of(ctx: Context, dashboard: Dashboard, tile: Tile, chosen: Chosen) -> tuple[Report, Question]:
    """The report of a tile and what is asked of it here: parameters, the way down, what other tiles ask for."""
    report = engine.report_of(ctx, str(tile.report))
    steps = tuple((str(key), value) for key, value in chosen.drill.get(tile.key, ()))
    extra = linking.conditions(ctx, dashboard, report.source, tile.key, chosen.cross)
    return report, Question(values(dashboard, tile, report, chosen.params), steps, tile.chart, extra)


def values(dashboard: Dashboard, tile: Tile, report: Report, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a tile's report: as set on the tile, else as chosen on the dashboard, else its own."""
    shared = {one.key: given.get(one.key, one.default) for one in dashboard.parameters}
    found: dict[str, Any] = {}
    for one in report.parameters:
        if one.key in tile.parameters:
            found[one.key] = tile.parameters[one.key]
        elif one.key in shared and (one.optional or shared[one.key] not in (None, "", [])):
            found[one.key] = shared[one.key]
    return found


def _records(ctx: Context, dashboard: Dashboard, tile: Tile, chosen: Chosen) -> dict[str, Any]:
    """A list of records through the ordinary door, and what the browser needs to open the whole list."""
    form = str(tile.form)
    policy.require(ctx, form, "read")
    best = field_mask.best_mask(ctx, form)
    fields = ctx.rev.definition.forms[form].by_key
    columns = [key for key in tile.columns if key in fields and best[key] != HIDDEN]
    clicked = linking.conditions(ctx, dashboard, form, tile.key, chosen.cross)
    wanted = linking.joined(tile.filter, (*linking.chosen(ctx, dashboard, form, chosen.params), *clicked))
    listing = Listing(filter=wanted, sort=",".join(tile.sort) or None, fields=tuple(columns), limit=tile.limit, count="exact")
    try:
        found = shape.found(ctx, service.list_(ctx, form, listing))
    except Invalid:  # checked when it was published: what is unknown here is closed to this viewer
        raise NotAllowed("tile_locked") from None
    told = [{"key": key, "label": text_of(fields[key].label, ctx.locale)} for key in columns]
    return {**found, "columns": told, "form": form, "filter": wanted or "", "as_of": instant_text(ctx.now)}


def offered_values(ctx: Context, dashboard: Dashboard, key: str, q: str, chosen: Sequence[Any] = ()) -> dict[str, Any]:
    """What a shared parameter may be set to: as in the first report that has it."""
    found = linking.parameters_called(ctx, dashboard, key) if any(one.key == key for one in dashboard.parameters) else iter(())
    for report, _ in found:
        return asking.values(ctx, report, key, q, chosen)
    raise NotFound("report_not_found")
