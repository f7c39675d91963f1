"""Chart: nested areas, each as large as its number."""

from decimal import Decimal
from typing import Any

from runtime.reports import words
from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.cells import Group
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Column, Shown

Way = tuple[Group, ...]
Level = tuple[str, ...]


class Treemap(Chart):
    """Parts of parts; the number of a whole comes from its own subtotal, its area from its parts."""

    name = "treemap"
    label = options.words("矩形树图", "Nested areas")
    help = options.words("一层套一层看占比，如业态里的门店", "Parts of parts, like stores within formats")
    wants = options.words("一到四个不是时间的维度、一个不是比例的指标", "dimensions that are no time, and a number that is no share")
    icon = "appstore"
    group = "share"
    once = True
    config_schema = options.shape(
        ("path", "value"), path=options.dimensions("从大到小", "From large to small"), value=options.measure("数值", "Number")
    )  # fmt: skip
    example = {"path": ["format", "store"], "value": "sales"}

    def levels(self, config: Config) -> tuple[Level, ...]:
        """The subtotal of every beginning of the path."""
        path = tuple(config["path"])
        return tuple(path[:size] for size in range(1, len(path)))

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For two dimensions that lie in each other."""
        return 58 if len(dimensions) > 1 else 28

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """All dimensions in order."""
        if not 1 <= len(dimensions) <= 4 or not measures or times(dimensions) or measures[0].format.get("kind") == "percent":
            return None
        return {"path": [one.key for one in dimensions], "value": measures[0].key}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One trace: leaves carry the number, what holds them is their sum; nothing below zero has an area."""
        path, column = list(config["path"]), shown.column(config["value"])
        place = shown.place(config["value"])
        leaves = [(tuple(cells.group_at(shown, row, key) for key in path), row) for row in range(len(shown.rows))]
        leaves = [(way, row) for way, row in leaves if (shown.rows[row][place] or 0) > 0]
        if not leaves:
            return figure_of([])
        ways = list(dict.fromkeys(way[:size] for way, _ in leaves for size in range(1, len(path) + 1)))
        ids = {way: str(number) for number, way in enumerate(ways)}
        rows, wholes = dict(reversed(leaves)), _wholes(shown, path, place)
        scale = words.scale(column, (shown.rows[row][place] for _, row in leaves), shown.locale)
        number = {way: (shown.rows[rows[way]][place] if way in rows else wholes.get(way)) for way in ways}
        trace: dict[str, Any] = {
            "type": "treemap", "branchvalues": "remainder", "name": texts.plain(column.label),
            "ids": [ids[way] for way in ways], "parents": [ids.get(way[:-1], "") for way in ways],
            "labels": [_label(shown, path, way) for way in ways],
            "values": [_area(shown.rows[rows[way]][place], scale.divisor) if way in rows else 0 for way in ways],
            "customdata": [rows.get(way) for way in ways],
            "text": [words.short(column, number[way], shown.locale) for way in ways], "textinfo": "label+text",
            "hovertext": [_tip(shown, path, way, column, number[way]) for way in ways], "hovertemplate": drawing.TIP,
        }  # fmt: skip
        return figure_of([trace])


def _area(value: Any, divisor: Decimal) -> float:
    return float(Decimal(value) / divisor)


def _label(shown: Shown, path: list[str], way: Way) -> str:
    rest, value = way[-1]
    told = words.others(shown.locale) if rest else words.text(shown.column(path[len(way) - 1]), value, shown.locale)
    return texts.wrapped(texts.plain(told))


def _tip(shown: Shown, path: list[str], way: Way, column: Column, value: Any) -> str:
    names = " · ".join(_label(shown, path, way[: size + 1]) for size in range(len(way)))
    return f"{names}<br>{drawing.fact(column, value, shown.locale)}"


def _wholes(shown: Shown, path: list[str], place: int) -> dict[Way, Any]:
    """The numbers of what holds the leaves, from the subtotals that came along."""
    found: dict[Way, Any] = {}
    for size in range(1, len(path)):
        for row, rests in shown.level(tuple(path[:size])):
            found[tuple((key in rests, row[shown.place(key)]) for key in path[:size])] = row[place]
    return found
