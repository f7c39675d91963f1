"""The design-time use cases: what one person does with drafts, versions and templates.

Takes: the Catalog and three ports. Gives: plain values. Never: rights (whoever calls has decided them), records, HTTP.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder import checks, keys, samples, schema, starter, templates
from builder.changes import Change, compare
from builder.definitions import Documents, Label, load
from builder.errors import Invalid, NotFound
from builder.kinds import Catalog
from builder.problems import Problem, has_errors
from builder.repository import Definitions, Draft, LiveData, Publisher, RevisionInfo
from builder.templates import Package, Review
from builder.versions import Outlook, Versions


def judge(documents: Documents, catalog: Catalog) -> list[Problem]:
    """All problems of documents: those of shape alone where there are any, else those of sense."""
    problems = schema.problems(documents, catalog)
    return problems if has_errors(problems) else [*problems, *checks.check(load(documents), catalog)]


@dataclass(frozen=True)
class Bench:
    """What every use case works with. `shipped` gives the package of a template that comes with the product, by its key."""

    catalog: Catalog
    definitions: Definitions
    live: LiveData
    publisher: Publisher
    shipped: Callable[[str], Package] | None = None

    @property
    def versions(self) -> Versions:
        """The life cycle over the same ports."""
        return Versions(self.catalog, self.definitions, self.live, self.publisher, lambda documents: judge(documents, self.catalog))


class Drafts(Bench):
    """Editing the working copy of an app."""

    def draft(self, app: str) -> Draft:
        """The working copy."""
        return self.definitions.draft(app)

    def create_form(self, app: str, label: str) -> str:
        """A form with a name field, a list and a menu entry; gives its key."""
        documents = self.definitions.draft(app).documents
        key = keys.make(label, [name for kind, name in documents if kind == "form"], "form")
        own = documents["app", app]
        self.definitions.put(app, "form", key, starter.blank_form(key, label), None)
        self.definitions.put(app, "app", app, {**own, "menu": [*own.get("menu", ()), {"form": key}]}, None)
        return key

    def put(self, app: str, kind: str, key: str, document: Mapping[str, Any], if_match: str | None = None) -> str:
        """Stores one definition of the draft, with keys made for what has none; gives its new mark. Raises Invalid for a wrong shape."""
        if kind == "app" and key != app:
            raise NotFound("definition_not_found")
        problems = schema.size(kind, key, document)
        filled = {} if problems else keys.fill(kind, {"key": key, **document})
        problems = problems or schema.shape(kind, key, filled)
        if has_errors(problems):
            raise Invalid("definition_shape", schema.faults(problems))
        return self.definitions.put(app, kind, key, filled, if_match)

    def delete(self, app: str, kind: str, key: str, if_match: str | None = None) -> str:
        """Takes one definition out of the draft; the app's own document stays."""
        if kind == "app" or (kind, key) not in self.definitions.draft(app).documents:
            raise NotFound("definition_not_found")
        return self.definitions.put(app, kind, key, None, if_match)

    def undo(self, app: str) -> tuple[str, str] | None:
        """Takes the last edit back; what it touched."""
        return self.definitions.undo(app)

    def redo(self, app: str) -> tuple[str, str] | None:
        """Makes it again."""
        return self.definitions.redo(app)

    def discard(self, app: str) -> None:
        """Back to what is published."""
        self.definitions.discard(app)

    def check(self, app: str) -> list[Problem]:
        """All problems of the draft at once."""
        return judge(self.definitions.draft(app).documents, self.catalog)


class Life(Bench):
    """From draft to revision and back."""

    def impact(self, app: str) -> Outlook:
        """What publishing the draft would mean."""
        return self.versions.outlook(app, self.definitions.draft(app).documents)

    def publish(self, app: str, note: str = "") -> int:
        """Makes the draft the app everyone uses; the new revision's number."""
        return self.versions.publish(app, note)

    def revisions(self, app: str) -> list[RevisionInfo]:
        """Every revision, newest first."""
        return self.definitions.revisions(app)

    def rollback(self, app: str, n: int, note: str = "") -> int:
        """The content of revision `n` as a new revision."""
        return self.versions.rollback(app, n, note)

    def rollback_impact(self, app: str, n: int) -> Outlook:
        """What that would mean."""
        return self.versions.outlook(app, self.definitions.documents(app, n))

    def diff(self, app: str, a: int, b: int) -> list[Change]:
        """What differs between two revisions."""
        return compare(self.definitions.documents(app, a), self.definitions.documents(app, b), self.catalog)


class Packages(Bench):
    """Apps as templates, out and in."""

    def export(self, app: str, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> bytes:
        """The published app (the draft where it never was) as a template, with the rows somebody picked."""
        return templates.pack(self.versions.published(app) or self.definitions.draft(app).documents, rows)

    def review(self, blob: bytes) -> Review:
        """What a template would bring; installs nothing."""
        package = templates.unpack(blob)
        return templates.review(package, self.problems(package))

    def problems(self, package: Package) -> list[Problem]:
        """All problems of a package: of its definitions, and of its rows where those have no errors."""
        found = judge(package.documents, self.catalog)
        return [*found, *(templates.row_problems(package) if has_errors(found) else samples.problems(package, self.catalog))]

    def import_(self, blob: bytes, label: str | None = None, key: str | None = None) -> str:
        """Installs a template as a draft under a key and label of its own; gives the key.

        Raises Invalid where it has errors of shape, or its rows do.
        """
        return self.install(templates.unpack(blob), label, key)

    def install(self, package: Package, label: Label | None = None, key: str | None = None) -> str:
        """The same for a package at hand."""
        problems = schema.problems(package.documents, self.catalog)
        if package.data and not has_errors(problems):
            problems = [*problems, *(one for one in self.problems(package) if one.path.startswith("data/"))]
        if has_errors(problems):
            raise Invalid("template_broken", schema.faults(problems), count=len(problems))
        taken = self.definitions.apps()
        chosen = key or (package.app if package.app not in taken else keys.make(label or package.app, taken, "app", keys.MAX_APP_KEY))
        if not keys.well_formed(chosen, keys.MAX_APP_KEY):
            raise Invalid("key_shape", key=chosen[: keys.MAX_KEY])
        self.definitions.create(chosen, package.under(chosen, label).documents, package.data)
        return chosen


class Studio(Drafts, Life, Packages):
    """All of it, for one caller."""

    def create_app(self, label: str, locale: str = "zh-CN", template: str | None = None) -> str:
        """A new app as a draft, blank or from a shipped template; `locale` is the language of the label. Gives its key."""
        if template is not None:
            if self.shipped is None:
                raise NotFound("template_not_found")
            return self.install(self.shipped(template), {locale: label})
        key = keys.make(label, self.definitions.apps(), "app", keys.MAX_APP_KEY)
        self.definitions.create(key, starter.blank_app(key, label))
        return key
