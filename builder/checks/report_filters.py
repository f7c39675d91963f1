"""Do the conditions of a report hold together: over rows, over numbers, at every home, with what viewers choose?

Takes: Asked and a report. Gives: Problems. Never: rows.
"""

from collections.abc import Iterator, Sequence

from builder.checks import asked as judged
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.conditions import conjuncts
from builder.checks.homes import paths_read
from builder.checks.measures import home_label
from builder.checks.scope import FormScope
from builder.definitions.report import Measure, Report
from builder.expressions import grammar
from builder.expressions.grammar import Node
from builder.expressions.types import Date, Instant, Range
from builder.problems import Problem

CLOCK = frozenset({"@now", "@today"})


def problems(asked: Asked, report: Report) -> Iterator[Problem]:
    """Filter, `having`, what is optional, what a home cannot see, periods that are moved back."""
    yield from judged.condition_problems(asked, report.source, report.filter, "filter")
    yield from judged.number_problems(asked, report.having, "having")
    yield from judged.optional_problems(asked, report.parameters, report.filter, "filter")
    for one in report.measures:
        yield from judged.optional_problems(asked, report.parameters, one.where, f"measures/{one.key}/where")
    yield from _elsewhere(asked, report)
    yield from _moved(asked, report)
    yield from _unused(asked, report)


def _elsewhere(asked: Asked, report: Report) -> Iterator[Problem]:
    """Parts of the filter that do not reach the home of a measure: it counts more rows than people may think."""
    texts = [(place, part) for place, text in enumerate(report.filter) for part in _parts(text)]
    told: set[tuple[str, int]] = set()
    for one in report.measures:
        home = one.home or report.source
        if home == report.source:
            continue
        for place, part in texts:
            at = asked, report.source, one, part
            if (home, place) not in told and not reaches(*at) and not _timeless(*at):
                told.add((home, place))
                yield asked.warning("filter_not_at_home", f"filter/{place}", home=home_label(asked.types.app, home))


def reaches(asked: Asked, source: str, measure: Measure, node: Node) -> bool:
    """Whether every name of a condition means something at the home of a measure."""
    return parts.home_of(asked.types, source, measure).node(node, frozenset(asked.parameters)) is not None


def _timeless(asked: Asked, source: str, measure: Measure, node: Node) -> bool:
    """Whether a period meets what has no time: a number of something the source belongs to, like the area of a store."""
    home = parts.home_of(asked.types, source, measure)
    if measure.agg in parts.COUNTS or not home.above:
        return False
    scope, paths = FormScope(asked.types, source), paths_read(node, frozenset(asked.parameters))
    unknown = (scope.resolve(path.names) for path in paths if home.path(path.names) is None)
    return all(info is not None and isinstance(info.type, Date | Instant) for info in unknown)


def _parts(text: str) -> tuple[Node, ...]:
    node = parts.parsed(text)
    return conjuncts(node) if node else ()


def _moved(asked: Asked, report: Report) -> Iterator[Problem]:
    """A number of the period before needs a period: something to choose, a clock, or a dimension along time."""
    if any(one.grain for one in report.dimensions) or _has_period(asked, report.filter):
        return
    for one in report.measures:
        if one.offset and not _has_period(asked, one.where):
            yield asked.problem("offset_without_period", f"measures/{one.key}/offset", measure=judged.measure_label(one))


def _has_period(asked: Asked, texts: Sequence[str]) -> bool:
    for text in texts:
        node = parts.parsed(text)
        names = grammar.names_used(node) if node else frozenset()
        if names & CLOCK or any(isinstance(asked.parameters.get(name), Range) for name in names):
            return True
        if any(isinstance(piece, grammar.Call) and piece.function == "TODAY" for piece in (grammar.walk(node) if node else ())):
            return True
    return False


def _unused(asked: Asked, report: Report) -> Iterator[Problem]:
    """Something viewers may choose that changes nothing."""
    texts = [*report.filter, *(text for one in report.measures for text in one.where)]
    texts += [one.expression for one in report.dimensions if one.expression]
    texts += [text for step in report.funnel.steps for text in step.filter] if report.funnel else []
    used: set[str] = set()
    for text in texts:
        node = parts.parsed(text)
        used |= grammar.names_used(node) if node else set()
    for one in report.parameters:
        if one.key not in used:
            yield asked.warning("parameter_unused", f"params/{one.key}", parameter=one.label or one.key)
