"""Rules hear of every change inside its transaction.

Takes: events before the roll-ups of others have followed. Gives: what same-transaction rules do, jobs for the rest. Never: a lost match:
whatever sets a rule off leaves its job in the same transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.definitions import text_of
from builder.errors import AppError, BrokenDefinition
from builder.expressions.errors import ExpressionError
from runtime.context import Context
from runtime.records import automation
from runtime.records.events import Event
from runtime.records.ripple import Ripple
from runtime.rules import matching
from runtime.rules.book import Book, Ready, book_of
from runtime.rules.firing import SKIPPED, USUAL, Bounds, Occasion, before, perform, period_of, refused, told, too_far, values_json
from runtime.rules.kinds import EndTrigger
from runtime.rules.running import later
from runtime.store import jobs, records, rules
from runtime.store.jobs import NewJob
from runtime.store.rules import ON, Run, State

NOTES = "rules"
UNDONE = "undo:"  # an import is taken back: rules never heard of it
ENDED = "workflow_ended"  # what the room of workflows notes of each instance that has ended
ARMED = "armed"  # what a rule with a level of safety fires for, until it is back there


@dataclass
class Notes:
    """What this unit of work has seen so far."""

    states: Mapping[str, State] | None = None
    fired: set[tuple[str, str]] = field(default_factory=set)
    lines: list[Run] = field(default_factory=list)
    jobs: list[NewJob] = field(default_factory=list)


@dataclass(frozen=True)
class Match:
    """A rule and the change that meets it, with what its conditions read."""

    ready: Ready
    event: Event
    env: Mapping[str, Any]


class RulesListener:
    """Implements runtime.context.Listener for all apps."""

    def __init__(self, bounds: Bounds = USUAL) -> None:
        self._bounds = bounds

    def listens(self, ctx: Context) -> Mapping[str, frozenset[str]]:
        """Forms with rules, and the fields whose derived moves set one off."""
        return book_of(ctx).watched

    def hear(self, ripple: Ripple, events: Sequence[Event]) -> None:
        """Matches first, all of them on what stands now; then the rules of the transaction act, in order."""
        if ripple.uow.ctx.cause.startswith(UNDONE):
            return
        book, notes = book_of(ripple.uow.ctx), _notes(ripple)
        groups = _by_form(book, events)
        found = [match for form, heard in groups.items() for match in _matches(ripple, notes, book.heard[form], heard)]
        for matches in _by_event(found):
            self._set_off(ripple, notes, matches)

    def _set_off(self, ripple: Ripple, notes: Notes, matches: Sequence[Match]) -> None:
        """The rules one change meets; after one that says stop, no other."""
        for match in matches:
            if self._one(ripple, notes, match) and match.ready.rule.stop:
                return

    def _one(self, ripple: Ripple, notes: Notes, match: Match) -> bool:
        """Whether it has fired, or will."""
        uow, ready, event = ripple.uow, match.ready, match.event
        if (ready.key, event.record) in notes.fired and (event.derived or event.depth):
            return False  # its own doing; what people write is looked at every time
        occasion = _occasion(uow, match)
        far = too_far(uow, ready, occasion, self._bounds)
        run = uow.new_ids(1)[0]
        if far:
            notes.fired.add((ready.key, event.record))
            notes.lines.append(told(uow, ready, occasion, run, SKIPPED, reason=far, params={"depth": event.depth}))
            return False
        if _marked(ready) and not rules.claim(uow, ready.key, event.record, occasion.period, run):
            return False
        notes.fired.add((ready.key, event.record))
        if ready.at_once:
            notes.lines.append(_acted(ripple, ready, occasion, run))
        else:
            notes.jobs.append(later(uow, ready, occasion, run))
        return True

    def _ended(self, ripple: Ripple, ended: Mapping[str, Any]) -> None:
        """Rules that wait for the end of this workflow."""
        uow, notes = ripple.uow, _notes(ripple)
        for ready in book_of(uow.ctx).ending:
            kind = ready.kind
            if not isinstance(kind, EndTrigger) or not kind.ends(ready.rule.config, ended) or not _on(uow, notes, ready):
                continue
            occasion, run = _ended_occasion(uow, ready, ended), uow.new_ids(1)[0]
            if occasion and rules.claim(uow, ready.key, str(occasion.record), occasion.period, run):
                notes.jobs.append(later(uow, ready, occasion, run))

    def done(self, ripple: Ripple) -> None:
        """The log of what was done at once, the jobs of what comes later: a statement each."""
        for ended in ripple.notes.pop(ENDED, ()):
            self._ended(ripple, ended)
        notes = ripple.notes.pop(NOTES, None)
        if notes is not None:
            rules.log(ripple.uow, notes.lines)
            jobs.enqueue(ripple.uow, notes.jobs)


def _ended_occasion(uow: Any, ready: Ready, ended: Mapping[str, Any]) -> Occasion | None:
    """What a rule fires for when an instance has ended: the record it was about, as it is now, if it meets the condition."""
    row = records.load(uow, str(ready.form), [ended["record"]]).get(ended["record"])
    if row is None:
        return None
    image, me = automation.image_of(row), uow.ctx.actor.id
    env = matching.by(matching.environments_of(uow, str(ready.form), [(None, image)], ready.names)[0], me)
    if not matching.holds(ready.tests, env):
        return None
    period = period_of(uow.ctx, ready, env, f"instance:{ended['instance']}")
    return Occasion(ready.form, row.id, image, None, values_json(ready, env), period, me, uow.ctx.depth)


def _notes(ripple: Ripple) -> Notes:
    found: Notes = ripple.notes.setdefault(NOTES, Notes())
    return found


def _marked(ready: Ready) -> bool:
    """Whether what it has fired for is kept: always, but for rules of the transaction that may fire every time."""
    return not ready.at_once or ready.rule.once_per is not None or ready.rearm is not None


def _by_form(book: Book, events: Sequence[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.form in book.heard:
            found.setdefault(event.form, []).append(event)
    return found


def _by_event(matches: Sequence[Match]) -> list[list[Match]]:
    """Matches of one change together, in the order of its rules; changes in the order in which they happened."""
    found: dict[int, list[Match]] = {}
    for match in matches:
        found.setdefault(id(match.event), []).append(match)
    return list(found.values())


def _matches(ripple: Ripple, notes: Notes, heard: Sequence[Ready], events: Sequence[Event]) -> list[Match]:
    """Every rule of a form on every change of its records, change by change."""
    uow = ripple.uow
    asked = [(event, [ready for ready in heard if ready.kind.hits(ready.rule.config, event)]) for event in events]
    asked = [(event, hit) for event, hit in asked if hit and _some_on(uow, notes, hit)]
    if not asked:
        return []
    form, names = events[0].form, frozenset().union(*(ready.names for _, hit in asked for ready in hit))
    envs = matching.environments_of(uow, form, [(event.old, event.new) for event, _ in asked], names)
    before = _before(uow, form, [event for event, _ in asked], [ready for _, hit in asked for ready in hit])
    found: list[Match] = []
    for position, (event, hit) in enumerate(asked):
        env = matching.by(envs[position], event.person)
        for ready in hit:
            if _on(uow, notes, ready) and _meets(uow, ready, event, (env, before[position])):
                found.append(Match(ready, event, env))
    return found


def _before(uow: Any, form: str, events: Sequence[Event], hit: Sequence[Ready]) -> list[Mapping[str, Any] | None]:
    """The same names on the records as they were, where a rule asks whether it held before."""
    names = frozenset().union(*(ready.names for ready in hit if ready.turns))
    if not names:
        return [None for _ in events]
    envs = matching.environments_of(uow, form, [(event.old, event.old) for event in events], names)
    return [env if event.old is not None else None for env, event in zip(envs, events, strict=True)]


def _meets(uow: Any, ready: Ready, event: Event, envs: tuple[Mapping[str, Any], Mapping[str, Any] | None]) -> bool:
    """Whether the change meets the rule; one that is back at its level of safety is ready again."""
    if ready.fault is not None and ready.at_once:
        raise BrokenDefinition("rule_broken", rule=text_of(ready.rule.label, uow.ctx.locale))
    if ready.fault is not None:
        return False
    if ready.rearm is not None and matching.holds((ready.rearm,), envs[0]):
        rules.release(uow, ready.key, event.record, ARMED)
        return False
    return matching.matches(ready, *envs)


def _on(uow: Any, notes: Notes, ready: Ready) -> bool:
    if notes.states is None:
        notes.states = rules.states(uow)
    known = notes.states.get(ready.key)
    return known.state == ON if known else ready.rule.enabled


def _some_on(uow: Any, notes: Notes, hit: Sequence[Ready]) -> bool:
    return any(_on(uow, notes, ready) for ready in hit)


def _occasion(uow: Any, match: Match) -> Occasion:
    ready, event = match.ready, match.event
    basis = ARMED if ready.rearm is not None else f"root:{uow.root}"
    period, values = period_of(uow.ctx, ready, match.env, basis), values_json(ready, match.env)
    images = (event.image, before(ready, event.old))
    return Occasion(event.form, event.record, *images, values, period, event.person, event.depth, gone=event.new is None)


def _acted(ripple: Ripple, ready: Ready, occasion: Occasion, run: str) -> Run:
    """A rule of the transaction acts; if it cannot, nothing of the change remains and the person reads why."""
    try:
        return perform(ripple, ready, occasion, run)
    except AppError as error:
        raise refused(ripple.uow, ready, error) from error
    except ExpressionError as error:
        raise BrokenDefinition("rule_broken", rule=text_of(ready.rule.label, ripple.uow.ctx.locale)) from error
