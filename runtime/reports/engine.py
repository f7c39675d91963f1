"""Runs a report as its viewer: rights, the numbers asked of the store (or kept from a moment ago), words, the chart.

Takes: a Context, a report, what was asked. Gives: an Answer. Never: a row, a field or a title the viewer may not see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from builder.definitions.report import Report
from builder.errors import AppError, Fault, Invalid, NotAllowed, NotFound
from runtime import dataset
from runtime import dataset_axes as axes
from runtime.context import Context
from runtime.permissions import touching
from runtime.permissions.grants import standing
from runtime.records import words as titles
from runtime.reports import cache, columns, drilling, feeding, guards, parameters, people, saved, small_groups, words
from runtime.reports.columns import Frame
from runtime.reports.shown import Column, Hidden, Shown
from runtime.reports.small_groups import Judging
from runtime.stack import Guards, Passage, Rows, Stack
from runtime.store import newest, passages, stacks
from runtime.store.prepared import Shelf
from runtime.values import business_date, zone

TIMEOUT = 10.0
Wanted = Stack | Passage


@dataclass(frozen=True)
class Question:
    """What is asked of a report, as JSON: values of parameters, the way down ([dimension, value] each), which chart.

    `extra`: further conditions as expressions (linked tiles of a dashboard).
    """

    params: Mapping[str, Any] = field(default_factory=dict)
    drill: tuple[tuple[str, Any], ...] = ()
    chart: int = 0
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A report whose question has been read and judged: nothing in it is closed to the viewer."""

    report: Report
    frame: Frame
    asked: dataset.Asked
    stack: Wanted
    columns: tuple[Column, ...]
    forms: frozenset[str]
    chart: Mapping[str, Any] | None
    judging: Judging | None = None


@dataclass(frozen=True)
class Answer:
    """The numbers of a report as its viewer sees them, and when they were true."""

    prepared: Prepared
    shown: Shown
    as_of: datetime
    more: bool
    figure: Mapping[str, Any] | None


def report_of(ctx: Context, key: str) -> Report:
    """A report of the app by its key."""
    found = ctx.rev.definition.reports.get(key)
    if found is None:
        raise NotFound("report_not_found")
    return found


def frame_of(ctx: Context) -> Frame:
    """What words and types are taken from, made once per revision and language."""
    return ctx.rev.memo(
        ("reports", "frame", ctx.locale), lambda rev: columns.frame(rev.definition, ctx.runtime.catalog, ctx.locale)
    )  # fmt: skip


def run(ctx: Context, report: Report, question: Question) -> Answer:
    """The numbers of a report and the chart that is asked for."""
    prepared = prepare(ctx, report, question)
    rows, as_of = rows_of(ctx, prepared.stack, prepared.forms, report.ttl)
    rows, hidden = small_groups.suppressed(rows, prepared.judging) if prepared.judging else (rows, Hidden())
    shown = replace(shown_of(ctx, prepared, rows), hidden=hidden)
    return Answer(prepared, shown, as_of, rows.cut_off, figure_of(ctx, shown, prepared.chart))


def prepare(ctx: Context, report: Report, question: Question) -> Prepared:
    """Reads and judges a question; refusals name their place. Further conditions are judged as if the report had them, yet a value for
    each entity (`derive`) does not follow them: they say what is looked at now, not what the report is about."""
    widened = replace(report, filter=(*report.filter, *question.extra)) if question.extra else report
    touched, frame = permitted(ctx, widened), frame_of(ctx)
    base = asked_of(ctx, frame, report, question)
    steps = drilling.steps_of(ctx, frame, report, base, question.drill)
    plain = chart_of(report, question.chart)
    chart = drilling.swapped(plain, axes.down(report, steps).instead) if plain else None
    levels = ctx.runtime.catalog.charts[plain["type"]].levels(plain) if plain else ()
    asked = replace(base, levels=tuple(levels), drill=steps)
    stack, forms = guarded(ctx, touched, wanted_of(ctx, report, asked))
    shown = columns.columns_of(frame, report, stack) if isinstance(stack, Stack) else columns.funnel(frame, report)
    prepared = Prepared(report, frame, asked, stack, shown, forms, chart)
    return prepared if report.min_group is None else _counting(ctx, prepared, touched, question)


def _counting(ctx: Context, plain: Prepared, touched: dataset.Touched, question: Question) -> Prepared:
    """The same with the people in each number, who are counted whether the viewer may read who they are or not."""
    report, stack = plain.report, plain.stack
    assert report.min_group
    assert isinstance(stack, Stack)
    counting, more = _counted(ctx, plain.frame, report)
    asked, forms = guarded(ctx, touched, wanted_of(ctx, counting.report, plain.asked), more)
    assert isinstance(asked, Stack)
    closed = _on_the_way(ctx, plain, question)
    judging = Judging(report.min_group.n, counting, asked, stack.levels, report.limit, counting.doubtful(asked.guards), closed)
    return replace(plain, stack=asked, forms=forms, judging=judging)


def _counted(ctx: Context, frame: Frame, report: Report) -> tuple[people.Counting, dataset.Touched]:
    """The report that also counts people, and what it touches; known already for those of the app."""

    def made() -> tuple[people.Counting, dataset.Touched]:
        counting = people.counting(frame.types, ctx.runtime.catalog.charts, report)
        return counting, dataset.touched(ctx.rev.definition, ctx.runtime.catalog, counting.report)

    return saved.once(ctx, report, "counting", made)  # type: ignore[no-any-return]


def _on_the_way(ctx: Context, plain: Prepared, question: Question) -> frozenset[str]:
    """The numbers kept back of the group one has come down to; NotAllowed where all of them are."""
    if not question.drill:
        return frozenset()
    above = prepare(ctx, plain.report, replace(question, drill=question.drill[:-1]))
    return require_shown(ctx, above, dict(plain.asked.drill[-1:]))


def require_shown(ctx: Context, prepared: Prepared, cell: Mapping[str, Any], measure: str | None = None) -> frozenset[str]:
    """NotAllowed where a group, or a number of it, is kept back or not in the answer; else the numbers of it that are kept back."""
    judging = prepared.judging
    if judging is None:
        return frozenset()
    rows, _ = rows_of(ctx, prepared.stack, prepared.forms, prepared.report.ttl)
    closed = small_groups.closed(rows, judging, cell)
    if closed is None or measure in closed or closed >= judging.counting.judged.keys():
        raise NotAllowed("report_small_group", n=judging.n)
    return closed


def wanted_of(ctx: Context, report: Report, asked: dataset.Asked) -> Wanted:
    """What is asked of the store: the numbers of a report, or the steps of a funnel."""
    app, catalog = ctx.rev.definition, ctx.runtime.catalog
    return dataset.funnel_of(app, catalog, report, asked) if report.funnel else dataset.stack_of(app, catalog, report, asked)


def guarded(
    ctx: Context, touched: dataset.Touched, wanted: Wanted, more: dataset.Touched | None = None
) -> tuple[Wanted, frozenset[str]]:
    """What is asked, kept to the rows this viewer may see, and the forms whose changes may change its numbers. `more`: what is read beside
    what he is shown; rows of forms that only this reads are all read."""
    known: Shelf = ctx.rev.memo(("reports", "guarded"), lambda _: Shelf())
    held, forms = known.get((standing(ctx), touched, more), lambda: _held(ctx, touched, more or touched))
    return replace(wanted, guards=held), forms


def _held(ctx: Context, touched: dataset.Touched, read: dataset.Touched) -> tuple[Guards, frozenset[str]]:
    held = {**dict.fromkeys(read.forms, ()), **touching.guards(ctx, touched.forms)}
    return held, feeding.forms(ctx.rev.definition, ctx.runtime.catalog, read, held)


def permitted(ctx: Context, report: Report) -> dataset.Touched:
    """What a report touches, once it is sure that this viewer may see all of it."""
    touched = touched_by(ctx, report)
    guards.require(ctx, report, touched)
    return touched


def may_run(ctx: Context, report: Report) -> bool:
    """Whether this viewer may run a report of the app; judged once per revision and roles."""
    return ctx.rev.memo(("reports", "may_run", standing(ctx), report.key), lambda _: _allowed(ctx, report))


def _allowed(ctx: Context, report: Report) -> bool:
    try:
        permitted(ctx, report)
    except AppError:
        return False
    return True


def touched_by(ctx: Context, report: Report) -> dataset.Touched:
    """What a report touches; known already for those of the app."""
    touched = partial(dataset.touched, ctx.rev.definition, ctx.runtime.catalog, report)
    return saved.once(ctx, report, "touched", touched)  # type: ignore[no-any-return]


def chart_of(report: Report, number: int) -> Mapping[str, Any] | None:
    """A chart of a report by its number; a report without charts is a table."""
    if not report.charts and number == 0:
        return None
    if not 0 <= number < len(report.charts):
        raise Invalid("invalid", [Fault("/chart", "report_chart_unknown")])
    return report.charts[number]


def asked_of(ctx: Context, frame: Frame, report: Report, question: Question) -> dataset.Asked:
    """The question with its parameters as values, without the way down."""
    values = parameters.read(parameters.asking(ctx, frame, report.source), report.parameters, question.params)
    return replace(dataset.unasked(ctx), values=values, extra=question.extra)


def rows_of(ctx: Context, wanted: Wanted, forms: frozenset[str], ttl: int) -> tuple[Rows, datetime]:
    """The rows of a question, kept or fresh, and when they were true."""
    store = ctx.runtime.store
    ready, key = store.read(ctx, lambda uow: _known(ctx, uow, wanted, forms))
    work = partial(store.read, ctx, lambda uow: _asked(uow, wanted, ready), timeout=TIMEOUT)
    found = ctx.runtime.kept.get(key, ttl, work)
    return found.value, found.at


def _known(ctx: Context, uow: Any, wanted: Wanted, forms: frozenset[str]) -> tuple[Any, str]:
    """The statement of a question, and what its answer is kept under."""
    info = ctx.rev.definition.info
    ready = stacks.prepared(uow, wanted) if isinstance(wanted, Stack) else passages.prepared(uow, wanted)
    more = (ctx.rev.n, info.timezone, info.day_start, ctx.locale, _called(wanted))
    return ready, cache.key_of(ctx.app, ready.asked, newest.of(uow, sorted(forms)), *more)


def _called(wanted: Wanted) -> Any:
    """What the columns and levels of an answer are called: the same statement serves reports that call them differently."""
    if isinstance(wanted, Stack):
        return wanted.axes, wanted.numbers, [step.key for step in wanted.steps], wanted.levels
    return [stage.key for stage in wanted.stages]


def _asked(uow: Any, wanted: Wanted, ready: Any) -> Rows:
    if isinstance(wanted, Stack):
        return stacks.run(uow, wanted, ready)
    return Rows((columns.STEP, columns.ENTITIES), passages.pass_(uow, wanted, ready))


def shown_of(ctx: Context, prepared: Prepared, rows: Rows) -> Shown:
    """Rows with the words of their values, as this viewer may read them."""
    places = [rows.keys.index(column.key) for column in prepared.columns]
    where = zone(ctx.rev.definition.info.timezone)
    plain = Shown(
        prepared.columns,
        [tuple(_local(row[place], where) for place in places) for row in rows.rows],
        {by: [tuple(_local(row[place], where) for place in places) for row in level] for by, level in rows.levels.items()},
        rows.others,
        ctx.locale,
        rows.rests,
    )
    return replace(plain, columns=worded(ctx, plain))


def _local(value: Any, where: tzinfo) -> Any:
    """A moment on the clock of the app, as people read it; every other value as it is."""
    return value.astimezone(where) if isinstance(value, datetime) else value


def worded(ctx: Context, shown: Shown) -> tuple[Column, ...]:
    """The columns with words for what does not speak for itself: titles of records and people, days of this year."""
    ids = {place: shown.values(place) for place in columns.referenced(shown.columns)}
    named = _titles(ctx, shown, ids)
    info = ctx.rev.definition.info
    year = business_date(ctx.now, zone(info.timezone), info.day_start).year
    found = []
    for place, column in enumerate(shown.columns):
        if place in named:
            column = replace(column, options=named[place])
        elif column.grain and not column.options:
            column = replace(column, options=words.within_year(column.grain, shown.values(place), year, ctx.locale))
        found.append(column)
    return tuple(found)


def _titles(ctx: Context, shown: Shown, ids: Mapping[int, set[str]]) -> dict[int, Mapping[Any, str]]:
    wanted: dict[str, set[str]] = {}
    for place, found in ids.items():
        wanted.setdefault(str(shown.columns[place].form), set()).update(found)
    if not any(wanted.values()):
        return {}
    told = ctx.runtime.store.read(ctx, lambda uow: titles.ref_titles(uow, wanted))
    return {place: told.get(str(shown.columns[place].form), {}) for place in ids}


def figure_of(ctx: Context, shown: Shown, chart: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The figure of a chart; None where the browser shows the rows themselves."""
    if chart is None:
        return None
    config = {name: value for name, value in chart.items() if name != "type"}
    found: Mapping[str, Any] | None = ctx.runtime.catalog.charts[chart["type"]].figure(shown, config)
    return found
