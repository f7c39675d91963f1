"""What a new app and a new form begin with. Takes: labels. Gives: documents. Never: stores them."""

from typing import Any

from builder.definitions import Label

ALL_ACTIONS = ("read", "create", "update", "delete", "export", "import")
OWNER = "owner"
MEMBER = "member"


def blank_app(key: str, label: Label) -> dict[tuple[str, str], dict[str, Any]]:
    """An app without forms, with its two roles."""
    return {
        ("app", key): {"format": 1, "key": key, "label": label, "version": "1.0.0", "icon": "app", "menu": []},
        ("role", OWNER): {
            "key": OWNER, "label": {"zh-CN": "负责人", "en": "Owner"}, "apps": ["design", "people"],
            "grants": [{"form": "*", "actions": list(ALL_ACTIONS)}],
        },
        ("role", MEMBER): {
            "key": MEMBER, "label": {"zh-CN": "成员", "en": "Member"},
            "grants": [{"form": "*", "actions": ["read", "create", "update", "export"]}],
        },
    }


def blank_form(key: str, label: Label) -> dict[str, Any]:
    """A form with a name to fill in and a list of everything: usable at once."""
    return {
        "key": key, "label": label, "title": "{{name}}", "search": ["name"], "icon": "form",
        "fields": [{"key": "name", "label": {"zh-CN": "名称", "en": "Name"}, "type": "text", "required": True}],
        "views": [{"key": "all", "label": {"zh-CN": "全部", "en": "All"}, "columns": ["name"]}],
    }
