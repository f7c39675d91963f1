"""A rule: what sets it off, under which condition, what is done then. JSON shape: builder/schemas/rule.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions.label import Label

IN_TRANSACTION, AFTER_COMMIT = "in_transaction", "after_commit"
Action = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """`on` is the trigger's own configuration with the name of its kind under `event`.

    `once_per`: `ever`, `year`, `month`, `day`, `basis`, an expression (`{"expression": …}`), or None: as its trigger says.
    `enabled`: switched on, from then on, when it is first published.
    """

    key: str
    label: Label
    on: Mapping[str, Any]
    when: str | None = None
    once_per: str | Mapping[str, str] | None = None
    timing: str = AFTER_COMMIT
    priority: int = 0
    stop: bool = False
    enabled: bool = True
    actions: tuple[Action, ...] = ()
    help: Label | None = None
    config: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def event(self) -> str:
        """The name of its trigger."""
        return str(self.on["event"])

    @property
    def form(self) -> str | None:
        """Whose records it is about."""
        return self.on.get("form")


def load(raw: Mapping[str, Any]) -> Rule:
    """A rule from its JSON document."""
    plain = ("key", "label", "on", "when", "once_per", "timing", "priority", "stop", "enabled", "help")
    config = {name: value for name, value in raw["on"].items() if name != "event"}
    return Rule(**{name: raw[name] for name in plain if name in raw}, actions=tuple(raw.get("actions", ())), config=config)
