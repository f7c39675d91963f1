"""What a unit of work has done to records so far, and which ones nobody else can put in the bin until it ends.

Takes: its changes, as they come. Gives: sets, caught up with whenever they are asked for. Never: the database.
"""

from collections.abc import Iterable
from typing import Any


class Fates:
    """Records made, put in the bin or otherwise touched by these changes; those held for the rest of the transaction."""

    def __init__(self, changes: list[Any]) -> None:
        self._changes = changes
        self._seen = 0
        self._made: set[tuple[str, str]] = set()
        self._gone: set[tuple[str, str]] = set()
        self._touched: set[str] = set()
        self._held: set[tuple[str, str]] = set()

    def hold(self, form: str, ids: Iterable[str]) -> None:
        """Nobody else deletes these any more."""
        self._held.update((form, id_) for id_ in ids)

    def safe(self, form: str, id_: str) -> bool:
        """Whether a record is there and stays: it is held, or was made here where nobody else sees it, and has not gone since."""
        self._catch_up()
        record = (form, id_)
        return (record in self._held or record in self._made) and record not in self._gone

    def untouched(self, ids: Iterable[str]) -> bool:
        """Whether none of the records has been written here."""
        self._catch_up()
        return self._touched.isdisjoint(ids)

    def forget(self) -> None:
        """Part of the work has been undone: its locks went with it, and the changes are looked at again."""
        self._seen = 0
        for records in (self._made, self._gone, self._held):
            records.clear()
        self._touched.clear()

    def _catch_up(self) -> None:
        for change in self._changes[self._seen :]:
            self._touched.add(change.id)
            if change.op == "create":
                self._made.add((change.form, change.id))
            elif change.op == "delete":
                self._gone.add((change.form, change.id))
            elif change.op == "restore":
                self._gone.discard((change.form, change.id))
        self._seen = len(self._changes)
