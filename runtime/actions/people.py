"""The people an action turns to. Takes: an Act and a Who. Gives: ids of people in service. Never: writes."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.expressions.types import Ref
from builder.kinds import Spot
from runtime.actions.act import Act
from runtime.store import users

USER = Ref("@user")


def spots(who: Mapping[str, Any], path: str) -> Iterator[Spot]:
    """The expressions in it: the way to the person."""
    if who["by"] in ("field", "expr") and isinstance(who.get("value"), str):
        yield Spot(f"{path}/value", who["value"], USER)


def found(act: Act, who: Mapping[str, Any]) -> list[str]:
    """Who it is, nobody twice, only people in service."""
    asked = {"initiator": act.me, "user": who.get("value")}
    named = act.value(str(who["value"]), USER) if who["by"] in ("field", "expr") else asked.get(who["by"])
    people = named if isinstance(named, list) else [named]
    return [user for user in dict.fromkeys(people) if user and (row := users.get(act.uow, user)) and row["active"]]
