"""Rules, workflows, messages and examples as definitions: stored with keys of their own, exported, reviewed, judged before anything runs."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builder import archive, checks, keys, messages, schema, templates
from builder.checks.scope import Types
from builder.configurations import Blank
from builder.definitions import dump, load
from builder.errors import Invalid, NotFound
from builder.kinds import ActionType, Place, StepType, TriggerType
from builder.memory import MemoryDefinitions, MemoryLiveData, MemoryPublisher
from builder.repository import Impact
from builder.studio import Studio
from runtime.catalog import build_catalog
from tests.acting import acting_app, rule, step, workflow

CATALOG = build_catalog()
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
EXAMPLE = {
    "key": "buys", "label": "买一次", "given": {"at": "2026-11-21T09:00", "records": [{"form": "tier", "as": "gold", "values": {"name": "金卡"}}]},
    "steps": [{"advance": "P1D", "do": {"create": {"form": "member"}}, "expect": {"error": "x"}}], "then": [{"form": "entry", "count": 1}],
}  # fmt: skip
CALL = {"type": "http", "method": "POST", "url": "https://erp.example.com/orders/{{no}}"}


def full() -> Any:
    return acting_app() | {("example", "buys"): EXAMPLE}


def studio(*impacts: Impact) -> Studio:
    definitions = MemoryDefinitions()
    made = Studio(CATALOG, definitions, MemoryLiveData(impacts), MemoryPublisher(definitions, lambda: NOW, "admin"))
    made.definitions.create("tiny", full())
    return made


def test_every_kind_survives_the_way_out_and_in(tmp_path: Path) -> None:
    package = templates.unpack(templates.pack(full()))
    assert package.documents == full()
    assert dump(load(package.documents)) == full()
    for name, content in archive.read(templates.pack(full())).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert templates.read_folder(tmp_path) == package
    assert {path.name for path in tmp_path.iterdir()} == {"app.json", "forms", "roles", "rules", "workflows", "messages", "tests"}


def test_a_review_lists_what_acts_by_itself_and_whom_it_would_call() -> None:
    documents = full()
    inner = {"type": "choose", "cases": [{"when": "true", "do": [CALL]}]}
    documents["rule", "earn"]["actions"].append(inner)
    documents["workflow", "refund"]["on_rejected"] = [{**CALL, "url": "http://user@10.0.0.1:8080/x"}, {**CALL, "url": "http://[bad"}]
    review = studio().review(templates.pack(documents))
    assert review.rules == ["Earn"]
    assert review.workflows == ["Refund"]
    assert review.messages == ["欢迎"]
    assert review.addresses == ["10.0.0.1", "erp.example.com", "http://[bad"]


def test_a_template_with_unknown_actions_is_refused_before_it_is_installed() -> None:
    documents = full()
    documents["rule", "earn"]["actions"] = [{"type": "shell", "command": "rm"}]
    with pytest.raises(Invalid, match="template_broken"):
        studio().import_(templates.pack(documents), key="other")


@pytest.mark.parametrize("name", ["rules/../a.json", "rules/a.py", "scripts/a.json", "workflows/A.json", "tests/a.jsonl"])
def test_other_files_are_no_part_of_a_template(name: str) -> None:
    assert archive.NAME.fullmatch(name) is None


def test_definitions_are_edited_undone_and_published() -> None:
    made = studio()
    assert made.publish("tiny", "first") == 1
    made.put("tiny", "rule", "thanks", rule("thanks", {"event": "created", "form": "member"}, [{"type": "notify", "to": {"by": "initiator"}, "title": "!"}]))
    made.delete("tiny", "message", "welcome")
    assert {change.code for change in made.impact("tiny").changes} == {"rule_added", "message_removed"}
    made.undo("tiny")
    assert made.publish("tiny", "") == 2
    with pytest.raises(NotFound):
        made.delete("tiny", "rule", "nothing")
    with pytest.raises(Invalid) as refused:
        made.put("tiny", "rule", "thanks", {"label": "?", "on": {"form": "member"}})
    assert [fault.code for fault in refused.value.faults] == ["shape_missing"]


def test_instances_under_way_are_told_before_publishing() -> None:
    """Whoever looks at live data counts them at the workflow that changes."""
    made = studio(Impact("instances_running", "workflow/refund", "safe", 3, (), {"workflow": "Refund"}))
    made.publish("tiny", "first")
    made.delete("tiny", "workflow", "refund")
    outlook = made.impact("tiny")
    assert outlook.publishable
    assert outlook.level == "safe"
    assert [(one.code, one.count) for one in outlook.impacts] == [("instances_running", 3)]


def test_keys_are_made_for_steps_lines_inputs_and_results() -> None:
    made = studio()
    steps = [step("begin", "start"), {"type": "approve", "label": "店长审批", "who": {"by": "initiator"}}, {"type": "end"}, {"type": "end"}]
    made.put("tiny", "workflow", "flow", workflow("flow", steps, [{"from": "begin", "to": "dian_zhang_shen_pi"}, {"from": "a", "to": "b"}]))
    document = made.draft("tiny").documents["workflow", "flow"]
    assert [one["key"] for one in document["steps"]] == ["begin", "dian_zhang_shen_pi", "step", "step_2"]
    assert [one["key"] for one in document["transitions"]] == ["transition", "transition_2"]
    ask = [{"label": "原因", "type": "choice", "options": [{"label": "坏了"}]}, {"label": "原因", "type": "text"}]
    create = {"type": "create", "form": "entry", "values": {}, "as": ""}
    each = {"type": "for_each", "each": "lines", "do": [create, {**create, "as": "create_result_2"}]}
    filled = keys.fill("rule", {"on": {"event": "button", "ask": ask}, "actions": [create, each]})
    assert [one["key"] for one in filled["on"]["ask"]] == ["yuan_yin", "yuan_yin_2"]
    assert filled["on"]["ask"][0]["options"][0]["key"] == "huai_le"
    named = [filled["actions"][0], *filled["actions"][1]["do"]]
    assert [one["as"] for one in named] == ["create_result", "create_result_3", "create_result_2"]
    assert keys.fill("rule", {"on": 3, "actions": [None]}) == {"on": 3, "actions": [None]}


def test_the_limits_of_an_app_hold_for_every_kind() -> None:
    for kind, most in schema.LIMITS.items():
        many: Any = {("app", "tiny"): {"format": 1, "key": "tiny", "label": "T"}}
        many |= {(kind, f"k{number}"): {} for number in range(most + 1)}
        assert f"too_many_{kind}s" in {problem.code for problem in schema.problems(many, CATALOG)}
    steps = workflow("flow", [step(f"s{number}", "end") for number in range(501)], [])
    assert [problem.code for problem in schema.shape("workflow", "flow", steps)] == ["shape_too_much"]


def test_an_app_has_so_many_actions_and_no_more() -> None:
    documents = full()
    documents["rule", "earn"]["actions"] = [{"type": "choose", "cases": [{"when": "true", "do": [CALL] * 60}]}] * 90
    assert [problem.code for problem in schema.problems(documents, CATALOG)] == ["app_actions_too_many"]


def test_hundreds_of_rules_are_judged_in_time() -> None:
    documents = full()
    update = {"type": "update", "set": {"remark": "'x'"}}
    many = {("rule", f"r{n}"): rule(f"r{n}", {"event": "updated", "form": "member"}, [update] * 3, when="vip == true") for n in range(300)}
    began = time.process_time()
    found = checks.check(load(documents | many), CATALOG)
    assert time.process_time() - began < 20
    *alone, circle = found
    assert {one.code for one in alone} == {"rule_sets_itself_off"}
    assert circle.code == "rules_in_circle"
    assert circle.params["cycle"]["zh-CN"].count("→") == 2


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"given": {"records": [{"form": "order"}]}}, "form_missing", "given/records/0/form"),
        ({"given": {"records": [{"form": "tier", "values": {"price": 1}}]}}, "field_missing", "given/records/0/values/price"),
        ({"given": {"records": [{"form": "tier", "as": "a"}, {"form": "tier", "as": "a"}]}}, "example_name_twice", "given/records/1/as"),
        ({"given": {"users": [{"login": "x", "roles": ["boss"]}]}}, "role_missing", "given/users/0/roles"),
        ({"then": [{"form": "order", "count": 1}]}, "form_missing", "then/0/form"),
    ],
)
def test_examples_that_have_fallen_behind_are_warned_of(change: dict[str, Any], code: str, path: str) -> None:
    documents = full()
    assert checks.check(load(documents), CATALOG) == []
    documents["example", "buys"] = {**EXAMPLE, **change}
    assert ("warning", code, f"example/buys/{path}") in {(one.level, one.code, one.path) for one in checks.check(load(documents), CATALOG)}
    assert all(code in messages.catalogue(locale) for locale in messages.LOCALES)


# every kind, as its families promise

FAMILIES = [*CATALOG.triggers, *CATALOG.actions, *CATALOG.steps]


@pytest.mark.parametrize("kind", FAMILIES, ids=[f"{type(kind).__mro__[-3].__name__}-{kind.name}" for kind in FAMILIES])
def test_kinds_describe_themselves_and_take_their_own_example(kind: TriggerType | ActionType | StepType) -> None:
    Draft202012Validator.check_schema(dict(kind.config_schema))
    Draft202012Validator(kind.config_schema).validate(json.loads(json.dumps(kind.example)))
    for words in (kind.label, kind.help):
        assert words["zh-CN"]
        assert words["en"]
    for name, setting in kind.config_schema["properties"].items():
        assert {"zh-CN", "en"} <= setting.get("label", {}).keys(), name
    assert kind.config_schema.get("additionalProperties") is False


@pytest.mark.parametrize("types", [Blank(CATALOG), Types(load(full()), CATALOG)], ids=["nothing known", "the tiny app"])
@pytest.mark.parametrize("kind", FAMILIES, ids=[kind.name for kind in FAMILIES])
def test_kinds_answer_wherever_they_stand(kind: TriggerType | ActionType | StepType, types: Any) -> None:
    """A form, field or message that is not there is a Problem, never an exception."""
    config = dict(kind.example)
    for form in (config.get("form"),) if isinstance(kind, TriggerType) else ("purchase", "nowhere", None):
        place = Place(types, form, True, {"lot": "entry"})
        assert all(spot.path for spot in kind.spots(config, place))
        list(kind.wrong(config, place))
        kind.check(config, types.app)
        if isinstance(kind, ActionType):
            assert all(inner.path for inner in kind.inner(config, place))
            assert all(isinstance(written, str) for written, _ in kind.writes(config, place))
            kind.binds(config, place)
        elif isinstance(kind, StepType):
            assert all(inner.path for inner in kind.actions(config))
            assert all(path for path, _ in kind.people(config))
            assert not (kind.ends(config) and (kind.splits(config) or kind.chooses(config)))
        else:
            kind.watches(config)
            kind.condition(config)


def test_there_is_one_beginning_an_end_and_a_join() -> None:
    assert [kind.name for kind in CATALOG.steps if kind.begins] == ["start"]
    assert [kind.name for kind in CATALOG.steps if kind.gathers] == ["join"]
    assert "end" in {kind.name for kind in CATALOG.steps if kind.ends({})}
    modes = {mode: (CATALOG.steps["branch"].chooses({"mode": mode}), CATALOG.steps["branch"].splits({"mode": mode})) for mode in ("first", "any", "all")}
    assert modes == {"first": (True, False), "any": (True, True), "all": (False, True)}
