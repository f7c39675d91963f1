"""Every route with every sort of caller: who has no right gets 401, 403 or 404, and nobody ever gets a 500."""

import pytest

from runtime.web.gate import MARK
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.test_gate import routes, served

pytestmark = ONLY_SQLITE
EVERYBODYS = {  # what every person signed in may call: themselves, their apps, search, the tree of departments
    "sessions.who", "sessions.leave", "overview.list_apps", "overview.search", "people.me", "people.change_me", "people.change_my_password",
    "people.my_sessions", "people.list_departments", "notices.list_notices", "tasks.list_tasks",
}  # fmt: skip
AGENTS = {  # what an agent of the app may call besides, by the roles of tests/builders.py
    "overview.get_app", "overview.home", "openapi.app_openapi", "records.list_records", "records.evaluate_draft", "records.picker_options",
    "views.list_views", "segments.list_segments", "records.batch_records",  # an empty batch
}  # fmt: skip
REFUSED = {400, 401, 403, 404, 405, 409, 415, 428}


@pytest.mark.parametrize("who", [None, "stranger", "agent", "owner", "boss"])
def test_every_route_answers_every_actor(mall: Mall, who: str | None) -> None:
    flask = served(mall)
    allowed: set[str] = set()
    for endpoint, method, path in routes(flask):
        view = flask.view_functions[endpoint]
        if getattr(view, MARK, False) or endpoint == "sessions.leave":
            continue
        answer = mall.call(who, method, path, json={})
        assert answer.status_code < 500, (endpoint, answer.text)
        assert answer.status_code < 300 or answer.status_code in REFUSED, (endpoint, answer.status_code)
        if answer.status_code < 300:
            allowed.add(endpoint)
    if who is None:
        assert allowed == set()
    if who == "stranger":
        assert allowed <= EVERYBODYS
    if who == "agent":
        assert allowed <= EVERYBODYS | AGENTS
    if who in (None, "stranger", "agent"):
        assert mall.written() == []


DESIGN = (
    "/api/v1/builder/catalog",
    "/api/v1/builder/apps/tiny/draft",
    "/api/v1/builder/apps/tiny/revisions",
    "/api/v1/builder/apps/tiny:export",
)


@pytest.mark.parametrize("path", DESIGN)
def test_only_designers_design(mall: Mall, path: str) -> None:
    assert {who: mall.call(who, "GET", path).status_code in (403, 404) for who in ("stranger", "agent")} == {
        "stranger": True,
        "agent": True,
    }
    assert {who: mall.call(who, "GET", path).status_code for who in ("owner", "boss")} == {"owner": 200, "boss": 200}
