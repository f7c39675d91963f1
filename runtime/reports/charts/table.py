"""Chart: the rows themselves."""

from runtime.reports.charts import options
from runtime.reports.charts.kind import Chart, Columns
from runtime.reports.charts.options import Config


class Table(Chart):
    """Every row; drawn by the browser."""

    name = "table"
    label = options.words("表格", "Table")
    help = options.words("一行一行地看数字，可导出", "Numbers row by row")
    wants = options.words("至少一个维度或指标", "a dimension or a number")
    icon = "table"
    group = "table"
    figured = False
    config_schema = options.shape(columns={
        "type": "array", "items": options.KEY, "maxItems": 48, "uniqueItems": True, "widget": "columns",
        "label": options.words("显示哪些列", "Columns"), "more": True,
    })
    example = {}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """Always right, never the first."""
        return 50

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Everything there is."""
        return {} if dimensions or measures else None
