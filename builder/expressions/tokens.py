"""Words of an expression with their places. Takes: text. Gives: tokens, or the first character that does not belong. Never: meaning.

Outside text literals only ASCII is allowed (Python would read `ａmount` as `amount`); `@me`, `@now`, `@today` become names here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from builder.expressions.errors import ExpressionError

MAX_TEXT = 2_000
KEYWORDS = frozenset(("and", "or", "not", "in", "if", "else"))
RESERVED = frozenset(("@me", "@now", "@today"))
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[A-Za-z][A-Za-z_0-9]*)
    |(?P<at>@[a-z]+)
    |(?P<text>'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    |(?P<operator>==|!=|<=|>=|[-+*/%<>(),.\[\]])""",
    re.VERBOSE,
)
_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `kind` is number, name, at, text or operator."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.start + len(self.text)


def scan(text: str) -> Iterator[Token]:
    """The tokens of an expression; raises ExpressionError at the first character that cannot begin one."""
    if len(text) > MAX_TEXT:
        raise ExpressionError("expression_too_long", MAX_TEXT, len(text), {"limit": MAX_TEXT})
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _stray(text, place)
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), place)
        place = match.end()


def _stray(text: str, place: int) -> ExpressionError:
    character = text[place]
    if character in "'\"":
        return ExpressionError("expression_unclosed_text", place, len(text))
    if character == "=":
        return ExpressionError("expression_single_equals", place, place + 1)
    code = "expression_character" if character.isascii() else "expression_not_ascii"
    return ExpressionError(code, place, place + 1, {"character": character})


def checked(text: str) -> list[Token]:
    """All tokens, refusing what Python would read differently from what a person sees (prefixed, tripled or adjacent literals)."""
    tokens = list(scan(text))
    for before, after in pairwise(tokens):
        touching = before.end == after.start
        operand = ("number", "name", "at", "text")
        glued = touching and before.kind in operand and after.kind in operand
        glued = glued or (touching and "." in (before.text, after.text) and "number" in (before.kind, after.kind))
        nameless = before.text == "." and after.kind == "at"
        if glued or nameless or before.kind == after.kind == "text":
            raise ExpressionError("expression_syntax", before.start, after.end)
    for token in tokens:
        if token.kind == "at" and token.text not in RESERVED:
            raise ExpressionError("expression_unknown_name", token.start, token.end, {"name": token.text})
    return tokens


def literal(token: Token) -> str:
    """The text a literal stands for; only the escapes backslash, quotes, n and t exist."""
    body = token.text[1:-1]
    if "\\" not in body:
        return body
    parts, place = [], 0
    while place < len(body):
        character = body[place]
        if character == "\\":
            place += 1
            if body[place] not in _ESCAPES:
                raise ExpressionError("expression_escape", token.start, token.end, {"escape": "\\" + body[place]})
            character = _ESCAPES[body[place]]
        parts.append(character)
        place += 1
    return "".join(parts)
