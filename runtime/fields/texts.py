"""Text as people send it, cleaned once for every type made of text. Takes: JSON values. Gives: text or None. Never: patterns of users."""

import unicodedata
from typing import Any

from builder.kinds import BadValue

MAX_CHARACTERS = 100_000


def clean(value: Any, *, lines: bool = False) -> str | None:
    """Text without surrounding blanks, None where nothing is left; line breaks become blanks unless `lines`."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadValue("not_text")
    if len(value) > MAX_CHARACTERS:
        raise BadValue("too_long", max=MAX_CHARACTERS)
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    if any(_forbidden(character) for character in text):
        raise BadValue("text_characters")
    return text.strip() or None


def _forbidden(character: str) -> bool:
    """NUL and other control characters, lone surrogates, and the marks that turn the direction of what follows."""
    point = ord(character)
    return (
        (point < 32 and character not in "\n\t") or 127 <= point < 160 or 0xD800 <= point <= 0xDFFF
        or 0x202A <= point <= 0x202E or 0x2066 <= point <= 0x2069 or point in (0xFFFE, 0xFFFF)
    )


def plain(text: str) -> str:
    """Full-width letters, digits and punctuation as their ordinary forms, for reading cells people typed."""
    return unicodedata.normalize("NFKC", text).strip()


def folded(text: str) -> str:
    """For comparing words people typed: ordinary forms, one case, single blanks."""
    return " ".join(plain(text).casefold().split())


def too_long(value: str | None, limit: int) -> tuple[str, dict[str, int]] | None:
    """The fault of a text of more code points than the limit."""
    return ("too_long", {"max": limit, "length": len(value)}) if value is not None and len(value) > limit else None


TEXT_OPERATORS = ("eq", "ne", "contains", "starts", "ends", "empty", "filled")
