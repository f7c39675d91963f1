"""Colleagues a task may be handed to: found by name, told to nobody who has no part in the task."""

from tests.installation import Installation
from tests.workflows import Desk, approve, line, step, workflow


def test_colleagues_are_found_by_who_sees_the_task(installation: Installation) -> None:
    flow = workflow([step("s", "start"), approve("a", "bob"), step("z", "end", result="approved")], line("s", "a", "z"))
    desk = Desk(installation).publish(flow).people("ann", "bob", "cat")
    key = desk.start()
    [task] = desk.mine("bob", key)
    url = f"/api/v1/tasks/{task.id}/people"
    bob = desk.site.client(desk.person("bob"))
    assert "bob" not in [one["title"] for one in bob.get(url).json["options"]]
    assert [one["title"] for one in bob.get(f"{url}?q=cat").json["options"]] == ["cat"]
    assert len(bob.get(f"{url}?limit=1").json["options"]) == 1
    assert bob.get(f"{url}?limit=0").status_code == 400
    assert desk.site.client(desk.person("cat")).get(url).status_code == 404
