"""Changes of reports, segments and dashboards: each named by labels, with its place; equal versions give none."""

from collections.abc import Callable
from typing import Any

import pytest

from builder import messages, templates
from builder.changes import Change, compare
from runtime.catalog import build_catalog
from runtime.web.words import sentence
from tests.builders import Documents
from tests.reporting import documents

CATALOG = build_catalog()
Edit = Callable[[Documents], Any]
R, S, D = "report/sales", "segment/regulars", "dashboard/cockpit"


def report(**values: Any) -> Edit:
    return lambda made: made["report", "sales"].update(values)


def segment(**values: Any) -> Edit:
    return lambda made: made["segment", "regulars"].update(values)


def dashboard(**values: Any) -> Edit:
    return lambda made: made["dashboard", "cockpit"].update(values)


CASES: list[tuple[Edit, set[tuple[str, str]]]] = [
    (lambda made: made.update({("report", "b"): {"key": "b", "label": "B", "source": "member"}}), {("report_added", "report/b")}),
    (lambda made: made.pop(("report", "sales")), {("report_removed", R)}),
    (report(label="卖得怎样"), {("report_relabelled", f"{R}/label")}),
    (report(source="member"), {("report_source_changed", f"{R}/source")}),
    (report(filter="amount > 3"), {("report_conditions_changed", f"{R}/filter")}),
    (report(having="total > 3"), {("report_conditions_changed", f"{R}/having")}),
    (report(sort=["month"], limit=10), {("report_order_changed", f"{R}/sort")}),
    (report(totals=[]), {("report_totals_changed", f"{R}/totals")}),
    (report(drill=[]), {("report_drill_changed", f"{R}/drill")}),
    (report(charts=[]), {("report_charts_changed", f"{R}/charts")}),
    (report(roles=["agent"]), {("report_rights_changed", f"{R}/roles")}),
    (report(export=[]), {("report_rights_changed", f"{R}/export")}),
    (report(help="?", cache={"ttl": 5}), {("report_setting_changed", f"{R}/help"), ("report_setting_changed", f"{R}/ttl")}),
    (lambda made: made["report", "sales"]["measures"].pop(), {("report_measure_removed", f"{R}/measures/so_far")}),
    (lambda made: made["report", "sales"]["measures"][0].update(agg="avg"), {("report_measure_changed", f"{R}/measures/total")}),
    (lambda made: made["report", "sales"]["measures"].insert(0, made["report", "sales"]["measures"].pop()),
     {("report_measures_moved", f"{R}/measures")}),
    (lambda made: made["report", "sales"]["dimensions"].append({"key": "who", "field": "member"}),
     {("report_dimension_added", f"{R}/dimensions/who")}),
    (lambda made: made["report", "sales"]["params"].pop(), {("report_parameter_removed", f"{R}/parameters/tiers")}),
    (lambda made: made.pop(("segment", "regulars")), {("segment_removed", S)}),
    (segment(entity="tier"), {("segment_entity_changed", f"{S}/entity")}),
    (segment(having="orders >= 9"), {("segment_conditions_changed", f"{S}/having")}),
    (segment(source="member"), {("segment_counted_changed", f"{S}/source")}),
    (segment(params=[]), {("segment_period_changed", f"{S}/parameters")}),
    (segment(label="老客"), {("segment_relabelled", f"{S}/label")}),
    (lambda made: made["dashboard", "cockpit"]["tiles"].pop(), {("tile_removed", f"{D}/tiles/words")}),
    (lambda made: made["dashboard", "cockpit"]["tiles"][0].update(chart=0), {("tile_changed", f"{D}/tiles/bars")}),
    (lambda made: made["dashboard", "cockpit"]["tiles"][0].update(grid=[0, 9, 3, 3]), {("tiles_moved", f"{D}/tiles")}),
    (lambda made: made["dashboard", "cockpit"]["tiles"].append({"key": "x", "grid": [0, 9, 3, 3], "text": "?"}),
     {("tile_added", f"{D}/tiles/x")}),
    (dashboard(home=False), {("dashboard_rights_changed", f"{D}/home")}),
    (dashboard(params=[]), {("dashboard_filters_changed", f"{D}/parameters")}),
    (dashboard(refresh=60), {("dashboard_setting_changed", f"{D}/refresh")}),
    (lambda made: None, set()),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), CASES)
def test_each_change_is_told_once_in_words(edit: Edit, expected: set[tuple[str, str]]) -> None:
    old, new = documents(), documents()
    edit(new)
    changes = compare(old, new, CATALOG)
    assert {(one.code, one.path) for one in changes} == expected
    assert len(changes) == len(expected)
    for one in changes:
        assert told(one)
        assert one.level == "safe"


def told(change: Change) -> bool:
    """Whether it is a sentence in both languages without a key or an open place in it."""
    for locale in ("zh-CN", "en"):
        assert change.code in messages.catalogue(locale)
        text = sentence(change.code, locale, change.params)
        assert "{" not in text
        assert "sales" not in text
        assert "cockpit" not in text
    return True


def test_what_has_no_name_is_called_after_its_field() -> None:
    new = documents()
    new["report", "sales"]["dimensions"][1].pop("top")
    new["report", "sales"]["measures"][3]["agg"] = "avg"
    found = {one.path: one.params for one in compare(documents(), new, CATALOG)}
    assert found[f"{R}/dimensions/tier"]["dimension"] == {"zh-CN": "等级", "en": "Tier"}
    assert found[f"{R}/measures/items"]["measure"] == {"zh-CN": "数量", "en": "Quantity"}


def test_a_template_brings_reports_and_says_so() -> None:
    package = templates.unpack(templates.pack(documents()))
    assert package.documents == documents()
    review = templates.review(package, [])
    assert (review.reports, review.segments, review.dashboards) == (["销售"], ["常客"], ["驾驶舱"])
