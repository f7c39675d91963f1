"""Records as the JSON of the API. Takes: what the door answers. Gives: dictionaries of JSON values. Never: a look at rights."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from runtime.context import Context
from runtime.records.plan import FieldPlan, plan_of
from runtime.records.shown import Found, One, Refs, Shown
from runtime.values import instant_text

USERS = "@user"
PLAIN = frozenset((str, int, bool, type(None)))  # values that are their own JSON in every type of field


def record(ctx: Context, shown: Shown, refs: Refs) -> dict[str, Any]:
    """One record; the people who made and changed it come with their names."""
    fields = plan_of(ctx, shown.form).fields
    return {
        "id": shown.id,
        "version": shown.version,
        "title": shown.title,
        "values": _values(fields, shown.values, shown.masked),
        "masked": list(shown.masked),
        **_moments(shown, refs.get(USERS, {})),
        "can": list(shown.can),
    }


def one(ctx: Context, answer: One) -> dict[str, Any]:
    """A record with the titles of what it points at."""
    return {**record(ctx, answer.record, answer.refs), "refs": refs_json(answer.refs)}


def found(ctx: Context, answer: Found) -> dict[str, Any]:
    """One page of a list."""
    page: dict[str, Any] = {
        "records": [record(ctx, shown, answer.refs) for shown in answer.records],
        "next_cursor": answer.next_cursor,
        "refs": refs_json(answer.refs),
    }
    return page if answer.count is None else {**page, "count": answer.count}


def refs_json(refs: Refs) -> dict[str, dict[str, dict[str, str]]]:
    """{form: {id: {"title"}}}."""
    return {form: {key: {"title": title} for key, title in titles.items()} for form, titles in refs.items()}


def values_json(ctx: Context, form: str, values: Mapping[str, Any], masked: Sequence[str] = ()) -> dict[str, Any]:
    """Python values of a form as JSON."""
    fields = plan_of(ctx, form).fields
    return _values(fields, {key: value for key, value in values.items() if key in fields}, masked)


def _values(fields: Mapping[str, FieldPlan], values: Mapping[str, Any], masked: Sequence[str]) -> dict[str, Any]:
    if masked:
        return {key: value if value.__class__ in PLAIN else _value(fields[key], value, (key, masked)) for key, value in values.items()}
    return {key: value if value.__class__ in PLAIN else fields[key].json(value) for key, value in values.items()}


def _value(plan: FieldPlan, value: Any, place: tuple[str, Sequence[str]]) -> Any:
    key, masked = place
    if value is None or key in masked:
        return value
    if plan.columns:
        return [_line(plan, row, place) for row in value]
    return plan.kind.dump(plan.config, value)


def _line(plan: FieldPlan, row: Mapping[str, Any], place: tuple[str, Sequence[str]]) -> dict[str, Any]:
    key, masked = place
    line = {name: _value(plan.columns[name], value, (f"{key}.{name}", masked)) for name, value in row.items() if name in plan.columns}
    return {"id": row["id"], **line} if "id" in row else line


def _moments(shown: Shown, people: Mapping[str, str]) -> dict[str, Any]:
    made = _instant(shown.created_at)
    moments: dict[str, Any] = {
        "created_at": made,
        "created_by": _person(shown.created_by, people),
        "updated_at": made if shown.updated_at == shown.created_at else _instant(shown.updated_at),
        "updated_by": _person(shown.updated_by, people),
    }
    return moments if shown.deleted_at is None else {**moments, "deleted_at": _instant(shown.deleted_at)}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _person(person: str | None, people: Mapping[str, str]) -> dict[str, str] | None:
    return None if person is None else {"id": person, "title": people.get(person, "")}
