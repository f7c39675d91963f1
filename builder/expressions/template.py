"""Texts with `{{expression}}` placeholders. Takes: text and rendered values. Gives: Template, text. Never: any other syntax."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"""\{\{((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^{}'"])*)\}\}""")
MAX_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One expression of a template and its place in it (of the expression, without braces)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Template:
    """Plain texts and placeholders in turn."""

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders, left to right."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    @property
    def expressions(self) -> tuple[str, ...]:
        """The different expression texts, left to right."""
        return tuple(dict.fromkeys(part.text for part in self.placeholders))

    def render(self, values: Mapping[str, str | None]) -> str:
        """The text with each placeholder replaced by the value of its expression; an empty one leaves nothing."""
        return "".join(part if isinstance(part, str) else values.get(part.text) or "" for part in self.parts)


def parse(text: str) -> Template:
    """The template of a text; what is no placeholder stays as it is. Raises ValueError("template_too_long")."""
    if len(text) > MAX_LENGTH:
        raise ValueError("template_too_long")
    parts: list[str | Placeholder] = []
    place = 0
    for match in _PLACEHOLDER.finditer(text):
        expression = match.group(1).strip()
        if not expression:
            continue
        start = match.start(1) + len(match.group(1)) - len(match.group(1).lstrip())
        parts.extend((text[place : match.start()], Placeholder(expression, start, start + len(expression))))
        place = match.end()
    parts.append(text[place:])
    return Template(tuple(part for part in parts if part))
