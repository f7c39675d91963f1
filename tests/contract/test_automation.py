"""The door for automations, and forms that keep what was written: on both databases."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import Conflict, Invalid, NotAllowed
from builder.expressions.types import Ref
from runtime.context import Context
from runtime.permissions.conditions import condition
from runtime.records import automation, service
from runtime.records.automation import Which
from runtime.records.events import Event
from runtime.records.ripple import Ripple
from tests import builders
from tests.installation import Installation


def documents() -> builders.Documents:
    wallet = builders.form("wallet", [
        builders.field("owner", required=True), builders.field("balance", "integer", readonly=True, check="balance >= 0"),
        builders.field("twice", "formula", expression="balance * 2"),
        builders.field("moved", "rollup", form="entry", relation="wallet", function="sum", field="delta"),
    ])
    entry = builders.form("entry", [
        builders.field("wallet", "relation", form="wallet", required=True, on_delete="cascade"), builders.field("delta", "integer", required=True),
        builders.field("amount", "money"),
    ], append_only=True)
    role = builders.role("owner", [{"form": "*", "actions": ["read", "create", "update", "delete"]}])
    return builders.app(wallet, entry, roles=(role,))


@pytest.fixture
def people(installation: Installation) -> Context:
    installation.publish(documents())
    return installation.context(installation.user("ann", [("tiny", "owner")]), "tiny")


def act(ctx: Context, work: Any) -> Any:
    """Work of a rule in one transaction, through to the end."""
    def whole(uow: Any) -> Any:
        ripple = Ripple(uow)
        with uow.acting(uow.ctx.as_system("rule:test/1")):
            result = work(ripple)
        service.finish(ripple)
        return result

    return ctx.runtime.store.write(ctx, whole)


def test_rules_write_what_people_may_not(people: Context) -> None:
    with pytest.raises(Invalid):
        service.create(people, "wallet", {"owner": "Ann", "balance": 5})
    [wallet] = act(people, lambda ripple: automation.create(ripple, "wallet", [{"owner": "Ann", "balance": Decimal("5.4")}]))
    found = service.get(people, "wallet", wallet).record
    assert (found.values["balance"], found.values["twice"], found.created_by) == (5, 10, None)
    history = service.history(people, "wallet", wallet)["items"]
    assert [item["cause"] for item in history] == ["rule:test/1"]


def test_all_faults_of_a_row_are_named(people: Context) -> None:
    with pytest.raises(Invalid) as error:
        act(people, lambda ripple: automation.create(ripple, "wallet", [{"twice": 1, "nothing": 2, "balance": -1}]))
    assert {fault.pointer for fault in error.value.faults} >= {"/values/twice", "/values/nothing", "/values/owner", "/values/balance"}


def test_amend_changes_under_the_lock_and_leaves_the_rest(people: Context) -> None:
    ids = act(people, lambda ripple: automation.create(ripple, "wallet", [{"owner": str(n), "balance": n} for n in range(4)]))

    def spend(image: Any) -> Any:
        return {"balance": image["balance"] - 2} if image["balance"] >= 2 else None

    touched = act(people, lambda ripple: automation.amend(ripple, "wallet", ids, spend))
    assert touched == sorted(ids[2:])
    assert [service.get(people, "wallet", one).record.values["twice"] for one in ids] == [0, 2, 0, 2]


def test_matching_finds_by_parameters_in_order(people: Context) -> None:
    ids = act(people, lambda ripple: automation.create(ripple, "wallet", [{"owner": str(n), "balance": n} for n in range(5)]))
    typed = condition(people, "wallet", "id != target and balance >= 2", {"target": Ref("wallet")})
    which = Which("wallet", (typed,), (("target", ids[3]),))
    found = act(people, lambda ripple: automation.matching(ripple, which, lock=True))
    assert {row.id for row in found} == {ids[2], ids[4]}


def test_what_is_append_only_stays_for_everybody(people: Context) -> None:
    wallet = service.create(people, "wallet", {"owner": "Ann"}).record.id
    entry = service.create(people, "entry", {"wallet": wallet, "delta": 3}).record.id
    assert service.get(people, "wallet", wallet).record.values["moved"] == 3
    for attempt in (
        lambda: service.update(people, "entry", entry, {"delta": 4}),
        lambda: service.delete(people, "entry", entry),
        lambda: act(people, lambda ripple: automation.amend(ripple, "entry", [entry], lambda _: {"delta": 4})),
        lambda: act(people, lambda ripple: automation.remove(ripple, "entry", [entry])),
    ):
        with pytest.raises(NotAllowed) as error:
            attempt()
        assert error.value.code == "form_append_only"
    with pytest.raises(Conflict):
        service.delete(people, "wallet", wallet)


class Echo:
    """Listens to wallets and to their sums; answers a new one with an entry."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool, Any, Any]] = []

    def listens(self, ctx: Context) -> dict[str, frozenset[str]]:
        return {"wallet": frozenset({"moved"})}

    def hear(self, ripple: Ripple, events: list[Event]) -> None:
        for event in events:
            old = event.old["moved"] if event.old else None
            self.told.append((event.form, event.derived, old, event.image["moved"]))
            if event.old is None:
                with ripple.uow.acting(ripple.uow.ctx.as_system("rule:echo/1")):
                    automation.create(ripple, "entry", [{"wallet": event.record, "delta": 7}])

    def done(self, ripple: Ripple) -> None:
        self.told.append(("done", False, None, None))


def test_listeners_hear_before_and_after_the_sums_moved(people: Context) -> None:
    echo = Echo()
    ctx = replace(people, runtime=replace(people.runtime, listeners=(echo,)))
    wallet = service.create(ctx, "wallet", {"owner": "Ann"}).record.id
    assert echo.told == [("wallet", False, None, 0), ("wallet", True, 0, 7), ("done", False, None, None)]
    logged = people.runtime.store.read(people, lambda uow: changes_of(uow))
    assert len({row["root_id"] for row in logged}) == 1
    assert {(row["form"], row["depth"], row["cause"]) for row in logged} == {("wallet", 0, "http"), ("entry", 1, "rule:echo/1")}
    assert service.get(people, "wallet", wallet).record.values["moved"] == 7


def changes_of(uow: Any) -> list[dict[str, Any]]:
    rows = uow.connection.exec_driver_sql('SELECT form, depth, cause, root_id FROM "change"')
    return [dict(row._mapping) for row in rows]




class Doers:
    """Remembers who is behind each change."""

    def __init__(self) -> None:
        self.found: list[str | None] = []

    def listens(self, ctx: Context) -> dict[str, frozenset[str]]:
        return {"wallet": frozenset()}

    def hear(self, ripple: Ripple, events: list[Event]) -> None:
        self.found += [event.person for event in events]
        assert {event.actor for event in events} == {None}

    def done(self, ripple: Ripple) -> None:
        """Nothing is left to write."""


def test_an_automation_acts_for_somebody(people: Context) -> None:
    doers = Doers()
    ctx = replace(people, runtime=replace(people.runtime, listeners=(doers,)))
    [wallet] = act(ctx, lambda ripple: automation.create(ripple, "wallet", [{"owner": "Ann"}]))
    assert doers.found == [people.actor.id]
    assert service.history(people, "wallet", wallet)["items"][0]["actor"] is None, "the log names the rule, not the person, as the one who wrote"
