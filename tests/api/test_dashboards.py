"""Dashboards over HTTP: tiles for whoever looks, shared parameters, values that filter every tile, what leads to records."""

from typing import Any

from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers
from tests.numbers import counting_app

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE
BOARD = f"{APP}/dashboards/board"


def tiles(mall: Mall, who: str = "owner", **body: Any) -> Any:
    answer = mall.call(who, "POST", BOARD, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json["tiles"]


def test_what_may_be_chosen_is_told_by_a_report_one_may_run(numbers: Mall) -> None:
    closed = {"key": "closed", "label": "手机", "source": "member", "filter": "gender == sex",
              "params": [{"key": "sex", "type": "choice", "field": "gender", "optional": True}],
              "dimensions": [{"key": "mobile", "field": "mobile"}], "measures": [{"key": "n", "agg": "count"}]}  # fmt: skip
    open_ = {**closed, "key": "open", "dimensions": [{"key": "name", "field": "name"}]}
    tiles_ = [{"key": key, "grid": [0, place, 6, 1], "report": key} for place, key in enumerate(("closed", "open"))]
    board = {"key": "two", "label": "两张", "params": [{"key": "sex", "type": "choice", "optional": True}], "tiles": tiles_}
    numbers.house.publish(counting_app() | {("report", "closed"): closed, ("report", "open"): open_, ("dashboard", "two"): board})
    for who, of in (("owner", "closed"), ("agent", "open")):
        page = numbers.call(who, "GET", f"{APP}/dashboards/two").json
        assert (page["params"][0]["of"], [one["label"] for one in page["params"][0]["options"]]) == (of, ["女", "男"])
        offered = numbers.call(who, "POST", f"{APP}/dashboards/two:values", json={"param": "sex", "q": ""})
        assert [one["value"] for one in offered.json["options"]] == ["female", "male"]
    locked = numbers.call("agent", "GET", f"{APP}/dashboards/two", headers={"Accept-Language": "en"}).json["tiles"][0]["locked"]
    assert "Mobile" in locked
    assert not set(locked) & set("、：“”")


def test_a_dashboard_stands_on_the_home_page(numbers: Mall) -> None:
    assert numbers.call("owner", "GET", f"{APP}/home").json["dashboard"] == "board"
    page = numbers.call("owner", "GET", BOARD).json
    assert [(one["key"], one["kind"], one["grid"]) for one in page["tiles"]] == [
        ("sales", "report", [0, 0, 6, 4]), ("days", "report", [6, 0, 6, 4]), ("phones", "report", [0, 4, 6, 4]),
        ("people", "records", [6, 4, 6, 4]), ("note", "text", [0, 8, 12, 2]),
    ]  # fmt: skip
    assert page["tiles"][0]["chart"]["type"] == "bar"
    assert page["params"][0]["presets"]


def test_tiles_share_what_is_chosen(numbers: Mall) -> None:
    found = tiles(numbers, tiles=["sales", "days"], params={"period": ["2026-10-01", "2026-11-01"]})
    assert set(found) == {"sales", "days"}
    assert found["sales"]["texts"] == [["2026年10月", "金卡", "¥100.00", "1", "¥100.00"]]
    assert len(found["days"]["rows"]) == 31
    assert found["days"]["params"] == {"period": ["2026-10-01", "2026-11-01"]}


def test_a_value_clicked_in_one_tile_filters_the_others(numbers: Mall) -> None:
    silver = next(row for row in tiles(numbers)["sales"]["rows"] if row[2] == "50.50")[1]
    cross = [{"tile": "sales", "dimension": "tier_of", "value": silver}]
    found = tiles(numbers, cross=cross)
    assert [row for row in found["days"]["rows"] if row[1] != "0.00"] == [["2026-11-19", "50.50"]]
    assert len(found["sales"]["rows"]) == 2
    assert found["people"]["count"] == 0
    month = [{"tile": "sales", "dimension": "month", "value": "2026-10-01"}]
    assert {row[1] for row in tiles(numbers, tiles=["days"], cross=month)["days"]["rows"]} <= {"0.00"}
    refused = numbers.call("owner", "POST", BOARD, json={"cross": [{"tile": "sales", "dimension": "mobile", "value": 1}], "tiles": ["days"]})
    assert "error" in refused.json["tiles"]["days"]


def test_what_somebody_may_not_see_is_a_locked_tile(numbers: Mall) -> None:
    found = tiles(numbers, "agent")
    assert "手机号" in found["phones"]["locked"]
    assert found["sales"]["levels"][0]["texts"] == [["", "", "¥7,220.00", "3", "¥2,406.67"]]
    assert [one["title"] for one in found["people"]["records"]] == ["林若溪"]
    page = numbers.call("agent", "GET", BOARD).json
    assert [one["key"] for one in page["tiles"] if one.get("locked")] == ["phones"]
    assert "13800001111" not in str(found)


def test_a_number_of_a_tile_leads_to_its_records(numbers: Mall) -> None:
    asked = {"tile": "days", "params": {"period": ["2026-11-01", "2026-12-01"]}, "cell": {"day": "2026-11-20"}}
    behind = numbers.call("owner", "POST", f"{BOARD}:records", json=asked).json
    listed = numbers.call("owner", "GET", f"purchase/records?filter={behind['filter']}").json
    assert sorted(one["values"]["amount"] for one in listed["records"]) == ["12.00", "6880.00"]


def test_what_is_chosen_narrows_lists_that_know_it(numbers: Mall) -> None:
    page = numbers.call("owner", "GET", BOARD).json
    assert [(one["key"], one.get("form"), one.get("of")) for one in page["params"]] == [("period", None, "sales"), ("tier", "tier", "sales")]
    assert not page["params"][1]["typed"]
    (least,) = numbers.call("owner", "GET", f"{APP}/reports/by_size").json["params"]
    (who,) = numbers.call("owner", "GET", f"{APP}/reports/by_name").json["params"]
    assert (least["typed"], "typed" in who) == (True, False)  # nothing to choose from, and the names there are
    offered = numbers.call("owner", "POST", f"{BOARD}:values", json={"param": "tier"}).json["options"]
    ids = {one["label"]: one["value"] for one in offered}
    named = numbers.call("owner", "POST", f"{BOARD}:values", json={"param": "tier", "q": "nobody", "chosen": [ids["银卡"], "no id"]}).json
    assert named == {"options": [], "chosen": [{"value": ids["银卡"], "label": "银卡"}]}
    found = tiles(numbers, tiles=["people", "sales"], params={"tier": [ids["银卡"]]})
    assert (found["people"]["count"], found["sales"]["texts"]) == (0, [["2026年11月", "银卡", "¥50.50", "1", "¥50.50"]])
    both = tiles(numbers, tiles=["people"], params={"tier": list(ids.values())})["people"]
    assert [one["title"] for one in both["records"]] == ["林若溪"]
    listed = numbers.call("owner", "GET", f"{both['form']}/records", query_string={"filter": both["filter"], "count": "exact"}).json
    assert listed["count"] == 1
    refused = tiles(numbers, tiles=["people", "days"], params={"tier": ["x"]})
    assert ("error" in refused["people"] or "locked" in refused["people"], "rows" in refused["days"]) == (True, True)
