"""Many records at once, as if saved one by one: computed fields worked out, roll-ups added up, change rows at the simulated instant.

Takes: a Runtime, an app, rows with Python values. Gives: ids. Never: rights or validation; the rows of the story are right by construction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from builder.errors import AppError
from runtime.context import SYSTEM, Actor, Context, Runtime
from runtime.records import derive, extremes, formulas
from runtime.records.environment import environments
from runtime.records.extremes import Mark
from runtime.records.links import Feed, links_of
from runtime.records.plan import FormPlan, Numbered, plan_of
from runtime.store import records, sequences

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
CHUNK = 500
Row = Mapping[str, Any]
Growth = tuple[Mapping[str, Any], Mapping[str, Mark]]  # what the sums of a record grow by, what its extremes are compared with
Stamp = tuple[datetime, str]  # a wall-clock time of the story and the id of who acted


def instant(local: datetime) -> datetime:
    """A wall-clock time of the story as an instant."""
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


class Tally:
    """What the roll-ups of other records grow by; kept as one number per parent and field, however many children there are."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self._marks: dict[str, dict[str, dict[str, Mark]]] = defaultdict(lambda: defaultdict(dict))

    def add(self, feeds: Iterable[Feed], env: Row, sign: int = 1) -> None:
        """One more child (or, with `sign` -1, one less)."""
        for feed in feeds:
            parent = env.get(feed.relation)
            if not parent or not (feed.filter is None or feed.filter.run(env) is True):
                continue
            if feed.extreme:
                mark = self._mark(feed, parent)
                mark.add(env.get(str(feed.source))) if sign > 0 else mark.take(env.get(str(feed.source)))
            else:
                amount = 1 if feed.source is None else env.get(feed.source) or 0
                self._grow(feed.parent, parent, feed.field, sign * amount)

    def _mark(self, feed: Feed, parent: str) -> Mark:
        return self._marks[feed.parent][parent].setdefault(feed.field, Mark(feed))

    def absorb(self, other: "Tally") -> None:
        """Takes over what another one has collected."""
        for form, parents in other._sums.items():
            for parent, sums in parents.items():
                for field, amount in sums.items():
                    self._grow(form, parent, field, amount)
        for parents in other._marks.values():
            for parent, marks in parents.items():
                for mark in marks.values():
                    self._mark(mark.feed, parent).add(mark.came)
                    self._mark(mark.feed, parent).take(mark.went)

    def _grow(self, form: str, parent: str, field: str, amount: Any) -> None:
        sums = self._sums[form][parent]
        sums[field] = sums.get(field, 0) + amount

    def forms(self) -> list[tuple[str, dict[str, Growth]]]:
        """(form, {id: (sums by field, extremes by field)}) of everything collected."""
        found: list[tuple[str, dict[str, Growth]]] = []
        for form in sorted(self._sums.keys() | self._marks.keys()):
            sums: Mapping[str, Any] = self._sums.get(form, {})
            marks: Mapping[str, Any] = self._marks.get(form, {})
            found.append((form, {key: (sums.get(key, {}), marks.get(key, {})) for key in sums.keys() | marks.keys()}))
        return found


class Loader:
    """The way the story gets into the database: roll-ups wait for `settle`.

    With `careful` every transaction settles its own, and a record the database refuses is left out instead of stopping the story:
    the way into data that people have worked on.
    """

    def __init__(self, runtime: Runtime, app: str, *, careful: bool = False) -> None:
        revision = runtime.store.revision(app)
        assert revision is not None, "the app is published before its story is told"
        self._ctx = Context(SYSTEM, runtime, runtime.clock(), app=app, revision=revision, cause="demo")
        self._careful = careful
        self._settled = Tally()  # of finished transactions
        self._open = Tally()  # of the one under way

    @property
    def context(self) -> Context:
        """The system at work on the app."""
        return self._ctx

    def write(self, act: Callable[[Any], T]) -> T:
        """One transaction; it may run a second time."""

        def once(uow: Any) -> T:
            self._open = Tally()
            result = act(uow)
            if self._careful:
                for form, sums in self._open.forms():
                    _grow(uow, form, sums)
            return result

        result: T = self._ctx.runtime.store.write(self._ctx, once)
        if not self._careful:
            self._settled.absorb(self._open)
        return result

    def read(self, act: Callable[[Any], T]) -> T:
        """A look at the records."""
        result: T = self._ctx.runtime.store.read(self._ctx, act)
        return result

    def insert(self, uow: Any, form: str, rows: Sequence[Row]) -> list[str]:
        """New records at the instant and by the person of `uow.ctx` (see `at`)."""
        return records.insert(uow, form, self._completed(uow, form, rows))

    def insert_stamped(self, uow: Any, form: str, rows: Sequence[Row], stamps: Sequence[Stamp], cause: str) -> list[str | None]:
        """New records of many moments and people: those of one hour and person together, at the last of their moments.

        None stands for a record a careful Loader left out.
        """
        if not self._careful:
            return [*self._stamped(uow, form, rows, stamps, cause)]
        together = self._attempt(uow, lambda: self._stamped(uow, form, rows, stamps, cause))
        if together is not None:
            return [*together]
        return [self._alone(uow, form, row, stamp, cause) for row, stamp in zip(rows, stamps, strict=True)]

    def _alone(self, uow: Any, form: str, row: Row, stamp: Stamp, cause: str) -> str | None:
        made = self._attempt(uow, lambda: self._stamped(uow, form, [row], [stamp], cause))
        return made[0] if made else None

    def _attempt(self, uow: Any, act: Callable[[], T]) -> T | None:
        """What `act` gives, or None where the database refused it; then nothing of it has happened."""
        outer, self._open = self._open, Tally()
        try:
            with uow.savepoint():
                result = act()
            outer.absorb(self._open)
            return result
        except AppError:
            return None
        finally:
            self._open = outer

    def _stamped(self, uow: Any, form: str, rows: Sequence[Row], stamps: Sequence[Stamp], cause: str) -> list[str]:
        images = self._completed(uow, form, rows)
        groups: dict[tuple[date, int, str], list[int]] = defaultdict(list)
        for position, (moment, user) in enumerate(stamps):
            groups[moment.date(), moment.hour, user].append(position)
        made: dict[int, str] = {}
        for positions in groups.values():
            at(uow, *stamps[positions[-1]], cause)
            made.update(zip(positions, records.insert(uow, form, [images[position] for position in positions]), strict=True))
        return [made[position] for position in range(len(rows))]

    def insert_one(self, uow: Any, form: str, row: Row, last: Row) -> str:
        """One record of which later updates of the story will have made `last`: roll-ups count it as it ends."""
        return records.insert(uow, form, self._completed(uow, form, [row], last))[0]

    def change(self, uow: Any, form: str, record: str, values: Row) -> None:
        """A record of the story changes; what roll-ups counted of it moves along."""
        feeds = [feed for feed in links_of(uow.ctx).feeds.get(form, ()) if feed.reads & values.keys()]
        plan = plan_of(uow.ctx, form)
        old = records.load(uow, form, [record])[record].values
        records.update(uow, form, record, {key: value for key, value in values.items() if key in plan.fields})
        for image, sign in ((old, -1), ({**old, **values}, 1)):
            (env,) = environments(uow, plan.fields, [image], _names(plan, feeds))
            self._open.add(feeds, env, sign)

    def _completed(self, uow: Any, form: str, rows: Sequence[Row], last: Row | None = None) -> list[dict[str, Any]]:
        plan = plan_of(uow.ctx, form)
        feeds = links_of(uow.ctx).feeds.get(form, ())
        images = [_blank(plan, row) for row in rows]
        _number(uow, plan, images)
        for row, image, env in zip(rows, images, environments(uow, plan.fields, images, _names(plan, feeds)), strict=True):
            computed, faults = formulas.compute(plan.fields, plan.stored, env)
            assert not faults, (form, faults)
            image.update({key: value for key, value in computed.items() if key not in row})
            self._open.add(feeds, {**env, **(last or {})})
        return images

    def settle(self, progress: Callable[[int, int], None]) -> None:
        """Adds the collected sums to the roll-ups, then works out the formulas that read them."""
        pending = self._settled.forms()
        self._settled = Tally()
        total, done = sum(len(sums) for _, sums in pending), 0
        for form, sums in pending:
            for part in chunks(sorted(sums)):
                self.write(lambda uow, form=form, part=part, sums=sums: _grow(uow, form, {key: sums[key] for key in part}))  # type: ignore[misc]
                done += len(part)
                progress(done, total)


def at(uow: Any, moment: datetime, user: str | None, cause: str) -> None:
    """From here on the unit of work writes at a wall-clock time of the story, by a person (None = the system)."""
    actor = Actor("user", user) if user else SYSTEM
    uow.ctx = replace(uow.ctx, now=instant(moment), actor=actor, cause=cause)


def _grow(uow: Any, form: str, growth: Mapping[str, Growth]) -> None:
    moved = records.increment(uow, form, {key: sums for key, (sums, _) in growth.items() if sums})
    plan = plan_of(uow.ctx, form)
    touched = frozenset().union(*(new.keys() for _, new in moved.values()), _stretch(uow, form, growth))
    if any(touched & formula.expression.names for formula in plan.stored):
        for row in records.load(uow, form, sorted(growth), lock=True).values():
            derive.refresh(uow, plan, row, touched)


def _stretch(uow: Any, form: str, growth: Mapping[str, Growth]) -> set[str]:
    """Keeps the extremes; the fields touched."""
    marked = {key: marks for key, (_, marks) in growth.items() if marks}
    touched: set[str] = set()
    for key, row in records.load(uow, form, sorted(marked), lock=True).items() if marked else ():
        values = extremes.settled(uow, key, marked[key], row.values)
        if values:
            records.rewrite(uow, form, row, values)
            touched |= values.keys()
    return touched


def _blank(plan: FormPlan, row: Row) -> dict[str, Any]:
    """The row with empty roll-ups at nothing and the formulas of its subtables worked out; fields people have put away are left out."""
    given = {key: value for key, value in row.items() if key in plan.fields}
    image = {**{key: None if key in plan.extremes else 0 for key in plan.sums}, **given}
    for key, one in plan.fields.items():
        if one.columns:
            image[key] = [_line(one, line) for line in image.get(key) or ()]
    return image


def _number(uow: Any, plan: FormPlan, images: Sequence[dict[str, Any]]) -> None:
    """Running numbers, taken for all rows at once."""
    for key, one in plan.fields.items():
        if images and isinstance(one.kind, Numbered):
            first = sequences.take(uow, plan.form.key, key, len(images))
            for position, image in enumerate(images):
                image[key] = one.kind.shown(one.field.config, first + position)


def _line(plan: Any, line: Row) -> dict[str, Any]:
    env = {**dict.fromkeys(plan.columns), **{key: value for key, value in line.items() if key in plan.columns}}
    for formula in plan.formulas:
        env[formula.key] = formulas.fit(formula.expression.run(env), plan.columns[formula.key].type)
    return env


def _names(plan: FormPlan, feeds: Iterable[Feed]) -> frozenset[str]:
    parts = [formula.expression.names for formula in plan.stored]
    return frozenset().union(*parts, *(feed.filter.names for feed in feeds if feed.filter))
