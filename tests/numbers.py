"""Reports, a dashboard and segments on the tiny mall, and people who see different parts of it."""

from typing import Any

from tests.builders import Documents, role, tiny_app

REPORTS: tuple[dict[str, Any], ...] = (
    {
        "key": "sales", "label": {"zh-CN": "销售分析", "en": "Sales"}, "source": "purchase",
        "params": [
            {"key": "period", "type": "daterange", "label": {"zh-CN": "时间", "en": "Period"}, "default": ["2026-10-01", "2026-12-01"]},
            {"key": "tier", "type": "relation", "field": "member.tier", "optional": True, "multi": True},
            {"key": "gender", "type": "choice", "field": "member.gender", "optional": True},
        ],
        "dimensions": [{"key": "month", "field": "paid_at", "grain": "month"}, {"key": "tier_of", "field": "member.tier"}],
        "measures": [
            {"key": "sales", "label": {"zh-CN": "销售额", "en": "Sales"}, "agg": "sum", "field": "amount"},
            {"key": "orders", "agg": "count"},
            {"key": "aov", "label": {"zh-CN": "客单价", "en": "Per order"}, "expr": "sales / orders"},
        ],
        "filter": ["paid_at in period", "member.tier in tier", "member.gender == gender"],
        "sort": ["month"], "totals": ["grand", "month"],
        "drill": [{"path": ["tier_of", "member"]}, {"report": "by_day"}],
        "charts": [
            {"type": "bar", "x": "month", "y": ["sales"], "series": "tier_of"},
            {"type": "pivot", "rows": ["tier_of"], "cols": ["month"], "values": ["sales"], "totals": True},
        ],
    },
    {
        "key": "by_day", "label": "每日销售", "source": "purchase",
        "params": [{"key": "period", "type": "daterange", "default": {"rel": "last", "n": 7, "unit": "day"}}],
        "dimensions": [{"key": "day", "field": "paid_at", "grain": "day", "fill": "zero"}],
        "measures": [{"key": "sales", "agg": "sum", "field": "amount"}],
        "filter": "paid_at in period", "sort": ["day"], "charts": [{"type": "line", "x": "day", "y": ["sales"]}],
    },
    {
        "key": "phones", "label": "手机号", "source": "member", "dimensions": [{"key": "mobile", "field": "mobile"}],
        "measures": [{"key": "n", "agg": "count"}],
    },
    {
        "key": "by_name", "label": "按姓名", "source": "purchase", "filter": "member.name == who",
        "params": [{"key": "who", "type": "text", "field": "member.name", "optional": True}],
        "measures": [{"key": "sales", "agg": "sum", "field": "amount"}],
    },
    {
        "key": "by_size", "label": "大单", "source": "purchase",
        "measures": [{"key": "large", "label": "大单", "agg": "count", "where": "amount >= least"}, {"key": "n", "agg": "count"}],
        "params": [{"key": "least", "type": "integer", "default": 300}],
    },
    {
        "key": "latest", "label": "最近一笔", "source": "purchase", "measures": [{"key": "last", "label": "最近", "agg": "max", "field": "paid_at"}],
    },
    {
        "key": "owners_only", "label": "负责人看的", "source": "purchase", "measures": [{"key": "n", "agg": "count"}], "roles": ["owner"],
    },
)  # fmt: skip

SEGMENTS: tuple[dict[str, Any], ...] = (
    {
        "key": "regulars", "label": {"zh-CN": "常客", "en": "Regulars"}, "entity": "member", "source": "purchase", "via": "member",
        "measures": [{"key": "orders", "agg": "count"}], "having": "orders >= 2",
    },
    {"key": "callable", "label": "有手机号的", "entity": "member", "where": "not EMPTY(mobile)"},
)  # fmt: skip

DASHBOARD: dict[str, Any] = {
    "key": "board", "label": {"zh-CN": "经营", "en": "Business"}, "home": True,
    "params": [
        {"key": "period", "type": "daterange", "default": ["2026-11-01", "2026-12-01"]},
        {"key": "tier", "type": "relation", "multi": True, "optional": True},
    ],
    "tiles": [
        {"key": "sales", "grid": [0, 0, 6, 4], "report": "sales"},
        {"key": "days", "grid": [6, 0, 6, 4], "report": "by_day"},
        {"key": "phones", "grid": [0, 4, 6, 4], "report": "phones"},
        {"key": "people", "grid": [6, 4, 6, 4], "form": "member", "filter": "id in SEGMENT('regulars')", "columns": ["name", "mobile"]},
        {"key": "note", "grid": [0, 8, 12, 2], "text": {"zh-CN": "**本月**", "en": "**This month**"}},
    ],
}  # fmt: skip

CLERK = role("clerk", [{"form": "purchase", "actions": ["read", "export"], "rows": "member.owner == @me"}])
RECENT = role("recent", [{"form": "purchase", "actions": ["read"], "rows": "paid_at >= DATEADD(TODAY(), -30, 'day')"}])
CHOSEN = role("chosen", [{"form": "purchase", "actions": ["read"], "rows": "member in SEGMENT('regulars')"}])
MIXED = role(
    "mixed",
    [
        {"form": "member", "actions": ["read"], "rows": "owner == @me"},
        {"form": "member", "actions": ["read"], "fields": {"spent": "masked"}},
    ],
)


def counting_app() -> Documents:
    """The tiny mall with reports, segments and a dashboard; role `clerk` sees purchases of own members, `recent` those of
    30 days, `chosen` those of regulars; none of them sees a member.
    `mixed` sees every member, but of others not what they spent."""
    documents = tiny_app()
    documents |= {("role", one["key"]): one for one in (CLERK, RECENT, CHOSEN, MIXED)}
    documents |= {("report", one["key"]): one for one in REPORTS}
    documents |= {("segment", one["key"]): one for one in SEGMENTS}
    documents["dashboard", "board"] = DASHBOARD
    menu = documents["app", "tiny"]["menu"]
    documents["app", "tiny"]["menu"] = [*menu, {"dashboard": "board"}, {"report": "sales"}, {"report": "owners_only"}]
    return documents
