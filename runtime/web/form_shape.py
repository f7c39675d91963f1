"""One form as the browser needs it: fields with look, operators and expression trees, layout, logic, views.

Takes: an App. Gives: JSON values. Never: records.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from builder.checks.scope import FormScope, Types, config_of
from builder.definitions import App, Field, Form, Label, Section, text_of
from builder.expressions import grammar, template, tree
from builder.expressions.check import Scope, checked
from builder.expressions.types import Boolean, Type
from builder.kinds import Catalog, FieldType
from runtime.web.words import localized

NOT_FOR_BROWSERS = frozenset({"expression", "filter", "result", "timezone"})
RELATED_COLUMNS = 5
WRITE = "write"


@dataclass(frozen=True)
class Rights:
    """What a caller may do with a form: its actions and the level of every place not hidden (`lines.cost` for columns)."""

    actions: Sequence[str]
    fields: Mapping[str, str]
    creates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frame:
    """What every part of the shape needs: the app, the kinds, the language and everybody's rights."""

    app: App
    catalog: Catalog
    locale: str
    rights: Mapping[str, Rights]

    @cached_property
    def types(self) -> Types:
        """The value types of the app, each worked out once."""
        return Types(self.app, self.catalog)

    def words(self, label: Label | None) -> str:
        """A label in the language of the frame."""
        return text_of(label, self.locale)


def everything(app: App) -> dict[str, Rights]:
    """All rights on all forms, for the preview of a draft."""
    return {key: Rights(("read", "create", "update", "delete"), _all_places(form)) for key, form in app.forms.items()}


def _all_places(form: Form) -> dict[str, str]:
    places = {item.key: WRITE for item in form.active()}
    return places | {f"{item.key}.{column.key}": WRITE for item in form.active() for column in item.fields}


def form_json(frame: Frame, key: str) -> dict[str, Any]:
    """The form `key` for a caller with the frame's rights."""
    form, rights = frame.app.forms[key], frame.rights[key]
    scope = FormScope(frame.types, key)
    seen = frozenset(rights.fields)
    shown = tuple(item for item in form.active() if item.key in seen)
    return {
        "key": key,
        "label": frame.words(form.label),
        "icon": form.icon,
        "color": form.color,
        "new_label": frame.words(form.new_label),
        "help": frame.words(form.help),
        "title_fields": list(title_fields(form)),
        "badge": form.badge if form.badge in seen else None,
        "search": [name for name in form.search if name in seen],
        "header": [name for name in form.header if name in seen],
        "parent": form.parent if form.parent in seen else None,
        "related": list(_related(frame, form)),
        "fields": [_field(frame, form, item, scope) for item in shown],
        "layout": [_section(frame, section, seen) for section in full_layout(form)],
        "logic": [_logic(item, scope, seen) for item in form.logic],
        "views": [_view(frame, view, seen) for view in form.views],
        "actions": list(rights.actions),
    }


def title_fields(form: Form) -> tuple[str, ...]:
    """The fields a title is made of, in order."""
    named = [
        name.split(".")[0] for text in template.parse(form.title).expressions for name in sorted(grammar.names_used(grammar.parse(text)))
    ]
    return tuple(name for name in dict.fromkeys(named) if name in form.by_key)


def _tree(text: str | None, scope: Scope, expect: Type | None = None) -> Any:
    return None if text is None else tree.to_tree(checked(text, scope, expect))


def _field(frame: Frame, form: Form, item: Field, scope: Scope) -> dict[str, Any]:
    config = config_of(frame.types, form.key, item.key)
    columns = [_column(frame, form, item, column) for column in item.fields if not column.archived]
    return {
        **_plain(frame, item, config, frame.rights[form.key].fields[item.key]),
        "creates": item.key in frame.rights[form.key].creates,
        "expression": _tree(item.config.get("expression"), scope),
        "check": _tree(item.check, scope, Boolean()),
        "fields": [column for column in columns if column is not None],
    }


def _column(frame: Frame, form: Form, item: Field, column: Field) -> dict[str, Any] | None:
    level = frame.rights[form.key].fields.get(f"{item.key}.{column.key}")
    return (
        None
        if level is None
        else {
            **_plain(frame, column, config_of(frame.types, f"{form.key}.{item.key}", column.key), level),
            "expression": None,
            "check": None,
            "fields": [],
        }
    )


def _plain(frame: Frame, item: Field, config: Mapping[str, Any], level: str) -> dict[str, Any]:
    kind: FieldType = frame.catalog.fields[item.type]
    return {
        "key": item.key,
        "label": frame.words(item.label),
        "help": frame.words(item.help),
        "type": item.type,
        "look": localized(dict(kind.display(config)), frame.locale),
        "required": item.required,
        "readonly": item.readonly,
        "unique": item.unique,
        "default": item.default,
        "computed": kind.computed,
        "rights": level,
        "config": _config(frame, item),
        "operators": list(kind.operators(config)),
        "message": frame.words(item.message),
    }


def _config(frame: Frame, item: Field) -> dict[str, Any]:
    own = {name: localized(value, frame.locale) for name, value in item.config.items() if name not in NOT_FOR_BROWSERS}
    target = frame.app.forms.get(str(own.get("form", "")))
    return own if target is None else {**own, "title_columns": list(title_fields(target))}


def full_layout(form: Form) -> tuple[Section, ...]:
    """The layout with every field in it: those nobody placed stand at the end."""
    placed = {key for section in form.layout for key in section.fields}
    rest = tuple(key for key in form.by_key if key not in placed)
    if not form.layout:
        return (Section(None, 1, rest, "main"),)
    if not rest:
        return form.layout
    last = form.layout[-1]
    return (*form.layout[:-1], Section(last.label, last.columns, (*last.fields, *rest), last.key))


def _section(frame: Frame, section: Section, seen: frozenset[str]) -> dict[str, Any]:
    fields = [key for key in section.fields if key in seen]
    return {"key": section.key, "label": frame.words(section.label), "columns": section.columns, "fields": fields}


def _logic(item: Any, scope: Scope, seen: frozenset[str]) -> dict[str, Any]:
    parts = {name: [key for key in getattr(item, name) if key in seen] for name in ("show", "hide", "require", "readonly")}
    return {"when": _tree(item.when, scope, Boolean()), **parts}


def _view(frame: Frame, view: Any, seen: frozenset[str]) -> dict[str, Any]:
    return {
        "key": view.key,
        "label": frame.words(view.label),
        "type": view.type,
        "columns": [key for key in view.columns if key in seen],
        "filter": view.filter,
        "sort": list(view.sort),
        "roles": list(view.roles),
    }


def _related(frame: Frame, form: Form) -> Iterator[dict[str, Any]]:
    """The child lists of a record page: every readable form with a relation to this one, or those the form names."""
    found = {
        f"{child.key}.{item.key}": (child, item)
        for child in frame.app.forms.values()
        for item in child.active()
        if _points(frame, child, item, form.key)
    }
    for name in form.related if form.related is not None else found:
        if name in found:
            child, item = found[name]
            yield {
                "form": child.key,
                "field": item.key,
                "label": frame.words(child.label),
                "columns": related_columns(frame, child, item.key),
            }


def _points(frame: Frame, child: Form, item: Field, target: str) -> bool:
    rights = frame.rights.get(child.key)
    if rights is None or item.key not in rights.fields or "read" not in rights.actions:
        return False
    return item.config.get("form") == target and not frame.catalog.fields[item.type].computed


def related_columns(frame: Frame, child: Form, without: str) -> list[str]:
    """What a list of children shows: the columns of their first view, else their first fields."""
    seen = frame.rights[child.key].fields
    listed = child.views[0].columns if child.views and child.views[0].columns else tuple(child.by_key)
    return [key for key in listed if key in seen and key != without][:RELATED_COLUMNS]
