"""The chart types in palette order: one file each; a new one is a file and a line here."""

from builder.kinds import ChartType
from runtime.reports.charts.area import Area
from runtime.reports.charts.bar import Bar
from runtime.reports.charts.combo import Combo
from runtime.reports.charts.floors import Floors
from runtime.reports.charts.funnel import Funnel
from runtime.reports.charts.gauge import Gauge
from runtime.reports.charts.heatmap import Heatmap
from runtime.reports.charts.histogram import Histogram
from runtime.reports.charts.line import LineChart
from runtime.reports.charts.map import Map
from runtime.reports.charts.number import NumberCard
from runtime.reports.charts.pie import Pie
from runtime.reports.charts.pivot import Pivot
from runtime.reports.charts.radar import Radar
from runtime.reports.charts.scatter import Scatter
from runtime.reports.charts.table import Table
from runtime.reports.charts.treemap import Treemap

CHARTS: tuple[ChartType, ...] = (
    Table(),
    Pivot(),
    NumberCard(),
    LineChart(),
    Area(),
    Bar(),
    Combo(),
    Pie(),
    Funnel(),
    Radar(),
    Scatter(),
    Histogram(),
    Heatmap(),
    Floors(),
    Treemap(),
    Gauge(),
    Map(),
)
