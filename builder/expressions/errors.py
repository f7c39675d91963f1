"""The one refusal of the expression language. Takes: a code, a place, parameters. Gives: ExpressionError. Never: sentences."""

from typing import Any


class ExpressionError(ValueError):
    """An expression that cannot be used: `code` is a message of builder/messages, `start`..`end` the characters at fault."""

    def __init__(self, code: str, start: int = 0, end: int = 0, params: dict[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.start = start
        self.end = max(start, end)
        self.params = params or {}

    def __str__(self) -> str:
        return f"{self.code} at {self.start}..{self.end} {self.params or ''}".rstrip()
