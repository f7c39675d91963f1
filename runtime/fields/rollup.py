"""Field type: a sum, a count or an extreme over other records."""

from runtime.fields.computed import LOOK_SCHEMA, Computed

FUNCTIONS = ("sum", "count", "max", "min")


class Rollup(Computed):
    """The total a member has spent, the last visit: over the records that point here, or over the rows of a subtable."""

    name = "rollup"
    label = {"zh-CN": "汇总", "en": "Roll-up"}
    help = {
        "zh-CN": "把关联过来的数据合计、计数或取最近一次，如累计消费、最近到店",
        "en": "Sums, counts or takes the latest of the records that link here, like total spent or last visit",
    }
    icon = "calculator"
    group = "links"
    config_schema = {
        "type": "object",
        "properties": {
            "form": {"type": "string", "maxLength": 40, "widget": "child_form", "label": {"zh-CN": "汇总哪张表单", "en": "Of which form"}},
            "relation": {
                "type": "string", "maxLength": 40, "widget": "relation_to_here",
                "label": {"zh-CN": "通过哪个关联", "en": "By which relation"}, "more": True,
            },
            "subtable": {
                "type": "string", "maxLength": 40, "widget": "subtable",
                "label": {"zh-CN": "汇总哪个子表", "en": "Of which subtable"},
            },
            "function": {
                "enum": list(FUNCTIONS), "default": "sum", "label": {"zh-CN": "怎么算", "en": "How"},
                "labels": {
                    "sum": {"zh-CN": "合计", "en": "Sum"}, "count": {"zh-CN": "计数", "en": "Count"},
                    "max": {"zh-CN": "最大（最近）", "en": "Largest (latest)"},
                    "min": {"zh-CN": "最小（最早）", "en": "Smallest (earliest)"},
                },
            },
            "field": {"type": "string", "maxLength": 40, "widget": "child_field", "label": {"zh-CN": "汇总哪一项", "en": "Of which field"}},
            "filter": {
                "type": "string", "maxLength": 2000, "widget": "child_condition",
                "label": {"zh-CN": "只算符合条件的", "en": "Only those where"}, "more": True,
            },
            **LOOK_SCHEMA,
        },
        "required": ["function"],
        "additionalProperties": False,
    }
    example = {"form": "purchase", "relation": "member", "function": "sum", "field": "amount"}
