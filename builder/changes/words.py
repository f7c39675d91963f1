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
    "append_only": {"zh-CN": "只增不改", "en": "keeping what is written"},
    "outbox": {"zh-CN": "发件箱", "en": "outbox"},
    "calendar": {"zh-CN": "工作时间", "en": "working hours"},
    "summary": {"zh-CN": "待办卡片上的内容", "en": "what cards show"},
    "one_at_a_time": {"zh-CN": "同一条数据只跑一个", "en": "one at a time"},
    "lock_record": {"zh-CN": "流程中锁定数据", "en": "locking the record"},
    "withdraw": {"zh-CN": "能否撤回", "en": "withdrawing"},
    "on_rejected": {"zh-CN": "被拒绝后做什么", "en": "what happens after a rejection"},
    "on_withdrawn": {"zh-CN": "撤回后做什么", "en": "what happens after a withdrawal"},
    "form": {"zh-CN": "所用的表单", "en": "form"},
    "channel": {"zh-CN": "发送方式", "en": "channel"},
    "purpose": {"zh-CN": "用途", "en": "purpose"},
    "subject": {"zh-CN": "邮件标题", "en": "subject"},
    "ttl": {"zh-CN": "多久算一次", "en": "how long numbers are kept"},
    "refresh": {"zh-CN": "自动刷新", "en": "refreshing by itself"},
    "order": {"zh-CN": "字段顺序", "en": "order of fields"},
}
OTHER: Text = {"zh-CN": "设置", "en": "settings"}


def setting(name: str, kind: FieldType | None = None) -> Text:
    """What people call a setting of an app, form or field."""
    own = dict(kind.config_schema.get("properties", {})).get(name, {}) if kind else {}
    label: Text = own.get("label") or SETTINGS.get(name, OTHER)
    return label
