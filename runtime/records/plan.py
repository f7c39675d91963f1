"""What a form needs at run time, worked out once per revision. Takes: the Revision and the Catalog. Gives: FormPlan. Never: a record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from functools import cached_property, partial
from typing import Any, Protocol, runtime_checkable

from builder.checks.computed import expression_of, is_rollup, keep_of
from builder.checks.scope import EXTREMES, FormScope, Types, config_of
from builder.definitions import Field, Form, Logic
from builder.expressions import grammar, python, template
from builder.expressions.check import Typed, check
from builder.expressions.grammar import Node, Path
from builder.expressions.types import Boolean, Ref, Type
from builder.kinds import FieldType
from runtime.context import Context
from runtime.permissions.conditions import unfolded
from runtime.records.order import in_dependency_order

USERS = "@user"
LIVE, CURRENT, AT_WRITE = "live", "current", "at_write"
CLOCK_NAMES = frozenset({"@me", "@now", "@today", "@zone"})
Env = Mapping[str, Any]
GATHERED: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": lambda values: sum((value or 0 for value in values), 0),
    "count": len,
    "max": lambda values: max((value for value in values if value is not None), default=None),
    "min": lambda values: min((value for value in values if value is not None), default=None),
}


@runtime_checkable
class Numbered(Protocol):
    """A field type whose values are running numbers the store hands out."""

    def shown(self, config: Mapping[str, Any], count: int) -> str:
        """The value for the counter's number."""
        ...


@dataclass(frozen=True)
class Compiled:
    """What computes a value: the names it reads and its function over a flat mapping.

    `typed` and `node`, the tree as written, where it is an expression; live formulas the tree names are unfolded in `names` and `run`.
    """

    names: frozenset[str]
    run: Callable[[Env], Any]
    typed: Typed | None = None
    node: Node | None = None

    @property
    def plain(self) -> tuple[str, ...] | None:
        """The path, where the expression is nothing but one."""
        return self.node.names if isinstance(self.node, Path) and not self.node.names[0].startswith("@") else None


@dataclass(frozen=True)
class Formula:
    """A computed field: how, and when (`keep`)."""

    key: str
    keep: str
    expression: Compiled


@dataclass(frozen=True)
class FieldPlan:
    """One field with its kind, the configuration its kind wants, its value type, its own check and, for a subtable, its columns."""

    field: Field
    kind: FieldType
    config: Mapping[str, Any]
    type: Type | None
    check: Compiled | None = None
    columns: Mapping[str, "FieldPlan"] = with_default(default_factory=dict)
    formulas: tuple[Formula, ...] = ()

    @property
    def target(self) -> str | None:
        """The form (or "@user") whose ids this field holds."""
        return self.type.form if isinstance(self.type, Ref) else None

    @cached_property
    def json(self) -> Callable[[Any], Any]:
        """The JSON of a value that is there, nothing masked."""
        return self._rows_json if self.columns else partial(self.kind.dump, self.config)

    def _rows_json(self, rows: Any) -> list[dict[str, Any]]:
        """Rows of a subtable, each with its "id" first where it has one."""
        return [
            {key: value if value is None or key == "id" else self.columns[key].json(value) for key, value in _id_first(row, self.columns)}
            for row in rows
        ]

    @property
    def settable(self) -> bool:
        """Whether a caller may ever send a value for it."""
        return not self.kind.computed and not self.field.readonly


def _id_first(row: Mapping[str, Any], columns: Mapping[str, FieldPlan]) -> Iterator[tuple[str, Any]]:
    if "id" in row:
        yield "id", row["id"]
    yield from ((key, value) for key, value in row.items() if key in columns)


@dataclass(frozen=True)
class When:
    """A compiled logic rule of the form."""

    when: Compiled
    logic: Logic


@dataclass(frozen=True)
class Promise:
    """A compiled check over several fields; its place among the form's constraints."""

    check: Compiled
    position: int


@dataclass(frozen=True)
class FormPlan:
    """Everything the door needs of one form. `stored` and `live` formulas stand in dependency order."""

    form: Form
    fields: Mapping[str, FieldPlan]
    stored: tuple[Formula, ...]
    live: tuple[Formula, ...]
    logic: tuple[When, ...]
    promises: tuple[Promise, ...]

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
    def live_keys(self) -> frozenset[str]:
        """Fields that no column holds."""
        return frozenset(formula.key for formula in self.live)

    @cached_property
    def flat(self) -> bool:
        """Whether the form has no subtables."""
        return not any(one.columns for one in self.fields.values())

    @cached_property
    def sums(self) -> frozenset[str]:
        """Roll-ups over other forms: nobody writes them but what they gather."""
        return frozenset(key for key, plan in self.fields.items() if is_rollup(plan.field) and "relation" in plan.field.config)

    @cached_property
    def extremes(self) -> frozenset[str]:
        """Those of them that keep one of the values: empty while there is none."""
        return frozenset(key for key in self.sums if self.fields[key].field.config["function"] in EXTREMES)

    @cached_property
    def numbered(self) -> Mapping[str, Numbered]:
        """Fields with running numbers."""
        return {key: one.kind for key, one in self.fields.items() if isinstance(one.kind, Numbered)}

    @cached_property
    def computed_references(self) -> Mapping[str, str]:
        """References nobody sends: formulas that end at a record."""
        return {path: target for path, target in self.references.items() if self._place(path).kind.computed}

    def _place(self, path: str) -> FieldPlan:
        head, _, column = path.partition(".")
        return self.fields[head].columns[column] if column else self.fields[head]

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Fields that hold ids: key (`lines.product` for a column) → form they point at."""
        found = {key: plan.target for key, plan in self.fields.items() if plan.target}
        columns = {
            f"{key}.{name}": column.target for key, plan in self.fields.items() for name, column in plan.columns.items() if column.target
        }
        return {**found, **columns}


def plan_of(ctx: Context, form: str) -> FormPlan:
    """The plan of a form of the Context's revision."""
    return ctx.rev.memo(("records", "plan", form), lambda _: _Builder(ctx, form).build())


def types_of(ctx: Context) -> Types:
    """The value types of the app's fields."""
    return ctx.rev.memo(("records", "types"), lambda rev: Types(rev.definition, ctx.runtime.catalog))


def compiled(ctx: Context, table: str, text: str, expect: Type | None = None) -> Compiled:
    """An expression of a definition on a form (or `form.subtable`), compiled once per revision."""
    return ctx.rev.memo(("records", "expression", table, text, expect), lambda _: _compile(ctx, table, text, expect))


def _compile(ctx: Context, table: str, text: str, expect: Type | None) -> Compiled:
    node = grammar.parse(text)
    typed = check(unfolded(ctx, table, node), FormScope(types_of(ctx), table), expect, text=text)
    return Compiled(typed.names, python.compile(typed), typed, node)


class _Builder:
    def __init__(self, ctx: Context, form: str) -> None:
        self.ctx = ctx
        self.form = ctx.rev.definition.forms[form]
        self.types = types_of(ctx)

    def build(self) -> FormPlan:
        formulas = self.formulas(self.form.key, self.form.active())
        return FormPlan(
            form=self.form,
            fields={item.key: self.field(item) for item in self.form.active()},
            stored=tuple(one for one in formulas if one.keep != LIVE),
            live=tuple(one for one in formulas if one.keep == LIVE),
            logic=tuple(When(self.compile(one.when), one) for one in self.form.logic),
            promises=tuple(
                Promise(self.compile(one.check), position) for position, one in enumerate(self.form.constraints) if one.check
            ),
        )

    def compile(self, text: str) -> Compiled:
        return compiled(self.ctx, self.form.key, text, Boolean())

    def field(self, item: Field) -> FieldPlan:
        table = f"{self.form.key}.{item.key}"
        columns = [column for column in item.fields if not column.archived]
        return FieldPlan(
            *self.place(self.form.key, item),
            check=self.compile(item.check) if item.check else None,
            columns={column.key: FieldPlan(*self.place(table, column)) for column in columns},
            formulas=self.formulas(table, iter(columns)),
        )

    def place(self, table: str, item: Field) -> tuple[Field, FieldType, Mapping[str, Any], Type | None]:
        kind = self.ctx.runtime.catalog.fields[item.type]
        return item, kind, config_of(self.types, table, item.key), self.types.of(table, item.key)

    def formulas(self, table: str, items: Iterator[Field]) -> tuple[Formula, ...]:
        found = [formula for item in items if (formula := self.formula(table, item))]
        return tuple(in_dependency_order(found, lambda one: (one.key, one.expression.names)))

    def formula(self, table: str, item: Field) -> Formula | None:
        text = expression_of(item)
        if text:
            return Formula(item.key, str(keep_of(item)), compiled(self.ctx, table, text))
        if is_rollup(item) and "subtable" in item.config:
            return Formula(item.key, CURRENT, self.total(item.config))
        return None

    def total(self, config: Mapping[str, Any]) -> Compiled:
        """A roll-up over the rows of a subtable of the record itself."""
        subtable, summed = str(config["subtable"]), config.get("field")
        names = {subtable, f"{subtable}.{summed}"} if summed else {subtable}
        test = compiled(self.ctx, f"{self.form.key}.{subtable}", str(config["filter"]), Boolean()) if config.get("filter") else None

        gather = GATHERED[str(config["function"])]

        def run(env: Env) -> Any:
            rows = [row for row in env.get(subtable) or () if test is None or test.run({**env, **row}) is True]
            return gather([row.get(summed) if summed else 1 for row in rows])

        return Compiled(frozenset(names), run)


def title_names(ctx: Context, form: str) -> frozenset[str]:
    """The names the title of a form reads."""
    title = ctx.rev.definition.forms[form].title
    return frozenset().union(*(compiled(ctx, form, text).names for text in texts_of(ctx, form, title).expressions))


def texts_of(ctx: Context, form: str, text: str) -> Any:
    """A text with `{{expression}}` places, parsed once per revision."""
    return ctx.rev.memo(("records", "template", form, text), lambda _: template.parse(text))
