"""Many writes in one unit of work. Takes: a Batch. Gives: what became of each item. Never: more than the contract's limit."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from builder.errors import AppError, Conflict, Fault, Invalid, LimitExceeded
from runtime.context import Context
from runtime.ids import encode
from runtime.records import writing
from runtime.records.ripple import Ripple
from runtime.records.shown import Batch, Outcome
from runtime.store import records

MOST = 1_000
Step = tuple[str, int, Callable[[Ripple], str]]  # op, position, the write: gives the id


def check(request: Batch) -> None:
    """Refuses more items than the contract allows, and items of the wrong shape."""
    count = len(request.create) + len(request.update) + len(request.delete)
    if count > MOST:
        raise LimitExceeded("batch_too_large", max=MOST, count=count)
    faults = [
        Fault(f"/update/{number}", "batch_item") for number, item in enumerate(request.update)
        if not isinstance(item.get("id"), str) or not isinstance(item.get("values"), dict)
    ]
    if faults:
        raise Invalid("invalid", faults)


def name(ctx: Context) -> str:
    """The name that groups the change rows of one batch."""
    return encode(ctx.runtime.ids.make(0))


def run(ripple: Ripple, form: str, request: Batch) -> list[Outcome]:
    """Every item in turn. Atomic: the first refusal ends it all; else each item stands for itself."""
    return [(_atomic if request.atomic else _alone)(ripple, form, step) for step in _steps(form, request)]


def _steps(form: str, request: Batch) -> Iterator[Step]:
    for number, values in enumerate(request.create):
        yield "create", number, partial(writing.create, form=form, values=values)
    for number, item in enumerate(request.update):
        yield "update", number, partial(_update, form=form, item=item)
    for number, record in enumerate(request.delete):
        yield "delete", number, partial(_delete, form=form, record=record)


def _update(ripple: Ripple, form: str, item: Any) -> str:
    writing.update(ripple, form, item["id"], item["values"], item.get("version"))
    return str(item["id"])


def _delete(ripple: Ripple, form: str, record: str) -> str:
    writing.delete(ripple, form, record)
    return record


def _atomic(ripple: Ripple, form: str, step: Step) -> Outcome:
    op, number, write = step
    try:
        return _done(ripple.uow, form, step, write(ripple))
    except (Invalid, Conflict) as error:
        faults = [Fault(f"/{op}/{number}{fault.pointer}", fault.code, fault.params) for fault in error.faults]
        raise Invalid("invalid", faults or [Fault(f"/{op}/{number}", error.code, error.params)]) from error
    except AppError as error:
        raise Invalid("invalid", [Fault(f"/{op}/{number}", error.code, error.params)]) from error


def _alone(ripple: Ripple, form: str, step: Step) -> Outcome:
    op, number, write = step
    own = Ripple(ripple.uow)
    try:
        with ripple.uow.savepoint():
            outcome = _done(ripple.uow, form, step, write(own))
    except AppError as error:
        return Outcome(op, number, error=error)
    ripple.absorb(own)
    return outcome


def _done(uow: Any, form: str, step: Step, record: str) -> Outcome:
    row = records.load(uow, form, [record], deleted=None).get(record)
    return Outcome(step[0], step[1], record, row.version if row else None)
