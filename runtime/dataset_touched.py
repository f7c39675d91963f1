"""Everything a report reads, whatever is chosen: forms for rights on rows, fields for rights on values.

Takes: definitions. Gives: Touched. Never: rights themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from builder.checks.homes import Home, paths_read
from builder.checks.places import USERS, below, walk
from builder.checks.report_parts import entity_path, moment_path
from builder.checks.scope import Types
from builder.checks.unfolding import unfolded
from builder.definitions.report import Dimension, FunnelStep, Measure, Report
from builder.definitions.segment import Segment
from builder.expressions import grammar
from builder.expressions.grammar import Call, Constant, Node, Path
from runtime.dataset_axes import path_node

Address = tuple[str, str]  # (form or form.subtable, field)


@dataclass(frozen=True, slots=True)
class Touched:
    """`forms` whose rows decide; `fields` (table, key) whose values do, as they are written: a live formula counts as itself."""

    forms: frozenset[str]
    fields: frozenset[Address]

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(self.forms | other.forms, self.fields | other.fields)


NOTHING = Touched(frozenset(), frozenset())


def of_report(types: Types, report: Report) -> Touched:
    """What a report reads: dimensions, ways down, filters, parameters, measures at their homes, steps."""
    reading = Reading(types, report.source, frozenset(one.key for one in report.parameters))
    found = reading.form(report.source)
    for node in _of_source(report):
        found |= reading.at(report.source, node)
    for measure in report.measures:
        found |= _of_measure(reading, report, measure)
    for step in report.funnel.steps if report.funnel else ():
        found |= _of_step(reading, report, str(report.funnel and report.funnel.entity), step)
    return found


def of_segment(types: Types, segment: Segment, seen: frozenset[str] = frozenset()) -> Touched:
    """What a segment reads, other segments included."""
    constant = frozenset(one.key for one in segment.parameters)
    reading = Reading(types, segment.entity, constant, seen | {segment.key})
    found = reading.form(segment.entity)
    for text in segment.where:
        found |= reading.at(segment.entity, grammar.parse(text))
    if segment.source is None:
        return found
    report = Report(segment.key, segment.label, segment.source, measures=segment.measures, filter=segment.filter)
    via = entity_path(types, segment.source, segment.entity, segment.via)
    inner = Reading(types, segment.source, constant, reading.seen)
    found |= inner.form(segment.source)
    for node in (*_of_source(report), *([path_node(via)] if via else [])):
        found |= inner.at(segment.source, node)
    for measure in segment.measures:
        found |= _of_measure(inner, report, measure)
    return found


def _of_source(report: Report) -> Iterator[Node]:
    """Every expression on the source."""
    own = {one.key for one in report.dimensions}
    for dimension in report.dimensions:
        yield from _of_dimension(dimension)
    paths = (name for drill in report.drill for name in drill.path if name not in own)
    yield from (path_node(path) for path in (*paths, *(one.field for one in report.parameters if one.field)))
    yield from (grammar.parse(text) for text in report.filter)


def _of_dimension(dimension: Dimension) -> Iterator[Node]:
    named = (dimension.derive.per, dimension.derive.field) if dimension.derive else (dimension.field,)
    yield from (path_node(path) for path in named if path)
    if dimension.expression:
        yield grammar.parse(dimension.expression)


def _of_measure(reading: "Reading", report: Report, measure: Measure) -> Touched:
    if not measure.agg:
        return NOTHING
    key = measure.home or report.source
    paths = {tuple(a.split(".")): tuple(b.split(".")) for a, b in measure.paths.items()}
    home = Home(reading.types, report.source, key, paths)
    found = reading.form(key)
    for node in (*([path_node(measure.field)] if measure.field else []), *(grammar.parse(text) for text in measure.where)):
        found |= reading.at(key, node)
    return found | _seen_from(reading, report, home)


def _seen_from(reading: "Reading", report: Report, home: Home) -> Touched:
    """What is written over the source as it reads elsewhere: the way there is read too."""
    ways = (home.path(path.names) for node in _of_source(report) for path in reading.paths(node))
    return reduce(or_, (reading.at(home.key, Path(0, 0, seen)) for seen in ways if seen), NOTHING)


def _of_step(reading: "Reading", report: Report, entity: str, step: FunnelStep) -> Touched:
    types, found = reading.types, reading.form(step.form)
    paths = entity_path(types, step.form, entity, step.entity), moment_path(types, step.form, step.at)
    named = [path_node(path) for path in paths if path]
    for node in (*named, *(grammar.parse(text) for text in step.filter)):
        found |= reading.at(step.form, node)
    return found | _seen_from(reading, report, Home(types, report.source, step.form))


@dataclass(frozen=True)
class Reading:
    """Expressions with the parameters they may name; `seen`: segments that are being looked at."""

    types: Types
    source: str
    constant: frozenset[str]
    seen: frozenset[str] = frozenset()

    def form(self, table: str) -> Touched:
        """The rows of a form."""
        return Touched(frozenset((table.partition(".")[0],)), frozenset())

    def paths(self, node: Node) -> Iterator[Path]:
        """The paths an expression names."""
        return paths_read(node, self.constant)

    def at(self, table: str, node: Node) -> Touched:
        """What an expression reads from the rows of a table."""
        form, _, subtable = table.partition(".")
        found = NOTHING
        for piece in self.paths(node):
            owner = bool(subtable) and piece.names[0] == form and len(piece.names) > 1 and not self._leads(table, piece.names)
            found |= self._path(form if owner else table, piece.names[1:] if owner else piece.names)
        return found | self._segments(node)

    def _leads(self, table: str, names: tuple[str, ...]) -> bool:
        """Whether a path leads somewhere from the rows of a table themselves."""
        return len(list(walk(self.types.app, self.types.catalog, table, names))) == len(names)

    def _path(self, table: str, names: tuple[str, ...]) -> Touched:
        types = self.types
        places = list(walk(types.app, types.catalog, table, names))
        fields = frozenset((place.table, place.name) for place in places if place.field is not None)
        inner = unfolded(types, table, Path(0, 0, names)) if len(places) == len(names) else Path(0, 0, names)
        every = (tuple(walk(types.app, types.catalog, table, path.names)) for path in self.paths(inner))
        ends = {below(types.catalog, place) for path in every for place in path[:-1]}
        forms = {place.table for place in places} | {end for end in ends if end and end != USERS}
        return Touched(frozenset(form.partition(".")[0] for form in forms), fields)

    def _segments(self, node: Node) -> Touched:
        found = NOTHING
        for key in _named(grammar.walk(node)):
            segment = self.types.app.segments.get(key)
            if segment and key not in self.seen:
                found |= of_segment(self.types, segment, self.seen)
        return found


def _named(nodes: Iterable[Node]) -> Iterator[str]:
    for piece in nodes:
        if isinstance(piece, Call) and piece.function == "SEGMENT":
            yield from (str(item.value) for item in piece.arguments if isinstance(item, Constant))
