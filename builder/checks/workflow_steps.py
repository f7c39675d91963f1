"""Can each step do its part: its settings, the people it asks, where it may send the work back to? (Publish checks 12, 14–18, 23, 30.)"""

from collections.abc import Iterator
from dataclasses import replace

from builder.checks import named, regions
from builder.checks.action_scope import ASK
from builder.checks.automation import Stepping, steps_of
from builder.checks.named import Settings
from builder.checks.regions import Path, Regions
from builder.checks.workflow_graph import Graph, Jump, of_step, of_whole
from builder.definitions import Form, Logic
from builder.expressions import grammar
from builder.problems import Problem

FILLED = ("write", "required")
DECIDES = "on_reject"  # the setting only steps have at which somebody may say no
INITIATOR = "initiator"


def check(graph: Graph, found: Regions) -> Iterator[Problem]:
    """Every step, then the workflow as a whole."""
    for stepping in steps_of(graph.types, graph.workflow):
        yield from _settings(graph, stepping)
        yield from _people(graph, stepping)
    for jump in graph.jumps:
        yield from _jump(graph, jump, found.paths)
    yield from _summary(graph)
    yield from _nobody(graph)
    yield from _asks(graph)
    yield from _out_of_reach(graph)


def _settings(graph: Graph, stepping: Stepping) -> Iterator[Problem]:
    config, step = stepping.step.config, stepping.step.key
    params = {**stepping.owner.params, "step": graph.label(step)}
    for problem in (*stepping.kind.check(config, graph.types.app), *stepping.kind.wrong(config, stepping.place)):
        yield replace(problem, path=f"{stepping.path}/{problem.path}", params={**params, **problem.params})
    yield from named.problems(Settings(stepping.path, config, _without_people(stepping), stepping.place, params))
    for key in config.get("fields", {}):
        yield from _field(graph, stepping, key)


def _without_people(stepping: Stepping) -> dict[str, object]:
    """The schema without the settings that `people` lists anyway."""
    schema = stepping.kind.config_schema
    kept = {name: rule for name, rule in schema.get("properties", {}).items() if rule.get("widget") != "who"}
    return {**schema, "properties": kept}


def _field(graph: Graph, stepping: Stepping, key: str) -> Iterator[Problem]:
    form = graph.types.app.forms.get(graph.workflow.form)
    away = next((field for field in form.fields if field.key == key and field.archived), None) if form else None
    if away:
        yield of_step(graph, stepping.step.key, "field_put_away", f"fields/{key}", used=away.label)


def _people(graph: Graph, stepping: Stepping) -> Iterator[Problem]:
    """14, 23: whom it asks."""
    said = {problem.path for problem in stepping.kind.wrong(stepping.step.config, stepping.place)}
    asked = dict(stepping.kind.people(stepping.step.config))
    params = {**stepping.owner.params, "step": graph.label(stepping.step.key)}
    for place, who in asked.items():
        settings = Settings(f"{stepping.path}", stepping.step.config, {}, stepping.place, params)
        found = named.who(settings, f"{stepping.path}/{place}", who)
        yield from (problem for problem in found if problem.path.removeprefix(f"{stepping.path}/") not in said)
    decides = DECIDES in stepping.kind.config_schema.get("properties", {})
    if decides and asked.get("who", {}).get("by") == INITIATOR:
        yield of_step(graph, stepping.step.key, "step_asks_initiator", "who", "warning")


def _jump(graph: Graph, jump: Jump, paths: dict[str, Path]) -> Iterator[Problem]:
    """15: back to people, in the same region or one around it."""
    target = graph.boxes.get(jump.target)
    if target is None:
        yield of_step(graph, jump.source, "step_target_missing", jump.place)
    elif not target.kind.human:
        yield of_step(graph, jump.source, "step_target_not_human", jump.place, target=target.label)
    elif not regions.around(paths, jump.source, jump.target):
        yield of_step(graph, jump.source, "step_target_region", jump.place, target=target.label)
    elif jump.back and jump.source not in graph.further(jump.target):
        yield of_step(graph, jump.source, "step_target_later", jump.place, "warning", target=target.label)


def _summary(graph: Graph) -> Iterator[Problem]:
    """What cards show is there."""
    form = graph.types.app.forms.get(graph.workflow.form)
    for key in graph.workflow.summary if form else ():
        away = next((field.label for field in form.fields if field.key == key and field.archived), None) if form else None
        if away:
            yield of_whole(graph, "field_put_away", f"summary/{key}", used=away)
        elif form and key not in form.by_key:
            yield of_whole(graph, "field_missing", f"summary/{key}", field=key)


def _nobody(graph: Graph) -> Iterator[Problem]:
    """30: something is to happen on a rejection, yet nobody can reject."""
    deciding = any(DECIDES in box.kind.config_schema.get("properties", {}) for box in graph.boxes.values())
    if graph.workflow.on_rejected and not deciding:
        yield of_whole(graph, "workflow_nobody_decides", "on_rejected", "warning")


def _asks(graph: Graph) -> Iterator[Problem]:
    """What a workflow's button asks for would be gone at the first step people work at: a form step keeps it."""
    if graph.workflow.on.get(ASK):
        yield of_whole(graph, "workflow_button_asks", f"on/{ASK}")


def _out_of_reach(graph: Graph) -> Iterator[Problem]:
    """18: a field becomes required by what is filled in here, but neither here nor before could anybody fill it in."""
    form = graph.types.app.forms.get(graph.workflow.form)
    if form is None:
        return
    filled = {key: _filled(graph, key) for key in graph.boxes}
    for key, own in filled.items():
        before = {field for other in graph.before(key) for field in filled[other]} if own else set()
        for rule in form.logic if own else ():
            for name in _demanded(form, rule, own) - own - before:
                label = form.by_key[name].label
                yield of_step(graph, key, "step_required_out_of_reach", f"fields/{name}", "warning", field=label)


def _filled(graph: Graph, key: str) -> set[str]:
    fields = graph.boxes[key].step.config.get("fields", {})
    return {name for name, level in fields.items() if level in FILLED}


def _demanded(form: Form, rule: Logic, own: set[str]) -> set[str]:
    """What a condition on the fields of this step makes required."""
    try:
        names = grammar.names_used(grammar.parse(rule.when))
    except grammar.ExpressionError:
        return set()
    return {name for name in rule.require if name in form.by_key and form.by_key[name].default is None} if names & own else set()
