"""The one extension mechanism: a Kind describes itself, a Catalog lists kinds by family.

Takes: ordered lists. Gives: look-up by name. Never: scanning.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from builder.expressions.types import Type
from builder.problems import Problem

Text = Mapping[str, str]  # language → text; every kind speaks zh-CN and en


class BadValue(ValueError):
    """A value that is not one of its type: `str(error)` is the message code, `params` fill its places."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.params = params


class Kind:
    """Something a business user can pick: its name in definitions, words, icon, palette group, and the shape of its configuration."""

    name: ClassVar[str]
    label: ClassVar[Text]
    help: ClassVar[Text]
    icon: ClassVar[str]
    group: ClassVar[str]
    config_schema: ClassVar[Mapping[str, Any]] = {"type": "object", "properties": {}, "additionalProperties": False}
    example: ClassVar[Mapping[str, Any]] = {}

    def check(self, config: Mapping[str, Any], app: Any) -> list[Problem]:
        """Problems of a configuration beyond its shape, `path` relative to the configuration."""
        return []


class FieldType(Kind):
    """How values of one type are stored, read from people and programs, judged and shown. Pure: config and value in, value out.

    `config` is what `builder.checks.scope.field_config` gives: the field's own keys, plus `timezone` (of the app) and, for computed
    fields, `result` (their checked type) and the look of what they are made of.
    A value is None (empty) or a Python value: str, bool, int (scale 0), Decimal (scale > 0), date, datetime (aware, UTC, ms),
    a 13-character id, a list of those, or a list of dicts (rows of a subtable, files).
    """

    computed: ClassVar[bool] = False
    masked_tail: ClassVar[int] = 0  # how many last characters the mask leaves open; people may search by exactly these

    def storage(self, config: Mapping[str, Any]) -> Type | None:
        """The expression and storage type; None where the type has no column of its own."""
        raise NotImplementedError

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Names of the filter operators (runtime/filters.py) people may use on it."""
        raise NotImplementedError

    def parse(self, config: Mapping[str, Any], value: Any) -> Any:
        """A JSON value from a caller as a Python value; raises BadValue(code), a ValueError, where it is none."""
        raise NotImplementedError

    def parse_text(self, config: Mapping[str, Any], text: str) -> Any:
        """A cell of a spreadsheet or csv as a Python value; raises BadValue(code). Default: the same as JSON."""
        return self.parse(config, text.strip() or None)

    def check_value(self, config: Mapping[str, Any], value: Any) -> tuple[str, dict[str, Any]] | None:
        """(message code, params) where a well-formed value breaks the configuration, else None."""
        return None

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The JSON form of a value; `parse(dump(v)) == v`."""
        raise NotImplementedError

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """The text people read, in lists, sentences and exports; empty = "". A reference is handed over as the title the door looked up."""
        return "" if value is None else str(self.dump(config, value))

    def dump_cell(self, config: Mapping[str, Any], value: Any, locale: str) -> Any:
        """What a spreadsheet cell keeps: a number, date or naive local datetime where it can calculate with it, else text."""
        return self.dump_text(config, value, locale)

    def mask(self, config: Mapping[str, Any], value: Any) -> Any:
        """What a caller sees who may only see that there is something; JSON form."""
        return None if value is None else "***"

    def display(self, config: Mapping[str, Any]) -> Mapping[str, Any]:
        """The look in the browser: {"look": name, …options}."""
        return {"look": self.name}


K = TypeVar("K", bound=Kind)


class Family(Generic[K]):
    """The kinds of one family in their palette order."""

    def __init__(self, kinds: Iterable[K]) -> None:
        self._kinds = {kind.name: kind for kind in kinds}

    def __getitem__(self, name: str) -> K:
        return self._kinds[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[K]:
        return iter(self._kinds.values())

    def get(self, name: str) -> K | None:
        """The kind of that name, or None."""
        return self._kinds.get(name)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every kind the installation offers, by family."""

    fields: Family[FieldType]
