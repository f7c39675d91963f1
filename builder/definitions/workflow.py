"""A workflow: steps and the transitions between them. JSON shape: builder/schemas/workflow.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from builder.definitions.label import Label

STEP_KEYS = ("key", "type", "label")


@dataclass(frozen=True)
class Step:
    """One box. `config` holds what its kind alone knows (who, fields, mode, timeout …)."""

    key: str
    type: str
    label: Label | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Transition:
    """The way from one step to another. `when` None and `default` false: always. `prio`: smaller is looked at first."""

    key: str
    source: str
    target: str
    when: str | None = None
    default: bool = False
    prio: int = 0
    label: Label | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Workflow:
    """`on`: what starts it, like a rule's trigger; `layout`: step key → (x, y) on the canvas."""

    key: str
    label: Label
    on: Mapping[str, Any]
    when: str | None = None
    help: Label | None = None
    title: Label | None = None
    summary: tuple[str, ...] = ()
    one_at_a_time: bool = False
    lock_record: bool = False
    withdraw: str = "until_first_decision"
    on_rejected: tuple[Mapping[str, Any], ...] = ()
    on_withdrawn: tuple[Mapping[str, Any], ...] = ()
    steps: tuple[Step, ...] = ()
    transitions: tuple[Transition, ...] = ()
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """Whose records it runs on."""
        return str(self.on["form"])

    @cached_property
    def by_key(self) -> Mapping[str, Step]:
        """The steps by key."""
        return {step.key: step for step in self.steps}

    def leaving(self, step: str) -> tuple[Transition, ...]:
        """The ways out of a step, in the order in which they are looked at, the default last."""
        found = [one for one in self.transitions if one.source == step]
        return tuple(sorted(found, key=lambda one: (one.default, one.prio)))

    def entering(self, step: str) -> tuple[Transition, ...]:
        """The ways into a step."""
        return tuple(one for one in self.transitions if one.target == step)


def load(raw: Mapping[str, Any]) -> Workflow:
    """A workflow from its JSON document."""
    plain = ("key", "label", "on", "when", "help", "title", "one_at_a_time", "lock_record", "withdraw")
    return Workflow(
        **{name: raw[name] for name in plain if name in raw},
        summary=tuple(raw.get("summary", ())),
        on_rejected=tuple(raw.get("on_rejected", ())),
        on_withdrawn=tuple(raw.get("on_withdrawn", ())),
        steps=tuple(_step(item) for item in raw.get("steps", ())),
        transitions=tuple(_transition(item) for item in raw.get("transitions", ())),
        layout={key: (place[0], place[1]) for key, place in raw.get("layout", {}).items()},
    )


def _step(raw: Mapping[str, Any]) -> Step:
    config = {name: value for name, value in raw.items() if name not in STEP_KEYS}
    return Step(raw["key"], raw["type"], raw.get("label"), config)


def _transition(raw: Mapping[str, Any]) -> Transition:
    plain = {name: raw[name] for name in ("key", "when", "default", "prio", "label", "outcome") if name in raw}
    return Transition(source=raw["from"], target=raw["to"], **plain)
