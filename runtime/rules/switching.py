"""Switching rules on and off, and what publishing means for them.

Takes: a unit of work of the app. Gives: states, the next tick of a time rule. Never: acts on records.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from runtime.rules.book import Book, Ready, book_of
from runtime.rules.firing import state_of
from runtime.rules.kinds import TimeTrigger
from runtime.store import jobs, rules
from runtime.store.jobs import NewJob
from runtime.store.rules import CLOSED, OFF, ON, PAUSED, State
from runtime.values import zone

TICK = "rule.tick"


def published(uow: Any) -> None:
    """Inside the switch to a new revision: new rules begin now, or off; changed ones keep their state; those that are gone are closed."""
    book, known = book_of(uow.ctx), rules.states(uow)
    for key, state in known.items():
        if key not in book.rules and state.state != CLOSED:
            rules.put(uow, replace(state, state=CLOSED, since=uow.now, progress=None))
    for key, ready in book.rules.items():
        if key not in known or known[key].state == CLOSED:
            rules.put(uow, State(key, ON if ready.rule.enabled else OFF, uow.now, cursor=uow.now))
    plan_all(uow, book)


def plan_all(uow: Any, book: Book) -> None:
    """Every time rule that is on has its next tick waiting."""
    states = rules.states(uow)
    for ready in book.timed:
        state = states.get(ready.key)
        if state is not None and state.state == ON:
            plan(uow, ready, state.cursor or uow.now)


def plan(uow: Any, ready: Ready, after: datetime) -> None:
    """The next tick of a time rule, later than `after`."""
    assert isinstance(ready.kind, TimeTrigger)
    moment = ready.kind.next(ready.rule.config, after, zone(uow.ctx.rev.definition.info.timezone))
    jobs.enqueue(uow, [NewJob(TICK, f"sched:{uow.ctx.app}.{ready.key}:{moment.isoformat()}", {"rule": ready.key}, run_at=moment)])


def switch_on(uow: Any, ready: Ready) -> State:
    """From now on: what was due before is not made up for."""
    state = replace(state_of(uow, ready), state=ON, since=uow.now, reason=None, params={}, cursor=uow.now, progress=None)
    rules.put(uow, state)
    if isinstance(ready.kind, TimeTrigger):
        plan(uow, ready, uow.now)
    return state


def pause(uow: Any, ready: Ready) -> State:
    """It does nothing until somebody lets it go on; nothing is made up for then."""
    state = replace(state_of(uow, ready), state=PAUSED, since=uow.now, reason="rule_paused_by_hand", progress=None)
    rules.put(uow, state)
    return state
