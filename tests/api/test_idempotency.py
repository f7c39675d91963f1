"""A write that is sent twice happens once, whatever happens to its first answer."""

from concurrent.futures import ThreadPoolExecutor

from runtime.store.tables import idempotency
from tests.api.conftest import Mall

KEY = {"Idempotency-Key": "a1b2c3"}


def test_a_repeat_gets_the_first_answer(mall: Mall) -> None:
    body = {"values": {"name": "金卡"}}
    first = mall.call("owner", "POST", "tier/records", json=body, headers=KEY)
    again = mall.call("owner", "POST", "tier/records", json=body, headers=KEY)
    assert (again.status_code, again.data, again.headers["ETag"]) == (201, first.data, first.headers["ETag"])
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert mall.written() == [("tier", "create")]


def test_the_same_key_with_other_words_is_refused(mall: Mall) -> None:
    mall.call("owner", "POST", "tier/records", json={"values": {"name": "金卡"}}, headers=KEY)
    other = mall.call("owner", "POST", "tier/records", json={"values": {"name": "银卡"}}, headers=KEY)
    assert (other.status_code, other.json["code"]) == (409, "idempotency_reused")
    assert mall.written() == [("tier", "create")]


def test_a_key_belongs_to_one_person_and_one_place(mall: Mall) -> None:
    body = {"values": {"name": "金卡"}}
    agent = mall.people["agent"].id
    member = mall.make("member", name="何静怡", owner=agent)
    mall.written()
    assert mall.call("owner", "POST", "tier/records", json=body, headers=KEY).status_code == 201
    assert mall.call("agent", "POST", "tier/records", json=body, headers=KEY).status_code == 403
    assert mall.call("owner", "PATCH", f"member/records/{member}", json={"values": {"name": "何静"}}, headers=KEY).status_code == 200
    assert mall.written() == [("tier", "create"), ("member", "update")]


def test_a_refused_write_leaves_no_key(mall: Mall) -> None:
    assert mall.call("owner", "POST", "tier/records", json={"values": {}}, headers=KEY).status_code == 400
    assert mall.count(idempotency) == 0
    assert mall.call("owner", "POST", "tier/records", json={"values": {"name": "金卡"}}, headers=KEY).status_code == 201
    assert mall.written() == [("tier", "create")]


def test_a_delete_is_replayed_not_refused(mall: Mall) -> None:
    key = mall.make("tier", name="金卡")
    mall.written()
    for _ in range(2):
        assert mall.call("owner", "DELETE", f"tier/records/{key}", headers=KEY).status_code == 204
    assert mall.written() == [("tier", "delete")]


def test_a_double_click_creates_one_record(mall: Mall) -> None:
    client = mall.house.client(mall.people["owner"])
    path = "/api/v1/apps/tiny/forms/tier/records"

    def click(_: int) -> int:
        return (
            client.application.test_client()
            .post(path, json={"values": {"name": "金卡"}}, headers={**KEY, "Authorization": f"Bearer {mall.people['owner'].token}"})
            .status_code
        )

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(click, range(6))) == {201}
    assert mall.written() == [("tier", "create")]


def test_a_key_has_a_shape(mall: Mall) -> None:
    for wrong in ("", "x" * 101, "é"):
        answer = mall.call("owner", "POST", "tier/records", json={"values": {"name": "金卡"}}, headers={"Idempotency-Key": wrong})
        assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key")
    assert mall.written() == []
