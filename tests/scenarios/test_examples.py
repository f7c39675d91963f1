"""The examples the mall CRM brings along hold on both databases; `dougong test` says so, and says what is wrong where one does not."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from builder import templates
from builder.definitions import Example, load
from builder.definitions.example import load as load_example
from runtime.cli import dougong
from runtime.cli_output import guarded
from runtime.examples import run
from runtime.examples.stage import Stage
from runtime.store import rules, workflows
from runtime.store.write import UnitOfWork
from tests.scenarios.mall import FOLDER

APP = load(templates.read_folder(FOLDER).documents)


REFUSING = {key for key, rule in APP.rules.items() if [action["type"] for action in rule.actions] == ["refuse"]}


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """("rule" | "workflow" | "example", key) of everything that was at work."""
    return set()


@pytest.mark.parametrize("example", APP.examples.values(), ids=lambda example: example.key)
def test_it_holds(mall: Stage, example: Example, seen: set[tuple[str, str]]) -> None:
    outcome = run(mall, example)
    assert outcome.passed, [(one.place, one.number, one.miss) for one in outcome.failures]
    seen |= mall.runtime.store.read(mall.context(), at_work) | {("example", example.key)}


def at_work(uow: UnitOfWork) -> set[tuple[str, str]]:
    fired = {("rule", key) for key, counts in rules.counts(uow).items() if counts.get("fired")}
    return fired | {("workflow", key) for key in APP.workflows if workflows.of_workflow(uow, key)}


def test_every_rule_and_workflow_was_at_work(seen: set[tuple[str, str]]) -> None:
    if {key for kind, key in seen if kind == "example"} != set(APP.examples):
        pytest.skip("only some of the examples ran")
    assert {key for kind, key in seen if kind == "rule"} == set(APP.rules) - REFUSING
    assert {key for kind, key in seen if kind == "workflow"} == set(APP.workflows)


def spoilt(**more: Any) -> dict[str, Any]:
    raw = copy.deepcopy(dict(APP.documents["example", "earn_points"]))
    return {**raw, **more}


@pytest.mark.parametrize(
    ("change", "place", "code", "params"),
    [
        ({"then": [{"record": "@lin", "values": {"points": 500}}]}, "then", "example_value", {"expected": "500", "found": "492"}),
        ({"then": [{"form": "points_ledger", "count": 2}]}, "then", "example_count", {"expected": 2, "found": 1}),
        ({"then": [{"form": "points_ledger", "where": "delta > 1000"}]}, "then", "example_count", {"expected": 1, "found": 0}),
        ({"then": [{"tasks": {"login": "agent_1", "count": 3}}]}, "then", "example_tasks", {"expected": 3, "found": 0}),
        ({"then": [{"notices": {"login": "agent_1"}}]}, "then", "example_notices", {"expected": 1, "found": 0}),
        ({"then": [{"record": "@nobody", "values": {}}]}, "then", "example_refused", {}),
        ({"then": [{"nothing": 1}]}, "then", "example_refused", {}),
        ({"steps": [{"as": "agent_1", "do": {"approve": {}}}]}, "steps", "example_refused", {}),
        ({"steps": [{"as": "agent_1", "do": {"dance": {}}}]}, "steps", "example_refused", {}),
        ({"steps": [{"as": "merchant_1", "do": {"create": {"form": "member", "values": {}}}}]}, "steps", "example_refused", {}),
        ({"steps": [{"advance": "P1D", "expect": {"error": "own_message"}}]}, "steps", "example_not_refused", {"expected": "own_message"}),
        ({"given": {"records": [{"form": "member", "values": {"name": "x"}}]}}, "given", "example_refused", {}),
    ],
)
def test_what_does_not_hold_is_named(mall: Stage, change: dict[str, Any], place: str, code: str, params: dict[str, Any]) -> None:
    outcome = run(mall, load_example(spoilt(**change)))
    assert not outcome.passed
    failure = outcome.failures[0]
    assert (failure.place, failure.miss.code) == (place, code)
    assert params.items() <= failure.miss.params.items()


def test_another_refusal_than_the_expected_one_is_named(mall: Stage) -> None:
    steps = [{"as": "merchant_1", "do": {"create": {"form": "member", "values": {}}}, "expect": {"error": "own_message"}}]
    failure = run(mall, load_example(spoilt(steps=steps))).failures[0]
    assert failure.miss.code == "example_other_error"
    assert failure.miss.params == {"expected": "own_message", "found": "not_allowed_action"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The mall with two of its examples, one of them spoilt."""
    documents = {name: raw for name, raw in APP.documents.items() if name[0] != "example" or name[1] == "no_points"}
    wrong = {**spoilt(then=[{"record": "@lin", "values": {"points": 500}}]), "key": "wrong"}
    path = tmp_path / "mall.zip"
    path.write_bytes(templates.pack({**documents, ("example", "wrong"): wrong}, {}))
    return path


def test_the_command_says_which_failed_and_why(package: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert guarded(dougong, ["test", str(package)]) == 1
    said = capsys.readouterr().out
    assert "第 1 条结果：「林若溪」的「可用积分」应为 500，实际是 492。" in said
    assert "2 个示例，1 个不符。" in said


def test_the_command_speaks_json_and_ends_well(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(dougong, ["test", str(package), "--only", "no_points", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is True
    assert [(one["key"], one["passed"], one["failures"]) for one in told["examples"]] == [("no_points", True, [])]
    assert guarded(dougong, ["test", str(package), "--only", "nothing"]) == 2
