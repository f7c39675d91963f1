"""One expression of a definition where it stands.

Takes: Types and an expression. Gives: its checked form, or the Problem. Never: finds expressions (expressions.py, automated.py do).
"""

from dataclasses import dataclass, field, replace
from typing import Any

from builder.checks.action_scope import OLD, TRIGGER, table_at, typed
from builder.checks.places import put_away
from builder.checks.scope import FormScope, Types
from builder.expressions import grammar
from builder.expressions.check import Typed, checked
from builder.expressions.terms import SEGMENT
from builder.expressions.types import Type
from builder.kinds import Place, Spot
from builder.problems import Problem


@dataclass(frozen=True, slots=True)
class Written:
    """An expression of a definition: its place, the table whose names it uses, what it must give (None: anything).

    `at`, `spot`: of rules, workflows and messages, which know more names than those of a table. `segments`: whether it may ask for them.
    """

    path: str
    table: str
    text: str
    expect: Type | None = None
    filter: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    at: Place | None = None
    spot: Spot | None = None
    segments: bool = False


def placed(path: str, place: Place, spot: Spot, params: dict[str, Any]) -> Written:
    """An expression of a rule, workflow or message."""
    table = spot.target or place.form or ""
    return Written(f"{path}/{spot.path}", table, spot.text, params=params, at=place, spot=spot)


def checked_at(types: Types, written: Written) -> Typed:
    """The typed expression; raises ExpressionError."""
    if written.at and written.spot:
        return typed(written.at, replace(written.spot, template=False))[0]
    scope = FormScope(types, written.table, members=SEGMENT if written.segments else None)
    return checked(written.text, scope, written.expect, filter=written.filter)


def problem_of(types: Types, written: Written) -> Problem | None:
    """What is wrong with it, in words of its place."""
    try:
        checked_at(types, written)
    except grammar.ExpressionError as error:
        params = {**written.params, **error.params, "start": error.start, "end": error.end}
        names = tuple(str(error.params.get("name", "")).split("."))
        table, rest = table_at(written.at, written.spot, names) if written.at else (written.table, names)
        gone = put_away(types.app, types.catalog, table, rest) if table and rest else None
        if gone:
            return Problem("error", "field_put_away", written.path, {**params, "used": gone.label})
        return Problem("error", "old_not_known" if _asks_before(written, names) else error.code, written.path, params)
    return None


def _asks_before(written: Written, names: tuple[str, ...]) -> bool:
    """Whether it speaks of the record before where there is none: a new record has no past."""
    at = written.at
    return at is not None and not at.old and (names[0] == OLD or names[:2] == (TRIGGER, OLD)) and OLD not in at.bindings
