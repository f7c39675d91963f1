"""Two versions of segments, reports and dashboards. Takes: apps. Gives: Changes. Never: looks at live data; none of them loses anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.changes import named
from builder.changes.change import Change
from builder.definitions import App, Dashboard, Field, Label, Report, Segment, Tile
from builder.definitions.dashboard import tile_label

Fields = tuple[str, ...]
REPORT_PARTS: Mapping[str, Fields] = {
    "report_source_changed": ("source",), "report_conditions_changed": ("filter", "having"), "report_order_changed": ("sort", "limit"),
    "report_totals_changed": ("totals",), "report_drill_changed": ("drill",), "report_charts_changed": ("charts",),
    "report_funnel_changed": ("funnel",), "report_rights_changed": ("roles", "export", "min_group"),
}  # fmt: skip
SEGMENT_PARTS: Mapping[str, Fields] = {
    "segment_entity_changed": ("entity",), "segment_counted_changed": ("source", "via", "measures"),
    "segment_conditions_changed": ("where", "filter", "having"), "segment_period_changed": ("parameters",),
}  # fmt: skip
DASHBOARD_PARTS: Mapping[str, Fields] = {"dashboard_rights_changed": ("roles", "home"), "dashboard_filters_changed": ("parameters",)}
PIECES: Mapping[str, str] = {"dimensions": "dimension", "measures": "measure", "parameters": "parameter"}
UNNAMED: Label = {"zh-CN": "未命名", "en": "unnamed"}


def numbers(old: App | None, new: App) -> Iterator[Change]:
    """Everything that differs."""
    yield from named.each("segment", old.segments if old else {}, new.segments, _segment)
    yield from named.each("report", old.reports if old else {}, new.reports, lambda one, other: _report(one, other, new))
    yield from named.each("dashboard", old.dashboards if old else {}, new.dashboards, lambda one, other: _dashboard(one, other, new))


def _segment(old: Segment, new: Segment) -> Iterator[Change]:
    yield from named.parts("segment", SEGMENT_PARTS, old, new)
    yield from named.settings("segment", ("help",), old, new)


def _report(old: Report, new: Report, app: App) -> Iterator[Change]:
    for name, piece in PIECES.items():
        yield from _Listed(app, piece, new).all(getattr(old, name), getattr(new, name))
    yield from named.parts("report", REPORT_PARTS, old, new)
    yield from named.settings("report", ("help", "icon", "ttl"), old, new)


def _dashboard(old: Dashboard, new: Dashboard, app: App) -> Iterator[Change]:
    before = {tile.key: tile for tile in old.tiles}
    after = {tile.key: tile for tile in new.tiles}
    path = f"dashboard/{new.key}"
    for key in {**before, **after}:
        code = _tile_code(before.get(key), after.get(key))
        if code:
            params = {"dashboard": new.label, "tile": tile_label(after.get(key) or before[key], app.reports, app.forms)}
            yield Change(code, f"{path}/tiles/{key}", params=params)
    moved = [key for key in after if key in before and before[key].grid != after[key].grid]
    if moved:
        yield Change("tiles_moved", f"{path}/tiles", params={"dashboard": new.label, "count": len(moved)})
    yield from named.parts("dashboard", DASHBOARD_PARTS, old, new)
    yield from named.settings("dashboard", ("help", "icon", "refresh"), old, new)


def _tile_code(old: Tile | None, new: Tile | None) -> str | None:
    if old is None or new is None:
        return "tile_added" if old is None else "tile_removed"
    differs = any(getattr(old, name) != getattr(new, name) for name in Tile.__dataclass_fields__ if name != "grid")
    return "tile_changed" if differs else None


@dataclass(frozen=True)
class _Listed:
    """Pieces of a list that people know by name: dimensions, numbers, filters of a report."""

    app: App
    piece: str
    report: Report

    def all(self, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
        """Those added, removed, changed, and another order."""
        before, after = {one.key: one for one in old}, {one.key: one for one in new}
        for key in {**before, **after}:
            if before.get(key) != after.get(key):
                state = "added" if key not in before else "removed" if key not in after else "changed"
                yield self._change(state, key, after.get(key) or before[key])
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield Change(f"report_{self.piece}s_moved", f"report/{self.report.key}/{self.piece}s", params={"report": self.report.label})

    def _change(self, state: str, key: str, one: Any) -> Change:
        label = one.label or field_label(self.app, getattr(one, "home", None) or self.report.source, one.field) or UNNAMED
        path = f"report/{self.report.key}/{self.piece}s/{key}"
        return Change(f"report_{self.piece}_{state}", path, params={"report": self.report.label, self.piece: label})


def field_label(app: App, table: str, path: str | None) -> Label | None:
    """What the field at the end of a path is called; None where it is gone."""
    found: Field | None = None
    fields = _fields(app, table)
    for name in (path or "").split("."):
        found = fields.get(name)
        if found is None:
            return None
        fields = {one.key: one for one in found.fields} or _fields(app, str(found.config.get("form", "")))
    return found.label if found else None


def _fields(app: App, table: str) -> Mapping[str, Field]:
    key, _, subtable = table.partition(".")
    fields = {field.key: field for field in app.forms[key].fields} if key in app.forms else {}
    return {one.key: one for one in fields[subtable].fields} if subtable and subtable in fields else fields
