"""Whether what must hold does hold. Takes: a Stage, a claim of `then`. Gives: what was expected and what was found. Never: writes."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.definitions import text_of
from builder.errors import Invalid
from runtime.examples.stage import Stage
from runtime.records import service
from runtime.records.plan import plan_of
from runtime.records.shown import Listing
from runtime.store import notices, tasks

MOST = 200
SHOWN = 5
Claim = Mapping[str, Any]


@dataclass(frozen=True)
class Miss:
    """A claim that does not hold: the code of its sentence, with what was expected and what was found."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def judge(stage: Stage, claim: Claim) -> Iterator[Miss]:
    """Everything about one claim that does not hold."""
    for name, look in CLAIMS.items():
        if name in claim:
            yield from look(stage, claim)
            return
    raise Invalid("example_claim_unknown", claim=", ".join(claim))


def _records(stage: Stage, claim: Claim) -> Iterator[Miss]:
    """{form, where?, count?, values?}: so many records, all with these values."""
    ctx, form = stage.context(), claim["form"]
    where = stage.condition(claim["where"]) if claim.get("where") else None
    found = service.list_(ctx, form, Listing(filter=where, limit=MOST, refs=False)).records
    wanted = claim.get("count")
    if len(found) != wanted if wanted is not None else not found:
        named = {"form": text_of(ctx.rev.definition.forms[form].label, stage.locale), "where": claim.get("where", "")}
        titles = "；".join(str(one.title) for one in found[:SHOWN])
        yield Miss("example_count", {**named, "expected": 1 if wanted is None else wanted, "found": len(found), "records": titles})
    else:
        for one in found:
            yield from _values(stage, form, one, claim.get("values", {}))


def _record(stage: Stage, claim: Claim) -> Iterator[Miss]:
    """{record, values}: one named record has these values."""
    form, record = stage.record(claim["record"])
    yield from _values(stage, form, service.get(stage.context(), form, record).record, claim.get("values", {}))


def _values(stage: Stage, form: str, one: Any, wanted: Mapping[str, Any]) -> Iterator[Miss]:
    ctx = stage.context()
    fields = plan_of(ctx, form).fields
    for key, raw in wanted.items():
        if key not in fields:
            raise Invalid("example_field_unknown", field=key, form=form)
        found, expected = _json(fields[key], one.values.get(key)), stage.value(raw)
        if not _same(found, expected):
            label = text_of(fields[key].field.label, stage.locale)
            yield Miss("example_value", {"record": one.title, "field": label, "expected": _shown(expected), "found": _shown(found)})


def _same(found: Any, expected: Any) -> bool:
    """Equal as JSON; an expected text that ends in … is the beginning, {"contains": …} a part."""
    if isinstance(expected, Mapping) and set(expected) == {"contains"}:
        return isinstance(found, str) and str(expected["contains"]) in found
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return all(_same(one, other) for one, other in zip(found, expected, strict=True))
    if isinstance(found, Mapping) and isinstance(expected, Mapping):
        return all(_same(found.get(key), value) for key, value in expected.items())
    return bool(found == expected)


def _json(plan: Any, value: Any) -> Any:
    return None if value is None else plan.json(value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _tasks(stage: Stage, claim: Claim) -> Iterator[Miss]:
    """{tasks: {login, count, title?}}: so many open tasks, their titles containing a text."""
    wanted = claim["tasks"]
    ctx, user = stage.context(), stage.person(wanted["login"])
    found = ctx.runtime.store.read(ctx, lambda uow: tasks.open_of(uow, user, stage.app))
    if "title" in wanted:
        found = [task for task in found if wanted["title"] in (task.title or "")]
    expected = wanted.get("count", 1)
    if len(found) != expected:
        titles = "；".join(task.title or "" for task in found)
        yield Miss("example_tasks", {"login": wanted["login"], "expected": expected, "found": len(found), "titles": titles})


def _notices(stage: Stage, claim: Claim) -> Iterator[Miss]:
    """{notices: {login, count, title?}}: so many notices, their titles containing a text."""
    wanted = claim["notices"]
    ctx, user = stage.context(), stage.person(wanted["login"])
    found = ctx.runtime.store.read(ctx, lambda uow: notices.listed(uow, user, limit=MOST))
    found = [one for one in found if wanted.get("title", "") in one["title"]]
    expected = wanted.get("count", 1)
    if len(found) != expected:
        titles = "；".join(one["title"] for one in found)
        yield Miss("example_notices", {"login": wanted["login"], "expected": expected, "found": len(found), "titles": titles})


CLAIMS: Mapping[str, Callable[[Stage, Claim], Iterator[Miss]]] = {"form": _records, "record": _record, "tasks": _tasks, "notices": _notices}
