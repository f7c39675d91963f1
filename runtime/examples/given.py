"""What an example begins with: people and records that were there. Takes: a Stage, `given`. Gives: names. Never: sets anything off."""

from collections.abc import Mapping
from typing import Any

from runtime.context import Context
from runtime.examples.stage import Stage
from runtime.identity import users
from runtime.identity.passwords import Passwords
from runtime.records import automation
from runtime.records.plan import FieldPlan, plan_of
from runtime.records.ripple import Ripple

ROUNDS = 8


class NoPasswords(Passwords):
    """Nobody signs in to an example with a password, so none is hashed."""

    def hash(self, password: str) -> str:
        """Nothing any password fits."""
        return "!"


def put(stage: Stage, given: Mapping[str, Any]) -> None:
    """People first, then records in their order; no rule or workflow hears of them."""
    for person in given.get("users", ()):
        _person(stage, person)
    for record in given.get("records", ()):
        _record(stage, record)


def _person(stage: Stage, raw: Mapping[str, Any]) -> None:
    roles = tuple((stage.app, role) for role in raw.get("roles", ()))
    name, admin = raw.get("name", raw["login"]), raw.get("admin", False)
    wanted = users.NewPerson(name=name, login=raw["login"], password=None, roles=roles, admin=admin)
    stage.people[raw["login"]], _ = users.create(stage.context(), NoPasswords(), wanted)


def _record(stage: Stage, raw: Mapping[str, Any]) -> None:
    ctx = stage.context()
    values = parsed(ctx, raw["form"], stage.value(raw.get("values", {})))
    made = ctx.runtime.store.write(ctx, lambda uow: _quietly(uow, raw["form"], values))
    stage.call(raw.get("as"), raw["form"], made)


def _quietly(uow: Any, form: str, values: Mapping[str, Any]) -> str:
    ripple = Ripple(uow)
    made = automation.create(ripple, form, [values])[0]
    for _ in range(ROUNDS):
        ripple.heard()
        ripple.settle()
        if not ripple.events:
            break
    return made


def parsed(ctx: Context, form: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values as Python values, as the field types read them; what is no field stays for the door to refuse."""
    plan = plan_of(ctx, form)
    return {key: _parsed(plan.fields[key], raw) if key in plan.fields else raw for key, raw in values.items()}


def _parsed(plan: FieldPlan, raw: Any) -> Any:
    if plan.columns:
        return [{key: _parsed(plan.columns[key], cell) for key, cell in line.items()} for line in raw or ()]
    return None if raw is None else plan.kind.parse(plan.config, raw)
