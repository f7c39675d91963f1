"""Sample rows of an app over HTTP: how many, load what waits, take them away.

Takes: requests of designers. Gives: counts, refusals in words. Never: touches a record that is no sample.
"""

from typing import Any

from flask import Blueprint, Response

from builder.definitions import text_of
from runtime.context import Context
from runtime.records import samples
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.words import faults_json

routes = Blueprint("samples", __name__, url_prefix="/api/v1/apps/<key:app>")
MOST_TOLD = 50


@routes.get("/samples")
def count_samples(app: str) -> Response:
    """How many samples there are, and how many rows wait for the app to be published."""
    return answer(samples.count(design.context_for(app)))


@routes.post("/samples:load")
def load_samples(app: str) -> Response:
    """Makes records of the rows that wait; publishing does the same."""
    bodies.nothing()
    return answer(loaded(design.context_for(app)))


@routes.post("/samples:remove")
def remove_samples(app: str) -> Response:
    """Every sample to the bin, those that real records need excepted."""
    bodies.nothing()
    ctx = design.context_for(app)
    removed = samples.remove(ctx)
    design.audit(ctx, "samples_removed", app, removed)
    return answer(removed)


def loaded(ctx: Context) -> dict[str, Any]:
    """Loads what waits: how many became records, and the rows that did not with the reasons."""
    found = samples.load(ctx)
    told = [_refused(ctx, one) for one in found.refused[:MOST_TOLD]]
    return {"created": found.created, "skipped": len(found.refused), "refused": told}


def _refused(ctx: Context, one: samples.Refused) -> dict[str, Any]:
    revision = ctx.runtime.store.revision(ctx.app)
    form = revision.definition.forms.get(one.form) if revision else None
    label = text_of(form.label, ctx.locale) if form else one.form
    return {"form": one.form, "label": label, "row": one.number, "errors": faults_json(one.faults, ctx.locale)}
