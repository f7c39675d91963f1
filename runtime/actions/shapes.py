"""Pieces the configurations of actions are made of, and what most actions do with them.

Takes: configurations. Gives: JSON Schema pieces, Spots, targets. Never: performs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.checks.places import target as target_of
from builder.checks.places import walk
from builder.expressions.types import Boolean, Number, Type
from builder.kinds import Binding, Place, Spot
from builder.problems import Problem

Config = Mapping[str, Any]
Schema = dict[str, Any]


def words(zh: str, en: str) -> dict[str, str]:
    """A label in both languages."""
    return {"zh-CN": zh, "en": en}


def expression(widget: str, zh: str, en: str, **more: Any) -> Schema:
    """An expression: `widget` is `condition`, `target_condition`, `value` or `number`."""
    return {"type": "string", "minLength": 1, "maxLength": 2000, "widget": widget, "label": words(zh, en), **more}


def key(widget: str, zh: str, en: str, **more: Any) -> Schema:
    """The key of a form, field, message …"""
    return {"type": "string", "minLength": 1, "maxLength": 200, "widget": widget, "label": words(zh, en), **more}


def label(zh: str, en: str, **more: Any) -> Schema:
    """A text, or a text per language; places `{{expression}}` where it says so."""
    text = {"type": "string", "minLength": 1, "maxLength": 2000}
    return {"anyOf": [text, {"type": "object", "additionalProperties": text}], "widget": "text", "label": words(zh, en), **more}


def fields(widget: str, zh: str, en: str, **more: Any) -> Schema:
    """Field → expression; a subtable takes a list of rows, or one row for each line of another subtable."""
    one = {"type": "string", "minLength": 1, "maxLength": 2000}
    row = {"type": "object", "additionalProperties": one}
    each = {
        "type": "object", "additionalProperties": False, "required": ["each", "values"],
        "properties": {"each": {"type": "string"}, "as": {"type": "string"}, "when": one, "values": row},
    }
    value = {"anyOf": [one, {"type": "array", "maxItems": 100, "items": row}, each]}
    return {"type": "object", "additionalProperties": value, "widget": widget, "label": words(zh, en), **more}


def actions(zh: str, en: str, **more: Any) -> Schema:
    """A list of actions inside an action."""
    one = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}
    return {"type": "array", "maxItems": 50, "items": one, "widget": "actions", "label": words(zh, en), **more}


def sort(**more: Any) -> Schema:
    """Fields of the target, `-` before descending."""
    item = {"type": "string", "maxLength": 200}
    return {"type": "array", "maxItems": 5, "items": item, "widget": "target_sort", "label": words("先后顺序", "In the order of"), **more}


OTHERWISE: Schema = {
    "type": "object", "widget": "otherwise", "label": words("一条都没有时", "If there is none"),
    "properties": {
        "refuse": label("拦下并提示", "Refuse and say"),
        "do": actions("改做", "Do instead"),
    },
    "additionalProperties": False, "minProperties": 1, "maxProperties": 1,
}
WHO: Schema = {
    "type": "object", "widget": "who", "label": words("给谁", "To whom"),
    "properties": {
        "by": {"enum": ["user", "role", "field", "manager", "dept_head", "initiator", "expr"]},
        "value": {"type": ["string", "array"], "maxLength": 2000, "items": {"type": "string"}},
        "empty": {"enum": ["admin", "approve", "reject", "user"]},
        "user": {"type": "string"},
    },
    "required": ["by"], "additionalProperties": False,
}


def shape(required: Sequence[str], **properties: Schema) -> Schema:
    """The schema of a configuration: these properties, no others (`as` is always allowed)."""
    own = {"as": key("name", "叫作", "Call it", more=True)}
    return {"type": "object", "properties": {**properties, **own}, "required": list(required), "additionalProperties": False}


def followed(place: Place, path: str | None) -> str | None:
    """The form a relation path of the record (or of a bound name) ends at; None where it leads to none."""
    if not path:
        return place.form
    names = tuple(path.split("."))
    start = place.bindings.get(names[0])
    if isinstance(start, str):
        table, names = start, names[1:]
    elif names[0] == "trigger":
        table, names = str(place.form), names[1:]
    else:
        table = str(place.form)
    if not names:
        return table
    places = list(walk(place.types.app, place.types.catalog, table, names))
    last = places[-1].field if len(places) == len(names) else None
    return target_of(place.types.catalog, last) if last is not None else None


def targeted(config: Config, place: Place) -> str | None:
    """The form of the records an action is about: `form`, what `target` leads to, or the record's own."""
    return config["form"] if config.get("form") else followed(place, config.get("target"))


def row_spots(path: str, form: str, given: Any, place: Place) -> Iterator[Spot]:
    """The expressions of what goes into fields of a new record, rows of subtables included."""
    for name, text in (given or {}).items():
        if isinstance(text, str):
            yield Spot(f"{path}/{name}", text, into=(form, name))
        elif isinstance(text, Mapping):
            yield from _each_spots(f"{path}/{name}", f"{form}.{name}", text, place)
        else:
            for number, row in enumerate(text):
                for column, value in row.items():
                    yield Spot(f"{path}/{name}/{number}/{column}", value, into=(f"{form}.{name}", column))


def _each_spots(path: str, table: str, config: Config, place: Place) -> Iterator[Spot]:
    more: dict[str, str | Mapping[str, Type]] = {config.get("as", "item"): f"{place.form}.{config['each']}"}
    if config.get("when"):
        yield Spot(f"{path}/when", config["when"], Boolean(), bindings=more)
    for column, value in config["values"].items():
        yield Spot(f"{path}/values/{column}", value, into=(table, column), bindings=more)


def match_spots(config: Config, form: str | None) -> Iterator[Spot]:
    """The condition on target records."""
    if config.get("match") and form:
        yield Spot("match", config["match"], Boolean(), target=form, filter=True)


def target_spots(config: Config, place: Place) -> Iterator[Spot]:
    """The way to the record, or the condition on several."""
    yield from match_spots(config, targeted(config, place))


def form_wrong(config: Config, place: Place, name: str = "form") -> Iterator[Problem]:
    """The form an action names is there."""
    if config.get(name) and config[name] not in place.types.app.forms:
        yield Problem("error", "form_missing", name, {"form": config[name]})


def target_wrong(config: Config, place: Place) -> Iterator[Problem]:
    """The relation path leads to a record of a form; a form comes with a condition."""
    yield from form_wrong(config, place)
    if config.get("target") and config.get("form"):
        yield Problem("error", "action_target_twice", "target")
    elif not config.get("form") and followed(place, config.get("target")) not in place.types.app.forms:
        yield Problem("error", "action_target_wrong", "target", {"path": config.get("target", "")})
    elif config.get("form") and not config.get("match"):
        yield Problem("error", "action_match_missing", "match")


def sort_wrong(config: Config, form: str | None, place: Place, path: str = "sort") -> Iterator[Problem]:
    """The fields of an order are there."""
    known = place.types.app.forms.get(form or "")
    for name in config.get("sort", ()) if known else ():
        plain = name.removeprefix("-")
        if known and plain not in known.by_key and plain not in ("id", "created_at", "updated_at"):
            yield Problem("error", "field_missing", f"{path}/{name}", {"field": plain, "form": known.label})


def fields_wrong(given: Any, form: str | None, place: Place, path: str) -> Iterator[Problem]:
    """The fields are there and may be written: not computed, not of a form that keeps what was written (`path` = set)."""
    known = place.types.app.forms.get(form or "")
    for name in given or {} if known else ():
        field = known.by_key.get(name) if known else None
        if known and field is None:
            yield Problem("error", "field_missing", f"{path}/{name}", {"field": name, "form": known.label})
        elif field is not None and place.types.catalog.fields[field.type].computed:
            yield Problem("error", "action_field_computed", f"{path}/{name}", {"field": field.label})


def append_only_wrong(form: str | None, place: Place, path: str) -> Iterator[Problem]:
    """A form whose records stay as they were written is not changed or deleted from."""
    known = place.types.app.forms.get(form or "")
    if known is not None and known.append_only:
        yield Problem("error", "action_append_only", path, {"form": known.label})


def required_wrong(given: Any, form: str | None, place: Place, path: str) -> Iterator[Problem]:
    """What the form requires and nothing fills in."""
    known = place.types.app.forms.get(form or "")
    for field in known.active() if known else ():
        if field.required and field.key not in given and field.default is None and not place.types.catalog.fields[field.type].computed:
            yield Problem("error", "action_required_missing", path, {"field": field.label, "form": known.label if known else ""})


def guard_spots(config: Config, form: str | None) -> Iterator[Spot]:
    """The condition a record must meet to be changed."""
    if config.get("guard") and form:
        yield Spot("guard", config["guard"], Boolean(), target=form)


def moved(spot: Spot, inside: str) -> Spot:
    """The same expression further inside the configuration."""
    return replace(spot, path=f"{inside}/{spot.path}")


def lower(problem: Problem, inside: str) -> Problem:
    """The same problem further inside the configuration."""
    return replace(problem, path=f"{inside}/{problem.path}")


def knowing(spot: Spot, more: Mapping[str, Binding]) -> Spot:
    """The same expression with further names."""
    return replace(spot, bindings={**spot.bindings, **more})


def number_wrong(form: str | None, name: str, place: Place, path: str) -> Iterator[Problem]:
    """A field that is there and is a number automations may write."""
    yield from fields_wrong({name: ""}, form, place, path)
    known = place.types.app.forms.get(form or "")
    field = known.by_key.get(name) if known else None
    if known and field and not isinstance(place.types.of(known.key, name), Number):
        yield Problem("error", "action_not_a_number", path, {"field": field.label})
