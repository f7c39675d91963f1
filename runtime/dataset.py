"""What a report, segment or funnel asks of the store: spec + parameters + clock → Stack, Among, Passage.

Takes: definitions, values. Gives: frozen values without SQL, pure. Never: rights (whoever asks adds the guards).
"""

from collections.abc import Mapping
from typing import Any

from builder.checks.scope import Types
from builder.definitions import App
from builder.definitions.report import Dimension, Parameter, Report
from builder.definitions.segment import Segment
from builder.kinds import Catalog
from runtime import dataset_cells, dataset_segments, dataset_touched
from runtime.context import Context
from runtime.dataset_asked import Asked
from runtime.dataset_touched import Touched
from runtime.stack import Among, Passage, Stack
from runtime.values import zone

__all__ = [
    "Asked", "Touched", "cell_filter", "equality_text", "funnel_of", "segment_of", "segment_touched", "stack_of", "touched", "unasked",
    "values_of",
]  # fmt: skip


def stack_of(app: App, catalog: Catalog, report: Report, asked: Asked) -> Stack:
    """The stack of a report."""
    return dataset_segments.stack_of(Types(app, catalog), report, asked)


def unasked(ctx: Context) -> Asked:
    """When, where and by whom anything is asked, before it is."""
    info = ctx.rev.definition.info
    return Asked({}, ctx.now, zone(info.timezone), info.day_start, ctx.actor.id)


def segment_of(app: App, catalog: Catalog, segment: Segment, asked: Asked) -> Among:
    """The records a segment means; its parameters as asked, else as they are by default."""
    return dataset_segments.segment_of(Types(app, catalog), segment, asked)


def funnel_of(app: App, catalog: Catalog, report: Report, asked: Asked) -> Passage:
    """The steps of a funnel."""
    return dataset_segments.funnel_of(Types(app, catalog), report, asked)


def touched(app: App, catalog: Catalog, report: Report) -> Touched:
    """Everything a report reads, whatever is chosen."""
    return dataset_touched.of_report(Types(app, catalog), report)


def segment_touched(app: App, catalog: Catalog, segment: Segment) -> Touched:
    """Everything a segment reads, the segments it asks about included."""
    return dataset_touched.of_segment(Types(app, catalog), segment)


def cell_filter(app: App, catalog: Catalog, report: Report, asked: Asked, cell: Mapping[str, Any]) -> tuple[str, str]:
    """The records behind a cell as a form and an ordinary filter text ("" = all), with periods and parameters written out."""
    return dataset_cells.cell_filter(Types(app, catalog), report, asked, cell)


def equality_text(app: App, catalog: Catalog, source: str, clicked: tuple[Dimension, Any], asked: Asked) -> str:
    """The condition on a source that a dimension (any that means something there) has a value, as text."""
    return dataset_cells.equality_text(Types(app, catalog), source, clicked, asked)


def values_of(app: App, catalog: Catalog, report: Report, parameter: Parameter, search: str = "") -> Stack:
    """What the records of a report hold where a parameter chooses from: one axis `value`, in order."""
    return dataset_cells.values_of(Types(app, catalog), report, parameter, search)
