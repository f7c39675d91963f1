"""What a form needs at run time, worked out once per revision. Takes: the Revision and the Catalog. Gives: FormPlan. Never: a record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from builder.checks.scope import field_type, form_scope
from builder.definitions import App, Field, Form, Logic
from builder.expressions import grammar, python, template
from builder.expressions.check import Typed, check
from builder.expressions.types import Boolean, Ref, Type
from builder.kinds import FieldType
from runtime.context import Context
from runtime.records.order import in_dependency_order

USERS = "@user"
LIVE, CURRENT, AT_WRITE = "live", "current", "at_write"
SYSTEM_NAMES = ("id", "created_at", "created_by", "updated_at", "updated_by", "version")
CLOCK_NAMES = frozenset({"@me", "@now", "@today"})


@dataclass(frozen=True)
class Compiled:
    """A checked expression and its function over a flat mapping."""

    typed: Typed
    run: Callable[[Mapping[str, Any]], Any]

    @property
    def names(self) -> frozenset[str]:
        """The names it reads."""
        return self.typed.names


@dataclass(frozen=True)
class Formula:
    """A computed field: how, when (`keep`), and over what."""

    key: str
    keep: str
    expression: Compiled


@dataclass(frozen=True)
class FieldPlan:
    """One field with its kind, its value type, its own check and, for a subtable, its columns."""

    field: Field
    kind: FieldType
    type: Type | None
    check: Compiled | None = None
    columns: Mapping[str, "FieldPlan"] = field(default_factory=dict)
    formulas: tuple[Formula, ...] = ()

    @property
    def target(self) -> str | None:
        """The form (or "@user") whose ids this field holds."""
        return self.type.form if isinstance(self.type, Ref) else None

    @property
    def settable(self) -> bool:
        """Whether a caller may ever send a value for it."""
        return not self.kind.computed and not self.field.readonly


@dataclass(frozen=True)
class When:
    """A compiled logic rule of the form."""

    when: Compiled
    logic: Logic


@dataclass(frozen=True)
class Promise:
    """A compiled check over several fields; its place among the form's constraints and its own message."""

    check: Compiled
    position: int


@dataclass(frozen=True)
class FormPlan:
    """Everything the door needs of one form."""

    form: Form
    fields: Mapping[str, FieldPlan]
    stored: tuple[Formula, ...]
    live: tuple[Formula, ...]
    logic: tuple[When, ...]
    promises: tuple[Promise, ...]
    title: Any
    sentences: Mapping[str, Any]

    @cached_property
    def write_names(self) -> frozenset[str]:
        """Every name that validation and stored formulas of a write read."""
        parts = [*(f.expression for f in self.stored), *(w.when for w in self.logic), *(p.check for p in self.promises)]
        parts += [plan.check for plan in self.fields.values() if plan.check]
        return frozenset().union(*(part.names for part in parts))

    @cached_property
    def live_names(self) -> frozenset[str]:
        """Every name the live formulas read."""
        return frozenset().union(*(formula.expression.names for formula in self.live))

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Fields that hold ids: key → form they point at."""
        return {key: plan.target for key, plan in self.fields.items() if plan.target}


def plan_of(ctx: Context, form: str) -> FormPlan:
    """The plan of a form of the Context's revision."""
    return ctx.rev.memo(("records", "plan", form), lambda rev: _Builder(ctx, rev.definition, form).build())


def compiled(ctx: Context, form: str, text: str, expect: Type | None = None) -> Compiled:
    """An expression of a definition on a form, compiled once per revision."""
    return ctx.rev.memo(("records", "expression", form, text, expect), lambda rev: _Builder(ctx, rev.definition, form).compile(text, expect))


class _Builder:
    def __init__(self, ctx: Context, app: App, form: str) -> None:
        self.app = app
        self.catalog = ctx.runtime.catalog
        self.form = app.forms[form]
        self.scope = form_scope(app, self.catalog, form)

    def build(self) -> FormPlan:
        fields = {item.key: self.field(item) for item in self.form.active()}
        formulas = in_dependency_order(tuple(self.formulas()), lambda one: (one.key, one.expression.names))
        return FormPlan(
            form=self.form,
            fields=fields,
            stored=tuple(one for one in formulas if one.keep != LIVE),
            live=tuple(one for one in formulas if one.keep == LIVE),
            logic=tuple(When(self.compile(one.when, Boolean()), one) for one in self.form.logic),
            promises=tuple(self.promises()),
            title=template.parse(self.form.title),
            sentences=self.sentences(),
        )

    def compile(self, text: str, expect: Type | None = None) -> Compiled:
        typed = check(grammar.parse(text), self.scope, expect)
        return Compiled(typed, python.compile(typed))

    def field(self, item: Field) -> FieldPlan:
        own_check = self.compile(item.check, Boolean()) if item.check else None
        columns = {column.key: self.column(column) for column in item.fields if not column.archived}
        kind = self.catalog.fields[item.type]
        return FieldPlan(item, kind, field_type(self.app, self.catalog, self.form.key, item.key), own_check, columns)

    def column(self, column: Field) -> FieldPlan:
        kind = self.catalog.fields[column.type]
        return FieldPlan(column, kind, kind.storage(column.config))

    def formulas(self) -> Iterator[Formula]:
        for item in self.form.active():
            text = formula_text(item)
            if text:
                expression = self.compile(text)
                yield Formula(item.key, keep_of(item, expression.typed), expression)

    def promises(self) -> Iterator[Promise]:
        for position, one in enumerate(self.form.constraints):
            if one.check:
                yield Promise(self.compile(one.check, Boolean()), position)

    def sentences(self) -> Mapping[str, Any]:
        given = self.form.sentence
        texts = {"": given} if isinstance(given, str) else dict(given or {})
        return {locale: template.parse(text) for locale, text in texts.items()}


def formula_text(item: Field) -> str | None:
    """The expression behind a computed field of the form itself: a formula's own, or that of a roll-up over a subtable."""
    config = item.config
    if "expression" in config:
        return str(config["expression"])
    if "subtable" in config and "function" in config:
        return f"{str(config['function']).upper()}({config['subtable']}.{config.get('field', 'id')})"
    return None


def keep_of(item: Field, typed: Typed) -> str:
    """When a formula is computed: as defined; else live where it asks the clock, at_write where it follows a relation, else current."""
    if "keep" in item.config:
        return str(item.config["keep"])
    if "subtable" in item.config:
        return CURRENT
    if typed.uses_clock:
        return LIVE
    return AT_WRITE if any("." in name for name in typed.names) else CURRENT
