"""The rest of a long action: what does not fit into one transaction goes on as jobs, a piece at a time.

Takes: an Act, the action that remains. Gives: a job, and its handler. Never: a piece twice (the cursor is part of the job's key).
"""

from collections.abc import Mapping
from typing import Any

from builder.expressions.types import Type
from runtime.actions import act as acting
from runtime.actions.act import Act
from runtime.actions.names import Named
from runtime.jobs.handler import Handler
from runtime.records import automation, service
from runtime.records.plan import types_of
from runtime.records.ripple import Ripple
from runtime.store import jobs, records
from runtime.store.jobs import BACKGROUND, Job, NewJob
from runtime.store.layout import type_json, type_of
from runtime.store.values import log_json, logged

KIND = "actions.more"


def later(act: Act, action: Mapping[str, Any], place: str) -> None:
    """The rest as a job of its own; `place` tells the pieces apart."""
    payload = {
        "action": dict(action), "form": act.form, "record": act.record,
        "cause": act.cause, "label": act.label, "key": act.key, "me": act.me,
        "old": log_json(act.old) if act.old else None, "bindings": {name: _kept(one) for name, one in act.bindings.items()},
    }
    key = f"more:{act.uow.ctx.app}:{act.key or act.uow.new_ids(1)[0]}:{action['type']}:{place}"
    jobs.enqueue(act.uow, [NewJob(KIND, key, payload, priority=BACKGROUND, lock_key=f"more:{act.key}" if act.key else None)])


def _kept(named: Named) -> dict[str, Any]:
    if named.table is not None:
        return {"table": named.table, "values": log_json(named.values)}
    types = {name: type_json(kind) for name, kind in named.types.items()}
    return {"values": log_json(named.values), "types": types}


def _again(uow: Any, raw: Mapping[str, Any]) -> Named:
    if raw.get("table") is None:
        types = {name: type_of(kind) for name, kind in raw["types"].items()}
        return Named({name: logged(types.get(name), value) for name, value in raw["values"].items()}, None, types)
    record = raw["values"].get("id")
    row = records.load(uow, raw["table"], [record], deleted=None).get(record) if record and "." not in raw["table"] else None
    return Named(automation.image_of(row) if row else _values(uow, raw["table"], raw["values"]), raw["table"])


def _values(uow: Any, table: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    types = types_of(uow.ctx)
    kinds: dict[str, Type | None] = {name: types.of(table, name) for name in raw}
    return {name: logged(kinds[name], value) for name, value in raw.items()}


def go_on(uow: Any, job: Job) -> None:
    """The next piece: the record as it is now, the names as they were."""
    payload, ripple = job.payload, Ripple(uow)
    form, record = payload["form"], payload["record"]
    row = records.load(uow, form, [record], deleted=None).get(record) if form and record else None
    act = Act(
        ripple, form, automation.image_of(row) if row else None, _values(uow, form, payload["old"]) if payload["old"] else None,
        {name: _again(uow, raw) for name, raw in payload["bindings"].items()},
        payload["cause"], payload["label"], payload["key"], payload["me"],
    )
    acting.run(act, [payload["action"]])
    service.finish(ripple)


HANDLERS: Mapping[str, Handler] = {
    KIND: Handler({"zh-CN": "继续处理其余数据", "en": "The rest of a long action"}, inside=go_on),
}
