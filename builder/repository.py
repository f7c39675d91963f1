"""The ports the design-time use cases are handed. Takes and gives plain values; runtime/store implements them for one caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from builder.changes import Change
from builder.definitions import Documents


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """One published revision: number, who, when, why; `base` is the revision it was made from, `rollback_of` the content it repeats."""

    n: int
    at: datetime
    by: str | None
    note: str
    base: int | None = None
    rollback_of: int | None = None


@dataclass(frozen=True)
class Draft:
    """The working copy of an app: the published documents with the draft's edits on top.

    `base` is the revision it started from (None = never published); `etags` one per (kind, key); `edits` how many places differ.
    """

    app: str
    base: int | None
    documents: Documents
    etags: Mapping[tuple[str, str], str]
    edits: int
    can_undo: bool
    can_redo: bool
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change means for live data: a message code, how many records, and a few of their ids."""

    code: str
    path: str
    level: str
    count: int
    samples: Sequence[str] = ()
    params: dict[str, Any] = field(default_factory=dict)


class Definitions(Protocol):
    """Drafts and revisions."""

    def apps(self) -> list[str]: ...
    def exists(self, app: str) -> bool: ...
    def create(self, app: str, documents: Documents, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> None: ...
    def current(self, app: str) -> int | None: ...
    def documents(self, app: str, n: int) -> Documents: ...
    def revisions(self, app: str) -> list[RevisionInfo]: ...
    def draft(self, app: str) -> Draft: ...
    def put(self, app: str, kind: str, key: str, document: Mapping[str, Any] | None, if_match: str | None) -> str: ...
    def undo(self, app: str) -> tuple[str, str] | None: ...
    def redo(self, app: str) -> tuple[str, str] | None: ...
    def discard(self, app: str) -> None: ...


class LiveData(Protocol):
    """What is in the tables now."""

    def impact(self, app: str, documents: Documents, changes: Sequence[Change]) -> list[Impact]: ...


class Publisher(Protocol):
    """Makes documents the app everyone uses. Raises Conflict where `base` is no longer the newest revision."""

    def publish(self, app: str, base: int | None, documents: Documents, note: str, rollback_of: int | None = None) -> int: ...
