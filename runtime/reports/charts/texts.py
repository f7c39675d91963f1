"""Texts of a figure: safe from markup, wrapped, told apart. Takes and gives: text. Never: numbers."""

import re
from collections.abc import Sequence

ZERO_WIDTH = "\u200b"
WIDE = 0x2E80  # from here on characters are as wide as they are high
STOPS = "，。、；：！？）》」" + ZERO_WIDTH  # never at the beginning of a line
PIECE = re.compile(rf"（[^（）]*）[{STOPS}]*|\([^()]*\)\s*|[^\s\u2e80-\uffff]+\s*|\s+|.[{STOPS}]*", re.DOTALL)


def plain(text: str) -> str:
    """A text of a user as it is: plotly reads some tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def width(text: str) -> int:
    """How many narrow characters wide it is."""
    return sum(2 if ord(character) >= WIDE else 1 for character in text)


def different(labels: Sequence[str]) -> list[str]:
    """The same labels; one that was there before gets something nobody sees, so that two shops of one name stay two."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        count = seen.get(label, 0)
        seen[label] = count + 1
        told.append(label + ZERO_WIDTH * count)
    return told


def wrapped(label: str, wide: int = 16, lines: int = 3) -> str:
    """A long label on several lines, what does not fit cut with …; words stay whole where there are any."""
    found: list[str] = [""]
    for piece in _pieces(label, wide):
        if found[-1] and width(found[-1]) + width(piece.rstrip()) > wide:
            found.append("")
        found[-1] += piece
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1].rstrip() + "…"]
    return "<br>".join(line.strip() for line in found)


def _pieces(label: str, wide: int) -> list[str]:
    """What may not be torn: what stands in brackets where it fits, a word with the blank behind it, a wide character with its stop."""
    found: list[str] = []
    for piece in PIECE.findall(label):
        whole = width(piece.rstrip()) <= wide
        found += [piece] if whole else list(piece)
    return found
