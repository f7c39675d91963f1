"""What the door keeps of one question never answers another person's: filters worked out once, masks shared by records, answers made of
what was written."""

from typing import Any

import pytest

from builder.errors import Invalid
from runtime.context import Context
from runtime.records import service, shape
from runtime.records.shown import Listing
from tests.contract import doors
from tests.installation import Installation


@pytest.fixture
def people(installation: Installation) -> dict[str, Context]:
    installation.publish(doors.documents())
    made = {name: installation.user(name, [("tiny", name.split("_")[0])]) for name in ("boss", "keeper", "keeper_two", "clerk")}
    found = {name: installation.context(person, "tiny") for name, person in made.items()}
    for keeper in ("keeper", "keeper_two"):
        shop = service.create(found["boss"], "shop", {"name": keeper, "manager": made[keeper].id}).record.id
        service.create(found["boss"], "client", {"name": f"of {keeper}", "shop": shop, "mobile": f"1381111222{len(keeper)}", "score": 5})
    return found


def titles(ctx: Context, **asked: Any) -> list[str]:
    return [one.title for one in service.list_(ctx, "client", Listing(sort="name", **asked)).records]


def test_one_text_means_what_each_caller_may_ask(people: dict[str, Context]) -> None:
    for _ in range(2):
        assert titles(people["boss"], filter="ENDS(mobile, '6')") == ["of keeper"]
        assert titles(people["keeper"], filter="ENDS(mobile, '6')") == []  # masked on his own clients: never decides what he sees
        with pytest.raises(Invalid):
            titles(people["clerk"], filter="ENDS(mobile, '6')")  # hidden from him: there is no such name


def test_people_with_the_same_roles_see_their_own_records(people: dict[str, Context]) -> None:
    for _ in range(2):
        assert titles(people["keeper"], filter="score >= 0") == ["of keeper"]
        assert titles(people["keeper_two"], filter="score >= 0") == ["of keeper_two"]
        assert titles(people["boss"], filter="score >= 0") == ["of keeper", "of keeper_two"]


def test_the_answer_to_a_write_is_what_a_look_gives(people: dict[str, Context]) -> None:
    boss = people["boss"]
    client = service.list_(boss, "client", Listing()).records[0].id
    lines = [{"item": "a", "qty": 2, "price": "1.50", "cost": "1.00"}, {"item": "b"}]
    for ctx, values in (
        (boss, {"client": client, "amount": "120.00", "won": True, "day": "2026-11-20", "lines": lines}),
        (boss, {"client": client}),
    ):
        made = service.create(ctx, "deal", values)
        assert shape.one(ctx, made) == shape.one(ctx, service.get(ctx, "deal", made.record.id))


def test_rows_of_a_subtable_come_without_the_column_one_may_not_see(people: dict[str, Context]) -> None:
    boss, keeper = people["boss"], people["keeper"]
    [client] = [one.id for one in service.list_(keeper, "client", Listing()).records]
    made = service.create(boss, "deal", {"client": client, "lines": [{"item": "a", "cost": "1.00"}]}).record.id
    assert "cost" in shape.one(boss, service.get(boss, "deal", made))["values"]["lines"][0]
    assert "cost" not in shape.one(keeper, service.get(keeper, "deal", made))["values"]["lines"][0]
