"""A dashboard: tiles on a grid of twelve columns, sharing parameters. JSON shape: builder/schemas/dashboard.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions.label import Label
from builder.definitions.report import Parameter, parameters

COLUMNS = 12


@dataclass(frozen=True)
class Tile:
    """A `chart` (by number) of a `report`, a list of records (`form`, `filter`, `columns`, `sort`, `limit`), or a `text`.

    `grid`: x, y, width, height. `parameters`: the report's parameters as they are here; one named like a parameter of the dashboard follows
    it unless it is set here. `refresh`: seconds.
    """

    key: str
    grid: tuple[int, int, int, int]
    label: Label | None = None
    report: str | None = None
    chart: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    filter: str | None = None
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    limit: int = 10
    text: Label | None = None
    refresh: int | None = None


@dataclass(frozen=True)
class Dashboard:
    """`roles` empty = everyone; `home`: it stands on the home page of those roles; `refresh`: seconds between two looks."""

    key: str
    label: Label
    help: Label | None = None
    icon: str = "dashboard"
    roles: tuple[str, ...] = ()
    home: bool = False
    refresh: int | None = None
    parameters: tuple[Parameter, ...] = ()
    tiles: tuple[Tile, ...] = ()


def tile_label(tile: Tile, reports: Mapping[str, Any], forms: Mapping[str, Any]) -> Label:
    """What people call a tile: its own name, else that of what it shows."""
    behind = reports.get(tile.report or "") or forms.get(tile.form or "")
    found: Label = tile.label or (behind.label if behind else tile.text or tile.key)
    return found


def _tile(raw: Mapping[str, Any]) -> Tile:
    plain = ("key", "label", "report", "chart", "form", "filter", "limit", "text", "refresh")
    return Tile(
        **{name: raw[name] for name in plain if name in raw},
        grid=tuple(raw["grid"]),
        parameters=dict(raw.get("params", {})),
        columns=tuple(raw.get("columns", ())),
        sort=tuple(raw.get("sort", ())),
    )


def load(raw: Mapping[str, Any]) -> Dashboard:
    """A dashboard from its JSON document."""
    plain = ("key", "label", "help", "icon", "home", "refresh")
    return Dashboard(
        **{name: raw[name] for name in plain if name in raw},
        roles=tuple(raw.get("roles", ())),
        parameters=parameters(raw.get("params", ())),
        tiles=tuple(_tile(item) for item in raw.get("tiles", ())),
    )
