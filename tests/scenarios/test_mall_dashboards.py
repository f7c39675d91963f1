"""What people see when they come in: no tile is empty, every chart has something to compare, work waits for each role, and time has passed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from builder import templates
from builder.definitions import load
from runtime.workflow import inbox
from tests.scenarios.story import AT_HOME, FOLDER, Told

APP = load(templates.read_folder(FOLDER).documents)
OPENED = [(role, key) for key, board in APP.dashboards.items() for role in board.roles]
CARDS = {"number", "gauge"}


def tiles(told: Told, role: str, key: str, **asked: Any) -> Mapping[str, Any]:
    """All tiles of a dashboard as somebody sees them."""
    answer = told.client(role).post(f"/api/v1/apps/mall_crm/dashboards/{key}", json=asked)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: Mapping[str, Any] = answer.get_json()["tiles"]
    return found


def carded(chart: Mapping[str, Any], answer: Mapping[str, Any]) -> Decimal:
    """The number on a card: of the grand total, else of the only row."""
    [whole] = next((level["rows"] for level in answer["levels"] if not level["by"]), answer["rows"])
    value = whole[[one["key"] for one in answer["columns"]].index(chart["value"])]
    return Decimal(value or 0)


def drawn(chart: Mapping[str, Any], answer: Mapping[str, Any]) -> set[Any]:
    """What a chart compares: the values of the dimension it is drawn along."""
    keys = [one["key"] for one in answer["columns"]]
    along = chart.get("x") or chart.get("label") or chart.get("axis") or chart.get("region") or next(iter(chart.get("path", ())), None) or keys[0]
    place = keys.index(along)
    return {row[place] for row in answer["rows"]}


@pytest.mark.parametrize(("role", "key"), OPENED)
def test_no_tile_is_empty_and_every_chart_compares_at_least_three(told: Told, role: str, key: str) -> None:
    found = tiles(told, role, key)
    assert set(found) == {one.key for one in APP.dashboards[key].tiles}
    for tile in APP.dashboards[key].tiles:
        answer = found[tile.key]
        assert "locked" not in answer, (key, tile.key, answer)
        assert "error" not in answer, (key, tile.key, answer)
        if tile.form:
            assert answer["records"], (key, tile.key)
            continue
        chart = APP.reports[str(tile.report)].charts[tile.chart]
        assert answer["rows"], (key, tile.key)
        assert answer["as_of"], (key, tile.key)
        if chart["type"] in CARDS:
            assert carded(chart, answer), (key, tile.key, answer["rows"])
            assert all(one["words"] for one in answer["figure"]["layout"]["meta"].get("compare", ())), (key, tile.key, answer["figure"])
        else:
            assert len(drawn(chart, answer)) >= 3, (key, tile.key, answer["rows"])


def test_each_role_comes_home_to_its_dashboard(told: Told) -> None:
    for role, key in AT_HOME.items():
        client = told.client(role)
        assert client.get("/api/v1/apps/mall_crm/home").get_json()["dashboard"] == key
        page = client.get(f"/api/v1/apps/mall_crm/dashboards/{key}").get_json()
        assert len(page["tiles"]) >= 10
        assert all("locked" not in tile for tile in page["tiles"]), role
        assert client.get("/api/v1/apps/mall_crm").get_json()["dashboards"]
    assert told.client("merchant").get("/api/v1/apps/mall_crm/dashboards/ceo_board").status_code == 403


def test_the_menu_leads_to_what_one_may_open_and_nothing_else(told: Told) -> None:
    for role in AT_HOME:
        client = told.client(role)
        menu = client.get("/api/v1/apps/mall_crm").get_json()["menu"]
        entries = [entry for group in menu for entry in group.get("items", ())]
        reports = [entry["report"] for entry in entries if entry.get("report")]
        boards = [entry["dashboard"] for entry in entries if entry.get("dashboard")]
        assert set(boards) == {key for key, board in APP.dashboards.items() if role in board.roles}
        assert reports, role
        for key in reports:
            assert client.post(f"/api/v1/apps/mall_crm/reports/{key}:run", json={}).status_code == 200, (role, key)


def test_a_shared_filter_narrows_every_tile_that_knows_it(told: Told) -> None:
    malls = told.names("mall", "code")
    [mall] = [key for key, code in malls.items() if code == "HG"]
    whole = tiles(told, "ceo", "ceo_board", tiles=["sales", "per_sqm", "roi"])
    narrow = tiles(told, "ceo", "ceo_board", params={"malls": [mall]}, tiles=["sales", "per_sqm", "roi"])
    assert 0 < number(narrow["sales"], "sales") < number(whole["sales"], "sales")
    assert len(narrow["per_sqm"]["rows"]) < len(whole["per_sqm"]["rows"])
    assert narrow["roi"]["rows"] == whole["roi"]["rows"]


def number(answer: Mapping[str, Any], key: str) -> float:
    """The first number of that name."""
    place = [one["key"] for one in answer["columns"]].index(key)
    return float(answer["rows"][0][place])


def test_the_numbers_of_a_merchant_are_of_the_own_store_and_name_nobody(told: Told) -> None:
    found = tiles(told, "merchant", "merchant_board")
    month = told.facts["sales"]["this_month_by_store"]["HG-501"]
    assert found["month"]["rows"][0][[one["key"] for one in found["month"]["columns"]].index("sales")] == month
    assert 0 < number(found["repeat"], "repeat_rate") < 1
    text = str(found)
    assert not [person for person in told.story.heroes if person in text]


def test_work_waits_for_each_role(told: Told) -> None:
    for role in AT_HOME:
        ctx = told.acting(role)
        assert inbox.mine(ctx, "open", "mall_crm", None, 50)["tasks"], role


def test_changes_are_spread_over_the_story_and_its_hours(told: Told) -> None:
    moments = [_moment(row[0]) for row in told.sql('SELECT at FROM "change"')]
    now = told.clock.now
    assert len(moments) > 15_000
    assert max(moments) <= now
    days = {moment.date() for moment in moments}
    assert (now - min(moments)).days > 450
    assert len(days) > 430, "hardly a day without a change"
    open_hours = sum(2 <= moment.hour < 14 for moment in moments)  # 10:00 to 22:00 in Shanghai
    assert open_hours > 0.9 * len(moments)
    last_fortnight = sum(now - moment < timedelta(days=14) for moment in moments)
    assert 0.02 * len(moments) < last_fortnight < 0.5 * len(moments)
    assert len({moment.replace(second=0, microsecond=0) for moment in moments}) > 5_000


def _moment(raw: Any) -> datetime:
    return raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).replace("Z", "+00:00")).astimezone(UTC)
