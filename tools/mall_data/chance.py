"""Chance that repeats: one stream of random numbers per purpose. Takes: the seed, words that name the purpose. Gives: random.Random."""

import random
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")


def stream(seed: int, *purpose: object) -> random.Random:
    """The same numbers for the same seed and purpose, on every machine."""
    return random.Random(seed << 32 | crc32(" ".join(map(str, purpose)).encode()))


def weighted(rng: random.Random, pairs: Sequence[tuple[T, float]]) -> T:
    """One of the values, each as often as its weight says."""
    values, weights = zip(*pairs, strict=True)
    chosen: T = rng.choices(values, weights)[0]
    return chosen
