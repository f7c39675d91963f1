"""The people an action turns to. Takes: an Act and a Who. Gives: ids of people in service. Never: writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from builder.expressions.types import Ref
from builder.kinds import Spot
from runtime.actions.act import Act
from runtime.identity import assignees
from runtime.store import users

USER = Ref("@user")
BY_PATH = frozenset({"field", "expr", "manager", "dept_head"})  # `value` is an expression that ends at a person


def spots(who: Mapping[str, Any], path: str) -> Iterator[Spot]:
    """The expression in it: the way to the person."""
    if who["by"] in BY_PATH and who.get("value"):
        yield Spot(f"{path}/value", who["value"], USER)


def found(act: Act, who: Mapping[str, Any]) -> list[str]:
    """Who it is, nobody twice; where that is nobody, whom its `empty` names."""
    initiator = act.me
    if who["by"] in BY_PATH and who.get("value"):
        person = act.value(str(who["value"]), USER)
        rest = {name: value for name, value in who.items() if name != "value"}
        if who["by"] in ("field", "expr"):
            who = {**rest, "by": "user", "value": [person] if person else []}
        else:
            who, initiator = rest, person
    return list(assignees.people(act.uow, who, assignees.About(act.form, act.record, initiator)).users)


def locales(act: Act, who: Sequence[str]) -> dict[str, str]:
    """The language each person reads: their own, else the app's first."""
    usual = act.uow.ctx.rev.definition.info.locales[0]
    rows = {user: users.get(act.uow, user) for user in who}
    return {user: str((row or {}).get("locale") or usual) for user, row in rows.items()}
