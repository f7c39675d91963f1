"""Field type: a record of another form."""

from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import FieldType
from builder.problems import Problem
from runtime.fields import references

MAX_COLUMNS = 5


class Relation(FieldType):
    """The member of a purchase: one record of `form`."""

    name = "relation"
    label = {"zh-CN": "关联", "en": "Relation"}
    help = {"zh-CN": "连到另一张表单的一条数据，如消费 → 会员", "en": "Links to one record of another form, like purchase → member"}
    icon = "link"
    group = "links"
    config_schema = {
        "type": "object",
        "properties": {
            "form": {"type": "string", "maxLength": 40, "widget": "form", "label": {"zh-CN": "关联到", "en": "Links to"}},
            "filter": {
                "type": "string", "maxLength": 2000, "widget": "condition",
                "label": {"zh-CN": "只能选符合条件的", "en": "Only those where"}, "more": True,
            },
            "on_delete": {
                "enum": ["restrict", "set_empty", "cascade"], "default": "restrict", "more": True,
                "label": {"zh-CN": "对方被删除时", "en": "When the other one is deleted"},
                "labels": {
                    "restrict": {"zh-CN": "不允许删除", "en": "Refuse"},
                    "set_empty": {"zh-CN": "清空这一项", "en": "Empty this field"},
                    "cascade": {"zh-CN": "一并删除", "en": "Delete this too"},
                },
            },
            "columns": {
                "type": "array", "maxItems": MAX_COLUMNS, "items": {"type": "string", "maxLength": 40}, "widget": "fields_of_form",
                "label": {"zh-CN": "选择时多显示几列", "en": "More columns in the picker"}, "more": True,
            },
        },
        "required": ["form"],
        "additionalProperties": False,
    }
    example = {"form": "member", "columns": ["tier", "mobile"]}

    def check(self, config: Mapping[str, Any], app: Any) -> list[Problem]:
        """The form is there, and so are the picker's columns."""
        target = app.forms.get(config.get("form", ""))
        if target is None:
            return [Problem("error", "form_missing", "form", {"form": str(config.get("form", ""))})]
        return [
            Problem("error", "field_missing", f"columns/{key}", {"field": key, "form": target.key})
            for key in config.get("columns", ()) if key not in target.by_key
        ]

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """A reference to the form ("" while a draft has not chosen one)."""
        return types.Ref(config.get("form", ""))

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, lists, emptiness."""
        return references.OPERATORS

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """The id of a record."""
        return references.parse(value)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The id."""
        return value

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """A link into the form."""
        return {"look": "relation", "form": config.get("form", "")}
