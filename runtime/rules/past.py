"""The last change of a record, as a rule would have heard it.

Takes: a unit of work, a record. Gives: an Event. Never: the log changed.
"""

from typing import Any

from runtime.records import words
from runtime.records.events import Event
from runtime.store import changes, records

LOOKED = 20


def events(uow: Any, form: str, record: str) -> list[Event]:
    """Its last changes, newest first; images walked back from what it is now. Empty where it is not there."""
    row = records.load(uow, form, [record], deleted=None).get(record)
    if row is None:
        return []
    now = {key: value for key, value in words.image_of(row).items() if key != "version"}
    found = []
    for entry in changes.history(uow, form, record, None, LOOKED):
        before = {**now, **{key: old for key, (old, _) in entry.changed.items()}}
        old = None if entry.op in ("create", "restore") else before
        new = None if entry.op == "delete" else now
        moved = frozenset(entry.changed)
        found.append(Event(form, record, old, new, entry.op == "derived", 0, entry.actor, entry.cause, moved, person=entry.actor))
        now = before
    return found
