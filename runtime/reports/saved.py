"""What follows from a report alone, worked out once per revision for those of the app.

Takes: a Context, a report. Gives: what was worked out. Never: anything that depends on who asks, or when.
"""

from collections.abc import Callable, Hashable
from typing import Any

from builder.definitions.report import Report
from runtime.context import Context


def once(ctx: Context, report: Report, key: Hashable, build: Callable[[], Any]) -> Any:
    """What `build` gives, kept with the revision under a name; a report nobody has saved is worked out anew each time."""
    if ctx.rev.definition.reports.get(report.key) is not report:
        return build()
    return ctx.rev.memo(("report", report.key, key), lambda _: build())
