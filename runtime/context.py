"""Who does what, when and why: the first argument of every use case. Takes and gives plain values. Never: the database or Flask."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from builder.kinds import Catalog
from runtime.ids import IdMaker
from runtime.revision import Revision
from runtime.settings import Settings

SYSTEM_NAME = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. `kind`: user (signed in), token (API key of a user), system, anonymous. `roles`: (app, role key) pairs."""

    kind: str
    id: str | None = None
    name: str = ""
    login: str = ""
    admin: bool = False
    roles: frozenset[tuple[str, str]] = frozenset()
    departments: tuple[str, ...] = ()
    locale: str | None = None

    def roles_in(self, app: str) -> frozenset[str]:
        """The role keys held in one app."""
        return frozenset(role for owner, role in self.roles if owner == app)


SYSTEM = Actor(kind="system", name=SYSTEM_NAME)
ANONYMOUS = Actor(kind="anonymous")


class Listener(Protocol):
    """A room above the records that hears of every change inside its own transaction (rules, workflow)."""

    def listens(self, ctx: "Context") -> Mapping[str, frozenset[str]]:
        """Forms it wants to hear of, each with the fields whose derived moves (roll-ups, formulas) matter to it."""
        ...

    def hear(self, ripple: Any, events: Sequence[Any]) -> None:
        """Changes (runtime/records/events.py) before the roll-ups of others have followed; may write through the same ripple."""
        ...

    def done(self, ripple: Any) -> None:
        """Everything has settled: what goes to jobs and logs is written now."""
        ...


@dataclass(frozen=True, slots=True)
class Runtime:
    """One running installation, made once in app.py.

    `listeners` hear every change of a record inside its transaction; `published(uow)` run inside the switch to a new revision;
    `job_handlers` (runtime/jobs/handler.py) by job kind; `gateways` (runtime/gateways/) by channel; `kept`: answers of
    reports (runtime/reports/cache.py); `entropy` makes secrets.
    """

    settings: Settings
    clock: Callable[[], datetime]
    ids: IdMaker
    store: Any
    catalog: Catalog
    listeners: Sequence[Listener] = ()
    published: Sequence[Callable[[Any], None]] = ()
    job_handlers: Mapping[str, Any] = field(default_factory=dict)
    gateways: Mapping[str, Any] = field(default_factory=dict)
    kept: Any = None
    entropy: Callable[[int], bytes] = secrets.token_bytes


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is the instant of the whole use case; `cause` says why (`http`, `import:<id>` …); `batch` groups a bulk change.

    `root` is the first change of the chain this work belongs to, `depth` how many causes stand between, `behalf` the person whose act
    began it where an automation is at work.
    """

    actor: Actor
    runtime: Runtime
    now: datetime
    app: str = ""
    revision: Revision | None = None
    locale: str = "zh-CN"
    cause: str = "http"
    depth: int = 0
    batch: str | None = None
    root: str | None = None
    behalf: str | None = None
    trace: str = ""
    permissions: Any = None

    @property
    def rev(self) -> Revision:
        """The revision of the app this use case runs on."""
        assert self.revision is not None, "a use case on records needs an app"
        return self.revision

    @property
    def person(self) -> str | None:
        """Who is behind the work: whoever acts, or the one an automation acts for."""
        return self.actor.id or self.behalf

    def as_system(self, cause: str, behalf: str | None = None) -> "Context":
        """The same work done by the system on behalf of something it defines; `behalf`: for whom, where that is not the one at work."""
        return replace(self, actor=SYSTEM, cause=cause, depth=self.depth + 1, behalf=behalf or self.person)
