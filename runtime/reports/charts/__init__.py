"""The chart types in palette order: one file each; a new one is a file and a line here."""

from builder.kinds import ChartType
from runtime.reports.charts.bar import Bar
from runtime.reports.charts.line import LineChart
from runtime.reports.charts.number import NumberCard
from runtime.reports.charts.pie import Pie
from runtime.reports.charts.table import Table

CHARTS: tuple[ChartType, ...] = (Table(), NumberCard(), LineChart(), Bar(), Pie())
