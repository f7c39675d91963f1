"""How many people stand in each number of a report that keeps small groups back: asked of the store beside the numbers themselves.

Takes: a report with `min_group`. Gives: the report that also counts people, and which of its numbers stand or fall by which count.
Never: rows; the counts are never shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.checks.report_parts import home_of, made_of
from builder.checks.scope import Types
from builder.checks.small_groups import people
from builder.definitions.report import Measure, Report
from builder.kinds import ChartType, Family
from runtime.stack import Guards

MOST = 10_000  # rows that are judged before the report's own limit cuts them
Level = tuple[str, ...]


@dataclass(frozen=True)
class Counting:
    """`report`: the same with numbers of people, every row and every level that could tell a small group. `judged`: number → the counts it
    stands or falls by. `ranks`: rank → the dimensions it begins anew for. `joined`: whether people are found over further records."""

    report: Report
    judged: Mapping[str, frozenset[str]]
    ranks: Mapping[str, Level]
    joined: bool

    def doubtful(self, guards: Guards) -> bool:
        """Whether no people may mean that this viewer does not see them."""
        return self.joined and any(guards[form] != () for form in guards if form != self.report.source)


def counting(types: Types, charts: Family[ChartType], report: Report) -> Counting:
    """What is asked of a report that keeps small groups back."""
    bases = [one for one in report.measures if one.agg]
    own = [one for one in bases if (one.home or report.source) == report.source and not one.offset and not one.paths]
    rows = [Measure("", agg="count")] if own else []
    counted = _counted(types, report, [*rows, *bases])
    names = {_place(report, one): one.key for one in counted}
    plain = [one.key for one in counted if not one.offset and not one.where]
    whole = frozenset([names[_place(report, rows[0])]] if rows and _place(report, rows[0]) in names else plain or names.values())
    judged = {one.key: whole | ({names[_place(report, one)]} if _place(report, one) in names else frozenset()) for one in bases}
    joined = any("." in str(one.field).removeprefix(f"{report.source}.") for one in counted)
    asked = replace(report, measures=(*report.measures, *counted), limit=MOST, totals=tuple(levels(charts, report)))
    ranks = {one.key: one.within for one in report.measures if one.window == "rank"}
    return Counting(asked, dict(_all(report.measures, judged)), ranks, joined)


def _place(report: Report, measure: Measure) -> Any:
    """Measures of one place are numbers of the same people."""
    return measure.home or report.source, measure.offset, tuple(sorted(measure.paths.items())), measure.where


def _counted(types: Types, report: Report, measures: Iterable[Measure]) -> list[Measure]:
    """One number of people for each place that knows who they are."""
    path = people(types.app, report)
    found: dict[Any, Measure] = {}
    for one in measures:
        seen = home_of(types, report.source, one).path(path)
        if seen and _place(report, one) not in found:
            more = replace(one, key=f"@people{len(found)}", agg="count_distinct", field=".".join(seen), label=None, help=None, format={})
            found[_place(report, one)] = more
    return list(found.values())


def _all(measures: Sequence[Measure], judged: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """What is made of other numbers stands or falls with all of them."""
    own = {one.key: one for one in measures}

    def counts(key: str) -> frozenset[str]:
        return judged[key] if key in judged else frozenset().union(*map(counts, made_of(own[key])))

    return ((key, counts(key)) for key in own)


def levels(charts: Family[ChartType], report: Report) -> list[Level]:
    """Every total people may set beside the rows: the whole, those of the report and of each of its charts, what a way down leads through,
    what shares are shares of."""
    split = tuple(one.key for one in report.dimensions)
    below = {name for drill in report.drill for name in drill.path}
    drawn = (level for chart in report.charts for level in charts[chart["type"]].levels(chart))
    found: list[Level] = [(), *report.totals, *map(tuple, drawn), *((key,) for key in split if key in below)]
    shares = [one.within for one in report.measures if one.window == "pct_total"]
    parted = [tuple(key for key in level if key in within) for level in (split, *found) for within in shares]
    return list(dict.fromkeys([*found, *parted]))
