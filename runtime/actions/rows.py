"""Values for new and changed records. Takes: an Act and field → expression. Gives: field → Python value. Never: writes."""

from collections.abc import Mapping
from typing import Any

from builder.expressions.types import Ref
from runtime.actions import names
from runtime.actions.act import Act, fitted
from runtime.actions.names import Named, fields_of
from runtime.records.plan import plan_of, types_of

USERS = "@user"


def row(act: Act, form: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new record in the scope of the act, subtables as lists of rows; what they read is looked up together."""
    ctx, types = act.uow.ctx, types_of(act.uow.ctx)
    kinds = {name: types.of(form, name) for name, text in given.items() if isinstance(text, str)}
    plain = {name: names.compiled(ctx, act.known, given[name], kind) for name, kind in kinds.items()}
    env = act.environment(frozenset().union(*(one.names for one in plain.values())))
    values = {name: fitted(one.run(env), kinds[name]) for name, one in plain.items()}
    return {name: values[name] if name in values else _lines(act, f"{form}.{name}", text) for name, text in given.items()}


def _lines(act: Act, table: str, given: Any) -> list[dict[str, Any]]:
    """Rows of a subtable: written one by one, or one for each line of another subtable."""
    if isinstance(given, Mapping):
        return [row(inner, table, given["values"]) for inner in each_line(act, given)]
    return [row(act, table, one) for one in given]


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
