"""The publish checks of workflows: for each a workflow that passes and one that does not, problems where they are, in words of labels."""

import copy
from itertools import pairwise
from typing import Any

import pytest

from builder import checks, messages, schema
from builder.definitions import load
from builder.problems import Problem
from runtime.catalog import build_catalog
from tests.acting import acting_app, approve, step, ways, workflow
from tests.builders import Documents

CATALOG = build_catalog()
W = "workflow/flow"
BEGIN, END = step("begin", "start"), step("end", "end", result="approved")
WHO = {"by": "role", "value": "agent"}


def app_with(made: dict[str, Any]) -> Documents:
    documents = acting_app()
    documents.pop(("workflow", "refund"))
    return documents | {("workflow", made["key"]): copy.deepcopy(made)}


def problems(made: dict[str, Any]) -> list[Problem]:
    documents = app_with(made)
    return schema.problems(documents, CATALOG) or checks.check(load(documents), CATALOG)


def found(made: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(problem.level, problem.code, problem.path.removeprefix(f"{W}/")) for problem in problems(made)}


def flow(steps: list[dict[str, Any]], *pairs: str, **rest: Any) -> dict[str, Any]:
    """A workflow from its steps between start and end, and `a>b` transitions."""
    return workflow("flow", [BEGIN, *steps, END], ways(*pairs), **rest)


def line(*steps: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """Steps in a row."""
    keys = ["begin", *(item["key"] for item in steps), "end"]
    return flow(list(steps), *(f"{a}>{b}" for a, b in pairwise(keys)), **rest)


def choice(first: str, second: str | None, *more: str) -> dict[str, Any]:
    """A branch on two approvals with these conditions (None: the default)."""
    return flow(
        [step("x", "branch", mode="first"), approve("a"), approve("b"), *(approve(f"c{number}") for number in range(len(more)))],
        "begin>x", f"x>a:{first}", f"x>b:{second or '*'}", *(f"x>c{number}:{when}" for number, when in enumerate(more)),
        "a>end", "b>end", *(f"c{number}>end" for number in range(len(more))),
    )  # fmt: skip


SPLIT, MEET = step("split", "branch", mode="all", join="meet"), step("meet", "join")


def parallel(*pairs: str, steps: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Two approvals at once that meet, with further steps and transitions."""
    return flow([SPLIT, approve("a"), approve("b"), MEET, *steps], "begin>split", "split>a", "split>b", *pairs)


GOOD = {
    "a line": line(approve("a")),
    "a choice": choice("amount >= 1000", None),
    "an exhaustive choice": choice("amount >= 1000", "amount < 1000"),
    "nothing between two neighbours": choice("amount > 1.005", "amount < 1.01"),
    "all at once": parallel("a>meet", "b>meet", "meet>end"),
    "those that hold": flow(
        [step("split", "branch", mode="any", join="meet"), approve("a"), approve("b"), MEET],
        "begin>split", "split>a:amount > 5", "split>b:*", "a>meet", "b>meet", "meet>end",
    ),
    "once more": flow(
        [approve("a"), step("x", "branch", mode="first")], "begin>a", "a>x", "x>a:amount > 5", "x>end:*"
    ),
    "its own way for rejections": workflow(
        "flow", [BEGIN, approve("a", on_reject={"do": "branch"}), approve("b"), END],
        [*ways("begin>a", "a>end", "b>end"), {"key": "no", "from": "a", "to": "b", "outcome": "rejected"}],
    ),
    "back to a person": line(approve("a"), approve("b", on_reject={"do": "goto", "step": "a"})),
    "only by a jump": flow([approve("a", on_reject={"do": "goto", "step": "fix"}), step("fix", "form", who=WHO)], "begin>a", "a>end", "fix>a"),
    "an end that calls the rest off": parallel(
        "a>x", "x>stop:amount > 5", "x>meet:*", "b>meet", "meet>end",
        steps=(step("x", "branch", mode="first"), step("stop", "end", result="stopped", terminate=True)),
    ),
    "nested": flow(
        [SPLIT, step("in", "branch", mode="all", join="out"), approve("a"), approve("b"), approve("c"), step("out", "join"), MEET],
        "begin>split", "split>in", "split>c", "in>a", "in>b", "a>out", "b>out", "out>meet", "c>meet", "meet>end",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_stays_without_a_word(name: str) -> None:
    assert found(GOOD[name]) == set()


A, B = approve("a"), approve("b")
MARK = {"type": "update", "set": {"amount": "1"}}
CASES: list[tuple[dict[str, Any], str, str, str]] = [
    # 1–6: the graph
    (line(step("a", "dance")), "error", "step_unknown", "steps/a/type"),
    (line(step("a", "approve")), "error", "setting_missing", "steps/a/who"),
    (line(step("a", "approve", who=WHO, colour=1)), "error", "shape_unknown", "steps/a/colour"),
    (line(step("a", "action", actions=[{"type": "explode"}])), "error", "action_unknown", "steps/a/actions/0/type"),
    (line(A, on_rejected=[{"type": "explode"}]), "error", "action_unknown", "on_rejected/0/type"),
    (line(A, on={"event": "updated", "form": "purchase", "speed": 1}), "error", "shape_unknown", "on/speed"),
    (line(A, on={"event": "manual", "form": "order"}), "error", "form_missing", "on/form"),
    (flow([A, A], "begin>a", "a>end"), "error", "key_twice", "steps/a/key"),
    (flow([A], "begin>a") | {"transitions": [*ways("begin>a"), *ways("a>end")]}, "error", "key_twice", "transitions/t0/key"),
    (workflow("flow", [A, END], ways("a>end")), "error", "workflow_without_start", "steps"),
    (workflow("flow", [BEGIN, A], ways("begin>a")), "error", "workflow_without_end", "steps"),
    (flow([step("again", "start"), A], "begin>a", "a>end", "again>a"), "error", "workflow_second_start", "steps/again"),
    (flow([A], "begin>a", "a>end", "a>nowhere"), "error", "transition_end_missing", "transitions/t2/to"),
    (flow([A], "begin>a", "a>begin"), "error", "transition_into_start", "transitions/t1/to"),
    (flow([A], "begin>a", "a>end", "end>a"), "error", "transition_out_of_end", "transitions/t2/from"),
    (flow([A], "begin>a", "a>end", "a>end"), "error", "transition_twice", "transitions/t2"),
    (flow([A, B], "begin>a", "a>end", "b>end"), "error", "step_unreachable", "steps/b"),
    (flow([A, B], "begin>a", "a>b"), "error", "step_dead_end", "steps/b"),
    (flow([step("x", "branch"), A], "begin>x", "x>a:*", "a>end"), "error", "step_branch_ways", "steps/x"),
    (flow([A, MEET], "begin>a", "a>meet", "meet>end"), "error", "step_join_ways", "steps/meet"),
    (flow([A, B], "begin>a", "a>b", "b>end", "a>end"), "error", "step_one_way", "steps/a"),
    # 7, 8: conditions
    (choice("amount >= 1000", "amount < 500"), "error", "branch_gap", "steps/x"),
    (choice("amount >= 1000", "member.vip"), "error", "branch_without_default", "steps/x"),
    (choice("amount >= 1000", "*", "*"), "error", "branch_second_default", "transitions/t3/default"),
    (flow([step("x", "branch"), A, B], "begin>x", "x>a", "x>b:*", "a>end", "b>end"), "error", "branch_without_condition", "transitions/t1/when"),
    (choice("amount > 5 and amount < 3", None), "warning", "condition_never", "transitions/t1/when"),
    (choice("amount < 0 and amount > -1 and amount == 3", None), "warning", "condition_never", "transitions/t1/when"),
    (choice("amount > 5", "amount > 10", "*"), "warning", "condition_covered", "transitions/t2/when"),
    (choice("amount > 5", "amount <= 5", "*"), "warning", "branch_default_never", "transitions/t3/default"),
    (choice("amount >", None), "error", "expression_syntax", "transitions/t1/when"),
    (choice("price > 5", None), "error", "expression_unknown_name", "transitions/t1/when"),
    (choice("old.amount > 5", None), "error", "old_not_known", "transitions/t1/when"),
    # 9, 10: regions
    (
        parallel("split>c", "c>meet", "a>meet", "b>end", "meet>end", steps=(approve("c"),)), "error", "way_leaves_region", "transitions/t6",
    ),
    (
        parallel("split>c", "c>meet", "a>meet", "b>stop", "meet>end", steps=(approve("c"), step("stop", "end"))), "error", "end_in_region",
        "steps/stop",
    ),
    (parallel("a>end", "b>end") | {"steps": [BEGIN, SPLIT, A, B, END]}, "error", "ways_meet", "steps/end"),
    (
        parallel("split>d", "d>meet", "a>c", "b>c", "c>meet", "meet>end", steps=(approve("c"), approve("d"))), "error", "ways_meet", "steps/c",
    ),
    (
        flow([step("x", "branch"), A, B, MEET], "begin>x", "x>a:amount > 1", "x>b:*", "a>meet", "b>meet", "meet>end"), "error",
        "workflow_deadlock", "steps/meet",
    ),
    (
        flow([step("x", "branch"), A, B, MEET], "begin>x", "x>a:amount > 1", "x>b:*", "a>meet", "b>meet", "meet>end"), "error",
        "join_without_branch", "steps/meet",
    ),
    (
        parallel("a>x", "x>meet:amount > 1", "x>early:*", "b>meet", "meet>early", "early>end", steps=(step("x", "branch"), approve("early"))),
        "error", "way_leaves_region", "transitions/t5",
    ),
    (
        flow(
            [step("x", "branch"), SPLIT, A, B, MEET], "begin>x", "x>split:amount > 1", "x>a:*", "split>a", "split>b", "a>meet", "b>meet", "meet>end"
        ),
        "error", "way_leaves_region", "transitions/t3",
    ),
    (
        parallel("a>meet", "b>meet", "meet>x", "x>a:amount > 1", "x>end:*", steps=(step("x", "branch"),)), "error", "way_enters_region",
        "transitions/t6",
    ),
    (choice("amount > 1.005", "amount < 1.00"), "error", "branch_gap", "steps/x"),
    (
        parallel("a>meet", "b>second", "meet>end", "second>end", steps=(step("second", "join"),)), "error", "step_join_ways", "steps/second",
    ),
    (flow([SPLIT | {"join": "end"}, A, B, MEET], "begin>split", "split>a", "split>b", "a>meet", "b>meet", "meet>end"), "error", "branch_other_join", "steps/split/join"),
    # 11: loops
    (
        flow([step("x", "branch"), step("u", "action", actions=[MARK])], "begin>u", "u>x", "x>u:amount > 1", "x>end:*"), "error",
        "workflow_endless", "steps/u",
    ),
    (
        workflow("flow", [BEGIN, A, step("u", "action", actions=[MARK], on_error="t2"), END], ways("begin>a", "a>u", "u>a", "u>end")), "warning",
        "workflow_loop_without_exit", "steps/a",
    ),
    # 12, 14–18, 23, 30: steps
    (line(step("a", "approve", who={"by": "role", "value": "boss"})), "error", "role_missing", "steps/a/who/value"),
    (line(step("a", "approve", who={"by": "field", "value": "member.name"})), "error", "who_not_a_person", "steps/a/who/value"),
    (line(approve("a", cc=[{"by": "role", "value": "boss"}])), "error", "role_missing", "steps/a/cc/0/value"),
    (line(approve("a", on_reject={"do": "goto", "step": "z"})), "error", "step_target_missing", "steps/a/on_reject/step"),
    (
        line(step("u", "action", actions=[MARK]), approve("a", on_reject={"do": "goto", "step": "u"})), "error", "step_target_not_human",
        "steps/a/on_reject/step",
    ),
    (
        flow(
            [SPLIT, approve("a", on_reject={"do": "goto", "step": "b"}), B, MEET], "begin>split", "split>a", "split>b", "a>meet", "b>meet",
            "meet>end",
        ),
        "error", "step_target_region", "steps/a/on_reject/step",
    ),
    (line(approve("a", return_to=["b"]), B), "warning", "step_target_later", "steps/a/return_to/b"),
    (line(approve("a", timeout=[{"after": "P1D", "do": "goto", "step": "z"}])), "error", "step_target_missing", "steps/a/timeout/0/step"),
    (line(approve("a", pct=0)), "error", "shape_too_little", "steps/a/pct"),
    (line(step("a", "approve", who={"by": "initiator"})), "warning", "step_asks_initiator", "steps/a/who"),
    (line(A, summary=["price"]), "error", "field_missing", "summary/price"),
    (line(A, title="{{price}}"), "error", "expression_unknown_name", "title"),
    (line(step("u", "action", actions=[MARK]), on_rejected=[MARK]), "warning", "workflow_nobody_decides", "on_rejected"),
    (
        line(A, on={"event": "button", "form": "purchase", "ask": [{"key": "why", "label": "Why", "type": "text"}]}), "error",
        "workflow_button_asks", "on/ask",
    ),
    (line(step("u", "action", actions=[{"type": "refuse", "message": "!"}])), "error", "action_needs_transaction", "steps/u/actions/0"),
    (line(step("u", "action", actions=[{**MARK, "set": {"price": "1"}}])), "error", "field_missing", "steps/u/actions/0/set/price"),
    # 24, 29: what people can read
    (line(*(approve(f"a{number}") for number in range(200))), "warning", "workflow_large", "steps"),
    (line(A, {**B, "label": "A"}), "warning", "step_label_twice", "steps/b/label"),
    (line({name: value for name, value in A.items() if name != "label"}), "warning", "step_without_label", "steps/a/label"),
]  # fmt: skip
IDS = [f"{code}-{path}-{number}" for number, (_, _, code, path) in enumerate(CASES)]


@pytest.mark.parametrize(("made", "level", "code", "path"), CASES, ids=IDS)
def test_each_question(made: dict[str, Any], level: str, code: str, path: str) -> None:
    assert (level, code, path) in found(made)


@pytest.mark.parametrize(("made", "level", "code", "path"), CASES, ids=IDS)
def test_each_answer_is_a_sentence_in_both_languages(made: dict[str, Any], level: str, code: str, path: str) -> None:
    for problem in problems(made):
        assert all(problem.code in messages.catalogue(locale) for locale in messages.LOCALES), problem.code


def test_a_gap_names_the_values_that_have_no_way() -> None:
    [gap] = [one for one in problems(choice("amount >= 1000", "amount < 1000.00 and amount > 5")) if one.code == "branch_gap"]
    assert gap.params["values"]["zh-CN"] == "4.99、5.00"
    assert gap.params["field"] == {"zh-CN": "金额", "en": "Amount"}


def test_an_empty_field_needs_a_way_too_unless_it_must_be_filled_in() -> None:
    made = workflow(
        "flow", [BEGIN, step("x", "branch"), A, B, END],
        ways("begin>x", "x>a:gender == 'female'", "x>b:gender == 'male'", "a>end", "b>end"), on={"event": "manual", "form": "member"},
    )  # fmt: skip
    [gap] = [one for one in problems(made) if one.level == "error"]
    assert (gap.code, gap.params["values"]) == ("branch_gap", {"zh-CN": "空", "en": "empty"})
    made["transitions"][2]["when"] = "gender != 'female'"
    assert problems(made) == []


def test_conditions_with_the_same_place_in_the_order_may_not_both_hold() -> None:
    made = choice("amount > 5", "amount > 3", "*")
    assert "conditions_overlap" not in {one.code for one in problems(made)}
    made["transitions"][2]["prio"] = made["transitions"][1]["prio"]
    [overlap] = [one for one in problems(made) if one.code == "conditions_overlap"]
    assert overlap.path == f"{W}/transitions/t2/when"
    assert overlap.params["values"]["zh-CN"].startswith("5.01")


def test_a_deadlock_is_told_with_the_way_that_leads_to_it() -> None:
    steps = [step("x", "branch", label="金额大小"), approve("a", label="店长"), approve("b", label="总监"), step("meet", "join", label="会合")]
    made = flow(steps, "begin>x", "x>a:amount > 1", "x>b:*", "a>meet", "b>meet", "meet>end")
    stuck = next(one for one in problems(made) if one.code == "workflow_deadlock")
    assert stuck.params["trace"]["zh-CN"] == "Begin → 金额大小"
    assert stuck.params["left"]["zh-CN"] in ("店长", "总监", "金额大小")


def test_what_runs_twice_is_told_with_the_way_that_leads_to_it() -> None:
    made = parallel("a>c", "b>c", "c>end", steps=(approve("c"),))
    made["steps"] = [one for one in made["steps"] if one["key"] != "meet"]
    faults = {one.code: one for one in problems(made)}
    assert {"ways_meet", "workflow_unsafe"} <= faults.keys()
    assert faults["workflow_unsafe"].params["trace"]["zh-CN"].startswith("Begin → Split")
    assert faults["workflow_unsafe"].path == f"{W}/steps/c"


def test_a_workflow_that_fills_in_what_makes_another_field_required() -> None:
    made = workflow(
        "flow", [BEGIN, step("a", "form", who=WHO, fields={"vip": "write"}), END], ways("begin>a", "a>end"), on={"event": "manual", "form": "member"}
    )
    assert [(one.code, one.path) for one in problems(made)] == [("step_required_out_of_reach", f"{W}/steps/a/fields/owner")]
    made["steps"].insert(1, step("b", "form", who=WHO, fields={"owner": "write"}))
    made["transitions"] = ways("begin>b", "b>a", "a>end")
    assert problems(made) == []


def test_shape_problems_do_not_hide_each_other_and_never_raise() -> None:
    made = workflow("flow", [], [])
    assert {one.code for one in problems(made)} == {"workflow_without_start", "workflow_without_end"}
    made = workflow("flow", [BEGIN, BEGIN, A], ways("begin>begin", "a>a", "x>y"))
    assert {"key_twice", "workflow_without_end", "transition_into_start", "transition_end_missing"} <= {one.code for one in problems(made)}
