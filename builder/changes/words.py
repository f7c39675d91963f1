"""The words of settings in sentences about changes. Takes: a setting's name. Gives: a Label. Never: a key on a screen."""

from collections.abc import Mapping

from builder.kinds import FieldType, Text

SETTINGS: Mapping[str, Text] = {
    "label": {"zh-CN": "名称", "en": "name"},
    "icon": {"zh-CN": "图标", "en": "icon"},
    "color": {"zh-CN": "颜色", "en": "colour"},
    "help": {"zh-CN": "说明", "en": "help text"},
    "version": {"zh-CN": "版本说明", "en": "version"},
    "locales": {"zh-CN": "语言", "en": "languages"},
    "readonly": {"zh-CN": "只读", "en": "read-only"},
    "default": {"zh-CN": "默认值", "en": "default"},
    "message": {"zh-CN": "出错提示", "en": "message"},
    "title": {"zh-CN": "标题", "en": "title"},
    "search": {"zh-CN": "可搜索的内容", "en": "searched fields"},
    "new_label": {"zh-CN": "新建按钮的文字", "en": "button for new records"},
    "history": {"zh-CN": "记录算出来的变化", "en": "history of computed values"},
    "sentence": {"zh-CN": "动态里的句子", "en": "timeline sentence"},
    "badge": {"zh-CN": "标题旁的标记", "en": "badge"},
    "header": {"zh-CN": "页面顶部的内容", "en": "header fields"},
    "related": {"zh-CN": "相关数据", "en": "related lists"},
    "parent": {"zh-CN": "上级", "en": "parent"},
    "main_date": {"zh-CN": "主要日期", "en": "main date"},
    "layout": {"zh-CN": "排版", "en": "layout"},
    "logic": {"zh-CN": "显示与必填的条件", "en": "show and require conditions"},
    "indexes": {"zh-CN": "查询加速", "en": "indexes"},
    "order": {"zh-CN": "字段顺序", "en": "order of fields"},
}
OTHER: Text = {"zh-CN": "设置", "en": "settings"}


def setting(name: str, kind: FieldType | None = None) -> Text:
    """What people call a setting of an app, form or field."""
    own = dict(kind.config_schema.get("properties", {})).get(name, {}) if kind else {}
    label: Text = own.get("label") or SETTINGS.get(name, OTHER)
    return label
