"""Notices over HTTP: one's own, the newest first, read once they are."""

from typing import Any

import pytest

from runtime.store import notices
from runtime.store.notices import NewNotice
from tests import builders
from tests.installation import Installation, Person

LIST, READ = "/api/v1/notifications", "/api/v1/notifications:read"


@pytest.fixture
def people(installation: Installation) -> tuple[Person, Person]:
    installation.publish(builders.tiny_app())
    return installation.user("anna", [("tiny", "owner")]), installation.user("berta", [("tiny", "owner")])


def tell(installation: Installation, *new: NewNotice) -> int:
    return installation.runtime.store.write(installation.system(), lambda uow: notices.add(uow, new))  # type: ignore[no-any-return]


def listed(installation: Installation, person: Person, query: str = "") -> Any:
    return installation.client(person).get(LIST + query).json


def test_everybody_sees_what_is_theirs(installation: Installation, people: tuple[Person, Person]) -> None:
    anna, berta = people
    link = {"app": "tiny", "form": "member", "record": "06XV1SK000024"}
    assert tell(installation, NewNotice(anna.id, "一", "内容", link), NewNotice(anna.id, "二"), NewNotice(berta.id, "三")) == 3
    found = listed(installation, anna)
    assert [(item["title"], item["text"], item["link"], item["read"]) for item in found["items"]] == [
        ("二", "", None, False), ("一", "内容", link, False),
    ]
    assert (found["unread"], found["next_cursor"], set(found["items"][0])) == (2, None, {"id", "at", "title", "text", "link", "read"})
    assert [item["title"] for item in listed(installation, berta)["items"]] == ["三"]


def test_the_same_key_is_told_once(installation: Installation, people: tuple[Person, Person]) -> None:
    anna, _ = people
    assert tell(installation, NewNotice(anna.id, "a", key="k"), NewNotice(anna.id, "b", key="k")) == 1
    assert tell(installation, NewNotice(anna.id, "c", key="k")) == 0
    assert listed(installation, anna)["unread"] == 1


def test_reading_marks_mine_alone(installation: Installation, people: tuple[Person, Person]) -> None:
    anna, berta = people
    tell(installation, *(NewNotice(anna.id, str(number)) for number in range(3)), NewNotice(berta.id, "b"))
    ids = [item["id"] for item in listed(installation, anna)["items"]]
    assert installation.client(berta).post(READ, json={"ids": ids}).status_code == 204
    assert listed(installation, anna)["unread"] == 3
    assert installation.client(anna).post(READ, json={"ids": ids[:1]}).status_code == 204
    found = listed(installation, anna, "?unread=1")
    assert ([item["id"] for item in found["items"]], found["unread"]) == (ids[1:], 2)
    assert installation.client(anna).post(READ, json={"ids": None}).status_code == 204
    assert (listed(installation, anna)["unread"], listed(installation, berta)["unread"]) == (0, 1)


def test_pages_follow_each_other(installation: Installation, people: tuple[Person, Person]) -> None:
    anna, _ = people
    tell(installation, *(NewNotice(anna.id, str(number)) for number in range(5)))
    seen, query = [], "?limit=2"
    while True:
        page = listed(installation, anna, query)
        seen += [item["title"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"?limit=2&cursor={page['next_cursor']}"
    assert seen == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=201", "?cursor=x", "?other=1", "?unread=maybe"])
def test_questions_that_are_none(installation: Installation, people: tuple[Person, Person], query: str) -> None:
    assert installation.client(people[0]).get(LIST + query).status_code == 400


@pytest.mark.parametrize("body", [{}, {"ids": ["x"]}, {"ids": 1}, {"ids": [], "all": True}])
def test_bodies_that_are_none(installation: Installation, people: tuple[Person, Person], body: Any) -> None:
    assert installation.client(people[0]).post(READ, json=body).status_code == 400


def test_strangers_learn_nothing(installation: Installation) -> None:
    assert installation.client().get(LIST).status_code == 401
    assert installation.client().post(READ, json={"ids": None}).status_code == 401
