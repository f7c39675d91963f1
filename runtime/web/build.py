"""Puts the routes together. Takes: a Runtime and the pages of the front end. Gives: a Flask application. Never: settings of its own."""

from functools import cache
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import Rule

from runtime.context import Runtime
from runtime.identity.passwords import Passwords
from runtime.web import (
    actions,
    builder,
    builder_expressions,
    builder_reports,
    builder_rules,
    colleagues,
    dashboards,
    errors,
    files,
    gate,
    health,
    jobs,
    notices,
    openapi,
    overview,
    people,
    places,
    records,
    reports,
    rules,
    samples,
    segments,
    sessions,
    sheets,
    tasks,
    transfer,
    views,
    workflows,
)
from runtime.web.limits import Limits

BLUEPRINTS = (
    sessions.routes,
    overview.routes,
    records.routes,
    transfer.routes,
    views.routes,
    people.routes,
    files.routes,
    builder.routes,
    builder_expressions.routes,
    sheets.routes,
    samples.routes,
    jobs.routes,
    health.routes,
    notices.routes,
    rules.routes,
    builder_reports.routes,
    builder_rules.routes,
    actions.routes,
    tasks.routes,
    colleagues.routes,
    workflows.routes,
    reports.routes,
    dashboards.routes,
    segments.routes,
    openapi.routes,
)


class Route(Rule):
    """A route as addresses are read by it. What would build its addresses is compiled when somebody asks for one: nobody here does, and
    compiling all of them takes longer than everything else a server does before its first answer."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        compiled = cache(super()._compile_builder)
        return lambda route, **values: compiled(append_unknown)(route, **values)


class Site(Flask):
    """Flask with such routes."""

    url_rule_class = Route


def flask_app(runtime: Runtime, pages: Blueprint) -> Flask:
    """The application: gate, errors, API, pages."""
    flask = Site("runtime.web", static_folder=None)
    settings = runtime.settings
    flask.config.update(
        MAX_CONTENT_LENGTH=settings.max_request,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=50,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PROPAGATE_EXCEPTIONS=False,
    )
    flask.extensions["dougong"] = runtime
    flask.extensions["dougong_limits"] = Limits(runtime.clock)
    flask.extensions["dougong_passwords"] = Passwords()
    flask.url_map.strict_slashes = False
    places.install(flask)
    gate.install(flask)
    errors.install(flask)
    for blueprint in BLUEPRINTS:
        flask.register_blueprint(blueprint)
    flask.register_blueprint(pages)
    gate.open_views(flask, pages.name)
    return flask
