"""Instances of workflows over HTTP. Takes: requests. Gives: one use case each, shaped. Never: decides who may."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from runtime.web import bodies, step_shape
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context, runtime
from runtime.workflow import acts, instances, view

routes = Blueprint("workflows", __name__, url_prefix="/api/v1/apps/<key:app>")
INSTANCES = "/workflows/<key:workflow>/instances"
ONE = f"{INSTANCES}/<id:instance>"


class InstancesQuery(Strict):
    """Which instances."""

    record = fields.String(load_default=None, validate=bodies.ID)
    form = fields.String(load_default=None, validate=bodies.KEY)
    cursor = fields.String(load_default=None, validate=bodies.ID)


class StartBody(Strict):
    """What to start on."""

    record = fields.String(required=True, validate=bodies.ID)
    action_id = fields.String(required=True, validate=validate.Length(8, 64))


class SteerBody(Strict):
    """An act on an instance."""

    action_id = fields.String(required=True, validate=validate.Length(8, 64))
    comment = fields.String(load_default="", allow_none=True, validate=validate.Length(max=2000))


def _context(app: str) -> Any:
    """Somebody may have a task of an app he has no role in: he sees the instance, and nothing else of the app."""
    ctx = context()
    return acts.inside(ctx, app) if runtime().store.revision(app) is not None else context(app)


def _page(ctx: Any, workflow: str, key: str, status: int = 200) -> Response:
    """The page, with what its form is made of where the caller's own rights do not say so."""
    found = view.page(ctx, workflow, key)
    return answer({**found, "definition": step_shape.opened(ctx, found["form"], found["fields"])}, status)


@routes.get(INSTANCES)
def list_instances(app: str, workflow: str) -> Response:
    """Those on a record, or all I may see."""
    asked = bodies.query(InstancesQuery)
    return answer(view.of_workflow(context(app), workflow, asked["record"], asked["cursor"]))


@routes.post(INSTANCES)
def start_instance(app: str, workflow: str) -> Response:
    """Starts one on a record."""
    given, ctx = bodies.body(StartBody), context(app)
    made = instances.start(ctx, workflow, given["record"], given["action_id"])
    return _page(ctx, workflow, made.id, 201)


@routes.get(ONE)
def one_instance(app: str, workflow: str, instance: str) -> Response:
    """The page of an instance."""
    return _page(_context(app), workflow, instance)


@routes.get(f"{ONE}/migration")
def migration(app: str, workflow: str, instance: str) -> Response:
    """What moving it to the newest revision would do."""
    return answer(instances.migration(context(app), instance))


@routes.post(f"{ONE}:<any(withdraw, cancel, retry, skip, migrate):verb>")
def steer_instance(app: str, workflow: str, instance: str, verb: str) -> Response:
    """Its initiator withdraws it, or who looks after it ends it by force, tries what failed again or leaves it out, moves it to the newest
    revision."""
    ctx, given = _context(app), bodies.body(SteerBody)
    view.page(ctx, workflow, instance)
    instances.steer(ctx, instance, verb, {**given, "comment": given["comment"] or None})
    return _page(ctx, workflow, instance)


@routes.get("/forms/<key:form>/records/<id:record>/instances")
def of_record(app: str, form: str, record: str) -> Response:
    """What ran or runs on a record."""
    return answer({"instances": view.of_record(context(app), form, record)})
