"""What is asked of a report, segment or funnel, and the names its expressions may use.

Takes: parameters with values, the clock. Gives: scopes, values of names, conditions at a home. Never: rights, SQL.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Any

from builder.checks.conditions import conjuncts
from builder.checks.homes import Home, HomeScope
from builder.checks.report_parts import PLAIN, parameter_types
from builder.checks.scope import Types
from builder.checks.unfolding import unfolded
from builder.definitions.report import Parameter
from builder.expressions import grammar, numbers
from builder.expressions.check import DAYS, MOMENTS, Typed, check
from builder.expressions.grammar import Node
from builder.expressions.terms import SEEN
from builder.expressions.types import Boolean, Date, Number, Range, Type
from runtime import dataset_periods as periods
from runtime.dataset_periods import Day, Offset, Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What a viewer asks: parameter values (Python, None or [] = left empty; a date range is a Period), when, where and who he is.

    `drill`: (dimension, value) one after the other. `levels`: further rows charts need. `extra`: more conditions on the source.
    `dimensions`: the only ones to keep. `measure`: the number whose records are asked for. `segments`: those being made already, so that
    none asks for itself.
    """

    values: Mapping[str, Any]
    now: datetime
    zone: tzinfo
    day_start: int = 0
    me: str | None = None
    drill: tuple[tuple[str, Any], ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    extra: tuple[str, ...] = ()
    dimensions: frozenset[str] | None = None
    measure: str | None = None
    segments: tuple[str, ...] = ()

    @property
    def day(self) -> Day:
        """When it is."""
        return Day(self.now, self.zone, self.day_start)


@dataclass(frozen=True)
class Frame:
    """A source with the parameters its expressions may name. `members`: what a segment means (dataset_segments.py). `ranges`: further
    periods by name, each with whether an offset moves it."""

    types: Types
    source: str
    parameters: tuple[Parameter, ...]
    asked: Asked
    members: Callable[["Frame", str], Any]
    ranges: Mapping[str, tuple[Period, bool]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, Type]:
        """The parameters with their types."""
        return {**parameter_types(self.types, self.source, self.parameters), **dict.fromkeys(self.ranges, Range())}

    @cached_property
    def constant(self) -> frozenset[str]:
        """Names that are the same for every row."""
        return frozenset(self.names)

    def empty(self, key: str) -> bool:
        """Whether an optional parameter was left empty."""
        one = next((one for one in self.parameters if one.key == key), None)
        return one is not None and one.optional and self.asked.values.get(key) in (None, [], ())

    def parts(self, texts: Iterable[str]) -> list[Node]:
        """The conditions that must all hold; those that name an optional parameter nobody filled in are left out."""
        found = [part for text in texts for part in conjuncts(grammar.parse(text))]
        return [part for part in found if not any(self.empty(name) for name in grammar.names_used(part))]

    def with_ranges(self, ranges: Mapping[str, tuple[Period, bool]]) -> "Frame":
        """The same with further periods."""
        return replace(self, ranges={**self.ranges, **ranges})

    def scope(self, home: str) -> HomeScope:
        """The names of a home and the parameters."""
        return HomeScope(self.types, home, self.names)

    def condition(self, home: Home, node: Node) -> Typed | None:
        """A condition on the source, as it reads at a home; None where the home does not know what it asks about."""
        seen = home.node(unfolded(self.types, self.source, node), self.constant)
        return None if seen is None else check(seen, self.scope(home.key), Boolean(), filter=True)

    def conditions(self, home: Home, nodes: Iterable[Node]) -> tuple[Typed, ...]:
        """Those of the conditions that a home knows."""
        return tuple(typed for node in nodes if (typed := self.condition(home, node)) is not None)

    def own(self, home: str, node: Node, expect: Type | None = None) -> Typed:
        """An expression that is written for the rows of a home."""
        return check(unfolded(self.types, home, node), self.scope(home), expect, filter=expect is not None)

    def known(self, conditions: Iterable[Typed], offset: Offset | None = None) -> dict[str, Any]:
        """The names of conditions that are the same for every row; the segments among them as what they mean."""
        named = sorted({name for one in conditions for name in one.names if name.startswith(SEEN)})
        return {**self.values(offset), **{name: self.members(self, name.removeprefix(SEEN)) for name in named}}

    def values(self, offset: Offset | None = None) -> dict[str, Any]:
        """The value of every name that is the same for all rows, of this period or of the one before."""
        asked = self.asked
        day = self._day(offset)
        found: dict[str, Any] = {"@me": asked.me, "@now": day.now, "@today": day.today, "@zone": (asked.zone, asked.day_start)}
        for one in self.parameters:
            value = asked.values.get(one.key)
            ranged = isinstance(self.names.get(one.key), Range)
            found |= self._period(one.key, value, offset) if ranged else {one.key: self._moved(value, offset)}
        for name, (period, moving) in self.ranges.items():
            found |= self._period(name, period, offset if moving else None)
        return found

    def _day(self, offset: Offset | None) -> Day:
        day = self.asked.day
        return replace(day, now=periods.moment_before(day.now, offset, day)) if offset else day

    def _moved(self, value: Any, offset: Offset | None) -> Any:
        if not offset:
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return periods.moved(value, (-offset[0], offset[1]))
        return [self._moved(item, offset) for item in value] if isinstance(value, list | tuple) else value

    def _period(self, name: str, period: Period | None, offset: Offset | None) -> dict[str, Any]:
        """The four ends of a period; of one left empty, nothing lies within."""
        if period is None:
            return {f"{name}.{end}": None for end in (*DAYS, *MOMENTS)}
        day = self.asked.day
        if offset:
            period = periods.before(period, offset, day)
        ends = (*periods.days(period, day), *periods.moments(period, day))
        return {f"{name}.{end}": value for end, value in zip((*DAYS, *MOMENTS), ends, strict=True)}


def defaults(parameters: Sequence[Parameter], day: Day) -> dict[str, Any]:
    """The parameters as they are when nobody chooses."""
    return {one.key: _default(one, day) for one in parameters}


def _default(parameter: Parameter, day: Day) -> Any:
    raw = parameter.default
    if raw is None:
        return None
    if isinstance(PLAIN.get(parameter.type), Range):
        return periods.resolved(raw, day)
    if isinstance(raw, Mapping):
        return periods.resolved(raw, day)[0]
    if isinstance(raw, list):
        return [_plain(parameter, item) for item in raw]
    return _plain(parameter, raw)


def _plain(parameter: Parameter, raw: Any) -> Any:
    kind = PLAIN.get(parameter.type)
    if isinstance(kind, Date):
        return date.fromisoformat(raw)
    return number(raw, kind.scale) if isinstance(kind, Number) else raw


def number(raw: Any, scale: int) -> Any:
    """A written number with so many places; a whole one is an int."""
    return numbers.round_to(Decimal(str(raw)), scale)
