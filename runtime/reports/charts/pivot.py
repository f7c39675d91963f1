"""Chart: a cross table."""

from runtime.reports.charts import options
from runtime.reports.charts.kind import Chart, Columns, times
from runtime.reports.charts.options import Config

Level = tuple[str, ...]


class Pivot(Chart):
    """Rows against columns, with subtotals; drawn by the browser from the rows and their levels."""

    name = "pivot"
    label = options.words("透视表", "Cross table")
    help = options.words("行列交叉看数字，可带小计，如门店 × 月份", "Numbers in rows and columns with subtotals, like stores by month")
    wants = options.words("至少一个维度和一个指标", "a dimension and a number")
    icon = "pivot-table"
    group = "table"
    figured = False
    config_schema = options.shape(
        ("rows", "values"),
        rows=options.dimensions("行", "Rows"),
        cols={**options.dimensions("列", "Columns"), "minItems": 0},
        values=options.measures("数值", "Numbers"),
        totals=options.switch("小计和合计", "Totals"),
    )
    example = {"rows": ["format", "store"], "cols": ["month"], "values": ["sales", "orders"], "totals": True}

    def levels(self, config: Config) -> tuple[Level, ...]:
        """Its own cells, for a report that is split by more; every beginning of the rows, with all columns and with none."""
        rows, cols = tuple(config["rows"]), tuple(config.get("cols", ()))
        if not config.get("totals"):
            return ((*rows, *cols),)
        return tuple((*rows[:size], *across) for size in range(len(rows), -1, -1) for across in dict.fromkeys((cols, ())))

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The more there is to split by, the better."""
        return {1: 35, 2: 80}.get(len(dimensions), 100)

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Time across where there is some, else the last dimension."""
        if not dimensions or not measures:
            return None
        across = (times(dimensions) or [dimensions[-1]])[:1] if len(dimensions) > 1 else []
        rows = [one.key for one in dimensions if one not in across][:4]
        return {"rows": rows, "cols": [one.key for one in across], "values": [one.key for one in measures][:6], "totals": True}
