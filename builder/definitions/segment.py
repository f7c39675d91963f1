"""A segment: who or what meets a condition right now, also by numbers over what belongs to it. JSON shape: builder/schemas/segment.json."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions.label import Label
from builder.definitions.report import Measure, Parameter, measures, parameters, texts


@dataclass(frozen=True)
class Segment:
    """Records of form `entity` that meet `where`; with a `source`, those its records that meet `filter` point at (`via`,
    found where unique), grouped, and of these the ones whose `measures` meet `having`."""

    key: str
    label: Label
    entity: str
    help: Label | None = None
    where: tuple[str, ...] = ()
    source: str | None = None
    via: str | None = None
    parameters: tuple[Parameter, ...] = ()
    measures: tuple[Measure, ...] = ()
    filter: tuple[str, ...] = ()
    having: tuple[str, ...] = ()


def load(raw: Mapping[str, Any]) -> Segment:
    """A segment from its JSON document."""
    plain = ("key", "label", "entity", "help", "source", "via")
    return Segment(
        **{name: raw[name] for name in plain if name in raw},
        where=texts(raw.get("where")),
        parameters=parameters(raw.get("params", ())),
        measures=measures(raw.get("measures", ())),
        filter=texts(raw.get("filter")),
        having=texts(raw.get("having")),
    )
