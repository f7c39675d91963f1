"""What a report reads counts in full, whatever its parameters are called and however a row is come by."""

import pytest

from builder.definitions.report import load as load_report
from builder.definitions.segment import load as load_segment
from runtime import dataset
from runtime.values import zone
from tests.unit.test_dataset_stack import APP, CATALOG, NOW, PERIOD, report

MEMBER = {"key": "member", "type": "text", "optional": True}
OLDEST = {"key": "oldest", "agg": "max", "home": "sale", "field": "member.birthday"}


@pytest.mark.parametrize("measure", [
    OLDEST, {"key": "n", "agg": "count", "home": "sale", "where": "member.birthday > DATE('1990-01-01')"},
    {"key": "n", "agg": "count", "home": "sale", "where": "member.age > 30"},
], ids=["field", "where", "formula"])  # fmt: skip
def test_a_parameter_hides_no_path_that_begins_with_its_name(measure: dict[str, object]) -> None:
    made = load_report({"key": "r", "label": "r", "source": "store", "params": [MEMBER], "measures": [measure]})
    found = dataset.touched(APP, CATALOG, made)
    assert ("sale", "member") in found.fields
    assert found.fields & {("member", "birthday"), ("member", "age")}
    assert "member" in found.forms


def test_a_parameter_of_a_segment_hides_no_path_either() -> None:
    made = load_segment({"key": "s", "label": "s", "entity": "store", "source": "sale", "params": [MEMBER], "measures": [OLDEST], "having": "oldest > 0"})
    assert ("member", "birthday") in dataset.segment_touched(APP, CATALOG, made).fields


def test_the_way_from_a_step_to_what_the_filter_asks_is_read() -> None:
    steps = [{"form": "store"}, {"form": "call", "entity": "sale.store", "at": "at"}]
    made = report(measures=[], source="store", params=[PERIOD], filter="format == 'dining'", funnel={"entity": "store", "steps": steps})
    assert {("call", "about"), ("sale", "store")} <= dataset.touched(APP, CATALOG, made).fields


def test_a_parameter_of_a_segment_means_the_same_in_both_its_parts() -> None:
    chosen = {"key": "shop", "type": "relation", "field": "store", "optional": True}
    made = load_segment({"key": "s", "label": "s", "entity": "member", "where": "join_store == shop", "source": "sale", "params": [chosen], "filter": "store == shop"})
    asked = dataset.Asked({"shop": "000000000000A"}, NOW, zone("Asia/Shanghai"))
    among = dataset.segment_of(APP, CATALOG, made, asked)
    assert [sorted(one.names) for one in among.conditions] == [["join_store", "shop"]]
    assert among.parameters["shop"] == "000000000000A"
