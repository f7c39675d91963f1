"""Libraries most processes never need, imported at their first use. Takes: a name. Gives: what the library offers. Never: half a library.

A server that only serves records reads no pinyin tables and no graph algorithms: sixty megabytes and most of a start (measured).
"""

from importlib import import_module
from typing import Any


class Late:
    """Stands for a library; the import system's own lock makes the first use safe between threads."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
