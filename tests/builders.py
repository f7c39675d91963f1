"""Tiny documents for tests: an app with tiers, members and purchases, and pieces to vary it. Gives: fresh dictionaries."""

import copy
from typing import Any

Documents = dict[tuple[str, str], dict[str, Any]]


def field(key: str, type_: str = "text", **rest: Any) -> dict[str, Any]:
    """One field's JSON; its label is its key in capitals unless given."""
    return {"key": key, "label": rest.pop("label", key.capitalize()), "type": type_, **rest}


def form(key: str, fields: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """One form's JSON, titled by its first field."""
    return {"key": key, "label": key.capitalize(), "title": "{{" + fields[0]["key"] + "}}", "fields": fields, **rest}


def role(key: str, grants: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """One role's JSON."""
    return {"key": key, "label": key.capitalize(), "grants": grants, **rest}


def app(*forms: dict[str, Any], roles: tuple[dict[str, Any], ...] = (), **rest: Any) -> Documents:
    """Documents of an app called `tiny` with these forms and roles."""
    info = {"format": 1, "key": "tiny", "label": "小商场", "menu": [{"form": item["key"]} for item in forms], **rest}
    documents: Documents = {("app", info["key"]): info}
    documents |= {("form", item["key"]): item for item in forms}
    return documents | {("role", item["key"]): item for item in roles}


TIER = {
    "key": "tier", "label": {"zh-CN": "等级", "en": "Tier"}, "title": "{{name}}", "search": ["name"], "icon": "crown",
    "new_label": {"zh-CN": "新建等级", "en": "New tier"},
    "fields": [
        {"key": "name", "label": {"zh-CN": "名称", "en": "Name"}, "type": "text", "required": True, "unique": True, "max_length": 20},
        {"key": "rate", "label": {"zh-CN": "积分倍率", "en": "Points rate"}, "type": "number", "scale": 2, "min": 0, "default": "1.00"},
    ],
    "views": [{"key": "all", "label": {"zh-CN": "全部", "en": "All"}, "columns": ["name", "rate"], "sort": ["rate"]}],
}

MEMBER = {
    "key": "member", "label": {"zh-CN": "会员", "en": "Member"}, "title": "{{name}}", "search": ["name", "mobile"], "icon": "user",
    "color": "blue", "badge": "tier", "header": ["mobile", "spent"],
    "fields": [
        {"key": "name", "label": {"zh-CN": "姓名", "en": "Name"}, "type": "text", "required": True, "max_length": 50},
        {"key": "mobile", "label": {"zh-CN": "手机号", "en": "Mobile"}, "type": "phone", "unique": True},
        {"key": "gender", "label": {"zh-CN": "性别", "en": "Gender"}, "type": "choice", "options": [
            {"key": "female", "label": {"zh-CN": "女", "en": "Female"}}, {"key": "male", "label": {"zh-CN": "男", "en": "Male"}}]},
        {"key": "interests", "label": {"zh-CN": "兴趣", "en": "Interests"}, "type": "choices", "options": [
            {"key": "beauty", "label": {"zh-CN": "美妆", "en": "Beauty"}}, {"key": "dining", "label": {"zh-CN": "餐饮", "en": "Dining"}},
            {"key": "sport", "label": {"zh-CN": "运动", "en": "Sport"}}]},
        {"key": "birthday", "label": {"zh-CN": "生日", "en": "Birthday"}, "type": "date"},
        {"key": "joined_at", "label": {"zh-CN": "入会时间", "en": "Joined"}, "type": "datetime"},
        {"key": "tier", "label": {"zh-CN": "等级", "en": "Tier"}, "type": "relation", "form": "tier"},
        {"key": "owner", "label": {"zh-CN": "专属客服", "en": "Owner"}, "type": "user"},
        {"key": "vip", "label": {"zh-CN": "贵宾", "en": "VIP"}, "type": "boolean"},
        {"key": "remark", "label": {"zh-CN": "备注", "en": "Remark"}, "type": "long_text"},
        {"key": "spent", "label": {"zh-CN": "累计消费", "en": "Spent"}, "type": "rollup",
         "form": "purchase", "relation": "member", "function": "sum", "field": "amount"},
        {"key": "orders", "label": {"zh-CN": "消费次数", "en": "Orders"}, "type": "rollup",
         "form": "purchase", "relation": "member", "function": "count"},
        {"key": "average", "label": {"zh-CN": "客单价", "en": "Average"}, "type": "formula", "expression": "spent / orders",
         "keep": "current", "scale": 2},
    ],
    "layout": [
        {"key": "base", "section": {"zh-CN": "基本资料", "en": "Basics"}, "columns": 2,
         "fields": ["name", "mobile", "gender", "interests", "birthday", "joined_at", "tier", "owner", "vip", "remark"]},
        {"key": "numbers", "section": {"zh-CN": "消费", "en": "Spending"}, "columns": 2, "fields": ["spent", "orders", "average"]},
    ],
    "logic": [{"when": "vip == true", "require": ["owner"]}],
    "views": [
        {"key": "all", "label": {"zh-CN": "全部", "en": "All"}, "columns": ["name", "mobile", "tier", "spent"], "sort": ["-spent"]},
        {"key": "vips", "label": {"zh-CN": "贵宾", "en": "VIPs"}, "columns": ["name", "mobile"], "filter": "vip == true"},
    ],
}

PURCHASE = {
    "key": "purchase", "label": {"zh-CN": "消费", "en": "Purchase"}, "title": "{{no}} · {{amount}}", "search": ["no"], "icon": "shopping",
    "new_label": {"zh-CN": "登记消费", "en": "Record a purchase"},
    "sentence": {"zh-CN": "消费 {{amount}}", "en": "Spent {{amount}}"}, "main_date": "paid_at",
    "fields": [
        {"key": "no", "label": {"zh-CN": "单号", "en": "No."}, "type": "sequence", "prefix": "XF-", "digits": 4},
        {"key": "member", "label": {"zh-CN": "会员", "en": "Member"}, "type": "relation", "form": "member", "required": True},
        {"key": "paid_at", "label": {"zh-CN": "消费时间", "en": "Paid at"}, "type": "datetime", "required": True},
        {"key": "amount", "label": {"zh-CN": "金额", "en": "Amount"}, "type": "money", "required": True, "check": "amount >= 0",
         "message": {"zh-CN": "金额不能是负数", "en": "The amount cannot be negative"}},
        {"key": "points", "label": {"zh-CN": "积分", "en": "Points"}, "type": "formula", "expression": "amount * member.tier.rate",
         "scale": 0, "keep": "at_write"},
        {"key": "lines", "label": {"zh-CN": "明细", "en": "Lines"}, "type": "subtable", "fields": [
            {"key": "product", "label": {"zh-CN": "商品", "en": "Product"}, "type": "text", "required": True},
            {"key": "qty", "label": {"zh-CN": "数量", "en": "Quantity"}, "type": "integer", "min": 1},
            {"key": "price", "label": {"zh-CN": "单价", "en": "Price"}, "type": "money"},
            {"key": "net", "label": {"zh-CN": "小计", "en": "Net"}, "type": "formula", "expression": "qty * price"},
        ]},
        {"key": "lines_total", "label": {"zh-CN": "明细合计", "en": "Lines total"}, "type": "rollup",
         "subtable": "lines", "function": "sum", "field": "net"},
    ],
    "views": [
        {"key": "all", "label": {"zh-CN": "全部", "en": "All"}, "columns": ["no", "member", "paid_at", "amount"], "sort": ["-paid_at"]},
    ],
}

OWNER = {
    "key": "owner", "label": {"zh-CN": "负责人", "en": "Owner"}, "apps": ["design", "people"],
    "grants": [{"form": "*", "actions": ["read", "create", "update", "delete", "export", "import"]}],
}

AGENT = {
    "key": "agent", "label": {"zh-CN": "客服", "en": "Agent"},
    "grants": [
        {"form": "tier", "actions": ["read"]},
        {"form": "member", "actions": ["read", "update"], "rows": "owner == @me", "fields": {"mobile": "masked", "spent": "read"}},
        {"form": "purchase", "actions": ["read", "create"], "rows": "member.owner == @me"},
    ],
}


def tiny_app() -> Documents:
    """tier ← member ← purchase (with lines), a formula, roll-ups, roles `owner` (everything) and `agent` (own members, masked phones)."""
    menu = [{"form": "member"}, {"form": "purchase"}, {"label": {"zh-CN": "设置", "en": "Settings"}, "items": [{"form": "tier"}]}]
    return copy.deepcopy(app(TIER, MEMBER, PURCHASE, roles=(OWNER, AGENT), menu=menu, label={"zh-CN": "小商场", "en": "Tiny mall"}))
