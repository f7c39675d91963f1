"""Which names an expression of a rule, a button or a step may use.

Takes: Types and where the expression stands. Gives: a Scope, checked expressions. Never: records.

Plain names are the record's own fields, or those of the target form where an action names other records. Besides: `old.` (the record
before), `trigger.` (the record it is about, wherever one is), names bound by earlier actions, `ask.` (what a person filled in), `item.`.
A binding that is a mapping may say under "" what its bare name is.
At run time `Typed.names` are looked up dotted as they are written here: {"amount", "old.status", "lot.remaining", "ask.reason"}.
"""

from collections.abc import Iterator, Mapping

from builder.checks.places import table_of
from builder.checks.scope import FormScope, Types
from builder.expressions import template
from builder.expressions.check import Hop, PathInfo, Typed, checked
from builder.expressions.terms import SEGMENT
from builder.expressions.types import Json, Ref, Type
from builder.kinds import Binding, Place, Spot

OLD, TRIGGER, ASK, ITEM = "old", "trigger", "ask", "item"
HEADS: Mapping[str, Mapping[str, str]] = {
    OLD: {"zh-CN": "修改前", "en": "Before"},
    TRIGGER: {"zh-CN": "触发的数据", "en": "Triggering record"},
    ASK: {"zh-CN": "填写的内容", "en": "What was filled in"},
    ITEM: {"zh-CN": "每一条", "en": "Each one"},
}


class ActionScope:
    """The names at a place, or (with a spot) those of one expression there."""

    def __init__(self, place: Place, spot: Spot | None = None) -> None:
        self._types: Types = place.types
        self._form = place.form
        self._old = place.old and place.form is not None
        self._bindings: Mapping[str, Binding] = {**place.bindings, **spot.bindings} if spot else place.bindings
        self._target = spot.target if spot else None

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """Type, label and plurality of a name; None where it leads nowhere."""
        head, rest = path[0], path[1:]
        if head in self._bindings:
            return self._bound(head, self._bindings[head], rest)
        if head == OLD and self._old:
            return self._record(head, str(self._form), rest) if rest else PathInfo(Json(), label=HEADS[OLD])
        if head == TRIGGER and self._form:
            return self._about(rest)
        table = self._target or self._form
        return FormScope(self._types, table).resolve(path) if table else None

    def children(self, path: tuple[str, ...]) -> list[tuple[str, PathInfo]]:
        """What may follow a path, for completion: fields first, then the other names."""
        names = self._following(path) if path else [*self._own(), *self._heads()]
        found = ((name, self.resolve((*path, name))) for name in names)
        return [(name, info) for name, info in found if info is not None]

    def segment(self, key: str) -> tuple[str, str] | None:
        """The name of a segment's members and their form."""
        return FormScope(self._types, "", members=SEGMENT).segment(key)

    def _about(self, rest: tuple[str, ...]) -> PathInfo | None:
        """`trigger` with everything the record itself offers."""
        if not rest:
            return PathInfo(Ref(str(self._form)), label=HEADS[TRIGGER])
        if rest[0] == OLD and len(rest) > 1 and self._old:
            return self._record(TRIGGER, str(self._form), rest[1:], OLD)
        return self._record(TRIGGER, str(self._form), rest)

    def _bound(self, head: str, binding: Binding, rest: tuple[str, ...]) -> PathInfo | None:
        if isinstance(binding, str):
            return self._record(head, binding, rest) if rest else PathInfo(Ref(binding), label=self._label(head, binding))
        if not rest and "" not in binding:
            return PathInfo(Json(), label=HEADS.get(head, head))
        found = binding.get(rest[0] if rest else "")  # under "" the type of the name itself
        info = PathInfo(found) if found is not None and not isinstance(found, PathInfo) else found
        if len(rest) < 2 or info is None:
            return info
        return self._record(head, info.type.form, rest[1:], rest[0]) if isinstance(info.type, Ref) else None

    def _record(self, head: str, table: str, rest: tuple[str, ...], *more: str) -> PathInfo | None:
        """A path that begins at a record reached by `head` (and `more`): its hops keep step with the names."""
        info = FormScope(self._types, table).resolve(rest)
        first = tuple(Hop(name, table) for name in (head, *more))
        return info and PathInfo(info.type, info.many, info.label, (*first, *info.hops))

    def _label(self, head: str, table: str) -> str | Mapping[str, str]:
        """A bound record is called as its form is, a row as its subtable."""
        form, _, subtable = table.partition(".")
        found = self._types.app.forms.get(form)
        row = found.by_key.get(subtable) if found and subtable else None
        return HEADS.get(head, row.label if row else found.label if found else head)

    def _own(self) -> list[str]:
        table = self._target or self._form
        return [name for name, _ in FormScope(self._types, table).children(())] if table else []

    def _heads(self) -> Iterator[str]:
        yield from self._bindings
        if self._old:
            yield OLD
        if self._form and self._target:
            yield TRIGGER

    def _following(self, path: tuple[str, ...]) -> list[str]:
        head, rest = path[0], path[1:]
        binding = self._bindings.get(head)
        if binding is not None and not isinstance(binding, str):
            if not rest:
                return [name for name in binding if name]
            info = self._bound(head, binding, rest[:1])
            return self._below(info.type.form, rest[1:]) if info and isinstance(info.type, Ref) else []
        if binding is not None:
            return self._below(binding, rest)
        if self._form and ((head == OLD and self._old) or head == TRIGGER):
            return self._below(self._form, rest)
        table = self._target or self._form
        return self._below(table, path) if table else []

    def _below(self, table: str, path: tuple[str, ...]) -> list[str]:
        return [name for name, _ in FormScope(self._types, table).children(path)]


def table_at(place: Place, spot: Spot | None, path: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The table a name begins in and the rest of it: `lot.remaining` → the form of `lot`, ("remaining",)."""
    bindings = {**place.bindings, **spot.bindings} if spot else place.bindings
    binding = bindings.get(path[0])
    if binding is not None:
        return (binding if isinstance(binding, str) else None), path[1:]
    if path[0] == TRIGGER:
        return place.form, path[2:] if path[1:2] == (OLD,) else path[1:]
    if path[0] == OLD:
        return place.form, path[1:]
    return (spot.target if spot and spot.target else place.form), path


def expected(place: Place, spot: Spot) -> Type | None:
    """What the value of a spot must be: as it says, else as the field it goes into; None: anything."""
    if spot.expect is None and spot.into:
        types: Types = place.types
        return types.of(*table_of(*spot.into))
    return spot.expect


def typed(place: Place, spot: Spot) -> list[Typed]:
    """The checked expression of a spot, or those of the places in its text; raises ExpressionError."""
    scope = ActionScope(place, spot)
    if spot.template:
        return [checked(text, scope) for text in template.parse(spot.text).expressions]
    return [checked(spot.text, scope, expected(place, spot), filter=spot.filter)]
