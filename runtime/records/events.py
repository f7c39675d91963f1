"""What the rooms above hear of: one change of one record inside its transaction.

Takes: images. Gives: Event. Never: a row of the log (that is written anyway).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Image = Mapping[str, Any]


@dataclass(frozen=True)
class Event:
    """A record came (`old` None), went (`new` None) or changed. Images hold every stored field and `id`.

    `derived`: a roll-up or formula moved, nobody wrote the record itself; `restored`: it came back from the bin, as it had been.
    `depth`: how many causes stand before it; `actor`, `cause`: who wrote it and why; `person`: who is behind it, also where an
    automation wrote it.
    """

    form: str
    record: str
    old: Image | None
    new: Image | None
    derived: bool = False
    depth: int = 0
    actor: str | None = None
    cause: str = ""
    changed: frozenset[str] = field(default=frozenset())
    restored: bool = False
    person: str | None = None

    @cached_property
    def image(self) -> Image:
        """The record as it is now, or was before it went."""
        return self.new if self.new is not None else self.old or {}
