"""Conflicts in words people can act on.

Takes: a Conflict of the store. Gives: one with the fresh state, as far as the caller may see it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from builder.definitions import text_of
from builder.errors import AppError, Conflict, Fault
from runtime.context import Context
from runtime.permissions import field_mask
from runtime.permissions.grants import HIDDEN
from runtime.records import reading, shape
from runtime.records.plan import USERS, plan_of
from runtime.store import changes
from runtime.values import instant_text

T = TypeVar("T")
LOOK_BACK = 100


def explained(ctx: Context, form: str, expected: int | None, work: Callable[[], T]) -> T:
    """Runs a write; a Conflict comes out with what the caller needs to decide."""
    try:
        return work()
    except Conflict as error:
        if error.code == "stale" and expected is not None:
            raise _stale(ctx, form, error, expected) from error
        if error.code == "value_taken" and error.params.get("form") == form:
            raise _taken(ctx, form, error) from error
        raise


def _stale(ctx: Context, form: str, error: Conflict, expected: int) -> AppError:
    record = error.params["id"]

    def look(uow: Any) -> dict[str, Any]:
        answer = reading.one(uow, form, record)
        since = changes.history(uow, form, record, limit=LOOK_BACK)
        mask = field_mask.best_mask(ctx, form)
        moved = {key for entry in since if entry.op == "update" and entry.version > expected for key in entry.changed}
        inputs = {key for key, one in plan_of(ctx, form).fields.items() if not one.kind.computed}
        by = answer.record.updated_by
        return {
            "by": answer.refs.get(USERS, {}).get(by or "", ""),
            "at": instant_text(answer.record.updated_at) if answer.record.updated_at else "",
            "record": shape.record(ctx, answer.record, answer.refs),
            "changed": sorted(key for key in moved if key in inputs and mask[key] != HIDDEN),
        }

    return Conflict("stale", **ctx.runtime.store.read(ctx, look))


def _taken(ctx: Context, form: str, error: Conflict) -> AppError:
    """A value that is taken, in the form's own words where it has some; never says by which record."""
    fields = set(error.params.get("fields", ()))
    for one in ctx.rev.definition.forms[form].constraints:
        if set(one.unique) == fields and one.message:
            words = {"message": text_of(one.message, ctx.locale)}
            return Conflict("value_taken", [Fault(fault.pointer, "own_message", words) for fault in error.faults])
    return Conflict("value_taken", error.faults)
