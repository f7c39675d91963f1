"""Which numbers may be asked of the store, without SQL: branches, one for each home and period, put on top of one another.

Takes: checked expressions. Gives: frozen values. Never: request text, a name of a table.

Each branch counts the rows of one home grouped by the same axes; the others' measures are empty there. Grouping the stack by the axes joins
them without a join, so nothing is counted twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from builder.expressions.check import Typed

Guards = Mapping[str, tuple[Typed, ...] | None]  # form → conditions a viewer's rows meet (): all, None: he sees none


@dataclass(frozen=True, slots=True)
class Cut:
    """How values become groups: `grain` of dates (day week month quarter year: the first day of it), or `bins` (lower bounds of numbers:
    the greatest one not above the value, empty below the first). `since`: how many grains after the date of another axis.
    `ahead`: (n, unit) by which a group is moved forward, for the period before."""

    grain: str | None = None
    bins: tuple[Any, ...] = ()
    since: str | None = None
    ahead: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing the numbers are split by, as one branch sees it. `value`: over the home's names; or `derive`: the key of a Derived;
    neither = this home does not know it (its numbers are repeated along it). `path`: set where the value is a plain column."""

    key: str
    value: Typed | None = None
    derive: str | None = None
    cut: Cut | None = None
    path: str | None = None

    @property
    def known(self) -> bool:
        """Whether the home can be split by it."""
        return self.value is not None or self.derive is not None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`function` (count count_distinct sum avg min max) of `value` (None: of rows), over rows that meet every `where`."""

    key: str
    function: str
    value: Typed | None = None
    where: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows of `home` (a form, or `form.subtable`) that meet `conditions`, grouped by `axes` (the same keys in every branch of a stack).

    `parameters`: the values of names that are the same for every row (`period.from`, `@today` … of this period).
    `over`: where an axis crosses a to-many path, each (axes, row) counts once, and totals are counted anew.
    """

    home: str
    axes: tuple[Axis, ...]
    aggregates: tuple[Aggregate, ...]
    conditions: tuple[Typed, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    over: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """One value for each `per` of `home`: aggregated, or (`parts`) which of so many equal parts by it. `joins`: home of a branch → the name
    there whose value is `per`."""

    key: str
    home: str
    per: Typed
    aggregate: Aggregate
    conditions: tuple[Typed, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parts: int | None = None
    joins: Mapping[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Computed:
    """A number made of others of the same row: `value` over measure keys."""

    key: str
    value: Typed


@dataclass(frozen=True, slots=True)
class Window:
    """A number made of a finished one along rows of the same level: pct_total, running or rank of measure `of`, anew for each `within`,
    in the order of axis `along`."""

    key: str
    function: str
    of: str
    within: tuple[str, ...] = ()
    along: str | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """Axis `axis` keeps its `n` groups with the largest `by`; `other`: the rest together, else not at all."""

    axis: str
    n: int
    by: str
    other: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """Axis `axis` has a group for each of `dates`, whether anything happened or not."""

    axis: str
    dates: tuple[date, ...]
    zero: bool = True


@dataclass(frozen=True, slots=True)
class Stack:
    """A whole report. `numbers`: keys of the aggregates, in order; `steps`: Computed and Window, each after what it needs.

    `levels`: sets of axes for further rows (subtotals; () = the grand total). `sort`: (axis or number, descending).
    `guards` hold for every form that is touched, the home, what a path joins and what a condition looks into; a form that is not named is
    refused by the store.
    """

    axes: tuple[str, ...]
    numbers: tuple[str, ...]
    branches: tuple[Branch, ...]
    guards: Guards
    steps: tuple[Computed | Window, ...] = ()
    derived: tuple[Derived, ...] = ()
    best: tuple[Best, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    having: tuple[Typed, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int = 500
    levels: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Among:
    """Records of a form by conditions and by numbers over what points at them: what a segment means.

    `stack`: one axis `entity` (None where `conditions` say it all), its `having` decides.
    """

    form: str
    conditions: tuple[Typed, ...]
    guards: Guards
    parameters: Mapping[str, Any] = field(default_factory=dict)
    stack: Stack | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a funnel: rows of `home`; `entity`: who; `at`: when."""

    key: str
    home: str
    entity: Typed
    at: Typed
    conditions: tuple[Typed, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A funnel: how many entities reach each stage, each once, after the stage before and within `within` (n, unit) of it."""

    stages: tuple[Stage, ...]
    guards: Guards
    within: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What came back, in order. `keys`: the axes and numbers of each row; `levels`: rows of each further level, with empty other axes.

    `others`: axes whose group is "the rest" by row position, `rests`: the same in each level; `cut_off`: there were more than `limit`.
    """

    keys: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    levels: Mapping[tuple[str, ...], tuple[tuple[Any, ...], ...]] = field(default_factory=dict)
    others: Mapping[int, frozenset[str]] = field(default_factory=dict)
    rests: Mapping[tuple[str, ...], Mapping[int, frozenset[str]]] = field(default_factory=dict)
    cut_off: bool = False
