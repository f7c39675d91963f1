"""What all chart types share: slots found from the schema, the check that what they draw can be drawn.

Takes: configurations and rows. Gives: names, figures, Problems. Never: the database, colours, fonts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from builder.kinds import ChartType
from builder.late import Late
from builder.problems import Problem
from runtime.reports.charts import options, sampled
from runtime.reports.charts.options import Config, Named
from runtime.reports.shown import Column, Shown

plotly = Late("plotly.graph_objects")
BARE: Mapping[str, Any] = {}  # a template of nothing: plotly's own is large and is not used
REMEMBERED = 2_000  # configurations
Figure = dict[str, Any]
Columns = Sequence[Column]


class Chart(ChartType):
    """A chart type whose slots say what they take by `widget`."""

    icon: ClassVar[str] = "chart"
    group: ClassVar[str] = "compare"
    once: ClassVar[bool] = False  # each group of what it names is drawn once

    def encodes(self, config: Config) -> Iterable[Named]:
        """Every dimension and measure in its slots."""
        return options.named(self.config_schema, config)

    def draws_once(self, config: Config) -> bool:
        """Whether of several rows of the same groups only one would be seen."""
        return self.once

    def check(self, config: Config, app: Any) -> list[Problem]:
        """Whether rows of this kind can be drawn: plotly judges the figure of a few made-up ones."""
        return list(self.wrong(config)) or list(_drawn(self, json.dumps(config, sort_keys=True)))

    def wrong(self, config: Config) -> Iterable[Problem]:
        """What cannot be drawn, before anything is."""
        return ()


@lru_cache(maxsize=REMEMBERED)
def _drawn(kind: Chart, config: str) -> tuple[Problem, ...]:
    """What plotly says to the figure of made-up rows; the same configuration is asked about at every edit of an app."""
    read = json.loads(config)
    return tuple(refused(kind.figure(sampled.rows(kind.encodes(read)), read)))


def refused(figure: Mapping[str, Any] | None) -> Iterable[Problem]:
    """What plotly says against a figure; never asked while a chart is shown."""
    if figure is None:
        return
    try:
        plotly.Figure({**figure, "layout": {**figure["layout"], "template": BARE}})
    except ValueError as error:
        yield Problem("error", "chart_not_drawable", "", {"why": str(error).strip().splitlines()[0][:200]})


def times(columns: Iterable[Column]) -> list[Column]:
    """Dimensions that run along time."""
    return [one for one in columns if one.grain]


def figure_of(data: list[dict[str, Any]], **layout: Any) -> Figure:
    """A figure without a template: the browser knows its colours and fonts."""
    return {"data": data, "layout": {"template": None, **layout}}


def nothing(shown: Shown) -> bool:
    """Whether there is no row to draw."""
    return not shown.rows
