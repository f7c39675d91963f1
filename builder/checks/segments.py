"""Does every segment make sense: whose, by which conditions and numbers, without going round in circles?

Takes: Types, or an app and one segment. Gives: Problems. Never: rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from builder.checks import asked as judged
from builder.checks import measures
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.knots import circles_of
from builder.checks.scope import FormScope, Types
from builder.definitions import App, Segment
from builder.expressions.types import Ref
from builder.kinds import Catalog
from builder.problems import Problem


def check(types: Types) -> Iterator[Problem]:
    """Every segment, and circles among them."""
    for segment in types.app.segments.values():
        yield from of_segment(types, segment)
    yield from circles(types.app.segments)


def circles(segments: Mapping[str, Segment]) -> Iterator[Problem]:
    """Segments that ask each other, each circle once."""
    return (_circle(segments, circle) for circle in _circles(segments))


def _circles(segments: Mapping[str, Segment]) -> Iterable[Sequence[str]]:
    return circles_of({key: [name for name in asks(segment) if name in segments] for key, segment in segments.items()})


def _circle(segments: Mapping[str, Segment], circle: Sequence[str]) -> Problem:
    labels = [segments[key].label for key in circle]
    return Problem("error", "segment_circle", f"segment/{circle[0]}/where", {"segment": labels[0], "segments": labels}, "in_segment")


def problems_of(app: App, catalog: Catalog, segment: Segment) -> list[Problem]:
    """Those of one segment, also one that is no part of the app."""
    segments = {**app.segments, segment.key: segment}
    around = (_circle(segments, circle) for circle in _circles(segments) if segment.key in circle)
    return [*of_segment(Types(app, catalog), segment), *around]


def asks(segment: Segment) -> Iterator[str]:
    """The other segments its conditions ask."""
    texts = (*segment.where, *segment.filter, *(text for one in segment.measures for text in one.where))
    for text in texts:
        yield from parts.segments_named(parts.parsed(text))


def of_segment(types: Types, segment: Segment) -> Iterator[Problem]:
    """Those of one segment."""
    asked = judged.of(types, "segment", segment)
    missing = list(judged.form_problems(asked, segment.entity, "entity"))
    if segment.source:
        missing += judged.form_problems(asked, segment.source, "source")
    if missing:
        yield from missing
        return
    homes = (one.home for one in segment.measures if one.home)
    yield from judged.parameter_problems(asked, segment.parameters, (segment.entity, *homes))
    for one in segment.parameters:
        if one.default is None and not one.optional:  # where a segment is named, nobody is asked
            yield asked.problem("segment_parameter_open", f"params/{one.key}/default", parameter=one.label or one.key)
    yield from judged.condition_problems(asked, segment.entity, segment.where, "where")
    for name, texts in (("where", segment.where), ("filter", segment.filter)):
        yield from judged.optional_problems(asked, segment.parameters, texts, name)
    if segment.source:
        yield from _counted(asked, segment)
    elif segment.measures or segment.filter or segment.having:
        yield asked.problem("segment_needs_source", "source")
    elif not segment.where:
        yield asked.warning("segment_everyone", "where")


def _counted(asked: Asked, segment: Segment) -> Iterator[Problem]:
    """Numbers over what belongs to each."""
    yield from _via(asked, segment)
    yield from judged.key_problems(asked, "measures", segment.measures, set())
    yield from measures.problems(asked, segment.measures)
    yield from judged.condition_problems(asked, str(segment.source), segment.filter, "filter")
    yield from judged.number_problems(asked, segment.having, "having")


def _via(asked: Asked, segment: Segment) -> Iterator[Problem]:
    """The way from a counted record to whose it is."""
    way = parts.entity_path(asked.types, str(segment.source), segment.entity, segment.via)
    info = FormScope(asked.types, str(segment.source)).resolve(tuple(way.split("."))) if way else None
    if info is None or info.many or info.type != Ref(segment.entity):
        forms = asked.types.app.forms
        params = {"source": forms[str(segment.source)].label, "entity": forms[segment.entity].label}
        yield asked.problem("segment_via", "via", **params)
