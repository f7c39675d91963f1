"""Roll-up and counter deltas, applied last and in order. Takes: a unit of work. Gives: what moved. Never: reads before it writes."""

from typing import Any

from runtime.store import records
from runtime.store.write import UnitOfWork

Moved = dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]


def flush(uow: UnitOfWork) -> Moved:
    """Applies the deltas collected so far, one statement per record, ordered by (form, record): {(form, id): (old, new)}."""
    pending, uow.deltas = uow.deltas, {}
    moved: Moved = {}
    for form in sorted({form for form, _ in pending}):
        sums = {record: fields for (owner, record), fields in pending.items() if owner == form}
        moved.update({(form, record): images for record, images in records.increment(uow, form, sums).items()})
    return moved
