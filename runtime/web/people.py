"""People over HTTP: users, departments, roles, oneself.

Takes: requests. Gives: people in the words of the API. Never: decides who may.
"""

from typing import Any

from flask import Blueprint, Response, current_app
from marshmallow import fields, validate

from builder.definitions import text_of
from runtime.context import Context
from runtime.identity import directory, roles, sessions, users
from runtime.identity.passwords import Passwords
from runtime.web import bodies
from runtime.web.answers import answer, nothing
from runtime.web.bodies import Strict
from runtime.web.caller import LOCALES, caller, context
from runtime.web.gate import before_password
from runtime.workflow import handing

routes = Blueprint("people", __name__, url_prefix="/api/v1")


class RoleBody(Strict):
    """A role of an app."""

    app = fields.String(required=True, validate=bodies.KEY)
    role = fields.String(required=True, validate=bodies.KEY)


class UserBody(Strict):
    """What may be set about somebody."""

    name = fields.String(validate=[validate.Length(1, 60), bodies.not_blank])
    login = fields.String(validate=validate.Length(2, 40))
    admin = bodies.Truth()
    department_id = fields.String(allow_none=True, validate=bodies.ID)
    departments = fields.List(fields.String(validate=bodies.ID), validate=validate.Length(max=20))
    roles = fields.List(fields.Nested(RoleBody), validate=validate.Length(max=200))


class NewUserBody(UserBody):
    """Somebody new."""

    name = fields.String(required=True, validate=[validate.Length(1, 60), bodies.not_blank])
    login = fields.String(required=True, validate=validate.Length(2, 40))
    password = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 1000))


class DepartmentBody(Strict):
    """A place in the tree."""

    name = fields.String(required=True, validate=[validate.Length(1, 60), bodies.not_blank])
    parent_id = fields.String(allow_none=True, validate=bodies.ID)
    manager_id = fields.String(allow_none=True, validate=bodies.ID)
    position = fields.Integer(strict=True, validate=validate.Range(0, 100_000))


class DepartmentPatch(DepartmentBody):
    """What changes about a place."""

    name = fields.String(validate=[validate.Length(1, 60), bodies.not_blank])


class HoldersBody(Strict):
    """Who holds a role from now on."""

    users = bodies.ids()


class MeBody(Strict):
    """What one sets about oneself."""

    locale = fields.String(allow_none=True, validate=validate.OneOf(LOCALES))
    name = fields.String(validate=[validate.Length(1, 60), bodies.not_blank])


class PasswordBody(Strict):
    """The old password and the new one."""

    old = fields.String(required=True, validate=validate.Length(1, 1000))
    new = fields.String(required=True, validate=validate.Length(1, 1000))


class DisableBody(Strict):
    """To whom the open tasks of somebody who leaves go."""

    hand_over_to = fields.String(load_default=None, allow_none=True, validate=bodies.ID)


class PeopleQuery(Strict):
    """Whom to look for."""

    q = fields.String(load_default="", validate=validate.Length(max=60))
    limit = bodies.number(1, 1000, 200)


def passwords() -> Passwords:
    """The queue in which passwords are judged."""
    return current_app.extensions["dougong_passwords"]  # type: ignore[no-any-return]


def user_json(ctx: Context, row: dict[str, Any]) -> dict[str, Any]:
    """A person with the words of their roles."""
    return {**row, "roles": [_role_json(ctx, app, role) for app, role in row["roles"]]}


def _role_json(ctx: Context, app: str, key: str) -> dict[str, Any]:
    definition = roles.definition(ctx, app)
    role = definition.roles.get(key) if definition else None
    return {
        "app": app,
        "role": key,
        "label": text_of(role.label, ctx.locale) if role else "",
        "app_label": text_of(definition.info.label, ctx.locale) if definition else "",
    }


def _pairs(given: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((item["app"], item["role"]) for item in given.get("roles", ()))


@routes.get("/users")
def list_users() -> Response:
    """People."""
    ctx, asked = context(), bodies.query(PeopleQuery)
    return answer({"users": [user_json(ctx, row) for row in users.listed(ctx, asked["q"], asked["limit"])]})


@routes.post("/users")
def create_user() -> Response:
    """Somebody new; the password is in this answer only."""
    ctx, given = context(), bodies.body(NewUserBody)
    person = users.NewPerson(
        given["name"],
        given["login"],
        given["password"],
        given.get("admin", False),
        _pairs(given),
        given.get("department_id"),
        tuple(given.get("departments", ())),
    )
    made, password = users.create(ctx, passwords(), person)
    return answer({**user_json(ctx, users.get(ctx, made)), "password": password}, 201)


@routes.patch("/users/<id:user>")
def change_user(user: str) -> Response:
    """Changes what is named."""
    ctx, given = context(), bodies.patch(UserBody)
    users.change(ctx, user, {**given, **({"roles": _pairs(given)} if "roles" in given else {})})
    return answer(user_json(ctx, users.get(ctx, user)))


@routes.post("/users/<id:user>:disable")
def disable_user(user: str) -> Response:
    """No more signing in; open tasks go to somebody else where one is named."""
    given = bodies.body(DisableBody) if bodies.sent() else {"hand_over_to": None}
    ctx = context()
    handed = handing.hand_over(ctx, user, given["hand_over_to"]) if given["hand_over_to"] else 0
    users.disable(ctx, user)
    return answer({**user_json(ctx, users.get(ctx, user)), "left_behind": _left_behind(ctx, user), "handed_over": handed})


def _left_behind(ctx: Context, user: str) -> list[dict[str, Any]]:
    return [_role_json(ctx, app, role) for app, role in users.hand_over(ctx, user)["only_holder_of"]]


@routes.get("/users/<id:user>/hand_over")
def hand_over(user: str) -> Response:
    """What somebody would leave behind, asked before disabling."""
    ctx = context()
    roles.require_people(ctx)
    return answer({"only_holder_of": _left_behind(ctx, user), "tasks": handing.open_work(ctx, user)})


@routes.post("/users/<id:user>:enable")
def enable_user(user: str) -> Response:
    """Back in service."""
    bodies.nothing()
    ctx = context()
    users.enable(ctx, user)
    return answer(user_json(ctx, users.get(ctx, user)))


@routes.post("/users/<id:user>:reset")
def reset_user(user: str) -> Response:
    """A new password, in this answer only."""
    bodies.nothing()
    return answer({"password": users.reset(context(), passwords(), user)})


@routes.get("/departments")
def list_departments() -> Response:
    """The tree, flat."""
    return answer({"departments": directory.listed(context())})


@routes.post("/departments")
def create_department() -> Response:
    """A new place."""
    return answer({"id": directory.create(context(), bodies.body(DepartmentBody))}, 201)


@routes.patch("/departments/<id:department>")
def change_department(department: str) -> Response:
    """Name, place, head."""
    directory.change(context(), department, bodies.patch(DepartmentPatch))
    return nothing()


@routes.delete("/departments/<id:department>")
def delete_department(department: str) -> Response:
    """A place nobody is in."""
    directory.delete(context(), department)
    return nothing()


@routes.get("/apps/<key:app>/roles")
def list_roles(app: str) -> Response:
    """The roles of an app and who holds them."""
    ctx = context(app)
    defined, holders = roles.of_app(ctx, app)
    return answer(
        {
            "roles": [
                {
                    "key": key,
                    "label": text_of(role.label, ctx.locale),
                    "users": holders.get(key, []),
                    "may_give": roles.may_give(ctx, app, key),
                }
                for key, role in defined.items()
            ]
        }
    )


@routes.put("/apps/<key:app>/roles/<key:role>/users")
def set_role_users(app: str, role: str) -> Response:
    """Exactly these people hold a role."""
    roles.set_holders(context(app), app, role, bodies.body(HoldersBody)["users"])
    return nothing()


@routes.get("/me")
def me() -> Response:
    """Myself."""
    ctx = context()
    return answer(user_json(ctx, users.get(ctx, str(ctx.actor.id))))


@routes.patch("/me")
def change_me() -> Response:
    """My language and name."""
    ctx = context()
    given = bodies.patch(MeBody)
    users.set_own(ctx, given)
    return answer(user_json(ctx, users.get(ctx, str(ctx.actor.id))))


@routes.post("/me/password")
@before_password
def change_my_password() -> Response:
    """My password; I sign in again afterwards."""
    given = bodies.body(PasswordBody)
    users.change_password(context(), passwords(), given["old"], given["new"])
    return nothing()


@routes.get("/me/sessions")
def my_sessions() -> Response:
    """Where I am signed in."""
    shown = ("id", "created_at", "seen_at", "ip", "agent")
    current = caller().session
    rows = sessions.own(context())
    return answer({"sessions": [{**{name: row[name] for name in shown}, "current": row["id"] == current} for row in rows]})


@routes.delete("/me/sessions/<id:session>")
def end_my_session(session: str) -> Response:
    """Ends one of my sessions."""
    sessions.end(context(), session)
    return nothing()
