"""What a check returns. Takes: nothing. Gives: Problem, a plain value. Never: text or exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an app. `path` names the place (`form/member/fields/tier/expression`); `hint` is a message code: what to do."""

    level: Level
    code: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    hint: str | None = None


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether publishing must be refused."""
    return any(problem.level == "error" for problem in problems)
