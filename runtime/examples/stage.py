"""Where one example plays: a Runtime on a scratch database, a clock that is set, the names its records and people have.

Takes: a Runtime, an app. Gives: Contexts, ids by name, moments. Never: the time of the machine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from builder.errors import Invalid
from runtime import workcalendar
from runtime.context import SYSTEM, Actor, Context, Runtime
from runtime.identity import access
from runtime.jobs.worker import drain
from runtime.store import users
from runtime.values import local_to_utc, zone

NAME = re.compile(r"@([a-z][a-z0-9_]*)")
OWN_WORDS = frozenset({"me", "now", "today"})  # of the expression language


class SteppedClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stage:
    """One example under way. `names`: what records and people are called → id; `forms`: record name → form; `people`: account → id."""

    runtime: Runtime
    clock: SteppedClock
    app: str
    locale: str = "zh-CN"
    names: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    acts: int = 0

    def context(self, login: str | None = None) -> Context:
        """What somebody (None: the system) works with now."""
        revision = self.runtime.store.revision(self.app)
        ctx = Context(SYSTEM, self.runtime, self.clock(), app=self.app, revision=revision, locale=self.locale, cause="example")
        return ctx if login is None else replace(ctx, actor=self._actor(ctx, login), cause="http")

    def _actor(self, ctx: Context, login: str) -> Actor:
        user = self.person(login)

        def look(uow: Any) -> Actor:
            row = users.get(uow, user)
            assert row is not None
            return access.of_user(uow, row, users.roles_of(uow, [user])[user])

        return ctx.runtime.store.read(ctx, look)  # type: ignore[no-any-return]

    def person(self, login: str) -> str:
        """The id of an account of the example."""
        if login not in self.people:
            raise Invalid("example_name_unknown", name=login)
        return self.people[login]

    def record(self, name: str) -> tuple[str, str]:
        """(form, id) of a record by its name, `@` before it."""
        plain = name.removeprefix("@")
        if plain not in self.forms:
            raise Invalid("example_name_unknown", name=name)
        return self.forms[plain], self.names[plain]

    def call(self, name: str | None, form: str, record: str) -> None:
        """Gives a record a name."""
        if name:
            self.names[name], self.forms[name] = record, form

    def value(self, raw: Any) -> Any:
        """JSON with every `@name` in it replaced by the id it stands for."""
        if isinstance(raw, str) and raw.startswith("@"):
            return self._id(raw)
        if isinstance(raw, list):
            return [self.value(item) for item in raw]
        return {key: self.value(item) for key, item in raw.items()} if isinstance(raw, Mapping) else raw

    def _id(self, raw: str) -> str:
        name = raw[1:]
        if name in self.names or name in self.people:
            return self.names.get(name) or self.people[name]
        raise Invalid("example_name_unknown", name=raw)

    def condition(self, text: str) -> str:
        """An expression with names of the example in it."""
        return NAME.sub(lambda found: found[0] if found[1] in OWN_WORDS else f"'{self._id(found[0])}'", text)

    def moment(self, text: str) -> datetime:
        """A written local time of the app's zone."""
        revision = self.runtime.store.revision(self.app)
        assert revision is not None
        return local_to_utc(datetime.fromisoformat(text), zone(revision.definition.info.timezone))

    def go_to(self, moment: datetime) -> None:
        """Time goes on; everything that falls due by then is done."""
        self.clock.now = max(moment, self.clock.now)
        drain(self.runtime)

    def later(self, length: str) -> datetime:
        """Now and a duration."""
        revision = self.runtime.store.revision(self.app)
        assert revision is not None
        return workcalendar.after(self.clock(), workcalendar.duration(length), zone(revision.definition.info.timezone))

    def act(self) -> str:
        """A number for what somebody does once."""
        self.acts += 1
        return f"example-{self.acts}"


def open_stage(runtime: Runtime, clock: SteppedClock, app: str) -> Stage:
    """An empty stage; everybody on it speaks the app's first language."""
    revision = runtime.store.revision(app)
    assert revision is not None, "the app is published before its examples run"
    return Stage(runtime, clock, app, next(iter(revision.definition.info.locales), "zh-CN"))
