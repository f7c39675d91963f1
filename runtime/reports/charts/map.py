"""Chart: numbers on a map of one's own, or at places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from builder.expressions.types import Number
from builder.problems import Problem
from runtime.reports import words
from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.options import Config
from runtime.reports.charts.scatter import bubbles
from runtime.reports.shown import DIMENSION, Shown

KEY = "key"
MOST_NAMED = 40  # regions up to which each carries its name
POLYGONS = ("Polygon", "MultiPolygon")
WHERE = ({"lng", "longitude", "lon"}, {"lat", "latitude"})


class Map(Chart):
    """Regions shaded by a number, drawn from shapes that come with the report; or bubbles at longitude and latitude. Nothing is fetched."""

    name = "map"
    label = options.words("地图", "Map")
    help = options.words("按区域看冷热，或在经纬度上画点", "Regions by shade, or bubbles at places")
    wants = options.words(
        "一个区域维度和自己的地图，或经度、纬度两个维度；再加一个指标",
        "regions with a map of one's own, or longitude and latitude; and a number",
    )
    icon = "global"
    group = "map"
    config_schema = options.shape(
        ("value",),
        value=options.measure("数值", "Number"),
        region=options.dimension("区域", "Region"),
        shapes={"type": "object", "widget": "shapes", "label": options.words("地图形状", "Shapes"),
                "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "minItems": 1, "maxItems": 2000}},
                "required": ["type", "features"]},
        lng=options.dimension("经度", "Longitude", of="number"),
        lat=options.dimension("纬度", "Latitude", of="number"),
    )  # fmt: skip
    example = {
        "value": "members", "region": "district",
        "shapes": {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"key": "A"},
             "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}},
            {"type": "Feature", "properties": {"key": "B"},
             "geometry": {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}},
        ]},
    }  # fmt: skip

    def draws_once(self, config: Config) -> bool:
        """A region has one shade; of points there may be several at a place."""
        return bool(config.get("region"))

    def wrong(self, config: Config) -> Iterable[Problem]:
        """Neither regions nor places; shapes that are none."""
        places = bool(config.get("lng")) and bool(config.get("lat"))
        if bool(config.get("region")) == places:
            yield Problem("error", "map_kind", "region")
        elif config.get("region") and not config.get("shapes"):
            yield Problem("error", "map_without_shapes", "shapes")
        for position, feature in enumerate(config.get("shapes", {}).get("features", ())):
            if not _is_region(feature):
                yield Problem("error", "map_shape", f"shapes/features/{position}")

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For places; shapes must be given by hand."""
        return 85

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Two numbers called longitude and latitude."""
        found = [next((one.key for one in dimensions if isinstance(one.type, Number) and one.key in names), None) for names in WHERE]
        if not measures or None in found:
            return None
        return {"lng": found[0], "lat": found[1], "value": measures[0].key}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """A choropleth with its own shapes, or points."""
        if nothing(shown):
            return figure_of([])
        return _regions(shown, config) if config.get("region") else _places(shown, config)


def _is_region(feature: Any) -> bool:
    """A feature with a key and an outline of places."""
    if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping) or KEY not in feature["properties"]:
        return False
    geometry = feature.get("geometry")
    if not isinstance(geometry, Mapping) or geometry.get("type") not in POLYGONS:
        return False
    return all(len(ring) >= 4 and all(_is_place(place) for place in ring) for ring in _rings(geometry))


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    given = geometry.get("coordinates")
    polygons = [given] if geometry["type"] == POLYGONS[0] else given
    for polygon in polygons if isinstance(polygons, list | tuple) else [[]]:
        for ring in polygon if isinstance(polygon, list | tuple) and polygon else [[]]:
            yield ring if isinstance(ring, list | tuple) else []


def _is_place(place: Any) -> bool:
    return isinstance(place, list | tuple) and len(place) >= 2 and all(isinstance(part, int | float) for part in place[:2])


def _regions(shown: Shown, config: Config) -> Figure:
    grid = cells.of(shown, config["region"], [config["value"]])
    line, column = grid.lines[0], shown.column(config["value"])
    scale = drawing.scale_of([line], grid.locale)
    known = {str(feature["properties"][KEY]) for feature in config["shapes"]["features"]}
    rest = [place for place, group in enumerate(grid.groups) if not group[0] and str(group[1]) in known]
    heights, rows, tips = drawing.heights(line, scale), drawing.rows_of(line.points), drawing.tips(grid, line)
    trace = {
        "type": "choropleth", "geojson": clockwise(config["shapes"]), "featureidkey": f"properties.{KEY}", "name": line.name,
        "locations": [str(grid.groups[place][1]) for place in rest], "z": [heights[place] for place in rest],
        "customdata": [rows[place] for place in rest], "hovertext": [tips[place] for place in rest], "hovertemplate": drawing.TIP,
        "coloraxis": "coloraxis",
    }
    geo = {"visible": False, "fitbounds": "geojson", "projection": {"type": "mercator"}}
    told = {str(grid.groups[place][1]): grid.labels[place] for place in rest}
    data = [trace, _names(config["shapes"]["features"], told)] if 0 < len(rest) <= MOST_NAMED else [trace]
    return figure_of(data, geo=geo, showlegend=False, coloraxis=drawing.shades(column, scale, grid.locale))


def _names(features: Sequence[Mapping[str, Any]], told: Mapping[str, str]) -> dict[str, Any]:
    """The names of regions, each in the middle of its largest outline."""
    named = [one for one in features if str(one["properties"][KEY]) in told]
    middles = [middle(max(_rings(one["geometry"]), key=lambda ring: abs(_area(ring)))) for one in named]
    return {
        "type": "scattergeo", "mode": "text", "text": [told[str(one["properties"][KEY])] for one in named],
        "lon": [lon for lon, _ in middles], "lat": [lat for _, lat in middles], "hoverinfo": "skip",
        "textfont": {"shadow": "auto"},
    }


def middle(ring: Sequence[Any]) -> tuple[float, float]:
    """The centre of an area by its outline; of one without any, of its corners."""
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    area = _area(ring)
    if not area:
        return sum(place[0] for place in ring) / len(ring), sum(place[1] for place in ring) / len(ring)
    weights = [one[0] * other[1] - other[0] * one[1] for one, other in pairs]
    lon = sum((one[0] + other[0]) * weight for (one, other), weight in zip(pairs, weights, strict=True)) / (3 * area)
    lat = sum((one[1] + other[1]) * weight for (one, other), weight in zip(pairs, weights, strict=True)) / (3 * area)
    return round(lon, 5), round(lat, 5)


def clockwise(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes with outlines clockwise and holes the other way round: else all the world but the region is filled."""
    return {**shapes, "features": [{**feature, "geometry": _turned(feature["geometry"])} for feature in shapes["features"]]}


def _turned(geometry: Mapping[str, Any]) -> dict[str, Any]:
    if geometry["type"] == POLYGONS[0]:
        return {**geometry, "coordinates": _polygon(geometry["coordinates"])}
    return {**geometry, "coordinates": [_polygon(polygon) for polygon in geometry["coordinates"]]}


def _polygon(rings: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(ring) if (_area(ring) < 0) == (place == 0) else list(reversed(ring)) for place, ring in enumerate(rings)]


def _area(ring: Sequence[Any]) -> float:
    """Twice the signed area: below zero where it runs clockwise."""
    return float(sum(one[0] * other[1] - other[0] * one[1] for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)))


def _places(shown: Shown, config: Config) -> Figure:
    """Bubbles on plain axes of one measure, so that no map of the world is needed."""
    lng, lat, value = (shown.place(config[name]) for name in ("lng", "lat", "value"))
    column = shown.columns[value]
    rows = [row for row, values in enumerate(shown.rows) if all(isinstance(values[place], int | Decimal) for place in (lng, lat))]
    others = [place for place, one in enumerate(shown.columns) if one.role == DIMENSION and place not in (lng, lat)]
    names = [" · ".join(texts.plain(words.row_text(shown, row, shown.columns[place].key)) for place in others) for row in rows]
    told = [drawing.fact(column, shown.rows[row][value], shown.locale) for row in rows]
    trace = {
        "type": "scatter", "mode": "markers", "name": texts.plain(column.label),
        "x": [float(shown.rows[row][lng]) for row in rows], "y": [float(shown.rows[row][lat]) for row in rows],
        "marker": bubbles([shown.rows[row][value] for row in rows]), "customdata": rows,
        "hovertext": ["<br>".join(part for part in pair if part) for pair in zip(names, told, strict=True)], "hovertemplate": drawing.TIP,
    }
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "title": {"text": ""}}
    return figure_of([trace], xaxis=axis, yaxis={**axis, "scaleanchor": "x"}, showlegend=False)
