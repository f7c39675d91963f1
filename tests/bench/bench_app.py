"""The same twelve-field purchase form as the hand-written yardstick, as definitions."""

from builder.definitions import Documents


def documents() -> Documents:
    """App, three forms, a role that may do everything and one that sees some receipts, a field of them masked."""
    def text(key: str, size: int, **more: object) -> dict[str, object]:
        return {"key": key, "label": key.capitalize(), "type": "text", "max_length": size, **more}

    def choice(key: str, *options: str) -> dict[str, object]:
        return {"key": key, "label": key.capitalize(), "type": "choice", "options": [{"key": name, "label": name} for name in options]}

    def money(key: str) -> dict[str, object]:
        return {"key": key, "label": key.capitalize(), "type": "money"}

    purchase = {
        "key": "purchase", "label": "Purchase", "title": "{{receipt_no}}", "search": ["receipt_no"], "main_date": "paid_at",
        "fields": [
            text("receipt_no", 40, required=True, unique=True), choice("source", "pos", "app", "web"), choice("kind", "sale", "refund"),
            {"key": "member", "label": "Member", "type": "relation", "form": "member"},
            {"key": "store", "label": "Store", "type": "relation", "form": "store"},
            {"key": "paid_at", "label": "Paid at", "type": "datetime", "required": True},
            money("gross"), money("discount"), money("net"), {"key": "items", "label": "Items", "type": "integer"},
            text("cashier", 40), text("remark", 200),
        ],
        "layout": [{"section": "Purchase", "columns": 2, "fields": [
            "receipt_no", "source", "kind", "member", "store", "paid_at", "gross", "discount", "net", "items", "cashier", "remark"]}],
        "views": [{"key": "all", "label": "All", "type": "table", "columns": ["receipt_no", "store", "net"], "sort": ["-paid_at"]}],
        "indexes": [{"fields": ["store", "-paid_at"]}],
    }

    def named(key: str) -> dict[str, object]:
        return {"key": key, "label": key.capitalize(), "title": "{{name}}", "search": ["name"],
                "fields": [text("name", 40, required=True)], "layout": [{"section": "Main", "columns": 1, "fields": ["name"]}]}

    months = {
        "key": "months", "label": "Months", "source": "purchase", "limit": 1000,
        "params": [{"key": "period", "type": "daterange"}], "filter": "paid_at in period",
        "dimensions": [{"key": "month", "field": "paid_at", "grain": "month"}, {"key": "store", "field": "store"}],
        "measures": [{"key": "sales", "agg": "sum", "field": "net"}, {"key": "orders", "agg": "count"}],
    }
    actions = ["read", "create", "update", "delete", "export", "import"]
    return {
        ("app", "bench"): {"format": 1, "key": "bench", "label": "Bench", "version": "1.0.0", "menu": [{"form": "purchase"}]},
        ("form", "purchase"): purchase, ("form", "member"): named("member"), ("form", "store"): named("store"),
        ("report", "months"): months,
        ("role", "clerk"): {"key": "clerk", "label": "Clerk", "grants": [
            {"form": "purchase", "actions": ["read"], "rows": "source != 'web' or created_by == @me", "fields": {"cashier": "masked"}},
            {"form": "store", "actions": ["read"]}, {"form": "member", "actions": ["read"]},
        ]},
        ("role", "everyone"): {"key": "everyone", "label": "Everyone", "grants": [{"form": "*", "actions": actions}]},
    }
