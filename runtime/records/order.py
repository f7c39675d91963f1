"""Dependency order of computed fields. Takes: items with their key and the names they read. Gives: the same items, sources first."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_dependency_order(items: Sequence[T], describe: Callable[[T], tuple[str, frozenset[str]]]) -> list[T]:
    """Items so that each comes after those whose key it reads; a cycle (refused by the checks) keeps the given order."""
    by_key = {describe(item)[0]: item for item in items}
    ordered: dict[str, T] = {}
    open_keys: set[str] = set()

    def visit(key: str) -> None:
        if key in ordered or key in open_keys:
            return
        open_keys.add(key)
        for name in sorted(describe(by_key[key])[1]):
            if name in by_key:
                visit(name)
        ordered[key] = by_key[key]

    for key in by_key:
        visit(key)
    return list(ordered.values())
