"""The chart types in palette order: one file each; a new one is a file and a line here."""

from builder.kinds import ChartType

CHARTS: tuple[ChartType, ...] = ()
