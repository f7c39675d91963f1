"""The inbox and the page of an instance over HTTP."""

import pytest

from runtime.records import service
from runtime.store import tasks
from tests.installation import Installation
from tests.workflows import Desk, approve, line, step, workflow

START, END = step("s", "start", label="开始"), step("z", "end", label="结束", result="approved")


@pytest.fixture
def desk(installation: Installation) -> Desk:
    flow = workflow(
        [START, approve("a", "bob", label="店长", fields={"amount": "read", "reply": "required", "secret": "hidden"}), END],
        line("s", "a", "z"), summary=["amount", "no"],
    )
    found = Desk(installation).publish(flow).people("ann", "bob", "cat", "boss")
    found.site.user("guest")
    return found


def test_from_the_inbox_to_the_end(desk: Desk) -> None:
    ann, bob = (desk.site.client(desk.person(login)) for login in ("ann", "bob"))
    record = desk.record()
    made = ann.post("/api/v1/apps/tiny/workflows/refund_flow/instances", json={"record": record, "action_id": "start-0001"})
    assert made.status_code == 201, made.json
    assert made.json["waiting_for"] == "「店长」等 bob 处理"
    assert made.json["can"] == ["withdraw", "urge"]
    again = ann.post("/api/v1/apps/tiny/workflows/refund_flow/instances", json={"record": record, "action_id": "start-0001"})
    assert again.json["id"] == made.json["id"]

    inbox = bob.get("/api/v1/tasks").json
    assert inbox["counts"] == {"open": 1, "overdue": 0, "today": 0, "cc_unread": 0}
    [card] = inbox["tasks"]
    assert (card["step_label"], card["workflow_label"], card["form_label"]) == ("店长", "退款审批", "退款")
    assert card["summary"] == [{"label": "Amount", "value": "¥10.00"}, {"label": "No", "value": "R1"}]
    assert card["actions"] == ["approve", "reject", "transfer", "return"]
    assert len(card["phrases"]) == 3

    url = f"/api/v1/tasks/{card['id']}"
    refused = bob.post(f"{url}:approve", json={"action_id": "act-000001"})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (400, "/values/reply")
    beyond = bob.post(f"{url}:approve", json={"action_id": "act-000002", "values": {"reply": "好", "amount": "99.00"}})
    assert (beyond.status_code, beyond.json["errors"][0]["pointer"]) == (400, "/values/amount")
    signed = bob.post(f"{url}:approve", json={"action_id": "act-000003", "values": {"reply": "好"}, "comment": "同意"})
    assert signed.status_code == 200, signed.json
    assert signed.json["instance"] == {"id": made.json["id"], "state": "ended"}
    assert signed.json["task"]["state"] == "done"
    assert desk.values(record)["reply"] == "好"

    late = bob.post(f"{url}:approve", json={"action_id": "act-000004"})
    assert (late.status_code, late.json["code"], late.json["task"]["state"]) == (409, "task_taken", "done")

    page = ann.get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{made.json['id']}").json
    assert [item["text"] for item in page["history"]] == ["ann 发起了流程", "bob 同意了「店长」", "流程结束"]
    assert [(one["label"], one["state"]) for one in page["graph"]["steps"]] == [("开始", "done"), ("店长", "done"), ("结束", "done")]
    assert all(one["taken"] for one in page["graph"]["transitions"])
    assert bob.get("/api/v1/tasks?state=done").json["tasks"][0]["comment"] == "同意"
    assert ann.get("/api/v1/tasks?state=started").json["tasks"][0]["state"] == "ended"


def test_who_has_no_part_sees_nothing(desk: Desk) -> None:
    key = desk.start()
    url = f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}"
    for login, status in (("ann", 200), ("bob", 200), ("boss", 200), ("cat", 200), ("guest", 404)):  # cat reads the record
        assert desk.site.client(desk.person(login)).get(url).status_code == status, login
    [task] = desk.mine("bob", key)
    assert desk.site.client(desk.person("cat")).get(f"/api/v1/tasks/{task.id}").status_code == 404


def test_a_signer_without_a_role_sees_what_the_step_names(desk: Desk) -> None:
    flow = workflow([START, approve("a", "guest", fields={"amount": "read"}), END], line("s", "a", "z"), summary=["amount", "no"])
    desk.publish(flow)
    key = desk.start()
    guest = desk.site.client(desk.person("guest"))
    [card] = guest.get("/api/v1/tasks").json["tasks"]
    assert card["summary"] == [{"label": "Amount", "value": "¥10.00"}]
    page = guest.get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json
    assert page["record_values"]["values"] == {"amount": "10.00"}
    assert guest.post(f"/api/v1/tasks/{card['id']}:approve", json={"action_id": "act-000009"}).status_code == 200


def test_somebody_without_a_role_fills_in_what_the_step_asks_for(desk: Desk) -> None:
    fill = step("a", "form", who={"by": "user", "value": ["guest"]}, fields={"amount": "read", "reply": "required", "secret": "hidden"})
    desk.publish(workflow([START, fill, END], line("s", "a", "z")))
    record = desk.record()
    key = desk.start(record=record)
    guest, url = desk.site.client(desk.person("guest")), f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}"
    assert guest.get("/api/v1/apps/tiny").status_code == 404
    page = guest.get(url).json
    [form] = page["definition"]["forms"].values()
    assert [(one["key"], one["rights"]) for one in form["fields"]] == [("amount", "read"), ("reply", "write")]
    assert (form["actions"], form["layout"][0]["fields"], page["definition"]["menu"]) == ([], ["amount", "reply"], [])
    done = guest.post(f"/api/v1/tasks/{page['my_task']['id']}:submit", json={"action_id": "act-000010", "values": {"reply": "已处理"}})
    assert (done.status_code, desk.values(record)["reply"]) == (200, "已处理")
    after = guest.get(url).json["definition"]["forms"]["refund"]["fields"]
    assert {one["rights"] for one in after} == {"read"}


def test_whose_own_rights_show_all_of_the_step_gets_no_second_definition(desk: Desk) -> None:
    key = desk.start()
    pages = {login: desk.site.client(desk.person(login)).get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json for login in ("bob", "boss")}
    assert [page["definition"] for page in pages.values()] == [None, None]


def test_a_step_opens_a_field_to_one_who_sees_the_rest_of_the_form(desk: Desk) -> None:
    desk.publish(workflow([START, approve("a", "bob", fields={"secret": "write", "amount": "hidden"}), END], line("s", "a", "z")))
    key = desk.start()
    page = desk.site.client(desk.person("bob")).get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json
    rights = {one["key"]: one["rights"] for one in page["definition"]["forms"]["refund"]["fields"]}
    assert (rights["secret"], "amount" in rights, "reply" in rights) == ("write", False, True)


def test_a_hidden_field_stays_hidden(desk: Desk) -> None:
    key = desk.start()
    bob = desk.site.client(desk.person("boss"))
    assert "secret" in bob.get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json["record_values"]["values"]
    signer = desk.site.client(desk.person("bob"))
    assert "secret" not in signer.get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}").json["record_values"]["values"]


def test_what_a_step_opens_it_opens_to_its_people_alone(desk: Desk) -> None:
    flow = workflow([START, approve("a", "guest", fields={"secret": "read"}), END], line("s", "a", "z"), summary=["secret"])
    desk.publish(flow)
    record = service.create(desk.site.system("tiny"), "refund", {"no": "R9", "secret": "底价 3000"}).record.id
    key = desk.start(record=record)
    signer = desk.site.client(desk.person("guest"))
    assert signer.get("/api/v1/tasks").json["tasks"][0]["summary"] == [{"label": "Secret", "value": "底价 3000"}]
    others = desk.site.client(desk.person("ann")).get(f"/api/v1/apps/tiny/workflows/refund_flow/instances/{key}")
    assert others.status_code == 200
    assert "底价" not in others.get_data(as_text=True)
    assert "底价" not in desk.site.client(desk.person("ann")).get("/api/v1/tasks?state=started").get_data(as_text=True)


def test_a_plain_to_do(desk: Desk) -> None:
    ctx = desk.site.system("tiny")
    people = [desk.person("ann").id, desk.person("bob").id]
    made = desk.site.runtime.store.write(ctx, lambda uow: tasks.add_todo(uow, people, "给林若溪打电话", text="生日快到了", key="once"))
    assert desk.site.runtime.store.write(ctx, lambda uow: tasks.add_todo(uow, people, "又一次", key="once")) is None
    ann, bob = (desk.site.client(desk.person(login)) for login in ("ann", "bob"))
    for client in (ann, bob):
        assert [(card["title"], card["actions"]) for card in client.get("/api/v1/tasks").json["tasks"]] == [("给林若溪打电话", ["done", "transfer"])]
    assert ann.post(f"/api/v1/tasks/{made}:done", json={"action_id": "todo-00001"}).status_code == 200
    assert bob.get("/api/v1/tasks").json["tasks"] == []
    late = bob.post(f"/api/v1/tasks/{made}:done", json={"action_id": "todo-00002"})
    assert (late.status_code, late.json["code"], late.json["params"]["by"]) == (409, "task_taken", "ann")


def test_what_somebody_leaves_behind(desk: Desk) -> None:
    first, second = desk.start(), desk.start()
    desk.do("bob", "approve", second, values={"reply": "好"})
    people = [desk.person("bob").id]
    desk.site.runtime.store.write(desk.site.system("tiny"), lambda uow: tasks.add_todo(uow, people, "回访"))
    boss, bob = desk.site.client(desk.person("boss")), desk.person("bob").id
    assert boss.get(f"/api/v1/users/{bob}/hand_over").json["tasks"] == 2
    assert desk.site.client(desk.person("cat")).post(f"/api/v1/users/{bob}:disable", json={"hand_over_to": desk.person("cat").id}).status_code == 403
    wrong = boss.post(f"/api/v1/users/{bob}:disable", json={"hand_over_to": bob})
    assert wrong.status_code == 400
    done = boss.post(f"/api/v1/users/{bob}:disable", json={"hand_over_to": desk.person("cat").id})
    assert (done.status_code, done.json["handed_over"], done.json["active"]) == (200, 2, False)
    assert {card["title"] for card in desk.site.client(desk.person("cat")).get("/api/v1/tasks").json["tasks"]} == {"R1", "回访"}
    desk.do("cat", "approve", first, values={"reply": "好"})
    assert desk.state(first) == ("ended", "approved")
