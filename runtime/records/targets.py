"""Whether what a record points at may be pointed at.

Takes: a unit of work, values. Gives: faults. Never: says whether an unseen record exists.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.errors import Fault
from builder.expressions.check import Typed
from runtime.permissions.conditions import condition
from runtime.records import judge, words
from runtime.records.plan import USERS, FormPlan
from runtime.store import records, select, users

Places = list[tuple[str, str]]  # (JSON pointer, id)


def faults(uow: Any, plan: FormPlan, values: Mapping[str, Any], old: Mapping[str, Any], *, lock: bool = False) -> list[Fault]:
    """References of `values` that are new: the target must be there, seen by the caller, and pass the field's own filter.

    `lock`: and it stays there until the end of the transaction.
    """
    found: list[Fault] = []
    for path, target in plan.references.items():
        named = list(places(path, values, old))
        if named:
            allowed = _people(uow, named) if target == USERS else _records(uow, plan, path, (named, lock))
            found += [Fault(pointer, "target_not_found") for pointer, id_ in named if id_ not in allowed]
    return found


def gone(uow: Any, plan: FormPlan, values: Mapping[str, Any], old: Mapping[str, Any]) -> list[Fault]:
    """Computed references of `values` that are new and lead into the bin; those that were sent are held since `faults`."""
    found: list[Fault] = []
    for path, target in plan.computed_references.items():
        named = list(places(path, values, old))
        if named and target != USERS:
            there = records.hold(uow, target, {id_ for _, id_ in named}, ())
            found += [Fault(pointer, "target_not_found") for pointer, id_ in named if id_ not in there]
    return found


def places(path: str, values: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, id) of every reference a field or column holds in `values` that it did not hold in `old`."""
    head, _, column = path.partition(".")
    if head not in values:
        return
    if not column:
        if values[head] and values[head] != old.get(head):
            yield f"/values/{head}", values[head]
        return
    before = {row.get(column) for row in old.get(head) or ()}
    for number, row in enumerate(values[head] or ()):
        if row.get(column) and row[column] not in before:
            yield f"/values/{head}/{number}/{column}", row[column]


def _people(uow: Any, named: Places) -> set[str]:
    rows = (users.get(uow, id_) for id_ in {id_ for _, id_ in named})
    return {row["id"] for row in rows if row and row["active"]}


def _records(uow: Any, plan: FormPlan, path: str, asked: tuple[Places, bool]) -> set[str]:
    named, lock = asked
    ids = sorted({id_ for _, id_ in named})
    target = plan.references[path]
    seen = [key for key, grants in judge.holding(uow, target, "read", ids).items() if grants]
    there = records.hold(uow, target, seen, words.title_fields(uow.ctx, target)) if lock else records.there(uow, target, seen)
    rule = picker_filter(uow, plan, path)
    return set(select.satisfying(uow, target, sorted(there), rule, {})) if rule and there else there


def picker_filter(uow: Any, plan: FormPlan, path: str) -> Typed | None:
    """The condition of a relation field on the records it may point at."""
    head, _, column = path.partition(".")
    holder = plan.fields[head].columns[column] if column else plan.fields[head]
    text = holder.field.config.get("filter")
    return condition(uow.ctx, str(holder.target), str(text)) if text else None
