"""Values at the end of relation paths that a unit of work has read already.

Takes: what was read, the changes of the work as they come. Gives: values, each until a form its path passes is written or locked here.
Never: more than a few records.
"""

from collections.abc import Mapping
from typing import Any

MOST = 100
Place = tuple[int, str, str]  # (revision, form, record)


class Reached:
    """For work that tells of everything it writes; what others commit meanwhile is not seen before the work itself locks or writes there,
    as if it had been read once."""

    def __init__(self, changes: list[Any]) -> None:
        self._changes = changes
        self._seen = 0
        self._stirred: set[str] = set()
        self._known: dict[Place, dict[str, tuple[Any, frozenset[str]]]] = {}

    def stir(self, form: str) -> None:
        """Records of a form have been locked: from now on they are read as they are."""
        self._stirred.add(form)

    def known(self, place: Place) -> dict[str, Any]:
        """What is known of a record, by name."""
        self._catch_up()
        return {name: value for name, (value, _) in self._known.get(place, {}).items()}

    def keep(self, place: Place, values: Mapping[str, Any], passed: Mapping[str, frozenset[str]]) -> None:
        """What was just read; `passed`: the forms the path of each name passes."""
        self._catch_up()
        if len(self._known) >= MOST:
            self._known.clear()
        self._known.setdefault(place, {}).update((name, (value, passed[name])) for name, value in values.items())

    def forget(self) -> None:
        """Part of the work has been undone."""
        self._known.clear()
        self._stirred.clear()
        self._seen = len(self._changes)

    def _catch_up(self) -> None:
        moved = {change.form for change in self._changes[self._seen :]} | self._stirred
        self._seen = len(self._changes)
        if not moved:
            return
        self._stirred.clear()
        self._known = {
            place: {name: kept for name, kept in values.items() if moved.isdisjoint(kept[1])} for place, values in self._known.items()
        }
