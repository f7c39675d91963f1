"""How much of everything: the sizes of the demo story. Takes: a name. Gives: numbers. Never: content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """`members` and `receipts` (sales; refunds come on top) over `months` before the anchor day."""

    name: str
    members: int
    receipts: int
    months: int


_ALL = (Scale("small", 2_000, 40_000, 15), Scale("0.1", 5_000, 100_000, 24), Scale("full", 50_000, 1_000_000, 24))
SCALES = {scale.name: scale for scale in _ALL}


def scale_of(name: str) -> Scale:
    """The size of that name; `1` is another word for `full`. Raises ValueError for any other."""
    known = SCALES.get("full" if name == "1" else name)
    if known is None:
        raise ValueError(f"unknown scale {name!r}: one of {', '.join(SCALES)}")
    return known
