"""Can each action do what it says: its names, values, results, the transaction it needs?"""

from collections.abc import Iterator
from dataclasses import replace

from builder import keys
from builder.checks import automated, automation, named
from builder.checks.action_scope import ASK, ITEM, TRIGGER, expected
from builder.checks.automation import Doing
from builder.checks.named import Settings
from builder.checks.places import columns_of, put_away, table_of
from builder.checks.scope import Types
from builder.checks.written import Written, checked_at
from builder.definitions import Field
from builder.definitions.rule import IN_TRANSACTION
from builder.expressions import grammar
from builder.expressions.types import Choice
from builder.problems import Problem

RESULT = "as"
MISSING, AWAY = "field_missing", "field_put_away"
TAKEN = keys.RESERVED | {TRIGGER, ASK}


def check(types: Types) -> Iterator[Problem]:
    """Every action of every rule and workflow; what several questions find is said once, and a field put away is not also missing."""
    for doing in automation.doings(types):
        found = {(problem.code, problem.path): problem for problem in _all(types, doing)}
        away = {path for code, path in found if code == AWAY}
        yield from (problem for (code, path), problem in found.items() if code != MISSING or path not in away)


def _all(types: Types, doing: Doing) -> Iterator[Problem]:
    params = {"action": doing.kind.label, **doing.owner.params}
    own = [*doing.kind.check(doing.config, types.app), *doing.kind.wrong(doing.config, doing.place)]
    yield from (replace(one, path=f"{doing.path}/{one.path}", params={**params, **one.params}) for one in own)
    yield from named.problems(Settings(doing.path, doing.config, doing.kind.config_schema, doing.place, params))
    yield from _result(doing)
    yield from _transaction(types, doing)
    for written in automated.of_doing(doing):
        yield from _value(types, written)
        yield from _hidden(types, doing, written)


def _result(doing: Doing) -> Iterator[Problem]:
    """The name its result is given."""
    name = doing.action.get(RESULT)
    if not name:
        return
    path, params = f"{doing.path}/{RESULT}", {"name": name, **doing.owner.params}
    inside = {known for inner in doing.kind.inner(doing.config, doing.place) for known in inner.bindings}
    if name in TAKEN or (name == ITEM and name not in inside):
        yield Problem("error", "binding_reserved", path, params)
    elif doing.place.form and name in columns_of(doing.place.types.app, doing.place.form):
        yield Problem("error", "binding_is_field", path, params)
    elif name in doing.place.bindings and name not in inside:
        yield Problem("warning", "binding_twice", path, params)
    elif name not in inside and doing.kind.binds(doing.config, doing.place) is None:
        yield Problem("warning", "binding_of_nothing", path, params)


def _transaction(types: Types, doing: Doing) -> Iterator[Problem]:
    """A veto needs somebody who is still saving."""
    if not doing.kind.transactional:
        return
    rule = types.app.rules.get(doing.owner.key) if doing.owner.kind == "rule" else None
    trigger = types.catalog.triggers.get(rule.event) if rule else None
    if rule is None or trigger is None or (rule.timing != IN_TRANSACTION and not trigger.asked):
        params = {"action": doing.kind.label, **doing.owner.params}
        yield Problem("error", "action_needs_transaction", doing.path, params)


def _value(types: Types, written: Written) -> Iterator[Problem]:
    """A value goes into a field that is there and takes it."""
    spot = written.spot
    if spot is None or spot.into is None or spot.into[0].partition(".")[0] not in types.app.forms:
        return
    table, key = table_of(*spot.into)
    field = columns_of(types.app, table).get(key)
    away = put_away(types.app, types.catalog, table, (key,))
    if away:
        yield Problem("error", AWAY, written.path, {**written.params, "used": away.label})
    elif field is None:
        yield Problem("error", MISSING, written.path, {**written.params, "field": key})
    elif types.catalog.fields[field.type].computed:
        yield Problem("error", "action_field_computed", written.path, {**written.params, "field": field.label})
    elif field.fields:
        yield Problem("error", "value_into_lines", written.path, {**written.params, "field": field.label})
    else:
        yield from _options(types, written, field)


def _options(types: Types, written: Written, field: Field) -> Iterator[Problem]:
    """A choice put into another one: options the other does not have would be refused."""
    wanted = expected(written.at, written.spot) if written.at and written.spot else None
    if not isinstance(wanted, Choice):
        return
    try:
        given = checked_at(types, written).type
    except grammar.ExpressionError:
        return  # expressions.py says so
    if isinstance(given, Choice) and not set(given.options) <= set(wanted.options):
        missing = sorted(set(given.options) - set(wanted.options))
        yield Problem("warning", "value_options_differ", written.path, {**written.params, "field": field.label, "options": missing})


def _hidden(types: Types, doing: Doing, written: Written) -> Iterator[Problem]:
    """A name of an earlier result that is also a field of the records looked at: the field cannot be meant."""
    spot = written.spot
    if spot is None or not spot.target:
        return
    try:
        heads = {name.partition(".")[0] for name in grammar.names_used(grammar.parse(spot.text))}
    except grammar.ExpressionError:
        return
    for name in sorted(heads & doing.place.bindings.keys() & columns_of(types.app, spot.target).keys()):
        label = columns_of(types.app, spot.target)[name].label
        yield Problem("warning", "binding_hides_field", written.path, {**written.params, "name": name, "field": label})
