"""Values for new and changed records. Takes: an Act and field → expression. Gives: field → Python value. Never: writes."""

from collections.abc import Mapping
from typing import Any

from builder.expressions.types import Ref
from runtime.actions.act import Act
from runtime.actions.names import Named, fields_of
from runtime.records.plan import plan_of

USERS = "@user"


def row(act: Act, form: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new record in the scope of the act, subtables as lists of rows."""
    return {name: _cell(act, form, name, text) for name, text in given.items()}


def _cell(act: Act, form: str, name: str, text: Any) -> Any:
    if isinstance(text, str):
        return act.into(form, name, text)
    table = f"{form}.{name}"
    if isinstance(text, Mapping):
        return [row(inner, table, text["values"]) for inner in each_line(act, text)]
    return [row(act, table, one) for one in text]


def each_line(act: Act, config: Mapping[str, Any]) -> list[Act]:
    """One act for each row of a subtable of the record, in order, with the row under its name."""
    lines = (act.image or {}).get(config["each"]) or ()
    acts = [act.bound(**{config.get("as", "item"): Named(line, f"{act.form}.{config['each']}")}) for line in lines]
    return [one for one in acts if not config.get("when") or one.truth(config["when"])]


def about(act: Act, form: str, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Whom or what a new record belongs to: the first record its values point at."""
    fields = fields_of(act.uow.ctx, form)
    for name, value in values.items():
        kind = fields[name].type
        if isinstance(kind, Ref) and kind.form != USERS and value:
            return kind.form, value
    return None


def as_json(act: Act, form: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON, for the log of what was done."""
    plan = plan_of(act.uow.ctx, form)
    return {name: None if value is None else plan.fields[name].json(value) for name, value in values.items() if name in plan.fields}
