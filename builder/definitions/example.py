"""An example of how an app behaves: given, steps, then. Run by `dougong test`. JSON shape: builder/schemas/example.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions.label import Label


@dataclass(frozen=True)
class Example:
    """`given`: instant, people, records; `steps`: what happens when; `then`: what must hold at the end."""

    key: str
    label: Label
    given: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    then: tuple[Mapping[str, Any], ...] = ()


def load(raw: Mapping[str, Any]) -> Example:
    """An example from its JSON document."""
    return Example(raw["key"], raw["label"], dict(raw.get("given", {})), tuple(raw.get("steps", ())), tuple(raw.get("then", ())))
