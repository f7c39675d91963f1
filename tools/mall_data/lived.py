"""The last days of the story, lived through the real door on a clock that runs with it: rules fire, workflows move, time passes.

Takes: a Runtime, the ids of the story. Gives: what was sold meanwhile. Never: writes past the door.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from runtime.context import SYSTEM, Actor, Context, Runtime
from runtime.identity import access
from runtime.jobs.worker import drain
from runtime.records import service
from runtime.rules import switching
from runtime.rules.book import book_of
from runtime.store import jobs, users
from runtime.workflow import acts, inbox
from runtime.workflow.acts import Sent
from tools.mall_data.bulk import instant

STEP = timedelta(minutes=15)
BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
PAGE = 100
Happening = tuple[datetime, int, Callable[[], None]]  # when, which of several at once, what


class Clock:
    """Shows the moment the story has reached."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """That moment, UTC."""
        return self.now


class Life:
    """An installation in which time passes as the story says: `runtime` is the same one with the story's clock."""

    def __init__(self, runtime: Runtime, app: str, begin: datetime) -> None:
        self.clock = Clock(instant(begin))
        self.runtime = replace(runtime, clock=self.clock)
        self.app = app
        self._people: dict[str, Actor] = {}

    def begin(self) -> None:
        """From this moment on the rules of the app are at work."""
        self.runtime.store.write(self._system(), _switched_on)

    def _system(self) -> Context:
        now, revision = self.clock.now, self.runtime.store.revision(self.app)
        return Context(SYSTEM, self.runtime, now, app=self.app, revision=revision, cause="demo")

    def live(self, happenings: Iterable[Happening], until: datetime) -> None:
        """Everything in order of time, with whatever the clock sets off in between; then the rest of the time until the end."""
        for moment, _, happen in sorted(happenings, key=lambda one: one[:2]):
            self.pass_until(moment)
            happen()
            drain(self.runtime)
        self.pass_until(until)

    def pass_until(self, moment: datetime) -> None:
        """Time passes; what falls due on the way is done then."""
        end = instant(moment)
        while self.clock.now < end:
            self.clock.now = min(end, self._soonest() or end)
            drain(self.runtime)

    def _soonest(self) -> datetime | None:
        """When the next job falls due, in whole steps of the clock: what falls due close together is done together."""
        ctx = self._system()
        found: datetime | None = self.runtime.store.read(ctx, lambda uow: jobs.soonest(uow, self.clock.now))
        return None if found is None else found + (BEGIN - found) % STEP

    def context(self, user: str, *, machine: bool = False) -> Context:
        """What a request of this person, now, would run with; a machine (till, mini program) has the rights of the system."""
        actor = Actor("system", user) if machine else self._person(user)
        revision = self.runtime.store.revision(self.app)
        cause = "pos" if machine else "http"
        return Context(actor, self.runtime, self.clock.now.replace(microsecond=0), app=self.app, revision=revision, cause=cause)

    def _person(self, user: str) -> Actor:
        if user not in self._people:
            ctx = access.system(self.runtime)
            self._people[user] = self.runtime.store.read(ctx, lambda uow: _actor(uow, user))
        return self._people[user]

    def create(self, ctx: Context, form: str, row: Mapping[str, Any]) -> str:
        """One record through the door; what nobody may set is left to the rules."""
        fields = ctx.rev.definition.forms[form].by_key
        values = {key: _json(value) for key, value in row.items() if value is not None and not fields[key].readonly}
        return service.create(ctx, form, values).record.id

    def change(self, ctx: Context, form: str, record: str, values: Mapping[str, Any]) -> None:
        """A record changes through the door."""
        service.update(ctx, form, record, {key: _json(value) for key, value in values.items()})

    def open_tasks(self, user: str) -> list[dict[str, Any]]:
        """Everything that waits for somebody, what is due first in front."""
        ctx, found, cursor = self.context(user), [], None
        while True:
            page = inbox.mine(ctx, "open", self.app, cursor, PAGE)
            found += page["tasks"]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def act(self, user: str, task: str, verb: str, comment: str = "", values: Mapping[str, Any] | None = None) -> None:
        """One act on a task."""
        sent = Sent(str(uuid5(NAMESPACE_URL, f"{task}/{user}/{verb}")), comment, {key: _json(one) for key, one in (values or {}).items()})
        acts.perform(self.context(user), task, verb, sent)
        drain(self.runtime)


def _switched_on(uow: Any) -> None:
    for ready in book_of(uow.ctx).rules.values():
        if ready.rule.enabled:
            switching.switch_on(uow, ready)


def _actor(uow: Any, user: str) -> Actor:
    row = users.get(uow, user)
    assert row is not None, "everybody in the story has an account"
    return access.of_user(uow, row, users.roles_of(uow, [user])[user])


def _json(value: Any) -> Any:
    """A value of the story as a caller would send it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else instant(value)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value
