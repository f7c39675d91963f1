"""Files of a record: what a caller names by id becomes what the server knows of it.

Takes: a unit of work, values. Gives: faults and values.
"""

from collections.abc import Mapping
from typing import Any

from builder.errors import Fault
from builder.expressions.types import File
from runtime.records.plan import FormPlan
from runtime.store import files


def known(uow: Any, plan: FormPlan, values: dict[str, Any], old: Mapping[str, Any]) -> list[Fault]:
    """Fills in name, size and type from the server's own record; a file must hang here already or be the caller's own loose upload."""
    faults: list[Fault] = []
    for key, one in plan.fields.items():
        if not isinstance(one.type, File) or not values.get(key):
            continue
        kept = {item["id"]: item for item in old.get(key) or ()}
        found = [kept.get(item["id"]) or _own(uow, item["id"]) for item in values[key]]
        if None in found:
            faults.append(Fault(f"/values/{key}", "file_not_found"))
            continue
        values[key] = found
        broken = one.kind.check_value(one.config, found)
        if broken:
            faults.append(Fault(f"/values/{key}", broken[0], dict(broken[1])))
    return faults


def _own(uow: Any, key: str) -> dict[str, Any] | None:
    row = files.get(uow, key)
    if row is None or row["record_id"] is not None or row["created_by"] != uow.ctx.actor.id:
        return None
    return {name: row[name] for name in ("id", "name", "size", "type")}


def claim(uow: Any, plan: FormPlan, record: str, values: Mapping[str, Any]) -> None:
    """Hangs the files of a stored record on it, so that its rights are theirs."""
    for key, one in plan.fields.items():
        if isinstance(one.type, File):
            for item in values.get(key) or ():
                files.claim(uow, item["id"], {"app": uow.ctx.app, "form": plan.form.key, "field": key, "record_id": record})
