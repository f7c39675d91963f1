"""The tiny app with a segment, a report and a dashboard over it. Gives: fresh documents."""

import copy
from typing import Any

from tests import builders

REPORT: dict[str, Any] = {
    "key": "sales", "label": "销售", "source": "purchase",
    "params": [
        {"key": "period", "label": "时间", "type": "daterange", "default": {"rel": "this", "unit": "month"}},
        {"key": "tiers", "label": "等级", "type": "relation", "field": "member.tier", "multi": True, "optional": True},
    ],
    "dimensions": [
        {"key": "month", "field": "paid_at", "grain": "month", "fill": "zero"},
        {"key": "tier", "field": "member.tier", "top": {"n": 3, "by": "total"}},
        {"key": "size", "field": "amount", "bins": [0, 100, 500]},
        {"key": "began", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"},
        {"key": "later", "field": "paid_at", "grain": "month", "since": "began"},
    ],
    "measures": [
        {"key": "total", "agg": "sum", "field": "amount"},
        {"key": "before", "agg": "sum", "field": "amount", "offset": [1, "month"]},
        {"key": "buyers", "agg": "count_distinct", "field": "member", "where": "amount > 0"},
        {"key": "items", "agg": "sum", "home": "purchase.lines", "field": "qty"},
        {"key": "mean", "expr": "total / buyers"},
        {"key": "share", "window": "pct_total", "of": "total", "within": ["month"]},
        {"key": "so_far", "window": "running", "of": "total", "along": "month"},
    ],
    "filter": ["paid_at in period", "member.tier in tiers", "member in SEGMENT('regulars')"],
    "having": "total > 0", "sort": ["month", "-total"], "totals": ["grand", "month"],
    "drill": [{"path": ["tier", "member"]}, {"records": "purchase"}, {"report": "sales", "pass": {"tiers": "tier"}}],
    "charts": [{"type": "bar", "x": "month", "y": ["total"], "series": "tier"}, {"type": "pivot", "rows": ["tier"], "values": ["mean"]}],
    "roles": ["owner"],
}  # fmt: skip
SEGMENT: dict[str, Any] = {
    "key": "regulars", "label": "常客", "entity": "member", "where": "not EMPTY(mobile)", "source": "purchase", "via": "member",
    "params": [{"key": "period", "type": "daterange", "default": {"rel": "last", "n": 30, "unit": "day"}}],
    "measures": [{"key": "orders", "agg": "count"}], "filter": "paid_at in period", "having": "orders >= 3",
}  # fmt: skip
DASHBOARD: dict[str, Any] = {
    "key": "cockpit", "label": "驾驶舱", "roles": ["owner"], "home": True,
    "params": [{"key": "period", "type": "daterange", "default": {"rel": "this", "unit": "month"}}],
    "tiles": [
        {"key": "bars", "grid": [0, 0, 6, 4], "report": "sales", "chart": 1},
        {"key": "list", "grid": [6, 0, 6, 4], "form": "member", "filter": "not EMPTY(mobile)", "columns": ["name", "tier"], "sort": ["-spent"]},
        {"key": "words", "grid": [0, 4, 12, 1], "text": "每天看"},
    ],
}  # fmt: skip


def documents() -> builders.Documents:
    """The tiny app with one of each."""
    found = builders.tiny_app()
    return found | {("report", "sales"): copy.deepcopy(REPORT), ("segment", "regulars"): copy.deepcopy(SEGMENT),
                    ("dashboard", "cockpit"): copy.deepcopy(DASHBOARD)}  # fmt: skip
