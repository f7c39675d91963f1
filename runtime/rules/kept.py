"""What a job keeps of the moment a rule matched, as JSON and back.

Takes: images, values of names. Gives: JSON, Python values. Never: the database.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.checks.scope import FormScope
from builder.expressions.types import Type
from runtime.context import Context
from runtime.records.plan import FieldPlan, plan_of, types_of
from runtime.store.values import log_json, logged

Image = Mapping[str, Any]


def image_json(image: Image | None) -> Any:
    """An image for the payload of a job."""
    return None if image is None else log_json(dict(image))


def image_back(ctx: Context, form: str, raw: Image | None) -> dict[str, Any] | None:
    """The image again, each value as its field has it; of fields that are gone since, nothing."""
    if raw is None:
        return None
    fields = plan_of(ctx, form).fields
    found = {key: _value(fields[key], value) for key, value in raw.items() if key in fields}
    return {**found, "id": raw.get("id")}


def _value(plan: FieldPlan, raw: Any) -> Any:
    if not plan.columns:
        return logged(plan.type, raw)
    return [
        {key: logged(plan.columns[key].type, value) if key in plan.columns else value for key, value in row.items()} for row in raw or ()
    ]


def values_back(ctx: Context, form: str, raw: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The values of some names, each of its type."""
    scope = FormScope(types_of(ctx), form, old=True)
    return {name: _named(scope, name, raw.get(name)) for name in names if name in raw}


def _named(scope: FormScope, name: str, raw: Any) -> Any:
    info = scope.resolve(tuple(name.removeprefix("trigger.").split(".")))
    kind: Type | None = info.type if info else None
    return [logged(kind, item) for item in raw] if isinstance(raw, list) and info and info.many else logged(kind, raw)
