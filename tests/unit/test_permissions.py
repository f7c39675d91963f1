"""Grants, row rules and masks without a database: deny by default, grants add up one by one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.definitions import load
from builder.errors import NotAllowed, NotFound
from runtime.catalog import build_catalog
from runtime.context import ANONYMOUS, SYSTEM, Actor, Context, Runtime
from runtime.ids import IdMaker
from runtime.permissions import field_mask, policy, row_rules
from runtime.permissions.grants import RANK, granted
from runtime.revision import Revision
from runtime.settings import Settings
from tests import builders
from tests.builders import field, form, role

NOW = datetime(2026, 11, 21, tzinfo=UTC)
KEYS = ("name", "phone", "cost", "lines", "lines.price")


def clock() -> datetime:
    return NOW


def context(*roles: dict[str, Any], actor: Actor | None = None) -> Context:
    """Somebody who holds all of these roles."""
    fields = [field("name"), field("phone", "phone"), field("cost", "money"), field("owner", "user"),
              field("lines", "subtable", fields=[field("price", "money")])]
    documents = builders.app(form("item", fields), form("other", [field("name")]), roles=roles)
    runtime = Runtime(Settings(Path("/nowhere"), "sqlite://", "x"), clock, IdMaker(clock), None, build_catalog())
    who = actor or Actor("user", "0000000000001", roles=frozenset(("tiny", one["key"]) for one in roles))
    return Context(who, runtime, NOW, "tiny", Revision("tiny", 1, load(documents), None))


def grant(*actions: str, form: str = "item", **rest: Any) -> dict[str, Any]:
    return {"form": form, "actions": list(actions), **rest}


def test_nothing_is_allowed_that_no_grant_allows() -> None:
    ctx = context(role("reader", [grant("read")]))
    assert policy.decide(ctx, "item", "read").allowed
    for form_, action in (("item", "update"), ("item", "delete"), ("other", "read"), ("item", "nonsense")):
        assert not policy.decide(ctx, form_, action).allowed
    with pytest.raises(NotAllowed) as refused:
        policy.require(ctx, "item", "delete")
    assert (refused.value.code, refused.value.params) == ("not_allowed_action", {"action": "删除", "form": "Item"})
    with pytest.raises(NotFound):
        policy.require(ctx, "nothing", "read")


@pytest.mark.parametrize("actor", [
    ANONYMOUS, Actor("user", "0000000000001", admin=True),
    Actor("user", "0000000000001", roles=frozenset({("elsewhere", "all"), ("tiny", "gone")})),
    Actor("anonymous", roles=frozenset({("tiny", "all")})),
])
def test_only_roles_of_this_app_count(actor: Actor) -> None:
    ctx = context(role("all", [grant("read", "update", form="*")], apps=["design"]), actor=actor)
    assert not policy.decide(ctx, "item", "read").allowed
    assert row_rules.conditions(ctx, "item", "read") is None
    assert field_mask.level(ctx, "item", "name") == "hidden"
    assert field_mask.client_rights(ctx) == {}


def test_the_system_is_an_actor_with_every_right() -> None:
    ctx = context(role("all", [grant("read")]), actor=SYSTEM)
    decision = policy.decide(ctx, "other", "delete")
    assert (decision.allowed, decision.reason_code) == (True, "allowed_system")
    assert row_rules.conditions(ctx, "other", "delete") == ()
    assert field_mask.level(ctx, "item", "cost") == "write"


def test_a_star_grant_reaches_every_form() -> None:
    ctx = context(role("all", [grant("read", form="*", fields={"name": "masked"})]))
    assert [policy.decide(ctx, one, "read").allowed for one in ("item", "other")] == [True, True]
    assert field_mask.best_mask(ctx, "other")["name"] == "masked"
    assert granted(ctx, "no_such_form", "read") == ()


def test_row_rules_are_one_condition_and_an_open_grant_lifts_them() -> None:
    mine, cheap = grant("read", rows="owner == @me"), grant("read", rows="cost < 10")
    one = context(role("a", [mine]), role("b", [cheap]), role("c", [mine]))
    rules = row_rules.conditions(one, "item", "read")
    assert rules is not None
    assert len(rules) == 1
    assert {"owner", "cost", "@me"} <= rules[0].names
    assert row_rules.conditions(one, "item", "read") == rules
    assert row_rules.conditions(context(role("a", [mine]), role("b", [grant("read")])), "item", "read") == ()
    assert row_rules.conditions(one, "item", "update") is None


def test_many_long_row_rules_still_become_one_condition() -> None:
    rules = [grant("read", rows=" or ".join(f"name == '{number}-{part}'" for part in range(90))) for number in range(30)]
    assert row_rules.conditions(context(role("a", rules)), "item", "read") is not None


def test_a_subtable_column_is_never_more_open_than_its_subtable() -> None:
    ctx = context(role("a", [grant("read", fields={"lines": "masked", "lines.price": "write"})]))
    assert field_mask.best_mask(ctx, "item")["lines.price"] == "masked"


def test_create_only_rights_let_fill_in_what_cannot_be_read() -> None:
    ctx = context(role("a", [grant("create", fields={"cost": "hidden"})]))
    assert field_mask.client_rights(ctx)["item"] == {
        "actions": ["create"], "fields": {"name": "write", "phone": "write", "owner": "write", "lines": "write", "lines.price": "write"},
        "creates": frozenset()}


def test_what_is_masked_afterwards_may_be_filled_in_on_a_new_record() -> None:
    ctx = context(role("a", [grant("read", fields={"phone": "masked"}), grant("create")]))
    rights = field_mask.client_rights(ctx)["item"]
    assert rights["fields"]["phone"] == "masked"  # type: ignore[index]
    assert rights["creates"] == {"phone"}

def test_what_is_masked_cannot_be_written_blindly() -> None:
    ctx = context(role("a", [grant("read", fields={"phone": "masked"}), grant("update")]))
    assert field_mask.level(ctx, "item", "phone") == "masked"
    assert field_mask.level(ctx, "item", "name") == "write"


LEVELS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(sorted(RANK)))
GRANTS = st.lists(st.tuples(st.booleans(), LEVELS), min_size=1, max_size=4)


@given(GRANTS)
def test_masks_add_up_and_what_is_sure_is_never_more_than_the_best(grants: list[tuple[bool, dict[str, str]]]) -> None:
    ctx = context(role("a", [grant("read", fields=levels, **({} if open_ else {"rows": "owner == @me"})) for open_, levels in grants]))
    best, sure = field_mask.best_mask(ctx, "item"), field_mask.sure_mask(ctx, "item")
    for key in KEYS:
        head = key.split(".")[0]
        levels = [min(one.get(head, "write"), one.get(key, "write"), "read", key=RANK.__getitem__) for _, one in grants]
        opened = [level for level, (open_, _) in zip(levels, grants, strict=True) if open_]
        assert best[key] == max(levels, key=RANK.__getitem__)
        assert RANK[sure[key]] == max([RANK[level] for level in opened] + [min(RANK[level] for level in levels)])
