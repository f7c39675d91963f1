"""A compiled revision: immutable, cached by id; each room keeps its own compiled part in it.

Takes: an App. Gives: memo. Never: the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import RLock
from typing import Any, TypeVar

from builder.definitions import App, Message

T = TypeVar("T")


class Revision:
    """Revision `n` of an app, with the physical layout the store gave it (opaque to everyone but the store)."""

    def __init__(self, app: str, n: int, definition: App, layout: Any) -> None:
        self.app = app
        self.n = n
        self.definition = definition
        self.layout = layout
        self._parts: dict[Any, Any] = {}
        self._lock = RLock()

    def saying(self, messages: Mapping[str, Message]) -> "Revision":
        """The same revision with other messages, for rehearsals of what is not published yet; no compiled part depends on them."""
        other = Revision(self.app, self.n, replace(self.definition, messages=messages), self.layout)
        other._parts = self._parts
        return other

    def memo(self, key: Any, build: Callable[["Revision"], T]) -> T:
        """The part under `key`, built once from this revision; `key` starts with the room's name."""
        try:
            return self._parts[key]  # type: ignore[no-any-return]
        except KeyError:
            with self._lock:
                if key not in self._parts:
                    self._parts[key] = build(self)
                return self._parts[key]  # type: ignore[no-any-return]
