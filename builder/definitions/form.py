"""A form: one kind of record and how it is laid out. JSON shape: builder/schemas/form.json."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from builder.definitions.label import Label

# Keys of a field's JSON that every type has; all others belong to the type and stand in `config`.
FIELD_KEYS = ("key", "label", "type", "required", "readonly", "unique", "default", "help", "check", "message", "archived")


@dataclass(frozen=True)
class Field:
    """One field. `config` holds what its type alone knows (options, scale, form, expression …), `fields` the columns of a subtable."""

    key: str
    label: Label
    type: str
    required: bool = False
    readonly: bool = False
    unique: bool = False
    default: Any = None
    help: Label | None = None
    check: str | None = None
    message: Label | None = None
    archived: bool = False
    config: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple["Field", ...] = ()

    @staticmethod
    def load(raw: Mapping[str, Any]) -> "Field":
        """From JSON."""
        known = {name: raw[name] for name in FIELD_KEYS if name in raw}
        config = {name: value for name, value in raw.items() if name not in FIELD_KEYS and name != "fields"}
        return Field(**known, config=config, fields=tuple(Field.load(item) for item in raw.get("fields", ())))


@dataclass(frozen=True)
class Section:
    """A titled block of the form with one to three columns."""

    label: Label | None
    columns: int
    fields: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True)
class Logic:
    """While `when` holds (an expression), fields are shown, hidden, required or read-only."""

    when: str
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constraint:
    """A promise over several fields: `unique` (keys, optionally `where`) or `check` (an expression that must hold)."""

    unique: tuple[str, ...] = ()
    where: str | None = None
    check: str | None = None
    message: Label | None = None


@dataclass(frozen=True)
class View:
    """A way to list records. `sort` names fields, `-` before descending; `roles` empty = everyone who may read."""

    key: str
    label: Label
    type: str = "table"
    columns: tuple[str, ...] = ()
    filter: str | None = None
    sort: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """An index somebody asked for; `-` before a field for descending."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """One kind of record. `title` and `sentence` are texts with `{{expression}}`; `header` are the fields a record page shows on top,
    `badge` the one beside the title; `parent` the relation that makes a tree; `related` the child lists a record page shows
    (`form.field`; None = all). `append_only`: what is written stays as it is, for everybody."""

    key: str
    label: Label
    title: str = ""
    search: tuple[str, ...] = ()
    icon: str = "form"
    color: str | None = None
    new_label: Label | None = None
    history: bool = False
    append_only: bool = False
    help: Label | None = None
    sentence: Label | None = None
    badge: str | None = None
    header: tuple[str, ...] = ()
    related: tuple[str, ...] | None = None
    parent: str | None = None
    main_date: str | None = None
    fields: tuple[Field, ...] = ()
    layout: tuple[Section, ...] = ()
    logic: tuple[Logic, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    views: tuple[View, ...] = ()
    indexes: tuple[Index, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields in use, by key (archived ones are not in use)."""
        return {item.key: item for item in self.fields if not item.archived}

    def active(self) -> Iterator[Field]:
        """The fields in use, in order."""
        return iter(self.by_key.values())


def _keys(raw: Mapping[str, Any], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(raw.get(name, ())) for name in names}


def _plain_view(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": raw.get("type", "table"), **_keys(raw, "columns", "sort", "roles")}


def load(raw: Mapping[str, Any]) -> Form:
    """A form from its JSON document."""
    plain = (
        "key", "label", "title", "icon", "color", "new_label", "history", "append_only", "help", "sentence", "badge", "parent", "main_date",
    )
    return Form(
        **{name: raw[name] for name in plain if name in raw},
        search=tuple(raw.get("search", ())),
        header=tuple(raw.get("header", ())),
        related=tuple(raw["related"]) if "related" in raw else None,
        fields=tuple(Field.load(item) for item in raw.get("fields", ())),
        layout=tuple(
            Section(item.get("section"), item.get("columns", 1), tuple(item.get("fields", ())), item.get("key", ""))
            for item in raw.get("layout", ())
        ),
        logic=tuple(Logic(item["when"], **_keys(item, "show", "hide", "require", "readonly")) for item in raw.get("logic", ())),
        constraints=tuple(
            Constraint(tuple(item.get("unique", ())), item.get("where"), item.get("check"), item.get("message"))
            for item in raw.get("constraints", ())
        ),
        views=tuple(
            View(item["key"], item["label"], filter=item.get("filter"), **_plain_view(item))
            for item in raw.get("views", ())
        ),
        indexes=tuple(Index(tuple(item["fields"])) for item in raw.get("indexes", ())),
    )
