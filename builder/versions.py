"""Draft → revision → rollback.

Takes: ports, documents. Gives: outlooks and revision numbers. Never: publishes what has errors or is blocked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from builder.changes import Change, compare
from builder.definitions import Documents
from builder.errors import Conflict, Fault, Invalid
from builder.kinds import Catalog
from builder.problems import Problem, has_errors
from builder.repository import Definitions, Impact, LiveData, Publisher

Judge = Callable[[Documents], list[Problem]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What publishing would mean: what is wrong, what changes, what that does to the records there are."""

    problems: list[Problem]
    changes: list[Change]
    impacts: list[Impact]

    @property
    def publishable(self) -> bool:
        """No error, nothing blocked."""
        return not has_errors(self.problems) and "blocked" not in self._levels()

    @property
    def level(self) -> str:
        """blocked, lossy or safe: the worst of all parts."""
        return "blocked" if not self.publishable else "lossy" if "lossy" in self._levels() else "safe"

    def _levels(self) -> set[str]:
        return {change.level for change in self.changes} | {impact.level for impact in self.impacts}


@dataclass(frozen=True, slots=True)
class Versions:
    """The life cycle of one installation's apps; `judge` gives all problems of documents, errors of shape first."""

    catalog: Catalog
    definitions: Definitions
    live: LiveData
    publisher: Publisher
    judge: Judge

    def outlook(self, app: str, documents: Documents) -> Outlook:
        """Publishing these documents now; without changes and impacts while they have errors."""
        problems = self.judge(documents)
        if has_errors(problems):
            return Outlook(problems, [], [])
        changes = compare(self.published(app), documents, self.catalog)
        impacts = self.live.impact(app, documents, changes)
        harmless = {impact.path for impact in impacts if impact.count == 0}
        softened = [replace(one, level="safe") if one.level == "lossy" and one.path in harmless else one for one in changes]
        return Outlook(problems, softened, [impact for impact in impacts if impact.count])

    def published(self, app: str) -> Documents | None:
        """What everyone uses now; None before the first publication."""
        current = self.definitions.current(app)
        return None if current is None else self.definitions.documents(app, current)

    def publish(self, app: str, note: str) -> int:
        """Makes the draft the next revision; raises Invalid (all problems) or Conflict (blocked, or somebody was faster)."""
        draft = self.definitions.draft(app)
        self._require(app, draft.documents)
        if draft.base is not None and not draft.edits:
            raise Conflict("nothing_to_publish")
        return self.publisher.publish(app, draft.base, draft.documents, note)

    def rollback(self, app: str, n: int, note: str = "") -> int:
        """The content of revision `n` once more, as the newest revision."""
        documents = self.definitions.documents(app, n)
        current = self.definitions.current(app)
        if n == current:
            raise Conflict("rollback_to_current", n=n)
        self._require(app, documents)
        return self.publisher.publish(app, current, documents, note, rollback_of=n)

    def _require(self, app: str, documents: Documents) -> None:
        outlook = self.outlook(app, documents)
        errors = [Fault(one.path, one.code, one.params) for one in outlook.problems if one.level == "error"]
        if errors:
            raise Invalid("draft_has_problems", errors, count=len(errors))
        parts: list[Change | Impact] = [*outlook.changes, *outlook.impacts]
        blocked = [Fault(one.path, one.code, one.params) for one in parts if one.level == "blocked"]
        if blocked:
            raise Conflict("publish_blocked", blocked, count=len(blocked))
