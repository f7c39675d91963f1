"""How a number stands to another one: more, less, by how much, and whether that is good.

Takes: numbers and columns. Gives: words and a direction. Never: colour alone.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from builder.expressions.types import Number
from runtime.reports import words
from runtime.reports.charts.options import words as both
from runtime.reports.shown import MEASURE, Column

SIGNS: Mapping[str, str] = {"up": "▲ +", "down": "▼ -", "same": ""}
SAID: Mapping[str, Mapping[str, str]] = {
    "up": both("比{name}高 {by}", "{by} above {name}"), "down": both("比{name}低 {by}", "{by} below {name}"),
    "same": both("与{name}持平", "the same as {name}"),
}
SAME = both("持平", "no change")
POINTS = both("{by} 个百分点", "{by} points")
SHARE = Column("", "", MEASURE, Number(4), format={"kind": "percent"})


def compared(now: Any, before: Any, column: Column, other: Column, locale: str) -> dict[str, Any]:
    """`text` for a card (▲ +12.3%), `words` in full, `direction`, and whether it is `good`
    (None where the format of the number does not say which way is)."""
    told = {"key": other.key, "label": other.label, "before": words.text(other, before, locale)}
    if now is None or before is None:
        return {**told, "direction": "same", "good": None, "text": "–", "words": ""}
    direction = "up" if now > before else "down" if now < before else "same"
    by = distance(now, before, column, locale)
    wanted = column.format.get("good")
    good = None if direction == "same" or wanted is None else direction == wanted
    said = _in(SAID[direction], locale).format(name=other.label, by=by)
    return {**told, "direction": direction, "good": good, "text": f"{SIGNS[direction]}{by}" if by else _in(SAME, locale), "words": said}


def distance(now: Any, before: Any, column: Column, locale: str) -> str:
    """By how much: a share of what was before; of shares the points between; the plain difference where nothing was before."""
    difference = abs(Decimal(now) - Decimal(before))
    if not difference:
        return ""
    if column.format.get("kind") == "percent":
        return _in(POINTS, locale).format(by=words.text(SHARE, difference, locale).rstrip("%"))
    if not before:
        return words.short(column, difference, locale)
    return words.text(SHARE, difference / abs(Decimal(before)), locale)


def _in(texts: Mapping[str, str], locale: str) -> str:
    return texts.get(locale, texts[words.CHINESE])
