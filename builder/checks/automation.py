"""Everything an app does by itself, wherever it stands: events, actions, steps with their places.

Takes: Types. Gives: what stands where, and which names are known there. Never: judgements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from builder.checks.action_scope import ASK
from builder.checks.scope import Types
from builder.configurations import ACTION_KEYS, configuration
from builder.definitions import Field, Label, Rule, Step, Workflow
from builder.expressions.check import PathInfo
from builder.kinds import ActionType, Binding, Inner, Place, StepType, TriggerType

Config = Mapping[str, Any]
WORKFLOW = "workflow"


@dataclass(frozen=True)
class Owner:
    """The rule or workflow something belongs to: `rule`, its key and label."""

    kind: str
    key: str
    label: Label

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{self.kind}/{self.key}"

    @property
    def params(self) -> dict[str, Any]:
        """For sentences: `{rule}` or `{workflow}`, and `{owner}` whichever it is."""
        return {self.kind: self.label, "owner": self.label}


@dataclass(frozen=True)
class Started:
    """What sets a rule off or starts a workflow; `kind` None: by hand alone."""

    owner: Owner
    kind: TriggerType | None
    config: Config
    place: Place

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{self.owner.path}/on"


@dataclass(frozen=True)
class Doing:
    """One action where it stands, with the names it knows. `depth`: how many actions it stands inside."""

    owner: Owner
    path: str
    action: Config
    kind: ActionType
    config: Config
    place: Place
    depth: int = 0


@dataclass(frozen=True)
class Stepping:
    """One step of a workflow."""

    owner: Owner
    step: Step
    kind: StepType
    place: Place

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{self.owner.path}/steps/{self.step.key}"


def of_rule(rule: Rule) -> Owner:
    """A rule as an owner."""
    return Owner("rule", rule.key, rule.label)


def of_workflow(workflow: Workflow) -> Owner:
    """A workflow as an owner."""
    return Owner(WORKFLOW, workflow.key, workflow.label)


def started(types: Types, rule: Rule) -> Started:
    """What sets a rule off."""
    kind = types.catalog.triggers.get(rule.event)
    return Started(of_rule(rule), kind, rule.config, rule_place(types, rule))


def begun(types: Types, workflow: Workflow) -> Started:
    """What starts a workflow."""
    kind = types.catalog.triggers.get(str(workflow.on["event"]))
    config = configuration(workflow.on, ("event",))
    place = replace(workflow_place(types, workflow), old=bool(kind and kind.knows_old), bindings=_asked(types, kind, config))
    return Started(of_workflow(workflow), kind, config, place)


def rule_place(types: Types, rule: Rule) -> Place:
    """What a rule's expressions are about: the records of its form, or those its workflow runs on."""
    kind = types.catalog.triggers.get(rule.event)
    workflow = types.app.workflows.get(str(rule.config.get(WORKFLOW)))
    form = rule.form or (workflow.form if workflow else None)
    return Place(types, form, bool(kind and kind.knows_old), _asked(types, kind, rule.config))


def workflow_place(types: Types, workflow: Workflow) -> Place:
    """What the expressions of a running workflow are about."""
    return Place(types, workflow.form)


def _asked(types: Types, kind: TriggerType | None, config: Config) -> dict[str, Binding]:
    """What a person fills in before it starts, under `ask`."""
    if kind is None or not kind.asked or not config.get(ASK):
        return {}
    found: dict[str, PathInfo] = {}
    for raw in config[ASK]:
        field = Field.load(raw)
        known = types.catalog.fields.get(field.type)
        type_ = known.storage(field.config) if known and not known.computed else None
        if type_ is not None:
            found[field.key] = PathInfo(type_, label=field.label)
    return {ASK: found}


def everything_started(types: Types) -> Iterator[Started]:
    """Of all rules and workflows."""
    yield from (started(types, rule) for rule in types.app.rules.values())
    yield from (begun(types, workflow) for workflow in types.app.workflows.values())


def steps(types: Types) -> Iterator[Stepping]:
    """All steps of all workflows whose kind is known."""
    for workflow in types.app.workflows.values():
        yield from steps_of(types, workflow)


def steps_of(types: Types, workflow: Workflow) -> Iterator[Stepping]:
    """Those of one workflow."""
    for step in workflow.steps:
        if kind := types.catalog.steps.get(step.type):
            yield Stepping(of_workflow(workflow), step, kind, workflow_place(types, workflow))


def doings(types: Types) -> Iterator[Doing]:
    """All actions of all rules and workflows, those inside others after them."""
    for rule in types.app.rules.values():
        yield from rule_doings(types, rule)
    for workflow in types.app.workflows.values():
        yield from workflow_doings(types, workflow)


def rule_doings(types: Types, rule: Rule) -> Iterator[Doing]:
    """Those of one rule."""
    owner = of_rule(rule)
    yield from _list(owner, f"{owner.path}/actions", rule.actions, rule_place(types, rule))


def workflow_doings(types: Types, workflow: Workflow) -> Iterator[Doing]:
    """Those of one workflow: of its steps, and of what happens when it is rejected or withdrawn."""
    owner, place = of_workflow(workflow), workflow_place(types, workflow)
    for stepping in steps_of(types, workflow):
        yield from _inner(owner, stepping.path, stepping.kind.actions(stepping.step.config), place)
    yield from _list(owner, f"{owner.path}/on_rejected", workflow.on_rejected, place)
    yield from _list(owner, f"{owner.path}/on_withdrawn", workflow.on_withdrawn, place)


def _inner(owner: Owner, path: str, lists: Iterable[Inner], place: Place, depth: int = 0) -> Iterator[Doing]:
    for inner in lists:
        within = replace(place, bindings={**place.bindings, **inner.bindings})
        yield from _list(owner, f"{path}/{inner.path}", inner.actions, within, depth)


def _list(owner: Owner, path: str, actions: Sequence[Config], place: Place, depth: int = 0) -> Iterator[Doing]:
    """In order: each knows what those before it gave a name."""
    for position, action in enumerate(actions):
        kind = place.types.catalog.actions.get(action["type"])
        if kind is None:
            continue
        doing = Doing(owner, f"{path}/{position}", action, kind, configuration(action, ACTION_KEYS), place, depth)
        yield doing
        yield from _inner(owner, doing.path, kind.inner(doing.config, place), place, depth + 1)
        given = kind.binds(doing.config, place) if action.get("as") else None
        if given is not None:
            place = replace(place, bindings={**place.bindings, action["as"]: given})


def texts(path: str, label: Label | None) -> Iterator[tuple[str, str]]:
    """(place, text) of a label: one, or one per language."""
    if isinstance(label, str):
        yield path, label
    elif label:
        yield from ((f"{path}/{language}", text) for language, text in label.items())


