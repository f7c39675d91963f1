"""A small mall with stores, members, receipts and their lines, and short ways to ask numbers of it. Takes: a database. Gives: Stacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.checks.scope import form_scope
from builder.expressions.check import PathInfo, Typed, checked
from builder.expressions.grammar import Path
from builder.expressions.terms import name
from builder.expressions.types import Boolean, Type
from runtime.stack import Aggregate, Axis, Branch, Cut, Guards, Rows, Stack
from runtime.store import stacks
from tests import builders
from tests.contract.number_model import Dim, Part
from tests.contract.stores import Shop

EVERYTHING: Guards = {"store": (), "member": (), "sale": (), "product": (), "city": ()}


def mall() -> builders.Documents:
    """city ← store, member; product; sale (store, member, lines of products)."""
    f = builders.field
    formats = [{"key": key, "label": key} for key in ("dining", "retail")]
    return builders.app(
        builders.form("city", [f("name")]),
        builders.form("store", [
            f("name"), f("format", "choice", options=formats), f("area", "number", scale=2), f("city", "relation", form="city"),
            f("manager", "user"), f("opened", "date"),
        ]),
        builders.form("member", [f("name"), f("age", "integer"), f("vip", "boolean"), f("owner", "user"), f("city", "relation", form="city")]),
        builders.form("product", [f("name"), f("category")]),
        builders.form("sale", [
            f("no"), f("store", "relation", form="store"), f("member", "relation", form="member"), f("paid_at", "datetime"),
            f("amount", "money"), f("points", "integer"),
            f("lines", "subtable", fields=[f("product", "relation", form="product"), f("qty", "integer"), f("price", "money")]),
        ], main_date="paid_at"),
    )


class Names:
    """The names at a home; at a subtable also those of the record its rows belong to, behind the key of its form."""

    def __init__(self, shop: Shop, home: str, parameters: Mapping[str, Type]) -> None:
        app, catalog = shop.context().rev.definition, shop.runtime.catalog
        self._own = form_scope(app, catalog, home, parameters=parameters)
        self._owner = home.partition(".")[0] if "." in home else None
        self._outer = form_scope(app, catalog, self._owner) if self._owner else None

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """What a path means."""
        if self._outer is not None and path[0] == self._owner and len(path) > 1:
            return self._outer.resolve(path[1:])
        return self._own.resolve(path)

    def children(self, path: tuple[str, ...]) -> Any:
        """Nothing is completed here."""
        return ()

    def segment(self, key: str) -> tuple[str, str] | None:
        """No segments."""
        return None


@dataclass
class Asking:
    """Short ways to write branches against a shop."""

    shop: Shop
    parameters: Mapping[str, Type] = field(default_factory=dict)

    def typed(self, home: str, text: str, expect: Type | None = None) -> Typed:
        """A checked expression at a home; a path over several rows stands for each of them."""
        scope = Names(self.shop, home, self.parameters)
        info = scope.resolve(tuple(text.split(".")))
        if info is not None and info.many:
            return Typed(text, Path(0, len(text), tuple(text.split("."))), name(text, info.type, prefix=text.split(".")[0]))
        return checked(text, scope, expect, filter=isinstance(expect, Boolean))

    def condition(self, home: str, text: str) -> Typed:
        """A checked condition at a home."""
        return self.typed(home, text, Boolean())

    def axis(self, home: str, key: str, text: str | None, **cut: Any) -> Axis:
        """An axis; no text: the home does not know it."""
        return Axis(key, None if text is None else self.typed(home, text), cut=Cut(**cut) if cut else None)

    def number(self, home: str, key: str, function: str, value: str | None = None, *where: str) -> Aggregate:
        """An aggregate."""
        return Aggregate(key, function, None if value is None else self.typed(home, value), tuple(self.condition(home, one) for one in where))

    def branch(self, home: str, axes: Sequence[Axis], numbers: Sequence[Aggregate], *where: str, **more: Any) -> Branch:
        """A branch."""
        return Branch(home, tuple(axes), tuple(numbers), tuple(self.condition(home, one) for one in where), **more)

    def branch_of(self, part: Part, dims: Sequence[Dim], texts: Sequence[str], parameters: Mapping[str, Any]) -> Branch:
        """A branch of the model."""
        axes = [self._axis(part, dim) for dim in dims]
        numbers = [
            self.number(part.home, one.key, one.function, one.value and one.value[0], *([one.where[0]] if one.where else []))
            for one in part.numbers
        ]
        over = any(axis.value is not None and axis.value.root.prefix for axis in axes)
        return self.branch(part.home, axes, numbers, *texts, parameters=parameters, over=over)

    def _axis(self, part: Part, dim: Dim) -> Axis:
        known = dim.homes.get(part.home)
        ahead = {"ahead": part.ahead} if part.ahead and dim.cut.get("grain") else {}
        return self.axis(part.home, dim.key, known and known[0], **{**dim.cut, **ahead})

    def run(self, *branches: Branch, **more: Any) -> Rows:
        """What comes back."""
        return self.shop.read(lambda uow: stacks.run(uow, stack_of(*branches, **more)))  # type: ignore[no-any-return]


def stack_of(*branches: Branch, **more: Any) -> Stack:
    """A stack of branches, in their order."""
    numbers = tuple(one.key for branch in branches for one in branch.aggregates)
    return Stack(tuple(axis.key for axis in branches[0].axes), numbers, branches, more.pop("guards", EVERYTHING), **more)
