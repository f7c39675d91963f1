"""What a change of one record does to others, in the same transaction: roll-ups by deltas, formulas kept current. Takes: a unit of work.

Never: recounts. Every image given here was read under its row's lock, so old and new contributions are exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from builder.errors import LimitExceeded
from runtime.context import Context
from runtime.query import Query
from runtime.records import derive, extremes
from runtime.records.environment import environment
from runtime.records.events import Event
from runtime.records.extremes import Mark
from runtime.records.links import Feed, Links, links_of
from runtime.records.plan import plan_of
from runtime.store import jobs, records, select
from runtime.store.jobs import BACKGROUND, NewJob
from runtime.store.reached import Reached

ROUNDS = 8
CHUNK = 1_000
RECENT = 4  # a record that came out of the bin was the last to be logged
MOST_FOLLOWERS = 20_000
FOLLOW = "records.follow"

Image = Mapping[str, Any]
Target = tuple[str, str, str, str]  # the form that follows, its path, the form it leads to, the record that changed


@dataclass
class Ripple:
    """Collects what changed, then settles everything that hangs on it."""

    uow: Any
    deltas: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    stale: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    marks: dict[str, dict[str, dict[str, Mark]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    events: list[Event] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)  # what a listener keeps until the end of this unit of work, by its name

    def __post_init__(self) -> None:
        self.uow.reached = self.uow.reached or Reached(self.uow.changes)

    @property
    def links(self) -> Links:
        """The links of the app."""
        return links_of(self.uow.ctx)

    def changed(self, form: str, record: str, old: Image | None, new: Image | None, *, derived: bool = False) -> None:
        """A record came (old None), went (new None) or changed; `derived`: nobody wrote it, something it hangs on moved."""
        self._tell(form, record, old, new, derived)
        for feed in self.links.feeds.get(form, ()):
            if old is None or new is None or _differs(old, new, feed.reads):
                self._feed(feed, old, -1)
                self._feed(feed, new, 1)
        if old is not None and new is not None:
            self._follow(form, record, [key for key in new if old.get(key) != new[key]])

    def _tell(self, form: str, record: str, old: Image | None, new: Image | None, derived: bool) -> None:
        """Keeps the change for those who listen to it."""
        wanted = listened(self.uow.ctx).get(form)
        if wanted is None:
            return
        moved = frozenset(key for key in new if old.get(key) != new[key]) if old is not None and new is not None else frozenset()
        if derived and not moved & wanted:
            return
        ctx = self.uow.ctx
        back = old is None and any(change.op == "restore" and change.id == record for change in reversed(self.uow.changes[-RECENT:]))
        self.events.append(Event(form, record, old, new, derived, ctx.depth, ctx.actor.id, ctx.cause, moved, back, ctx.person))

    def heard(self) -> list[Event]:
        """The changes nobody has been told of yet; from now on they have."""
        events, self.events = self.events, []
        return events

    def absorb(self, other: "Ripple") -> None:
        """Takes over what another one has collected in the same unit of work."""
        for form, parents in other.deltas.items():
            for parent, sums in parents.items():
                mine = self.deltas[form][parent]
                for key, by in sums.items():
                    mine[key] = mine.get(key, 0) + by
        for form, ids in other.stale.items():
            self.stale[form] |= ids
        for fed in other.marks.values():
            for parent, marks in fed.items():
                for mark in marks.values():
                    self._mark(mark.feed, parent).add(mark.came)
                    self._mark(mark.feed, parent).take(mark.went)
        self.events += other.events

    def settle(self) -> None:
        """Apply deltas and recompute what follows, round by round, until nothing moves."""
        for _ in range(ROUNDS):
            if not self.deltas and not self.stale and not self.marks:
                return
            deltas, stale, marks = dict(self.deltas), dict(self.stale), dict(self.marks)
            self.deltas.clear()
            self.stale.clear()
            self.marks.clear()
            for form in sorted(deltas.keys() | marks.keys()):
                self._increment(form, deltas.get(form, {}))
                self._compare(form, marks.get(form, {}))
            for form in sorted(stale):
                self.recompute(form, sorted(stale[form]))
        if self.deltas or self.stale or self.marks:
            raise LimitExceeded("too_deep", rounds=ROUNDS)

    def _feed(self, feed: Feed, image: Image | None, sign: int) -> None:
        parent = image.get(feed.relation) if image else None
        if feed.extreme:
            if image and parent:
                mark, value = self._mark(feed, parent), extreme_of(self.uow, feed, image)
                mark.add(value) if sign > 0 else mark.take(value)
            return
        amount = contribution(self.uow, feed, image) if image and parent else 0
        if parent and amount:
            sums = self.deltas[feed.parent][parent]
            sums[feed.field] = sums.get(feed.field, 0) + sign * amount

    def _mark(self, feed: Feed, parent: str) -> Mark:
        return self.marks[feed.parent][parent].setdefault(feed.field, Mark(feed))

    def _compare(self, form: str, marks: Mapping[str, Mapping[str, Mark]]) -> None:
        if not marks:
            return
        plan = plan_of(self.uow.ctx, form)
        for key, row in records.load(self.uow, form, sorted(marks), lock=True).items():
            values = extremes.settled(self.uow, key, marks[key], row.values)
            if values:
                moved = records.rewrite(self.uow, form, row, values)
                after = derive.refresh(self.uow, plan, moved, frozenset(values))
                self.changed(form, key, {**row.values, "id": key}, {**after, "id": key}, derived=True)

    def _increment(self, form: str, deltas: Mapping[str, Mapping[str, Any]]) -> None:
        moved = records.grow(self.uow, form, deltas)
        if not moved or not self._watched(form, {name for _, old in moved.values() for name in old}):
            return
        plan = plan_of(self.uow.ctx, form)
        for key, (row, old) in moved.items():
            if row.deleted_at is None:
                after = derive.refresh(self.uow, plan, row, frozenset(old))
                self.changed(form, key, {**row.values, **old, "id": key}, {**after, "id": key}, derived=True)

    def _watched(self, form: str, fields: Iterable[str]) -> bool:
        """Whether anything reads these roll-ups: a formula of the form, a roll-up above it, a follower."""
        names = set(fields)
        plan = plan_of(self.uow.ctx, form)
        return (
            any(names & formula.expression.names for formula in plan.stored)
            or any(names & feed.reads for feed in self.links.feeds.get(form, ()))
            or any((form, name) in self.links.followers for name in names)
            or bool(names & listened(self.uow.ctx).get(form, frozenset()))
        )

    def _follow(self, form: str, record: str, keys: Iterable[str]) -> None:
        followers = {follower for key in keys for follower in self.links.followers.get((form, key), ())}
        for follower in followers:
            target = (follower.form, follower.path, form, record)
            found = _following(self.uow, target)
            if found is None:
                _follow_later(self.uow, target)
            else:
                self.stale[follower.form].update(found)

    def recompute(self, form: str, ids: Sequence[str]) -> None:
        """Formulas of these records that are kept current, and what follows from them."""
        plan = plan_of(self.uow.ctx, form)
        for start in range(0, len(ids), CHUNK):
            rows = records.load(self.uow, form, ids[start : start + CHUNK], lock=True)
            for key, row in rows.items():
                after = derive.refresh(self.uow, plan, row, None)
                self.changed(form, key, {**row.values, "id": key}, {**after, "id": key}, derived=True)


def listened(ctx: Context) -> Mapping[str, frozenset[str]]:
    """Forms the rooms above listen to, with the fields whose derived moves matter to them."""
    return ctx.rev.memo(("records", "listened"), lambda _: _listened(ctx))


def _listened(ctx: Context) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for listener in ctx.runtime.listeners:
        for form, fields in listener.listens(ctx).items():
            found[form] = found.get(form, frozenset()) | fields
    return found


def extreme_of(uow: Any, feed: Feed, image: Image) -> Any:
    """The value one child record offers to its parent's extreme; None where the filter leaves it out."""
    return image.get(str(feed.source)) if _counts(uow, feed, image) else None


def contribution(uow: Any, feed: Feed, image: Image) -> int | Decimal:
    """What one child record adds to its parent's roll-up; 0 where the filter leaves it out."""
    if not _counts(uow, feed, image):
        return 0
    return 1 if feed.source is None else image.get(feed.source) or 0


def _counts(uow: Any, feed: Feed, image: Image) -> bool:
    if not feed.filter:
        return True
    return feed.filter.run(environment(uow, plan_of(uow.ctx, feed.child).fields, image, feed.filter.names)) is True


def _differs(old: Image, new: Image, names: Iterable[str]) -> bool:
    return any(old.get(name) != new.get(name) for name in names)


def followers(uow: Any, target: Target, limit: int, cursor: tuple[Any, ...] | None = None) -> Any:
    """A page of the records that reach a target through a relation path."""
    form, path, aimed, record = target
    condition = derive.points_at(uow.ctx, form, path, aimed)
    return select.page(uow, Query(form, (condition,), limit=limit, cursor=cursor, parameters=(("target", record),)), ())


def _following(uow: Any, target: Target) -> list[str] | None:
    """Ids of the records that follow; None where they are more than one transaction should move."""
    found: list[str] = []
    cursor = None
    while len(found) <= MOST_FOLLOWERS:
        page = followers(uow, target, CHUNK, cursor)
        found.extend(row.id for row in page.rows)
        cursor = page.next_cursor
        if cursor is None:
            return found
    return None


def _follow_later(uow: Any, target: Target) -> None:
    """They are brought up to date by a job, a portion at a time; changes of one target one after the other."""
    where = ":".join(target)
    change = uow.root or uow.new_ids(1)[0]
    new = NewJob(FOLLOW, f"follow:{change}:{where}", {"target": [*target]}, priority=BACKGROUND, lock_key=f"follow:{where}")
    jobs.enqueue(uow, [new])
