"""Pieces several steps share: people, time limits, fields. Takes: nothing. Gives: JSON Schemas and what follows from them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder.expressions.types import Instant, Number, Ref
from builder.kinds import Spot
from builder.problems import Problem
from runtime.workcalendar import duration

USERS = "@user"
DURATION = r"^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$"
BY = ("user", "role", "field", "manager", "dept_head", "initiator", "expr")
NEEDS_VALUE = ("user", "role", "field", "expr")
TIMED = ("remind", "escalate", "approve", "reject", "goto")


def said(zh: str, en: str, **schema: Any) -> dict[str, Any]:
    """A property with its label."""
    return {**schema, "label": {"zh-CN": zh, "en": en}}


def worded(**labels: tuple[str, str]) -> dict[str, dict[str, str]]:
    """What the values of an enumeration are called."""
    return {key: {"zh-CN": zh, "en": en} for key, (zh, en) in labels.items()}


def choice(zh: str, en: str, default: str | None, /, **labels: tuple[str, str]) -> dict[str, Any]:
    """One of several words."""
    start = {} if default is None else {"default": default}
    return said(zh, en, enum=list(labels), labels=worded(**labels), **start)


WHO: dict[str, Any] = {
    "type": "object",
    "widget": "who",
    "properties": {
        "by": choice(
            "按什么找人", "Found by", None,
            user=("指定的人", "A person"), role=("角色", "A role"), field=("数据里的人", "A person named in the record"),
            manager=("上级", "The manager"), dept_head=("部门负责人", "The head of the department"),
            initiator=("发起人", "Whoever started it"), expr=("按公式", "A formula"),
        ),
        "value": {"type": ["string", "array"], "minLength": 1, "maxLength": 2000, "maxItems": 50, "items": {"type": "string"}},
        "empty": choice(
            "没有人可选时", "Where nobody is found", "admin",
            admin=("交给管理员", "An administrator"), user=("交给指定的人", "A person"),
            approve=("自动通过", "Approved by itself"), reject=("自动拒绝", "Rejected by itself"),
        ),
        "user": {"type": "string", "minLength": 1, "maxLength": 100},
    },
    "required": ["by"],
    "additionalProperties": False,
}  # fmt: skip

TIMEOUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "after": said("多久之后", "After", type="string", pattern=DURATION),
        "hours": said("按数据里的小时数", "Hours the record says", type="string", minLength=1, maxLength=2000, widget="formula", more=True),
        "share": said("占其中（%）", "Of these (%)", type="integer", minimum=1, maximum=1000, default=100, more=True),
        "calendar": choice("时间怎么算", "Counted in", "always", always=("自然时间", "All hours"), work=("工作时间", "Working hours")),
        "do": choice(
            "做什么", "Then", None, remind=("提醒", "Remind"), escalate=("升级", "Escalate"), approve=("自动通过", "Approve"),
            reject=("自动拒绝", "Reject"), goto=("转到某一步", "Go to a step"),
        ),
        "every": said("之后每隔", "Again every", type="string", pattern=DURATION),
        "times": said("最多几次", "At most", type="integer", minimum=1, maximum=50, default=5),
        "to": WHO,
        "how": choice("怎么升级", "How", "transfer", transfer=("转给对方", "Hand over"), add=("增加对方", "Add them")),
        "step": {"type": "string", "maxLength": 40, "widget": "step"},
    },
    "required": ["after", "do"],
    "additionalProperties": False,
}  # fmt: skip
TIMEOUTS = said("超时处理", "Time limits", type="array", maxItems=10, items=TIMEOUT)
DUE_FIELD = said("期限写入", "The time limit goes to", type="string", maxLength=40, widget="datetime_field", more=True)

FIELDS = said(
    "这一步能看和能填的字段", "Fields seen and filled in here", type="object", widget="step_fields", maxProperties=500,
    additionalProperties={
        "enum": ["read", "write", "required", "hidden"],
        "labels": worded(read=("可看", "Seen"), write=("可填", "Filled in"), required=("必填", "Required"), hidden=("不可见", "Hidden")),
    },
)  # fmt: skip
CC = said("抄送", "Copy to", type="array", maxItems=20, items=WHO)
RETURN_TO = said(
    "可以退回到", "May be returned to",
    anyOf=[{"const": "any"}, {"type": "array", "maxItems": 50, "items": {"type": "string", "maxLength": 40}}], default="any",
)  # fmt: skip
RESUME = choice(
    "退回后再提交", "Afterwards", "step", step=("从那一步重新走", "Walk again from there"), direct=("直接回到退回人", "Straight back here")
)


def people_of(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everybody a human step turns to, with their places."""
    if "who" in config:
        yield "who", config["who"]
    yield from ((f"timeout/{number}/to", one["to"]) for number, one in enumerate(config.get("timeout", ())) if "to" in one)
    yield from copied(config)


def copied(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everybody who is told."""
    yield from ((f"cc/{number}", who) for number, who in enumerate(config.get("cc", ())))


def spots_of(people: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Spot]:
    """The expressions by which people are found."""
    for path, who in people:
        if who["by"] not in ("user", "role") and isinstance(who.get("value"), str):
            yield Spot(f"{path}/value", who["value"], Ref(USERS))


def limit_spots(config: Mapping[str, Any]) -> Iterator[Spot]:
    """The hours a record says; where they are empty, `after` counts."""
    for number, one in enumerate(config.get("timeout", ())):
        if "hours" in one:
            yield Spot(f"timeout/{number}/hours", one["hours"], Number())


def wrong_due(config: Mapping[str, Any], place: Any) -> Iterator[Problem]:
    """The time limit goes to an instant of the record."""
    if "due_field" in config and not isinstance(place.types.of(place.form, config["due_field"]), Instant):
        yield Problem("error", "step_field_unknown", "due_field", {"field": config["due_field"]})


def wrong_people(people: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    """Somebody who is not named."""
    for path, who in people:
        if who["by"] in NEEDS_VALUE and not who.get("value"):
            yield Problem("error", "step_who_value", f"{path}/value")
        if who.get("empty") == "user" and not who.get("user"):
            yield Problem("error", "step_who_user", f"{path}/user")


def wrong_timeouts(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Limits that do not rise, have no length, or lack what they need."""
    before = 0.0
    for number, one in enumerate(config.get("timeout", ())):
        place, length = f"timeout/{number}", duration(one["after"]).length
        if length <= 0:
            yield Problem("error", "step_duration", f"{place}/after")
        elif length < before:
            yield Problem("error", "step_timeout_order", f"{place}/after")
        before = max(before, length)
        if "every" in one and duration(one["every"]).length <= 0:
            yield Problem("error", "step_duration", f"{place}/every")
        missing = {"escalate": "to", "goto": "step"}.get(one["do"])
        if missing and missing not in one:
            yield Problem("error", f"step_timeout_{missing}", f"{place}/{missing}")


def wrong_fields(config: Mapping[str, Any], place: Any) -> Iterator[Problem]:
    """Fields the form does not have, or that nobody can fill in."""
    form = place.types.app.forms.get(place.form)
    known = {item.key: item for item in form.fields} if form else {}
    for key, level in config.get("fields", {}).items():
        item = known.get(key)
        kind = place.types.catalog.fields.get(item.type) if item else None
        if item is None:
            yield Problem("error", "step_field_unknown", f"fields/{key}", {"field": key})
        elif kind is not None and (kind.computed or item.readonly) and level in ("write", "required"):
            yield Problem("error", "step_field_fixed", f"fields/{key}", {"field": item.label})
