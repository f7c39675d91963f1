"""What a database says when a promise of the schema is broken. Takes: nothing. Gives: Violation, a plain value. Never: text for people."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Violation:
    """`name` is the physical name of the constraint where the database tells it; else `table` and `columns`."""

    kind: Literal["unique", "reference", "check", "size", "other"]
    name: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
