"""The sense of rules, actions, messages and working hours: one row per question, each a small change of an app without problems."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from builder import checks, messages, schema
from builder.checks import automated
from builder.checks.action_scope import ActionScope, typed
from builder.checks.scope import Types
from builder.definitions import load
from builder.expressions import grammar
from builder.expressions.check import PathInfo
from builder.expressions.describe import tokens
from builder.expressions.types import Boolean, Number, Ref
from builder.kinds import Place, Spot
from builder.problems import Problem
from runtime.catalog import build_catalog
from tests.acting import acting_app, rule
from tests.builders import Documents, field

CATALOG = build_catalog()
Change = Callable[[Documents], Any]
R = "rule/earn"


def problems(documents: Documents) -> list[Problem]:
    """Those of shape, else those of sense, as for whoever publishes."""
    return schema.problems(documents, CATALOG) or checks.check(load(documents), CATALOG)


def found(change: Change) -> set[tuple[str, str, str]]:
    documents = acting_app()
    change(documents)
    return {(problem.level, problem.code, problem.path) for problem in problems(documents)}


def earn(**values: Any) -> Change:
    """The rule with other settings."""
    return lambda documents: documents["rule", "earn"].update(values)


def create(**values: Any) -> Change:
    """Its first action with other values."""
    return lambda documents: documents["rule", "earn"]["actions"][0]["values"].update(values)


def first(**values: Any) -> Change:
    """Its first action with other settings."""
    return lambda documents: documents["rule", "earn"]["actions"][0].update(values)


def only(*actions: dict[str, Any], **rest: Any) -> Change:
    """The rule with these actions alone."""
    return earn(actions=list(actions), **rest)


def on(**event: Any) -> Change:
    """The rule with another event; nothing of the record before is asked for."""

    def change(documents: Documents) -> None:
        documents["rule", "earn"].pop("when", None)
        documents["rule", "earn"].update(on=event, actions=[NOTE], timing="after_commit")

    return change


def outbox(**values: Any) -> Change:
    return lambda documents: documents["app", "tiny"]["outbox"].update(values)


def app_of(**values: Any) -> Change:
    return lambda documents: documents["app", "tiny"].update(values)


def message(**values: Any) -> Change:
    return lambda documents: documents["message", "welcome"].update(values)


def put_away(form: str, key: str) -> Change:
    def change(documents: Documents) -> None:
        next(item for item in documents["form", form]["fields"] if item["key"] == key)["archived"] = True

    return change


def both(*changes: Change) -> Change:
    return lambda documents: [change(documents) for change in changes]


def without_outbox(documents: Documents) -> None:
    documents["app", "tiny"].pop("outbox")


NOTE = {"type": "notify", "to": {"by": "role", "value": "agent"}, "title": "!"}
SPEND = {"type": "update", "target": "member", "set": {"remark": "trigger.no"}}
REFUSE = {"type": "refuse", "message": "不行"}

CASES: list[tuple[Change, str, str, str]] = [
    # shape
    (earn(on={"event": "appears", "form": "purchase"}), "error", "trigger_unknown", f"{R}/on/event"),
    (earn(on={"event": "created"}), "error", "setting_missing", f"{R}/on/form"),
    (earn(on={"event": "created", "form": "purchase", "speed": 1}), "error", "shape_unknown", f"{R}/on/speed"),
    (earn(once_per="weekly"), "error", "shape_wrong", f"{R}/once_per"),
    (earn(timing="later"), "error", "shape_not_listed", f"{R}/timing"),
    (only({"type": "explode"}), "error", "action_unknown", f"{R}/actions/0/type"),
    (only({"type": "create", "form": "entry"}), "error", "setting_missing", f"{R}/actions/0/values"),
    (only({**NOTE, "as": "Bad Name"}), "error", "key_shape", f"{R}/actions/0/as"),
    (only({"type": "update", "set": {"remark": "'x'"}, "otherwise": {"do": [{"type": "explode"}]}}), "error", "action_unknown", f"{R}/actions/0/otherwise/do/0/type"),
    (only({"type": "update", "set": {"remark": "'x'"}, "otherwise": {"do": [{"type": "create"}]}}), "error", "setting_missing", f"{R}/actions/0/otherwise/do/0/form"),
    (
        on(event="button", form="purchase", ask=[{"key": "why", "label": "?", "type": "texts"}]), "error", "field_type_unknown",
        f"{R}/on/ask/why/type",
    ),
    # events
    (on(event="created", form="order"), "error", "form_missing", f"{R}/on/form"),
    (on(event="changed", form="purchase", field="price"), "error", "field_missing", f"{R}/on/field"),
    (on(event="changed", form="purchase", field="paid_at", to="3"), "error", "expression_wrong_result", f"{R}/on/to"),
    (both(on(event="updated", form="member", fields=["remark"]), put_away("member", "remark")), "error", "field_put_away", f"{R}/on/fields/remark"),
    (on(event="crossed", form="member", field="name", at="3"), "error", "field_does_not_fit", f"{R}/on/field"),
    (on(event="crossed", form="member", field="spent", at="name"), "error", "expression_wrong_result", f"{R}/on/at"),
    (on(event="date", form="member", field="name"), "error", "field_does_not_fit", f"{R}/on/field"),
    (on(event="workflow_ended", workflow="none"), "error", "workflow_missing", f"{R}/on/workflow"),
    (on(event="workflow_ended", workflow="refund", result="lost"), "error", "workflow_result_missing", f"{R}/on/result"),
    (on(event="button", form="purchase", roles=["boss"]), "error", "role_missing", f"{R}/on/roles"),
    (on(event="button", form="purchase", show="price > 1"), "error", "expression_unknown_name", f"{R}/on/show"),
    (on(event="enters", form="member"), "error", "rule_needs_condition", f"{R}/when"),
    # the rule itself
    (earn(actions=[]), "warning", "rule_does_nothing", f"{R}/actions"),
    (earn(when="points"), "error", "expression_needs_condition", f"{R}/when"),
    (earn(when="old.points > 0"), "error", "old_not_known", f"{R}/when"),
    (earn(when="trigger.old.points > 0"), "error", "old_not_known", f"{R}/when"),
    (earn(once_per="basis"), "error", "once_per_needs_date", f"{R}/once_per"),
    (earn(once_per={"expression": "price"}), "error", "expression_unknown_name", f"{R}/once_per/expression"),
    (
        both(on(event="date", form="member", field="birthday"), earn(timing="in_transaction")), "error", "timing_needs_change",
        f"{R}/timing",
    ),
    (both(on(event="schedule", every="day"), earn(timing="after_commit", when="true")), "error", "rule_without_record", f"{R}/when"),
    (lambda documents: documents.update({("rule", "b"): {**documents["rule", "earn"], "key": "b"}}), "warning", "rule_label_twice", "rule/b/label"),
    # actions
    (first(form="ledger"), "error", "form_missing", f"{R}/actions/0/form"),
    (create(amount="3"), "error", "field_missing", f"{R}/actions/0/values/amount"),
    (create(no="'x'"), "error", "action_field_computed", f"{R}/actions/0/values/no"),
    (create(points="no"), "error", "expression_wrong_result", f"{R}/actions/0/values/points"),
    (create(kind="'gift'"), "error", "expression_unknown_option", f"{R}/actions/0/values/kind"),
    (create(member="member.tier"), "error", "expression_wrong_result", f"{R}/actions/0/values/member"),
    (first(values={"points": "3"}), "error", "action_required_missing", f"{R}/actions/0/values"),
    (first(when="points"), "error", "expression_needs_condition", f"{R}/actions/0/when"),
    (first(**{"as": "trigger"}), "error", "binding_reserved", f"{R}/actions/0/as"),
    (first(**{"as": "item"}), "error", "binding_reserved", f"{R}/actions/0/as"),
    (first(**{"as": "amount"}), "error", "binding_is_field", f"{R}/actions/0/as"),
    (only({**NOTE, "as": "sent"}), "warning", "binding_of_nothing", f"{R}/actions/0/as"),
    (
        lambda documents: documents["rule", "earn"]["actions"].append(dict(documents["rule", "earn"]["actions"][0])), "warning",
        "binding_twice", f"{R}/actions/2/as",
    ),
    (only({**NOTE, "title": "{{booked.points}}"}), "error", "expression_unknown_name", f"{R}/actions/0/title"),
    (only(SPEND | {"set": {"remark": "no"}}), "error", "expression_unknown_name", f"{R}/actions/0/set/remark"),
    (only(SPEND | {"set": {"spent": "3"}}), "error", "action_field_computed", f"{R}/actions/0/set/spent"),
    (only(SPEND | {"target": "amount"}), "error", "action_target_wrong", f"{R}/actions/0/target"),
    (only(SPEND | {"guard": "amount > 3"}), "error", "expression_unknown_name", f"{R}/actions/0/guard"),
    (
        only({"type": "update", "form": "entry", "match": "member == trigger.member", "set": {"points": "0"}}), "error", "action_append_only",
        f"{R}/actions/0/form",
    ),
    (only(REFUSE, timing="after_commit"), "error", "action_needs_transaction", f"{R}/actions/0"),
    (only({**NOTE, "to": {"by": "role", "value": "boss"}}), "error", "role_missing", f"{R}/actions/0/to/value"),
    (only({**NOTE, "to": {"by": "field", "value": "member.name"}}), "error", "who_not_a_person", f"{R}/actions/0/to/value"),
    (only({**NOTE, "to": {"by": "field"}}), "error", "who_not_chosen", f"{R}/actions/0/to/value"),
    (only({**NOTE, "to": {"by": "initiator", "empty": "user"}}), "error", "who_not_chosen", f"{R}/actions/0/to/user"),
    (
        only(
            {"type": "create", "form": "member", "values": {"name": "'x'"}, "as": "tier"},
            {"type": "update", "form": "member", "match": "tier == trigger.member.tier", "set": {"remark": "'x'"}},
        ),
        "warning", "binding_hides_field", f"{R}/actions/1/match",
    ),
    (put_away("purchase", "points"), "error", "field_put_away", f"{R}/when"),
    (both(create(points="member.rank"), lambda d: d["form", "member"]["fields"].append(field("rank", "integer", archived=True))), "error", "field_put_away", f"{R}/actions/0/values/points"),
    # messages, the outbox
    (message(form="order"), "error", "form_missing", "message/welcome/form"),
    (message(text={"zh-CN": "{{names}}"}), "error", "expression_unknown_name", "message/welcome/text/zh-CN"),
    (message(text="{{tier.rate.x}}"), "error", "expression_unknown_name", "message/welcome/text"),
    (message(text={"zh-CN": " "}), "error", "message_empty", "message/welcome/text"),
    (message(channel="email"), "error", "message_without_address", "message/welcome/channel"),
    (message(channel="email"), "warning", "message_without_subject", "message/welcome/subject"),
    (without_outbox, "warning", "outbox_missing", "app/outbox"),
    (outbox(form="letters"), "error", "form_missing", "app/outbox/form"),
    (outbox(text="words"), "error", "field_missing", "app/outbox/text"),
    (outbox(sent_at="text"), "error", "outbox_field_wrong", "app/outbox/sent_at"),
    (outbox(state="channel"), "error", "outbox_states", "app/outbox/state"),
    (outbox(address={"sms": "vip"}), "error", "outbox_field_wrong", "app/outbox/address/sms"),
    (outbox(consent={"sms": "mobile"}), "error", "outbox_field_wrong", "app/outbox/consent/sms"),
    (outbox(address={}), "error", "outbox_address", "app/outbox/address"),
    (
        lambda documents: documents["form", "touch"]["fields"].append(field("why", required=True)), "error", "outbox_field_required",
        "app/outbox",
    ),
    # working hours
    (app_of(calendar={"hours": {"1": [["22:00", "10:00"]]}}), "error", "calendar_hours", "app/calendar/hours/1"),
    (app_of(calendar={"hours": {"1": [["09:00", "12:00"], ["11:00", "18:00"]]}}), "error", "calendar_hours", "app/calendar/hours/1"),
    (app_of(calendar={"hours": {"1": [["09:60", "12:00"]]}}), "error", "calendar_hours", "app/calendar/hours/1"),
    (app_of(calendar={"hours": {"1": []}}), "error", "calendar_never", "app/calendar/hours"),
    (app_of(calendar={"holidays": ["2026-02-30"]}), "error", "calendar_day", "app/calendar/holidays/0"),
]  # fmt: skip
IDS = [f"{code}-{path}-{number}" for number, (_, _, code, path) in enumerate(CASES)]


def test_the_acting_app_has_no_problems() -> None:
    assert problems(acting_app()) == []


@pytest.mark.parametrize(("change", "level", "code", "path"), CASES, ids=IDS)
def test_each_question(change: Change, level: str, code: str, path: str) -> None:
    assert (level, code, path) in found(change)


@pytest.mark.parametrize(("change", "level", "code", "path"), CASES, ids=IDS)
def test_each_answer_is_a_sentence_in_both_languages_and_said_once(change: Change, level: str, code: str, path: str) -> None:
    documents = acting_app()
    change(documents)
    said = [(problem.code, problem.path) for problem in problems(documents)]
    assert len(said) == len(set(said))
    for one, _ in said:
        assert all(one in messages.catalogue(locale) for locale in messages.LOCALES), one


def test_a_field_put_away_is_named_wherever_rules_write_or_read_it() -> None:
    away = found(put_away("entry", "kind"))
    assert away == {("error", "field_put_away", f"{R}/actions/0/values/kind")}
    assert found(put_away("member", "owner")) >= {("error", "field_put_away", f"{R}/actions/1/to/value")}


def test_what_is_right_stays_without_a_word() -> None:
    hours = {"hours": {"1": [["09:00", "12:00"], ["13:00", "24:00"]]}, "holidays": ["2026-10-01"], "workdays": ["2026-02-14"]}
    assert found(app_of(calendar=hours)) == set()
    assert found(only(REFUSE)) == set()
    assert found(both(on(event="button", form="purchase", ask=[{"key": "why", "label": "原因", "type": "text"}]), only({**NOTE, "title": "{{ask.why}}"}))) == set()


def test_an_action_knows_the_record_the_target_and_what_came_before() -> None:
    types = Types(load(acting_app()), CATALOG)
    asked = {"why": PathInfo(Number(2), label={"zh-CN": "原因", "en": "Why"})}
    place = Place(types, "purchase", True, {"lot": "entry", "ask": asked, "item": "purchase.lines", "taken": {"": Number(0)}})
    names = {
        "amount > old.amount and trigger.old.amount > 0": {"amount", "old.amount", "trigger.old.amount"},
        "lot.points * taken > ask.why": {"lot.points", "taken", "ask.why"},
        "item.qty * amount > SUM(trigger.lines.qty)": {"item.qty", "amount", "trigger.lines.qty"},
    }
    for text, used in names.items():
        [one] = typed(place, Spot("x", text, Boolean()))
        assert one.names == used
    [target] = typed(place, Spot("x", "spent > trigger.amount and tier == lot.member.tier", Boolean(), target="member", filter=True))
    assert target.names == {"spent", "trigger.amount", "tier", "lot.member.tier"}
    for text in ("price > 1", "lot.price > 1", "item.created_at > @now", "ask.how > 1", "trigger > 1"):
        with pytest.raises(grammar.ExpressionError):
            typed(place, Spot("x", text, Boolean()))
    with pytest.raises(grammar.ExpressionError):
        typed(place, Spot("x", "amount > 1", Boolean(), target="member"))


def test_names_of_actions_are_shown_by_label_and_offered() -> None:
    types = Types(load(acting_app()), CATALOG)
    asked = {"why": PathInfo(Number(2), label={"zh-CN": "原因", "en": "Why"})}
    place = Place(types, "purchase", True, {"lot": "entry", "ask": asked, "item": "purchase.lines"})
    scope = ActionScope(place)
    shown = [token["label"] for token in tokens("lot.member.name + ask.why + trigger.amount + old.amount + item.qty", scope, "zh-CN")]
    assert shown[::2] == ["Entry.Member.姓名", "填写的内容.原因", "触发的数据.金额", "修改前.金额", "每一条.数量"]
    assert {"amount", "lot", "ask", "item", "old"} <= {name for name, _ in scope.children(())}
    assert {"trigger", "name"} <= {name for name, _ in ActionScope(place, Spot("x", "", target="member")).children(())}
    assert [name for name, _ in scope.children(("ask",))] == ["why"]
    assert "rate" in {name for name, _ in scope.children(("trigger", "member", "tier"))}
    assert "points" in {name for name, _ in scope.children(("lot",))}
    assert [name for name, _ in scope.children(("item",))][:2] == ["product", "qty"]
    bare = scope.resolve(("trigger",))
    assert bare is not None
    assert bare.type == Ref("purchase")


def test_every_expression_of_rules_messages_and_workflows_is_found() -> None:
    """What finds all expressions is what renames, archived fields and impact rely on."""
    types = Types(load(acting_app()), CATALOG)
    assert {(written.path, written.text) for written in automated.every(types)} == {
        ("rule/earn/when", "not EMPTY(member) and points > 0"),
        ("rule/earn/actions/0/values/member", "member"), ("rule/earn/actions/0/values/points", "points"),
        ("rule/earn/actions/0/values/kind", "'earn'"), ("rule/earn/actions/1/to/value", "member.owner"),
        ("rule/earn/actions/1/title", "member.name"), ("rule/earn/actions/1/title", "booked.points"),
        ("message/welcome/text/zh-CN", "name"), ("message/welcome/text/en", "name"),
        ("workflow/refund/transitions/t1/when", "amount >= 1000"),
    }  # fmt: skip


@pytest.mark.parametrize("path", ["form", "owner", "both"])
def test_hostile_shapes_of_rules_never_raise(path: str) -> None:
    documents = acting_app()
    nested: Any = {"type": "choose", "cases": [{"when": "x", "do": [{"type": 3}, None, {"type": "create", "form": [], "values": {"a": {}}}]}]}
    documents["rule", "earn"]["actions"] = [nested, {"type": "update", "set": {"a": []}, "otherwise": []}, {"type": "create", "form": path, "values": 3}]
    assert {problem.level for problem in schema.problems(documents, CATALOG)} == {"error"}


# rules that set each other off

def circle(documents: Documents) -> list[Problem]:
    return [one for one in problems(documents) if one.code in ("rule_sets_itself_off", "rules_in_circle", "workflow_sets_itself_off")]


def with_rules(*rules: dict[str, Any]) -> Documents:
    documents = acting_app()
    documents.pop(("rule", "earn"))
    return documents | {("rule", item["key"]): copy.deepcopy(item) for item in rules}


UPDATED = {"event": "updated", "form": "member"}


@pytest.mark.parametrize(
    ("event", "when", "change", "sets_off"),
    [
        (UPDATED, None, {"remark": "'x'"}, True),
        (UPDATED | {"fields": ["name"]}, None, {"remark": "'x'"}, False),
        (UPDATED | {"fields": ["remark"]}, None, {"remark": "'x'"}, True),
        (UPDATED, "remark == 'y'", {"remark": "'x'"}, False),
        (UPDATED, "vip == true", {"vip": "false"}, False),
        (UPDATED, "vip == true and EMPTY(remark)", {"remark": "'x'"}, False),
        (UPDATED, "gender == 'male'", {"gender": "'male'"}, True),
        ({"event": "enters", "form": "member"}, "vip", {"remark": "'x'"}, False),
        ({"event": "enters", "form": "member"}, "vip", {"vip": "vip"}, True),
        ({"event": "changed", "form": "member", "field": "gender", "to": "'male'"}, None, {"gender": "'female'"}, False),
        ({"event": "changed", "form": "member", "field": "gender", "to": "'male'"}, None, {"gender": "'male'"}, True),
        ({"event": "created", "form": "member"}, None, {"remark": "'x'"}, False),
        ({"event": "date", "form": "member", "field": "birthday"}, None, {"birthday": "@today"}, False),
        ({"event": "button", "form": "member"}, None, {"remark": "'x'"}, False),
    ],
)
def test_a_rule_that_may_set_itself_off_is_warned_of(event: dict[str, Any], when: str | None, change: dict[str, str], sets_off: bool) -> None:
    made = rule("mark", event, [{"type": "update", "set": change}], **({"when": when} if when else {}))
    assert [(one.level, one.code, one.path) for one in circle(with_rules(made))] == (
        [("warning", "rule_sets_itself_off", "rule/mark")] if sets_off else []
    )


def test_a_circle_over_a_rollup_is_named_by_labels() -> None:
    """A purchase moves the sum of its member; a rule on that sum makes a purchase."""
    buy = {"type": "create", "form": "purchase", "values": {"member": "id", "paid_at": "@now", "amount": "1"}}
    gift = rule("gift", {"event": "crossed", "form": "member", "field": "spent", "at": "1000"}, [buy], label="满额送礼")
    assert [(one.code, one.path) for one in circle(with_rules(gift))] == [("rule_sets_itself_off", "rule/gift")]
    tag = rule("tag", {"event": "crossed", "form": "member", "field": "spent", "at": "1000"}, [{"type": "update", "set": {"vip": "true"}}], label="升级")
    thank = rule("thank", {"event": "enters", "form": "member"}, [buy], when="vip", label="感谢")
    [knot] = circle(with_rules(tag, thank))
    assert knot.code == "rules_in_circle"
    assert set(knot.params["cycle"]["zh-CN"].split(" → ")) == {"升级", "感谢"}


def test_a_workflow_that_may_start_itself_is_warned_of() -> None:
    documents = acting_app()
    refund = documents["workflow", "refund"]
    refund["on"] = {"event": "updated", "form": "purchase"}
    refund["steps"][-1]["actions"] = [{"type": "update", "set": {"amount": "0"}}]
    assert [(one.code, one.path) for one in circle(documents)] == [("workflow_sets_itself_off", "workflow/refund")]
    refund["when"] = "amount > 0"
    assert circle(documents) == []
