"""What is wrong with a report, segment or dashboard is said at its place."""

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from builder import checks, schema
from builder.checks import reports, segments
from builder.checks.scope import Types
from builder.definitions import load
from builder.definitions import report as report_definition
from builder.definitions import segment as segment_definition
from builder.kinds import Catalog
from builder.problems import Problem
from runtime.catalog import build_catalog
from tests import builders
from tests.reporting import REPORT, documents

Change = Callable[[dict[str, Any]], None]


@cache
def catalog() -> Catalog:
    return build_catalog()


def judged(made: builders.Documents) -> list[Problem]:
    """Shape, then sense; the bars of the tiny report are known to show two of its five dimensions."""
    found = schema.problems(made, catalog()) or checks.check(load(made), catalog())
    return [one for one in found if (one.code, one.path) != ("chart_leaves_out", "report/sales/charts/0")]


def changed(name: tuple[str, str], change: Change) -> list[Problem]:
    """Problems that name the definition, after a change of it."""
    made = documents()
    change(made[name])
    return [one for one in judged(made) if one.path.startswith("/".join(name))]


def test_what_is_right_has_no_problem() -> None:
    assert judged(documents()) == []


def put(path: str, value: Any) -> Change:
    """Sets what stands at a path: keys, positions, `None` as value removes."""
    *way, last = path.split("/")

    def change(document: dict[str, Any]) -> None:
        here: Any = document
        for name in way:
            here = here[int(name) if isinstance(here, list) else name]
        if isinstance(here, list):
            here[int(last)] = value
        elif value is None:
            del here[last]
        else:
            here[last] = value

    return change


REPORTS = [
    ("source", "gone", "form_missing", "source"),
    ("measures", [], "report_without_measures", "measures"),
    ("roles", ["nobody"], "role_missing", "roles/nobody"),
    ("params/0/key", "amount", "parameter_like_field", "params/amount/key"),
    ("params/0/key", "qty", "parameter_like_field", "params/qty/key"),  # of the lines a number is counted over
    ("params/0/default", "2026-01-01", "parameter_default", "params/period/default"),
    ("params/0/default", ["20261101", "20261201"], "parameter_default", "params/period/default"),
    ("params/0/default", ["0001-01-01", "2026-12-01"], "parameter_default", "params/period/default"),
    ("params/0/default", ["2026-11-01", "2026-12-01"], None, ""),
    ("params/1/default", "x", "parameter_default", "params/tiers/default"),
    ("params/1/field", None, "parameter_needs_field", "params/tiers/field"),
    ("params/1/field", "member.gone", "field_missing", "params/tiers/field"),
    ("filter", ["paid_at in period", "member.tier in tiers or amount > 3"], "parameter_optional_inside", "filter/1"),
    ("filter", ["paid_at in period", "not member.tier in tiers"], "parameter_optional_inside", "filter/1"),
    ("filter", ["paid_at in period"], "parameter_unused", "params/tiers"),
    ("params/1", {"key": "tiers", "type": "choice", "field": "member.gender", "default": "other"}, "parameter_default", "params/tiers/default"),
    ("filter", "member.gender == 'other'", "expression_unknown_option", "filter/0"),
    ("filter", "paid_at in SEGMENT('regulars')", "expression_types_differ", "filter/0"),
    ("filter", "member in SEGMENT('gone')", "expression_unknown_segment", "filter/0"),
    ("filter", "amount", "expression_needs_condition", "filter/0"),
    ("having", "amount > 0", "expression_unknown_name", "having/0"),
    ("having", "total", "expression_needs_condition", "having/0"),
    ("dimensions/0/key", "total", "key_twice", "measures/total/key"),
    ("dimensions/0/key", "today", "key_reserved", "dimensions/today/key"),
    ("dimensions/0/field", "gone", "field_missing", "dimensions/month/field"),
    ("dimensions/1/field", "lines", "report_path_lines", "dimensions/tier/field"),
    ("params/1/field", "lines", "report_path_lines", "params/tiers/field"),
    ("drill/0/path", ["lines"], "report_path_lines", "drill/0/path/lines"),
    ("measures/2/field", "lines", "report_path_lines", "measures/buyers/field"),
    ("dimensions/0/field", "amount", "dimension_no_date", "dimensions/month/grain"),
    ("dimensions/0/part", "hour", "dimension_cut_twice", "dimensions/month/part"),
    ("dimensions/0/expression", "amount * 2", "dimension_kind", "dimensions/month"),
    ("dimensions/0/grain", None, "fill_needs_grain", "dimensions/month/fill"),
    ("dimensions/1/top/by", "gone", "measure_missing", "dimensions/tier/top/by"),
    ("dimensions/1/field", "member.tier.rate.x", "field_missing", "dimensions/tier/field"),
    ("dimensions/2/bins", [100, 0], "dimension_bins_order", "dimensions/size/bins"),
    ("dimensions/2/bins", ["a"], "dimension_bin_type", "dimensions/size/bins"),
    ("dimensions/2", {"key": "size", "field": "member.birthday", "bins": [18, "1990-01-01"]}, "dimension_bin_type", "dimensions/size/bins"),
    ("dimensions/2", {"key": "size", "field": "member.birthday", "bins": ["19900101"]}, "dimension_bin_type", "dimensions/size/bins"),
    ("dimensions/2", {"key": "size", "field": "member.birthday", "bins": ["1990-01-01", "2000-01-01"]}, None, ""),
    ("dimensions/2/field", "member.name", "dimension_no_bins", "dimensions/size/bins"),
    ("dimensions/3/derive/per", "amount", "derive_per", "dimensions/began/derive/per"),
    ("dimensions/3/derive/field", "no", "derive_field", "dimensions/began/derive/field"),
    ("dimensions/3/derive/field", None, "derive_needs_field", "dimensions/began/derive/field"),
    ("measures/2", {"key": "buyers", "agg": "count", "home": "purchase.lines", "paths": {"member": "id"}}, "derive_paths_differ", "measures/items/paths"),
    ("measures/2", {"key": "buyers", "agg": "count", "home": "purchase.lines"}, None, ""),
    ("dimensions/4/since", "tier", "since_needs_date", "dimensions/later/since"),
    ("dimensions/4/since", "gone", "dimension_missing", "dimensions/later/since"),
    ("dimensions/4/since", "later", "dimension_circle", "dimensions/later/since"),
    ("measures/0/field", "member.name", "measure_not_a_number", "measures/total/field"),
    ("measures/0/field", "lines.qty", "measure_many", "measures/total/field"),
    ("measures/0/field", None, "measure_needs_field", "measures/total/field"),
    ("measures/0/expr", "1", "measure_kind", "measures/total"),
    ("measures/0/agg", "max", None, ""),
    ("measures/2/where", "gone > 0", "expression_unknown_name", "measures/buyers/where/0"),
    ("measures/2/where", "amount > 0 or member.tier in tiers", "parameter_optional_inside", "measures/buyers/where/0"),
    ("measures/3/home", "purchase.gone", "measure_home_missing", "measures/items/home"),
    ("measures/3/home", "tier", "field_missing", "measures/items/field"),
    ("measures/3/where", "purchase.amount > 0", None, ""),
    ("measures/3/paths", {"gone": "qty"}, "field_missing", "measures/items/paths/gone"),
    ("measures/3/paths", {"member": "qty"}, "measure_paths_differ", "measures/items/paths/member"),
    ("measures/4/expr", "total / gone", "expression_unknown_name", "measures/mean/expr"),
    ("measures/4/expr", "total > 1", "expression_wrong_result", "measures/mean/expr"),
    ("measures/4/expr", "share + 1", None, ""),
    ("measures/4/expr", "mean * 2", "measure_circle", "measures/mean"),
    ("measures/4/offset", [1, "year"], "offset_of_made", "measures/mean/offset"),
    ("measures/1/offset", [1, "hour"], "shape_not_listed", "measures/before/offset/1"),  # periods are of days
    ("measures/1/offset", [1, "quarter"], None, ""),
    ("measures/5/of", "gone", "measure_missing", "measures/share/of"),
    ("measures/5/within", ["gone"], "dimension_missing", "measures/share/within"),
    ("measures/6/along", None, "window_needs_along", "measures/so_far/along"),
    ("sort", ["-gone"], "report_sort_missing", "sort/-gone"),
    ("totals", [["gone"]], "dimension_missing", "totals/0"),
    ("drill/0/path", ["gone"], "field_missing", "drill/0/path/gone"),
    ("drill/1/records", "tier", "drill_records_elsewhere", "drill/1/records"),
    ("drill/1/records", "gone", "form_missing", "drill/1/records"),
    ("drill/2/report", "gone", "report_missing", "drill/2/report"),
    ("drill/2/pass", {"gone": "tier"}, "parameter_missing", "drill/2/pass/gone"),
    ("drill/2/pass", {"tiers": "gone"}, "dimension_missing", "drill/2/pass/tiers"),
    ("drill/2/pass", {"period": "month"}, "pass_period", "drill/2/pass/period"),  # one day is no period
    ("charts/0/type", "sparkles", "chart_unknown", "charts/0/type"),
    ("charts/0/x", "gone", "dimension_missing", "charts/0/x"),
    ("charts/0/x", "total", "chart_needs_dimension", "charts/0/x"),
    ("charts/0/y", ["month"], "chart_needs_measure", "charts/0/y/0"),
    ("charts/0", {"type": "table", "columns": ["month", "gone"]}, "column_missing", "charts/0/columns/1"),
    ("charts/0", {"type": "map", "value": "total", "lng": "tier", "lat": "size"}, "chart_needs_number", "charts/0/lng"),
    ("charts/0/stack", "very", "shape_wrong", "charts/0/stack"),
    ("charts/0/colour", "red", "shape_unknown", "charts/0/colour"),
    ("charts/0/x", None, "shape_missing", "charts/0/x"),
    ("charts/0", {"type": "gauge", "value": "total", "min": 5, "max": 5}, "gauge_range", "charts/0/max"),
    ("charts/0", {"type": "map", "value": "total", "region": "tier"}, "map_without_shapes", "charts/0/shapes"),
    ("charts/0", {"type": "map", "value": "total", "region": "tier", "shapes": {"type": "FeatureCollection", "features": [{}]}},
     "map_shape", "charts/0/shapes/features/0"),
    ("funnel", {"entity": "member", "steps": [{"form": "member"}, {"form": "purchase"}]}, "funnel_with_measures", "measures"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "code", "where"), REPORTS, ids=lambda value: str(value)[:30])
def test_a_broken_report_says_where(place: str, value: Any, code: str | None, where: str) -> None:
    found = changed(("report", "sales"), put(place, value))
    if code is None:
        assert found == []
    else:
        assert (code, f"report/sales/{where}") in [(one.code, one.path) for one in found]


@pytest.mark.parametrize(("chart", "missing"), [
    ({"type": "bar", "x": "month", "y": ["total"]}, ["tier"]), ({"type": "bar", "x": "month", "y": ["total"], "series": "tier"}, []),
    ({"type": "pie", "label": "tier", "value": "total"}, ["month"]), ({"type": "scatter", "x": "total", "y": "total", "label": "tier"}, []),
    ({"type": "number", "value": "total"}, []), ({"type": "pivot", "rows": ["tier"], "values": ["total"]}, []), ({"type": "table"}, []),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_a_chart_that_would_show_one_row_of_many_says_what_it_leaves_out(chart: dict[str, Any], missing: list[str]) -> None:
    made = {**REPORT, "dimensions": REPORT["dimensions"][:2], "charts": [{"type": "table"}, chart]}
    found = [one for one in reports.problems_of(load(documents()), catalog(), report_definition.load(made)) if one.code == "chart_leaves_out"]
    assert [one.params["dimensions"] for one in found] == ([missing] if missing else [])
    assert [one.path for one in found] == ["report/sales/charts/1"] * bool(missing)


@pytest.mark.parametrize(("measure", "told"), [
    ({"agg": "sum", "home": "tier", "field": "rate"}, ["filter/1"]),  # how a tier is has no time, but the amount is told
    ({"agg": "count", "home": "member"}, ["filter/0", "filter/1"]),  # who may think those of the period are counted?
    ({"agg": "sum", "home": "purchase.lines", "field": "qty"}, []),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_a_period_is_not_missed_where_nothing_has_a_time(measure: dict[str, Any], told: list[str]) -> None:
    total = {"key": "total", "agg": "sum", "field": "amount"}
    made = {"key": "r", "label": "r", "source": "purchase", "params": REPORT["params"][:1], "filter": ["paid_at in period", "amount > 3"],
            "measures": [total, {"key": "n", **measure}]}  # fmt: skip
    found = reports.problems_of(load(documents()), catalog(), report_definition.load(made))
    assert [(one.code, one.path) for one in found] == [("filter_not_at_home", f"report/r/{place}") for place in told]


FUNNEL = {"key": "sales", "label": "漏斗", "source": "member", "charts": [{"type": "funnel"}],
          "funnel": {"entity": "member", "within": [30, "day"], "steps": [
              {"form": "member", "at": "joined_at"}, {"form": "purchase", "filter": "amount > 0"}]}}  # fmt: skip
FUNNELS = [
    ("funnel/entity", "gone", "form_missing", "funnel/entity"),
    ("funnel/steps/1/form", "gone", "form_missing", "funnel/steps/1/form"),
    ("funnel/steps/1/entity", "amount", "funnel_step_entity", "funnel/steps/1/entity"),
    ("funnel/steps/0/at", "name", "funnel_step_time", "funnel/steps/0/at"),
    ("params", [{"key": "amount", "type": "money", "optional": True}], "parameter_like_field", "params/amount/key"),
    ("funnel/steps/1/filter", "gone == 1", "expression_unknown_name", "funnel/steps/1/filter/0"),
    ("funnel/entity", "tier", "funnel_step_entity", "funnel/steps/1/entity"),
    ("charts/0/label", "tier", "dimension_missing", "charts/0/label"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "code", "where"), [("label", "漏斗", None, ""), *FUNNELS], ids=lambda value: str(value)[:30])
def test_a_broken_funnel_says_where(place: str, value: Any, code: str | None, where: str) -> None:
    def change(document: dict[str, Any]) -> None:
        document.clear()
        document.update(copy.deepcopy(FUNNEL))
        put(place, value)(document)

    found = [one for one in changed(("report", "sales"), change) if one.level == "error"]
    if code is None:
        assert found == []
    else:
        assert (code, f"report/sales/{where}") in [(one.code, one.path) for one in found]


SEGMENTS = [
    ("entity", "gone", "form_missing", "entity"),
    ("source", "gone", "form_missing", "source"),
    ("source", None, "segment_needs_source", "source"),
    ("via", "amount", "segment_via", "via"),
    ("where", "gone", "expression_unknown_name", "where/0"),
    ("where", "id in SEGMENT('regulars')", "segment_circle", "where"),
    ("filter", "member.id in SEGMENT('regulars')", "segment_circle", "where"),
    ("having", "amount > 1", "expression_unknown_name", "having/0"),
    ("measures/0/agg", "sum", "measure_needs_field", "measures/orders/field"),
    ("params/0/key", "paid_at", "parameter_like_field", "params/paid_at/key"),
    ("params/0/key", "mobile", "parameter_like_field", "params/mobile/key"),
    ("params/0/default", None, "segment_parameter_open", "params/period/default"),
]


@pytest.mark.parametrize(("place", "value", "code", "where"), SEGMENTS, ids=lambda value: str(value)[:30])
def test_a_broken_segment_says_where(place: str, value: Any, code: str, where: str) -> None:
    found = changed(("segment", "regulars"), put(place, value))
    assert (code, f"segment/regulars/{where}") in [(one.code, one.path) for one in found]


@pytest.mark.parametrize(("parameter", "code", "where"), [
    ({"key": "least", "type": "money", "default": "abc"}, "parameter_default", "default"),
    ({"key": "least", "type": "choice", "default": "x"}, "parameter_needs_field", "field"),
    ({"key": "least", "type": "relation", "field": "gone", "optional": True}, "field_missing", "field"),
    ({"key": "least", "type": "money", "default": "5"}, None, ""),
    ({"key": "least", "type": "money", "default": {"rel": "this", "unit": "day"}}, "parameter_default", "default"),
    ({"key": "least", "type": "date", "multi": True, "default": {"rel": "this", "unit": "day"}}, "parameter_default", "default"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_what_a_segment_without_counting_asks_is_judged_at_its_form(parameter: dict[str, Any], code: str | None, where: str) -> None:
    def change(document: dict[str, Any]) -> None:
        document.clear()
        document.update({"key": "regulars", "label": "常客", "entity": "member", "where": "spent > least", "params": [parameter]})

    found = [(one.code, one.path) for one in changed(("segment", "regulars"), change) if one.level == "error"]
    assert (code, f"segment/regulars/params/least/{where}") in found if code else found == []


def test_a_circle_is_told_to_those_who_go_round_in_it() -> None:
    """Also where another segment is called the same."""
    app = load(documents())
    one, other = (segment_definition.load({"key": key, "label": "常客", "entity": "member", "where": where}) for key, where in (
        ("one", "id in SEGMENT('one')"), ("other", "not EMPTY(mobile)")))  # fmt: skip
    found = segments.problems_of(replace(app, segments={"one": one}), catalog(), other)
    assert found == []
    assert [problem.code for problem in segments.problems_of(replace(app, segments={"one": one}), catalog(), one)] == ["segment_circle"]


def test_a_day_may_be_a_relative_one() -> None:
    def change(document: dict[str, Any]) -> None:
        first = {"key": "since", "type": "date", "default": {"rel": "this", "unit": "month"}}
        document.clear()
        document.update({"key": "regulars", "label": "常客", "entity": "member", "where": "birthday > since", "params": [first]})

    assert changed(("segment", "regulars"), change) == []


DASHBOARDS = [
    ("roles", ["nobody"], "role_missing", "roles/nobody"),
    ("tiles", [], "dashboard_empty", "tiles"),
    ("tiles/0/grid", [8, 0, 6, 4], "tile_outside", "tiles/bars/grid"),
    ("tiles/0/grid", [0, 0, 0, 4], "tile_outside", "tiles/bars/grid"),
    ("tiles/1/grid", [5, 3, 6, 4], "tiles_overlap", "tiles/list/grid"),
    ("tiles/0/report", "gone", "report_missing", "tiles/bars/report"),
    ("tiles/0/chart", 7, "tile_chart_missing", "tiles/bars/chart"),
    ("tiles/0/params", {"gone": 1}, "parameter_missing", "tiles/bars/params/gone"),
    ("tiles/0/params", {"period": "soon"}, "parameter_default", "tiles/bars/params/period"),
    ("tiles/0/form", "member", "tile_kind", "tiles/bars"),
    ("tiles/1/form", "gone", "form_missing", "tiles/list/form"),
    ("tiles/1/columns", ["gone"], "field_missing", "tiles/list/columns/gone"),
    ("tiles/1/sort", ["gone"], "field_missing", "tiles/list/sort/gone"),
    ("tiles/1/sort", ["interests"], "field_does_not_fit", "tiles/list/sort/interests"),
    ("tiles/1/filter", "gone == 1", "expression_unknown_name", "tiles/list/filter"),
    ("tiles/1/key", "bars", "key_twice", "tiles/bars/key"),
    ("tiles/2/params", {"period": "x"}, "tile_text_only", "tiles/words"),
    ("params/0/type", "date", "parameter_differs", "params/period"),
    ("params/0/key", "other", "parameter_unused", "params/other"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "code", "where"), DASHBOARDS, ids=lambda value: str(value)[:30])
def test_a_broken_dashboard_says_where(place: str, value: Any, code: str, where: str) -> None:
    found = changed(("dashboard", "cockpit"), put(place, value))
    assert (code, f"dashboard/cockpit/{where}") in [(one.code, one.path) for one in found]


def test_a_tile_whose_report_must_be_told_something_says_so() -> None:
    made = documents()
    del made["report", "sales"]["params"][0]["default"], made["dashboard", "cockpit"]["params"]
    assert ("tile_needs_parameter", "dashboard/cockpit/tiles/bars/params/period") in [(one.code, one.path) for one in judged(made)]


def test_a_field_that_goes_is_missed_where_it_is_used() -> None:
    """Archiving or removing a field, an option or a form that numbers rest on is an error that names the report, segment, dashboard."""
    made = documents()
    made["form", "purchase"]["fields"] = [
        {**field, **({"archived": True} if field["key"] == "amount" else {})} for field in made["form", "purchase"]["fields"]
    ]
    found = [one for one in judged(made) if one.path.startswith("report/sales")]
    assert ("field_put_away", "report/sales/measures/total/field") in [(one.code, one.path) for one in found]
    assert {(one.hint, one.params.get("report")) for one in found} == {("in_report", "销售")}
    without = documents()
    del without["form", "purchase"]
    paths = {one.path for one in judged(without)}
    assert {"report/sales/source", "segment/regulars/source"} <= paths
    unlisted = documents()
    del unlisted["report", "sales"], unlisted["segment", "regulars"]
    assert [one.path for one in judged(unlisted) if one.level == "error"] == ["dashboard/cockpit/tiles/bars/report"]


def test_the_menu_leads_to_reports_and_dashboards_that_are_there() -> None:
    made = documents()
    made["app", "tiny"]["menu"] += [{"report": "sales"}, {"dashboard": "cockpit"}, {"report": "gone"}, {"dashboard": "gone"}]
    made["app", "tiny"]["menu"] += [{"report": "sales", "dashboard": "cockpit"}]
    found = {(one.code, one.path) for one in judged(made) if one.path.startswith("app/menu")}
    assert found == {("report_missing", "app/menu/5/report"), ("dashboard_missing", "app/menu/6/dashboard"), ("menu_entry_kind", "app/menu/7")}


def test_an_app_has_so_many_charts_at_most() -> None:
    made = documents()
    for number in range(51):
        made["report", f"r{number}"] = {**copy.deepcopy(REPORT), "key": f"r{number}", "charts": [{"type": "table"}] * 20}
    found = list(reports.check(Types(load(made), catalog())))
    assert [(one.code, one.path) for one in found] == [("app_charts_too_many", "report")]
