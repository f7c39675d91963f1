"""Which unknown numbers follow from sums somebody knows: what can be worked out with a pencil, and no more.

Takes: sums as unknown → how often it counts. Gives: the unknowns that have one value only. Never: the value.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
PRIME = (1 << 61) - 1  # sums are solved modulo a prime: what follows there follows in fact


def known(sums: Iterable[Mapping[Unknown, int]]) -> set[Unknown]:
    """The unknowns that stand alone once every other has been taken out as far as the sums go."""
    solved: dict[Unknown, dict[Unknown, int]] = {}
    for sum_ in sums:
        row = _without({one: count % PRIME for one, count in sum_.items() if count % PRIME}, solved)
        if not row:
            continue
        first, size = next(iter(row.items()))
        inverse = pow(size, -1, PRIME)
        row = {one: count * inverse % PRIME for one, count in row.items()}
        for other, held in solved.items():
            if first in held:
                solved[other] = _less(held, row, held[first])
        solved[first] = row
    return {first for first, row in solved.items() if len(row) == 1}


def _without(row: dict[Unknown, int], solved: Mapping[Unknown, dict[Unknown, int]]) -> dict[Unknown, int]:
    """A sum with what is solved already put in."""
    for one in [one for one in row if one in solved]:
        row = _less(row, solved[one], row[one])
    return row


def _less(row: Mapping[Unknown, int], other: Mapping[Unknown, int], times: int) -> dict[Unknown, int]:
    """One sum less another, so many times."""
    found = dict(row)
    for one, count in other.items():
        left = (found.get(one, 0) - times * count) % PRIME
        if left:
            found[one] = left
        else:
            found.pop(one, None)
    return found
