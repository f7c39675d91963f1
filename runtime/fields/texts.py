"""Text as people send it, cleaned once for every type made of text. Takes: JSON values. Gives: text or None. Never: patterns of users."""

import re
import unicodedata
from typing import Any

from builder.kinds import BadValue

MAX_CHARACTERS = 100_000

# NUL and other control characters, lone surrogates, and the marks that turn the direction of what follows.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


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
    if _FORBIDDEN.search(text):
        raise BadValue("text_characters")
    return text.strip() or None


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
