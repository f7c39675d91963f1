"""Changes of rules, workflows, messages and examples: each named by labels, with its place; equal versions give none."""

from collections.abc import Callable
from typing import Any

import pytest

from builder import messages
from builder.changes import Change, compare
from builder.changes.automations import INSTANCES_RUNNING, RUNNING
from runtime.catalog import build_catalog
from tests.acting import WELCOME, acting_app, approve, rule, ways, workflow
from tests.builders import Documents

CATALOG = build_catalog()
Edit = Callable[[Documents], Any]
R, W, M = "rule/earn", "workflow/refund", "message/welcome"
EXAMPLE = {"key": "buys", "label": "买", "steps": [{"do": {"create": {}}}]}


def of_rule(**values: Any) -> Edit:
    return lambda documents: documents["rule", "earn"].update(values)


def of_workflow(**values: Any) -> Edit:
    return lambda documents: documents["workflow", "refund"].update(values)


def of_step(key: str, **values: Any) -> Edit:
    return lambda documents: next(one for one in documents["workflow", "refund"]["steps"] if one["key"] == key).update(values)


def of_message(**values: Any) -> Edit:
    return lambda documents: documents["message", "welcome"].update(values)


def more_steps(documents: Documents) -> None:
    refund = documents["workflow", "refund"]
    refund["steps"].append(approve("board", label="董事会"))
    refund["transitions"][-1]["to"] = "board"
    refund["transitions"] += [{"key": "t9", "from": "board", "to": "done"}]


CASES: list[tuple[Edit, set[tuple[str, str]]]] = [
    (lambda d: d.update({("rule", "b"): rule("b", {"event": "created", "form": "tier"}, [])}), {("rule_added", "rule/b")}),
    (lambda d: d.pop(("rule", "earn")), {("rule_removed", R)}),
    (of_rule(label="积分"), {("rule_relabelled", f"{R}/label")}),
    (of_rule(on={"event": "updated", "form": "purchase"}), {("rule_trigger_changed", f"{R}/on")}),
    (of_rule(when="points > 1"), {("rule_condition_changed", f"{R}/when")}),
    (of_rule(once_per="day"), {("rule_frequency_changed", f"{R}/once_per")}),
    (of_rule(timing="after_commit", priority=3), {("rule_timing_changed", f"{R}/timing"), ("rule_order_changed", f"{R}/priority")}),
    (of_rule(stop=True), {("rule_order_changed", f"{R}/stop")}),
    (of_rule(enabled=False), {("rule_switched_off", f"{R}/enabled")}),
    (of_rule(help="?"), {("rule_setting_changed", f"{R}/help")}),
    (lambda d: d["rule", "earn"]["actions"].pop(), {("rule_actions_changed", f"{R}/actions")}),
    (lambda d: d["rule", "earn"]["actions"][0]["values"].update(points="1"), {("rule_actions_changed", f"{R}/actions")}),
    (lambda d: d.update({("workflow", "b"): workflow("b", [], [])}), {("workflow_added", "workflow/b")}),
    (lambda d: d.pop(("workflow", "refund")), {("workflow_removed", W)}),
    (of_workflow(label="退款"), {("workflow_relabelled", f"{W}/label")}),
    (of_workflow(when="amount > 0"), {("workflow_start_changed", f"{W}/on")}),
    (of_workflow(withdraw="never", title="{{no}}"), {("workflow_setting_changed", f"{W}/withdraw"), ("workflow_setting_changed", f"{W}/title")}),
    (of_workflow(layout={"chief": [10, 20]}), {("steps_moved", f"{W}/layout")}),
    (of_step("chief", label="总监"), {("step_relabelled", f"{W}/steps/chief/label")}),
    (of_step("chief", mode="any"), {("step_changed", f"{W}/steps/chief")}),
    (of_step("chief", type="form"), {("step_type_changed", f"{W}/steps/chief/type")}),
    (
        more_steps,
        {("step_added", f"{W}/steps/board"), ("transition_changed", f"{W}/transitions/t4"), ("transition_added", f"{W}/transitions/t9")},
    ),
    (lambda d: d["workflow", "refund"]["transitions"][1].update(when="amount > 9"), {("transition_changed", f"{W}/transitions/t1")}),
    (lambda d: d["workflow", "refund"].update(transitions=ways("begin>size")), {
        ("transition_removed", f"{W}/transitions/t{number}") for number in range(1, 5)
    }),
    (lambda d: d.update({("message", "b"): {**WELCOME, "key": "b"}}), {("message_added", "message/b")}),
    (lambda d: d.pop(("message", "welcome")), {("message_removed", M)}),
    (of_message(label="新"), {("message_relabelled", f"{M}/label")}),
    (of_message(text="?"), {("message_text_changed", f"{M}/text")}),
    (of_message(channel="email", subject="!"), {("message_setting_changed", f"{M}/channel"), ("message_setting_changed", f"{M}/subject")}),
    (lambda d: d.update({("example", "buys"): EXAMPLE}), {("example_added", "example/buys")}),
    (lambda d: d["app", "tiny"].update(calendar={"hours": {"1": [["09:00", "18:00"]]}}), {("app_setting_changed", "app/calendar")}),
    (lambda d: d["app", "tiny"].pop("outbox"), {("app_setting_changed", "app/outbox")}),
    (lambda d: d["form", "entry"].update(append_only=False), {("form_setting_changed", "form/entry/append_only")}),
]  # fmt: skip
IDS = [f"{min(expected)[0]}-{number}" for number, (_, expected) in enumerate(CASES)]


def changes(edit: Edit) -> list[Change]:
    after = acting_app()
    edit(after)
    return compare(acting_app(), after, CATALOG)


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=IDS)
def test_each_change_is_named_alone_and_loses_nothing(edit: Edit, expected: set[tuple[str, str]]) -> None:
    assert {(change.code, change.path) for change in changes(edit)} == expected
    assert {change.level for change in changes(edit)} == {"safe"}


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=IDS)
def test_each_change_is_a_sentence_without_gaps_and_found_backwards(edit: Edit, expected: set[tuple[str, str]]) -> None:
    for change in changes(edit):
        for locale in messages.LOCALES:
            template = messages.catalogue(locale)[change.code]
            assert {part.partition("}")[0] for part in template.split("{")[1:]} <= set(change.params), change.code
    after = acting_app()
    edit(after)
    assert compare(after, acting_app(), CATALOG)


def test_equal_versions_have_no_changes_and_a_new_app_only_new_things() -> None:
    assert compare(acting_app(), acting_app(), CATALOG) == []
    codes = {change.code for change in compare(None, acting_app(), CATALOG)}
    assert codes == {"form_added", "role_added", "rule_added", "workflow_added", "message_added"}


def test_steps_are_named_by_what_people_call_them() -> None:
    [changed] = changes(of_step("manager", mode="any"))
    assert changed.params == {"workflow": "Refund", "step": "Manager"}
    added = {change.code: change.params for change in changes(more_steps)}
    assert added["transition_added"] == {"workflow": "Refund", "from": "董事会", "to": "Done"}


def test_changes_that_concern_what_is_under_way_are_marked() -> None:
    assert {change.code for change in changes(more_steps)} <= RUNNING
    assert {change.code for change in changes(of_workflow(layout={"chief": [1, 2]}))}.isdisjoint(RUNNING)
    assert all(INSTANCES_RUNNING in messages.catalogue(locale) for locale in messages.LOCALES)
