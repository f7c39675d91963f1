"""A report: which numbers, split by what, over which records. JSON shape: builder/schemas/report.json.

Paths start at the report's `source`; `filter`, `where`, `having`, `expr` and `expression` are texts of the one expression language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from builder.definitions.label import Label


@dataclass(frozen=True)
class Parameter:
    """What a viewer may choose: `type` is a value type or `daterange`; `field` (a path from the source) says what may be chosen from.

    `default`: a literal, or `{"rel": "this", "unit": "month"}` for dates. `optional`: left empty, the filter part naming it is gone.
    """

    key: str
    label: Label | None = None
    type: str = "text"
    multi: bool = False
    optional: bool = False
    default: Any = None
    field: str | None = None


@dataclass(frozen=True)
class Top:
    """The `n` best by measure `by`; `other` gathers the rest in one group."""

    n: int
    by: str
    other: bool = True


@dataclass(frozen=True)
class Derive:
    """One value for each `per` (a relation path): `agg` of `field`; `ntile`: which of so many equal parts it falls into."""

    per: str
    agg: str
    field: str | None = None
    ntile: int | None = None


@dataclass(frozen=True)
class Dimension:
    """What the numbers are split by: a `field` (path), an `expression` or a `derive`d value, cut by `grain`, `part` or `bins`.

    `fill`: missing periods appear, with `zero` or `empty` numbers. `since` (another dimension of dates): how many `grain`s later than it.
    """

    key: str
    label: Label | None = None
    field: str | None = None
    expression: str | None = None
    derive: Derive | None = None
    grain: str | None = None
    part: str | None = None
    bins: tuple[Any, ...] = ()
    fill: str | None = None
    top: Top | None = None
    since: str | None = None


@dataclass(frozen=True)
class Measure:
    """A number: an aggregate (`agg` of `field` at `home`, of the rows `where` holds), an `expr` over other measures, or a `window` of one.

    `home`: the form (or `form.subtable`) whose rows are counted, the source by default; `paths`: path from the source → path at home, where
    the home is not on the way. `offset` (n, unit): the same in the period before.
    """

    key: str
    label: Label | None = None
    help: Label | None = None
    agg: str | None = None
    field: str | None = None
    home: str | None = None
    where: tuple[str, ...] = ()
    paths: Mapping[str, str] = made(default_factory=dict)
    offset: tuple[int, str] | None = None
    expr: str | None = None
    window: str | None = None
    of: str | None = None
    within: tuple[str, ...] = ()
    along: str | None = None
    format: Mapping[str, Any] = made(default_factory=dict)


@dataclass(frozen=True)
class Drill:
    """Where a click leads: along a `path` of dimension keys or field paths, to the `records` of a form, or to another `report`."""

    path: tuple[str, ...] = ()
    records: str | None = None
    report: str | None = None
    passes: Mapping[str, str] = made(default_factory=dict)


@dataclass(frozen=True)
class FunnelStep:
    """One step of a funnel: records of `form` that meet `filter`; `entity`: the path to who does it; `at`: when (found where unique)."""

    form: str
    label: Label | None = None
    filter: tuple[str, ...] = ()
    entity: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class Funnel:
    """Ordered steps of one `entity` (a form), each after the one before and `within` (n, unit) of it."""

    entity: str
    steps: tuple[FunnelStep, ...]
    within: tuple[int, str] | None = None


@dataclass(frozen=True)
class MinGroup:
    """Numbers of fewer than `n` people are kept back; `of`: the path from the source to who is counted, or the source where it is they."""

    of: str
    n: int


@dataclass(frozen=True)
class Report:
    """One definition, one query. `roles` empty = everyone who may read what it is made of; `export`: file formats people may take."""

    key: str
    label: Label
    source: str
    help: Label | None = None
    icon: str = "bar-chart"
    parameters: tuple[Parameter, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[Measure, ...] = ()
    filter: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    limit: int = 500
    totals: tuple[tuple[str, ...], ...] = ()
    drill: tuple[Drill, ...] = ()
    charts: tuple[Mapping[str, Any], ...] = ()
    funnel: Funnel | None = None
    ttl: int = 60
    export: tuple[str, ...] = ("xlsx", "csv")
    roles: tuple[str, ...] = ()
    min_group: MinGroup | None = None


def texts(raw: Any) -> tuple[str, ...]:
    """One text, or several that must all hold."""
    return () if raw is None else (raw,) if isinstance(raw, str) else tuple(raw)


def parameters(raw: Sequence[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    """Parameters from JSON; dashboards and segments have them too."""
    return tuple(Parameter(**item) for item in raw)


def measures(raw: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    """Measures from JSON."""
    return tuple(_measure(item) for item in raw)


def _measure(raw: Mapping[str, Any]) -> Measure:
    shaped = {"where": texts(raw.get("where")), "within": tuple(raw.get("within", ()))}
    offset = tuple(raw["offset"]) if raw.get("offset") else None
    return Measure(**{**raw, **shaped, "offset": offset})


def dimension(raw: Mapping[str, Any]) -> Dimension:
    """A dimension from JSON; also what a click swaps in on the way down."""
    top = Top(**raw["top"]) if raw.get("top") else None
    derive = Derive(**raw["derive"]) if raw.get("derive") else None
    return Dimension(**{**raw, "bins": tuple(raw.get("bins", ())), "top": top, "derive": derive})


def _drill(raw: Mapping[str, Any]) -> Drill:
    return Drill(tuple(raw.get("path", ())), raw.get("records"), raw.get("report"), dict(raw.get("pass", {})))


def _funnel(raw: Mapping[str, Any]) -> Funnel:
    steps = tuple(FunnelStep(**{**step, "filter": texts(step.get("filter"))}) for step in raw["steps"])
    return Funnel(raw["entity"], steps, tuple(raw["within"]) if raw.get("within") else None)


def _levels(raw: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """`grand` = no dimension, `month` = that one, a list = those."""
    return tuple(() if item == "grand" else (item,) if isinstance(item, str) else tuple(item) for item in raw)


def load(raw: Mapping[str, Any]) -> Report:
    """A report from its JSON document."""
    plain = ("key", "label", "source", "help", "icon", "limit")
    return Report(
        **{name: raw[name] for name in plain if name in raw},
        parameters=parameters(raw.get("params", ())),
        dimensions=tuple(dimension(item) for item in raw.get("dimensions", ())),
        measures=measures(raw.get("measures", ())),
        filter=texts(raw.get("filter")),
        having=texts(raw.get("having")),
        sort=tuple(raw.get("sort", ())),
        totals=_levels(raw.get("totals", ())),
        drill=tuple(_drill(item) for item in raw.get("drill", ())),
        charts=tuple(raw.get("charts", ())),
        funnel=_funnel(raw["funnel"]) if raw.get("funnel") else None,
        ttl=raw.get("cache", {}).get("ttl", 60),
        export=tuple(raw.get("export", ("xlsx", "csv"))),
        roles=tuple(raw.get("roles", ())),
        min_group=MinGroup(**raw["min_group"]) if raw.get("min_group") else None,
    )
