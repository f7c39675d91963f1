"""The three ports in memory, for tests and for checks of a folder.

Takes: documents. Gives: Definitions, LiveData, Publisher. Never: a file.
"""

import copy
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from builder.changes import Change
from builder.definitions import Documents
from builder.errors import Conflict, NotFound
from builder.repository import Draft, Impact, RevisionInfo

Name = tuple[str, str]
Document = Mapping[str, Any]


def etag(document: Document) -> str:
    """The mark of a document's content."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a draft: what a document was and became (None = absent)."""

    name: Name
    before: Document | None
    after: Document | None


@dataclass
class Shelf:
    """Everything about one app: its revisions, and the draft as edits of which `done` are in force."""

    revisions: list[tuple[RevisionInfo, Documents]] = field(default_factory=list)
    documents: dict[Name, Document] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    done: int = 0
    rows: Mapping[str, Sequence[Document]] = field(default_factory=dict)

    def published(self) -> Documents:
        """What everyone uses now."""
        return self.revisions[-1][1] if self.revisions else {}

    def set(self, name: Name, document: Document | None) -> None:
        """Puts or takes away one document of the draft."""
        if document is None:
            self.documents.pop(name, None)
        else:
            self.documents[name] = document


class MemoryDefinitions:
    """Drafts and revisions of any number of apps."""

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = {}

    def apps(self) -> list[str]:
        """Their keys, in the order they were made."""
        return list(self.shelves)

    def exists(self, app: str) -> bool:
        """Whether the key is taken."""
        return app in self.shelves

    def create(self, app: str, documents: Documents, rows: Mapping[str, Sequence[Document]] | None = None) -> None:
        """A new app: a draft never published, and the rows that wait for its records; raises Conflict where the key is taken."""
        if app in self.shelves:
            raise Conflict("app_exists", app=app)
        self.shelves[app] = Shelf(documents={name: copy.deepcopy(document) for name, document in documents.items()}, rows=dict(rows or {}))

    def current(self, app: str) -> int | None:
        """The number of the newest revision."""
        revisions = self._shelf(app).revisions
        return revisions[-1][0].n if revisions else None

    def documents(self, app: str, n: int) -> Documents:
        """Those of a revision."""
        found = next((documents for info, documents in self._shelf(app).revisions if info.n == n), None)
        if found is None:
            raise NotFound("revision_not_found", n=n)
        return copy.deepcopy(found)

    def revisions(self, app: str) -> list[RevisionInfo]:
        """Newest first."""
        return [info for info, _ in reversed(self._shelf(app).revisions)]

    def draft(self, app: str) -> Draft:
        """The working copy."""
        shelf = self._shelf(app)
        published = shelf.published()
        names = {*published, *shelf.documents}
        changed = sum(published.get(name) != shelf.documents.get(name) for name in names)
        return Draft(
            app=app, base=self.current(app), documents=copy.deepcopy(shelf.documents), edits=changed,
            etags={name: etag(document) for name, document in shelf.documents.items()},
            can_undo=shelf.done > 0, can_redo=shelf.done < len(shelf.edits),
        )

    def put(self, app: str, kind: str, key: str, document: Document | None, if_match: str | None) -> str:
        """Stores (None: takes away) one document; raises Conflict where `if_match` is not its present mark."""
        shelf, name = self._shelf(app), (kind, key)
        before = shelf.documents.get(name)
        if if_match is not None and if_match != (etag(before) if before is not None else ""):
            raise Conflict("draft_changed", kind=kind, key=key)
        after = None if document is None else copy.deepcopy(document)
        if after != before:
            shelf.edits[shelf.done :] = [Edit(name, before, after)]
            shelf.done += 1
            shelf.set(name, after)
        return etag(after) if after is not None else ""

    def undo(self, app: str) -> Name | None:
        """Takes the last edit back."""
        shelf = self._shelf(app)
        if shelf.done == 0:
            return None
        shelf.done -= 1
        edit = shelf.edits[shelf.done]
        shelf.set(edit.name, edit.before)
        return edit.name

    def redo(self, app: str) -> Name | None:
        """Does it again."""
        shelf = self._shelf(app)
        if shelf.done == len(shelf.edits):
            return None
        edit = shelf.edits[shelf.done]
        shelf.done += 1
        shelf.set(edit.name, edit.after)
        return edit.name

    def discard(self, app: str) -> None:
        """Forgets every edit; an app never published goes back to its first documents."""
        shelf = self._shelf(app)
        while self.undo(app):
            pass
        if shelf.revisions:
            shelf.documents = dict(copy.deepcopy(shelf.published()))
        shelf.edits = []

    def _shelf(self, app: str) -> Shelf:
        if app not in self.shelves:
            raise NotFound("app_not_found", app=app)
        return self.shelves[app]


class MemoryLiveData:
    """Live data for checks without any: what tests say it is."""

    def __init__(self, impacts: Sequence[Impact] = ()) -> None:
        self.impacts = list(impacts)

    def impact(self, app: str, documents: Documents, changes: Sequence[Change]) -> list[Impact]:
        """The impacts of the places that change."""
        places = {change.path for change in changes}
        return [impact for impact in self.impacts if impact.path in places]


class MemoryPublisher:
    """Makes documents the next revision."""

    def __init__(self, definitions: MemoryDefinitions, clock: Callable[[], datetime], by: str | None = None) -> None:
        self._definitions = definitions
        self._clock = clock
        self._by = by

    def publish(self, app: str, base: int | None, documents: Documents, note: str, rollback_of: int | None = None) -> int:
        """The new number; raises Conflict where `base` is no longer the newest."""
        current = self._definitions.current(app)
        if base != current:
            raise Conflict("publish_stale", base=base, current=current)
        n = (current or 0) + 1
        shelf = self._definitions.shelves[app]
        shelf.documents, shelf.edits, shelf.done = copy.deepcopy(dict(documents)), [], 0
        shelf.revisions.append((RevisionInfo(n, self._clock(), self._by, note, base, rollback_of), copy.deepcopy(dict(documents))))
        return n
