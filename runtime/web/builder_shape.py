"""What the designer reads, as JSON in words. Takes: values of the studio. Gives: dictionaries. Never: a key where a label belongs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from builder.changes import Change
from builder.definitions import text_of
from builder.errors import NotFound
from builder.expressions.functions import FUNCTIONS
from builder.kinds import Catalog, ChartType, FieldType, Kind
from builder.problems import Problem
from builder.repository import Draft, Impact, RevisionInfo
from builder.schema import KINDS
from builder.templates import Review
from builder.versions import Outlook
from runtime.context import Context
from runtime.filters import OPERATORS
from runtime.query import Query
from runtime.records import service
from runtime.store import select, users
from runtime.store.definitions import DefinitionStore
from runtime.web import design, shipped
from runtime.web.words import sentence

SCHEMAS = "builder.schemas"


def catalog_json(catalog: Catalog) -> dict[str, Any]:
    """Every kind with its words in all languages, so that the designer can switch without asking again."""
    return {
        "fields": [_field_type(kind) for kind in catalog.fields],
        "triggers": [{**_kind(kind), "timed": kind.timed, "asked": kind.asked, "knows_old": kind.knows_old} for kind in catalog.triggers],
        "actions": [{**_kind(kind), "external": kind.external, "transactional": kind.transactional} for kind in catalog.actions],
        "steps": [{**_kind(kind), "waits": kind.waits, "human": kind.human} for kind in catalog.steps],
        "charts": [{**_kind(kind), "figured": kind.figured, "wants": kind.wants} for kind in catalog.charts],
        "functions": [
            {"name": one.name, "label": dict(one.label), "help": dict(one.help), "signature": one.signature, "result": one.result}
            for one in FUNCTIONS.values()
        ],
        "operators": {name: {"label": dict(one.label), "values": one.values} for name, one in OPERATORS.items()},
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "label": kind.label,
        "help": kind.help,
        "icon": kind.icon,
        "group": kind.group,
        "config_schema": kind.config_schema,
        "example": kind.example,
    }


def _field_type(kind: FieldType) -> dict[str, Any]:
    return {**_kind(kind), "operators": list(kind.operators(kind.example)), "computed": kind.computed}


def wanted(ctx: Context, kind: ChartType) -> str:
    """What a chart type needs that is not there."""
    return sentence("chart_wants", ctx.locale, {"chart": kind.label, "wants": kind.wants})


def schema_json(kind: str) -> Any:
    """The JSON Schema of a kind of definition."""
    if kind not in KINDS:
        raise NotFound("no_such_page")
    return json.loads(resources.files(SCHEMAS).joinpath(f"{kind}.json").read_text("utf-8"))


def apps_json(ctx: Context) -> list[dict[str, Any]]:
    """The apps this caller may design."""
    studio = design.studio(ctx)
    keys = [key for key in DefinitionStore(ctx.runtime.store, ctx).apps() if design.may_design(ctx, key)]
    return [_app_line(ctx, studio.draft(key)) for key in keys]


def _app_line(ctx: Context, draft: Draft) -> dict[str, Any]:
    info = draft.documents.get(("app", draft.app), {})
    return {
        "key": draft.app,
        "label": text_of(info.get("label"), ctx.locale),
        "icon": info.get("icon"),
        "color": info.get("color"),
        "revision": draft.base,
        "edits": draft.edits,
        "published": draft.base is not None,
        "forms": sum(kind == "form" for kind, _ in draft.documents),
    }


def draft_json(ctx: Context) -> dict[str, Any]:
    """The working copy of the Context's app."""
    studio = design.studio(ctx)
    draft = studio.draft(ctx.app)
    published = next(iter(studio.revisions(ctx.app)), None)
    documents: dict[str, Any] = {"app": draft.documents.get(("app", draft.app), {}), **{f"{kind}s": {} for kind in KINDS if kind != "app"}}
    for (kind, key), document in draft.documents.items():
        if kind != "app":
            documents[f"{kind}s"][key] = document
    return {
        "app": draft.app,
        "base": draft.base,
        "edits": draft.edits,
        "can_undo": draft.can_undo,
        "can_redo": draft.can_redo,
        "published_at": published.at if published else None,
        "documents": documents,
        "etags": {f"{kind}/{key}": etag for (kind, key), etag in draft.etags.items()},
    }


def problems_json(ctx: Context, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems in sentences, with what to do."""
    return [
        {
            "level": problem.level,
            "code": problem.code,
            "path": problem.path,
            "message": sentence(problem.code, ctx.locale, problem.params),
            "hint": sentence(problem.hint, ctx.locale, problem.params) if problem.hint else None,
        }
        for problem in problems
    ]


def changes_json(ctx: Context, changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes in sentences."""
    return [
        {"code": change.code, "path": change.path, "level": change.level, "text": sentence(change.code, ctx.locale, change.params)}
        for change in changes
    ]


def _samples(ctx: Context, impact: Impact) -> list[dict[str, str]]:
    """A few of the records, with the titles of those the designer may read."""
    form = impact.path.split("/")[1]
    known = ctx.revision is not None and form in ctx.rev.definition.forms
    titles = service.titles(ctx, form, impact.samples) if known and impact.samples else {}
    return [{"id": key, "title": titles.get(key, "")} for key in impact.samples]


def _impacts_json(ctx: Context, impacts: Sequence[Impact]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "path": one.path,
            "level": one.level,
            "count": one.count,
            "samples": _samples(ctx, one),
            "text": sentence(one.code, ctx.locale, {"count": one.count, **one.params}),
        }
        for one in impacts
    ]


def revisions_json(ctx: Context, revisions: Sequence[RevisionInfo]) -> list[dict[str, Any]]:
    """Published revisions with the names of their makers; the first is the one in use."""
    people = _names(ctx, {one.by for one in revisions if one.by})
    return [
        {
            "n": one.n,
            "at": one.at,
            "by": {"id": one.by, "title": people.get(one.by, "")} if one.by else None,
            "note": one.note,
            "current": place == 0,
            "rollback_of": one.rollback_of,
        }
        for place, one in enumerate(revisions)
    ]


def _names(ctx: Context, ids: set[str]) -> Mapping[str, str]:
    found = ctx.runtime.store.read(ctx, lambda uow: [users.get(uow, key) for key in sorted(ids)])
    return {row["id"]: row["name"] for row in found if row is not None}


def impact_json(ctx: Context, outlook: Outlook) -> dict[str, Any]:
    """What publishing would mean, with the one sentence to read first."""
    return {
        "problems": problems_json(ctx, outlook.problems),
        "changes": changes_json(ctx, outlook.changes),
        "impacts": _impacts_json(ctx, outlook.impacts),
        "publishable": outlook.publishable,
        "level": outlook.level,
        "headline": _headline(ctx, outlook),
    }


def _headline(ctx: Context, outlook: Outlook) -> str:
    if outlook.level == "safe":
        return sentence("headline_safe", ctx.locale, {"count": f"{_live_records(ctx, outlook.changes):,}"})
    errors = [problem for problem in outlook.problems if problem.level == "error"]
    if errors:
        return sentence("headline_problems", ctx.locale, {"count": len(errors)})
    told = [one["text"] for one in _impacts_json(ctx, outlook.impacts) if one["level"] == outlook.level]
    told += [one["text"] for one in changes_json(ctx, outlook.changes) if one["level"] == outlook.level]
    return sentence(f"headline_{outlook.level}", ctx.locale, {"what": told[0] if told else ""})


def _live_records(ctx: Context, changes: Iterable[Change]) -> int:
    """The records of the forms that change; of all forms where the change is about none of them."""
    if ctx.revision is None:
        return 0
    every = ctx.rev.definition.forms
    touched = {change.path.split("/")[1] for change in changes if change.path.startswith("form/")}
    forms = touched & every.keys() or every.keys()
    return int(ctx.runtime.store.read(ctx, lambda uow: sum(select.count(uow, Query(form)) for form in forms)))


def review_json(ctx: Context, review: Review) -> dict[str, Any]:
    """What a template would bring."""
    words = ctx.locale
    return {
        "label": text_of(review.label, words),
        "version": review.version,
        "forms": [text_of(one, words) for one in review.forms],
        "roles": [text_of(one, words) for one in review.roles],
        "rules": [text_of(one, words) for one in review.rules],
        "workflows": [text_of(one, words) for one in review.workflows],
        "messages": [text_of(one, words) for one in review.messages],
        "segments": [text_of(one, words) for one in review.segments],
        "reports": [text_of(one, words) for one in review.reports],
        "dashboards": [text_of(one, words) for one in review.dashboards],
        "records": review.records,
        "addresses": review.addresses,
        "public": review.public,
        "problems": problems_json(ctx, review.problems),
    }


def templates_json(ctx: Context) -> list[dict[str, Any]]:
    """The shipped templates."""
    return [_template_line(ctx, key) for key in shipped.listed()]


def _template_line(ctx: Context, key: str) -> dict[str, Any]:
    package = shipped.package(key)
    info = package.documents["app", package.app]
    return {
        "key": key,
        "label": text_of(info.get("label"), ctx.locale),
        "help": text_of(info.get("help"), ctx.locale),
        "icon": info.get("icon"),
        "color": info.get("color"),
        "version": info.get("version"),
        "forms": sum(kind == "form" for kind, _ in package.documents),
    }
