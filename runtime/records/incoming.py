"""What a caller sent, as Python values. Takes: JSON values, the plan, what the caller may set. Gives: values and every fault at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.errors import Fault
from builder.kinds import BadValue
from runtime.records.plan import FieldPlan, FormPlan


@dataclass(frozen=True)
class Rights:
    """The places this caller may set, and those he knows of (anything else is an unknown field to him)."""

    writable: frozenset[str]
    known: frozenset[str]


@dataclass
class Incoming:
    """Parsed values and what was wrong with the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def parse(plan: FormPlan, values: Mapping[str, Any], rights: Rights) -> Incoming:
    """Every value parsed and judged by its type; unknown, hidden, computed and read-only fields are faults."""
    result = Incoming()
    for key, raw in values.items():
        pointer = f"/values/{escape(key)}"
        refusal = _refusal(plan.fields.get(key), key, rights)
        if refusal:
            result.faults.append(Fault(pointer, refusal, {"field": key} if refusal == "field_unknown" else {}))
            continue
        place = _Place(plan.fields[key], pointer, key)
        value = _rows(place, raw, rights, result.faults) if place.plan.columns else _one(place, raw, result.faults)
        result.values[key] = value
    return result


@dataclass(frozen=True)
class _Place:
    plan: FieldPlan
    pointer: str
    path: str


def escape(key: str) -> str:
    """A key as a JSON pointer step."""
    return str(key).replace("~", "~0").replace("/", "~1")


def _refusal(plan: FieldPlan | None, path: str, rights: Rights) -> str | None:
    if plan is None or path not in rights.known:
        return "field_unknown"
    if plan.kind.computed:
        return "field_computed"
    if plan.field.readonly:
        return "field_readonly"
    return None if path in rights.writable else "field_not_allowed"


def _one(place: _Place, raw: Any, faults: list[Fault], *, judged: bool = True) -> Any:
    config, kind = place.plan.config, place.plan.kind
    try:
        value = kind.parse(config, raw)
    except BadValue as error:
        faults.append(Fault(place.pointer, str(error), dict(error.params)))
        return None
    broken = kind.check_value(config, value) if judged and value is not None else None
    if broken:
        faults.append(Fault(place.pointer, broken[0], dict(broken[1])))
    return value


def _rows(place: _Place, raw: Any, rights: Rights, faults: list[Fault]) -> list[dict[str, Any]]:
    before = len(faults)
    parsed = _one(place, raw, faults, judged=False) or []
    if len(faults) > before:
        return []
    return [_row(place, row, f"{place.pointer}/{number}", (rights, faults)) for number, row in enumerate(parsed)]


def _row(place: _Place, raw: Mapping[str, Any], pointer: str, judge: tuple[Rights, list[Fault]]) -> dict[str, Any]:
    rights, faults = judge
    row: dict[str, Any] = {"id": raw["id"]} if "id" in raw else {}
    for key, value in raw.items():
        if key == "id":
            continue
        path = f"{place.path}.{key}"
        column = place.plan.columns.get(key)
        refusal = _refusal(column, path, rights)
        if refusal or column is None:
            faults.append(Fault(f"{pointer}/{escape(key)}", refusal or "field_unknown", {"field": key}))
        else:
            row[key] = _one(_Place(column, f"{pointer}/{escape(key)}", path), value, faults)
    return row
