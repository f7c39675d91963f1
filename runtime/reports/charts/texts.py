"""Texts of a figure: safe from markup, wrapped, told apart. Takes and gives: text. Never: numbers."""

from collections.abc import Sequence

ZERO_WIDTH = "\u200b"
TRAILING = "，。、；：！？）》」" + ZERO_WIDTH  # never at the beginning of a line
WIDE = 0x2E80  # from here on characters are as wide as they are high


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
    for piece in _pieces(label):
        if found[-1] and width(found[-1]) + width(piece.rstrip()) > wide:
            found.append("")
        found[-1] += piece
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1].rstrip() + "…"]
    return "<br>".join(line.strip() for line in found)


def _pieces(label: str) -> list[str]:
    """What may not be torn: a Latin word with the blank behind it, an entity, one wide character."""
    found: list[str] = []
    for character in label:
        if found and _joined(found[-1][-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joined(before: str, character: str) -> bool:
    """Whether no line may begin between the two."""
    return character in TRAILING or (before != " " and max(ord(before), ord(character)) < WIDE)
