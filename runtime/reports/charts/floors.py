"""Chart: shops on their floors, shaded by a number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from runtime.reports import words
from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.cells import Group
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown

BELOW = re.compile(r"(?i)b(\d+)|负\s*(\d+)|地下\s*(\d+)")
ABOVE = re.compile(r"(?i)[fl]?\s*(\d+)")
GAP = 0.2  # between two shops, in parts of a hundred


class Floors(Chart):
    """Each floor is a row, the highest on top; each shop as wide as its part of the floor's area (or all alike), its number as a shade."""

    name = "floors"
    label = options.words("楼层图", "Floors")
    help = options.words("按楼层看每个铺位的冷热，如坪效", "Each shop on its floor, like sales per m²")
    wants = options.words("楼层和铺位两个维度、一个指标", "the dimensions floor and shop, and a number")
    icon = "layout"
    group = "map"
    config_schema = options.shape(
        ("floor", "unit", "value"),
        floor=options.dimension("楼层", "Floor"),
        unit=options.dimension("铺位", "Shop"),
        value=options.measure("数值", "Number"),
        area=options.measure("按什么定宽窄", "Width"),
    )
    example = {"floor": "floor", "unit": "store", "value": "per_sqm", "area": "area"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For those who ask for it."""
        return 12

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first dimension as floor, the second as shop."""
        if len(dimensions) != 2 or not measures or any(one.grain or one.part for one in dimensions):
            return None
        area = {"area": measures[1].key} if len(measures) > 1 else {}
        return {"floor": dimensions[0].key, "unit": dimensions[1].key, "value": measures[0].key, **area}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """Lying bars, each beginning where the one before ended: those with a number shaded, those without hatched."""
        if nothing(shown):
            return figure_of([])
        column, place = shown.column(config["value"]), shown.place(config["value"])
        floors = cells.of(shown, config["floor"], [])
        names = dict(zip(floors.groups, floors.labels, strict=True))
        order = sorted(floors.groups, key=lambda group: height(names[group]))
        scale = words.scale(column, (row[place] for row in shown.rows), shown.locale)
        numbers = {row: drawing.scaled(values[place], scale) for row, values in enumerate(shown.rows)}
        laid = _Laid(shown, config, names, *_laid_out(shown, config, order))
        known, unknown = ([row for row, number in numbers.items() if (number is None) == empty] for empty in (False, True))
        shaded = {"color": [numbers[row] for row in known], "coloraxis": "coloraxis"}
        hatched = {"opacity": 0.4, "pattern": {"shape": "/"}}
        data = [laid.trace(rows, marker) for rows, marker in ((known, shaded), (unknown, hatched)) if rows]
        axis = {"type": "category", "categoryorder": "array", "categoryarray": [names[floor] for floor in order], "automargin": True}
        shades = drawing.shades(column, scale, shown.locale)
        return figure_of(data, barmode="overlay", bargap=0.08, xaxis={"visible": False}, yaxis=axis, coloraxis=shades, showlegend=False)


@dataclass(frozen=True)
class _Laid:
    """Shops with their places."""

    shown: Shown
    config: Config
    names: Mapping[Group, str]
    width: Mapping[int, float]
    base: Mapping[int, float]

    def trace(self, rows: Sequence[int], marker: dict[str, Any]) -> dict[str, Any]:
        """The bars of some rows."""
        shown, config = self.shown, self.config
        return {
            "type": "bar", "orientation": "h", "name": texts.plain(shown.column(config["value"]).label), "marker": marker,
            "y": [self.names[cells.group_at(shown, row, config["floor"])] for row in rows],
            "x": [self.width[row] for row in rows], "base": [self.base[row] for row in rows], "customdata": list(rows),
            "text": [_text(shown, config, row, short=True) for row in rows], "textposition": "inside",
            "insidetextanchor": "middle", "textangle": 0,
            "hovertext": [_text(shown, config, row, short=False) for row in rows], "hovertemplate": drawing.TIP,
        }


def height(name: str) -> tuple[int, str]:
    """Where a floor lies by its name: B2 below B1 below 1F below 2F; others above, by name."""
    below, above = BELOW.search(name), ABOVE.search(name)
    if below:
        return -int(next(part for part in below.groups() if part)), ""
    return (int(above[1]), "") if above else (10**6, name)


def _laid_out(shown: Shown, config: Config, floors: list[Group]) -> tuple[dict[int, float], dict[int, float]]:
    """How much of its floor each shop takes and where it begins, in the order of the rows."""
    width: dict[int, float] = {}
    base: dict[int, float] = {}
    area = shown.place(config["area"]) if config.get("area") else None
    for floor in floors:
        rows = [row for row in range(len(shown.rows)) if cells.group_at(shown, row, config["floor"]) == floor]
        areas = [Decimal(1) if area is None else max(Decimal(shown.rows[row][area] or 0), Decimal(0)) for row in rows]
        whole, reached = sum(areas) or Decimal(1), Decimal(0)
        for row, own in zip(rows, areas, strict=True):
            base[row], width[row] = _share(reached, whole), max(_share(own, whole) - GAP, 0)
            reached += own
    return width, base


def _share(part: Decimal, whole: Decimal) -> float:
    return round(float(100 * part / whole), 3)


def _text(shown: Shown, config: Config, row: int, *, short: bool) -> str:
    """Shop and number; in the tip the floor and all numbers exactly."""
    unit = texts.plain(words.row_text(shown, row, config["unit"]))
    column, value = shown.column(config["value"]), shown.rows[row][shown.place(config["value"])]
    if short:
        return f"{texts.wrapped(unit, 12)}<br>{words.short(column, value, shown.locale)}"
    keys = [config["value"], *([config["area"]] if config.get("area") else [])]
    told = [drawing.fact(shown.column(key), shown.rows[row][shown.place(key)], shown.locale) for key in keys]
    return "<br>".join((f"{texts.plain(words.row_text(shown, row, config['floor']))} · {unit}", *told))
