"""The one extension mechanism: a Kind describes itself, a Catalog lists kinds by family.

Takes: ordered lists. Gives: look-up by name. Never: scanning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from builder.expressions.check import PathInfo
from builder.expressions.types import Type
from builder.problems import Problem

Text = Mapping[str, str]  # language → text; every kind speaks zh-CN and en
Binding = str | Mapping[str, Type | PathInfo]  # what a name stands for: a record of a form (or a row of `form.subtable`), or named values


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where an action or a trigger stands. `form`: whose record it is about (None: no record); `old`: whether the image before is known.

    `bindings`: names given by what came before → what they stand for.
    """

    types: Any
    form: str | None
    old: bool = False
    bindings: Mapping[str, Binding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """One expression of a configuration: its path inside, its text, what it must give.

    `target`: the form whose fields the plain names are (the record it is about is `trigger.` there); None: the record's own names.
    `into`: (form, field) the value is put into; `bindings`: further names known only here; `template`: a text with `{{expression}}` places.
    """

    path: str
    text: str
    expect: Type | None = None
    target: str | None = None
    into: tuple[str, str] | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    filter: bool = False
    template: bool = False


@dataclass(frozen=True, slots=True)
class Inner:
    """A list of actions inside another one: its path, the actions, the names they know on top of those around them."""

    path: str
    actions: Sequence[Mapping[str, Any]]
    bindings: Mapping[str, Binding] = field(default_factory=dict)


class TriggerType(Kind):
    """What sets a rule off. Pure: the configuration is the rule's `on` without `event`."""

    timed: ClassVar[bool] = False  # found by the clock, not by a change of a record
    knows_old: ClassVar[bool] = False  # `old.` is there
    asked: ClassVar[bool] = False  # set off by a person
    turns: ClassVar[bool] = False  # the rule's condition must not have held before
    period: ClassVar[str | None] = None  # the once-per word where the rule names none

    def watches(self, config: Mapping[str, Any]) -> frozenset[str] | None:
        """Fields whose derived moves (roll-ups, formulas) set it off; None = every one, empty = none."""
        return frozenset()

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """Its own expressions."""
        return ()

    def hits(self, config: Mapping[str, Any], event: Any) -> bool:
        """Whether a change of a record (runtime/records/events.py) sets it off, before the rule's condition is looked at."""
        return False

    def dates(self, config: Mapping[str, Any]) -> Iterable[tuple[str, bool]]:
        """(date field, whether by month and day) that records are found by: each gets an index when it is published."""
        return ()

    def condition(self, config: Mapping[str, Any]) -> str | None:
        """A further condition in the rule's own language that must hold, beside the rule's."""
        return None

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """What else is wrong with it, paths relative to it."""
        return ()


class ActionType(Kind):
    """One effect, shared by rules, buttons and workflow steps. The configuration is the action without `type` and `when`."""

    external: ClassVar[bool] = False  # calls the outside world: always as a job
    transactional: ClassVar[bool] = False  # makes sense only inside the transaction of the change

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """Every expression in it, with its scope and what it must give."""
        return ()

    def inner(self, config: Mapping[str, Any], place: Place) -> Iterable[Inner]:
        """Lists of actions inside it."""
        return ()

    def binds(self, config: Mapping[str, Any], place: Place) -> Binding | None:
        """What the name given by `as` stands for afterwards: a record of a form, named columns, or nothing."""
        return None

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """(form, fields; None = a new or a removed record) it changes: for loops, impact and right of use."""
        return ()

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """What else is wrong with it, paths relative to it."""
        return ()

    def refuses(self, act: Any, config: Mapping[str, Any]) -> Any:
        """The refusal in the app's own words it would raise as things stand, found without changing anything; None: it would begin."""
        return None

    def perform(self, act: Any, config: Mapping[str, Any]) -> Any:
        """Does it inside the transaction (runtime/actions/act.py); gives what `as` binds."""
        raise NotImplementedError


class StepType(Kind):
    """One kind of box of a workflow. The configuration is the step without `key`, `type`, `label`."""

    waits: ClassVar[bool] = False  # the instance rests here
    human: ClassVar[bool] = False  # people act here
    begins: ClassVar[bool] = False  # the one box where it all starts
    gathers: ClassVar[bool] = False  # several ways that were opened together meet here

    def chooses(self, config: Mapping[str, Any]) -> bool:
        """Whether it takes ways by their conditions."""
        return False

    def splits(self, config: Mapping[str, Any]) -> bool:
        """Whether it opens several ways at once, to meet in a step that gathers them."""
        return False

    def ends(self, config: Mapping[str, Any]) -> bool:
        """Whether the whole instance is over here."""
        return False

    def terminates(self, config: Mapping[str, Any]) -> bool:
        """Whether it says so: ways still open elsewhere are called off on purpose."""
        return bool(config.get("terminate"))

    def actions(self, config: Mapping[str, Any]) -> Iterable[Inner]:
        """Lists of actions it holds."""
        return ()

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """Every expression in it."""
        return ()

    def people(self, config: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """(path, Who) of everybody it turns to."""
        return ()

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """What else is wrong with it, paths relative to it."""
        return ()

    def enter(self, flow: Any, activation: Any) -> Any:
        """What happens on arrival (runtime/workflow/flow.py): Done(transition keys) | Waiting | Failed(reason)."""
        raise NotImplementedError

    def resume(self, flow: Any, activation: Any, signal: Any) -> Any:
        """What happens when somebody acted or a time has come, while the instance rests here."""
        raise NotImplementedError


class ChartType(Kind):
    """One way to show the rows of a report. The configuration is the chart without `type`; it names dimensions and measures by their keys.

    `shown` (runtime/reports/shown.py) are the rows a viewer may see, with words and formats.
    """

    wants: ClassVar[Text] = {}  # what it needs to be drawn, for those who chose something else
    figured: ClassVar[bool] = True  # drawn from a figure; else the browser shows the rows themselves (table, pivot, number)

    def encodes(self, config: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        """(path inside the configuration, key, "dimension", "measure" or "column", which is either) of everything it names."""
        return ()

    def levels(self, config: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """Subtotals it needs, each by the dimensions that remain; () = the grand total."""
        return ()

    def draws_once(self, config: Mapping[str, Any]) -> bool:
        """Whether it draws one row for each group of the dimensions it names: of a report split by more it would show one row of many."""
        return False

    def offer(self, dimensions: Any, measures: Any) -> Mapping[str, Any] | None:
        """A sensible configuration for these dimensions and measures (Column of shown.py), None where it does not suit them."""
        return None

    def rank(self, dimensions: Any, measures: Any) -> int:
        """How well it suits them, 0 to 100; the best is offered first."""
        return 0

    def figure(self, shown: Any, config: Mapping[str, Any]) -> dict[str, Any] | None:
        """{"data", "layout"} of plotly as plain lists and dicts, without colours and fonts; None where it is not drawn that way."""
        return None


K = TypeVar("K", bound=Kind)


class Family(Generic[K]):
    """The kinds of one family in their palette order."""

    def __init__(self, kinds: Iterable[K] = ()) -> None:
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
    triggers: Family[TriggerType] = field(default_factory=Family)
    actions: Family[ActionType] = field(default_factory=Family)
    steps: Family[StepType] = field(default_factory=Family)
    charts: Family[ChartType] = field(default_factory=Family)
