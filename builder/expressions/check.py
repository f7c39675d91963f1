"""Sense of one expression: names resolved, every node typed and bounded. Takes: a node and a Scope. Gives: Typed. Never: evaluation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from builder.expressions import grammar, rules, terms
from builder.expressions.errors import ExpressionError
from builder.expressions.functions import FUNCTIONS
from builder.expressions.terms import NOTHING, ORDERED, Term, boolean, constant, fault, number, term, unify
from builder.expressions.types import Boolean, Choice, Date, File, Instant, Json, List, Number, Range, Ref, Text, Type

DAYS, MOMENTS = ("from", "to"), ("since", "until")  # the ends of a period, as names behind its own
CLOCK = frozenset(("@me", "@now", "@today"))
RESERVED: Mapping[str, Type] = {"@me": Ref("@user"), "@now": Instant(), "@today": Date()}
_COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: the field followed and the form it leads to; `many` where it leads to several records (a subtable)."""

    field: str
    form: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class PathInfo:
    """What a path is: its type, the label of its last part (text, or text per language), whether it crosses a to-many hop."""

    type: Type
    many: bool = False
    label: str | Mapping[str, str] = ""
    hops: tuple[Hop, ...] = ()


class Scope(Protocol):
    """The names an expression may use."""

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """What a path means; None where it means nothing."""
        ...

    def children(self, path: tuple[str, ...]) -> Iterable[tuple[str, PathInfo]]:
        """The names that may follow a path, in the order people know them."""
        ...

    def segment(self, key: str) -> tuple[str, str] | None:
        """(the name the members of a segment stand under, the form they are records of); None where it cannot be asked."""
        ...


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked expression: its text, its tree as written and as typed, what it reads."""

    text: str
    node: grammar.Node = field(repr=False)
    root: Term = field(repr=False)

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self.root.type

    @property
    def names(self) -> frozenset[str]:
        """What its value depends on: field paths, parameters, "@me", "@now", "@today", "@zone"."""
        return frozenset(item.value for item in self.root.walk() if item.op == "name")

    @property
    def uses_clock(self) -> bool:
        """Whether it gives something else tomorrow or for somebody else."""
        return not CLOCK.isdisjoint(self.names)


def check(node: grammar.Node, scope: Scope, expect: Type | None = None, *, filter: bool = False, text: str = "") -> Typed:
    """The typed expression; raises ExpressionError. `expect` is the kind of value the place needs; in a `filter` a comparison over
    a to-many path means "some line"."""
    checker = _Checker(scope, filter)
    root = checker.lower(node)
    if root.prefix:
        root = checker.condition(root) if isinstance(root.type, Boolean) else checker.refuse_many(root)
    if expect is not None:
        root = _fit(root, expect)
    elif root.type is NOTHING:
        raise fault("expression_only_empty", root)
    return Typed(text, node, root)


def each(node: grammar.Node, scope: Scope) -> Typed:
    """A typed value that may be one for each line of a to-many path (its root has a prefix then); raises ExpressionError."""
    root = _Checker(scope, False).lower(node)
    if root.type is NOTHING:
        raise fault("expression_only_empty", root)
    return Typed("", node, root)


def checked(text: str, scope: Scope, expect: Type | None = None, *, filter: bool = False) -> Typed:
    """`parse` and `check` in one."""
    return check(grammar.parse(text), scope, expect, filter=filter, text=text)


def _fit(root: Term, expect: Type) -> Term:
    """The value as the place needs it: the same kind of type, written texts read as it."""
    if root.type is NOTHING:
        return replace(root, type=expect)
    root = terms.option_of(root, expect) if isinstance(expect, Choice) else terms.literal_as(root, expect)
    textual = isinstance(expect, Text) and isinstance(root.type, Text | Choice)
    same_form = not isinstance(expect, Ref) or root.type == expect
    if isinstance(expect, Boolean) and not isinstance(root.type, Boolean):
        raise fault("expression_needs_condition", root)
    if not textual and (type(root.type) is not type(expect) or not same_form):
        raise fault("expression_wrong_result", root)
    return root


class _Checker:
    """Lowers nodes to terms within one scope."""

    def __init__(self, scope: Scope, filtering: bool) -> None:
        self._scope = scope
        self._filtering = filtering
        self._inside = 0

    def lower(self, node: grammar.Node) -> Term:
        """The term of a node, at the node's place."""
        match node:
            case grammar.Constant(start, end, value):
                return _constant(value, start, end)
            case grammar.Path():
                return self._path(node)
            case grammar.ListOf():
                return self._list(node)
            case grammar.Unary(operator="-", operand=operand):
                return _negate(self.lower(operand), node)
            case grammar.Unary(operand=operand):
                return boolean("not", self.condition(self.lower(operand)), start=node.start, end=node.end)
            case grammar.Binary():
                return _arithmetic(node.operator, self.lower(node.left), self.lower(node.right))
            case grammar.Compare():
                return self._compare(node)
            case grammar.Logic(operator=operator, items=items):
                return boolean(operator, *(self.condition(self.lower(item)) for item in items))
            case grammar.If(_, _, condition, then, otherwise):
                return self._if((condition, then, otherwise), node)
            case grammar.Call():
                return self._call(node)
        raise ExpressionError("expression_syntax", node.start, node.end)

    def condition(self, item: Term) -> Term:
        """A boolean used as a condition; in a filter, over a to-many path, "some"."""
        if item.type is NOTHING:
            return replace(item, type=Boolean())
        if not isinstance(item.type, Boolean):
            raise fault("expression_needs_condition", item)
        if not item.prefix or self._inside:
            return item
        return rules.some(item) if self._filtering else self.refuse_many(item)

    def refuse_many(self, item: Term) -> Term:
        """A to-many path where one value is needed."""
        raise fault("expression_to_many", item)

    def _path(self, node: grammar.Path) -> Term:
        dotted = ".".join(node.names)
        if dotted in RESERVED:
            return terms.name(dotted, RESERVED[dotted], node.start, node.end)
        info = self._scope.resolve(node.names)
        if info is None:
            raise ExpressionError("expression_unknown_name", node.start, node.end, {"name": dotted})
        if isinstance(info.type, Range):
            raise ExpressionError("expression_range_alone", node.start, node.end, {"name": dotted})
        if not info.many:
            return terms.name(dotted, info.type, node.start, node.end)
        return terms.name(dotted, info.type, node.start, node.end, _prefix(node.names, info))

    def _list(self, node: grammar.ListOf) -> Term:
        items = unify(self.lower(item) for item in node.items)
        for item in items:
            if item.type is NOTHING:
                raise fault("expression_only_empty", item)
            if not isinstance(item.type, terms.EQUATABLE) or item.prefix:
                raise fault("expression_list_item", item)
        kind = items[0].type if items else NOTHING
        return term("list", List(kind), items, nullable=False, start=node.start, end=node.end)

    def _compare(self, node: grammar.Compare) -> Term:
        left = self.lower(node.left)
        if node.operator in ("in", "not in"):
            found = self._within(left, node.right) or self._membership(left, self.lower(node.right))
            return boolean("not", self.condition(found)) if node.operator == "not in" else found
        right = self.lower(node.right)
        if left.prefix and right.prefix and left.prefix != right.prefix:
            raise fault("expression_two_lists", right)
        return _comparison(_COMPARISONS[node.operator], left, right)

    def _within(self, left: Term, right: grammar.Node) -> Term | None:
        """`in` a period or a segment; None where the right side is anything else."""
        if isinstance(right, grammar.Call) and right.function == "SEGMENT":
            return self._member(left, right)
        info = self._scope.resolve(right.names) if isinstance(right, grammar.Path) else None
        if info is None or not isinstance(info.type, Range):
            return None
        return _in_period(left, ".".join(right.names), right)  # type: ignore[attr-defined]

    def _member(self, left: Term, call: grammar.Call) -> Term:
        key = call.arguments[0] if len(call.arguments) == 1 else call
        named = isinstance(key, grammar.Constant) and isinstance(key.value, str)
        found = self._scope.segment(key.value) if named else None  # type: ignore[attr-defined]
        if found is None:
            raise ExpressionError("expression_unknown_segment", call.start, call.end, {"name": getattr(key, "value", "")})
        name, form = found
        if left.type != Ref(form):
            raise fault("expression_types_differ", left)
        members = replace(terms.name(name, List(Ref(form)), call.start, call.end), nullable=False)
        return boolean("in", left, members)

    def _membership(self, left: Term, right: Term) -> Term:
        if right.prefix:
            right = term("list", List(right.type), (right,), nullable=False)
        if not isinstance(right.type, List):
            raise fault("expression_needs_list", right)
        if right.op == "list":
            if not right.args:
                return boolean("in", left, right)
            left, *items = unify((left, *right.args), comparing=True)
            right = replace(right, type=List(left.type), args=tuple(items))
        else:
            left = terms.literal_as(left, right.item_type)
            if left.type is not NOTHING and type(left.type) is not type(right.item_type) and not terms.is_textual(left):
                raise fault("expression_types_differ", left)
        if not isinstance(left.type, terms.EQUATABLE) and left.type is not NOTHING:
            raise fault("expression_types_differ", left)
        return boolean("in", left, right)

    def _if(self, nodes: tuple[grammar.Node, grammar.Node, grammar.Node | None], at: grammar.Node) -> Term:
        condition = self.condition(self.lower(nodes[0]))
        otherwise = constant(None, NOTHING, at.end, at.end) if nodes[2] is None else self.lower(nodes[2])
        then, otherwise = unify((self.lower(nodes[1]), otherwise))
        if isinstance(then.type, List | File):
            raise fault("expression_types_differ", then)
        nullable = then.nullable or otherwise.nullable
        return terms.common("if", (then, otherwise), (condition, then, otherwise), nullable=nullable, start=at.start, end=at.end)

    def _call(self, node: grammar.Call) -> Term:
        function = FUNCTIONS[node.function]
        if not function.least <= len(node.arguments) <= function.most:
            raise ExpressionError("expression_arguments", node.start, node.end, {"name": node.function, "signature": function.signature})
        if node.function == "IF":
            condition, then, *rest = node.arguments
            return self._if((condition, then, rest[0] if rest else None), node)
        self._inside += function.aggregate
        args = tuple(self.lower(item) for item in node.arguments)
        self._inside -= function.aggregate
        return function.rule(rules.Call(node.function, args, node.start, node.end))


def _in_period(left: Term, name: str, at: grammar.Node) -> Term:
    """Not before its beginning and before its end: of days for a date, of moments for an instant."""
    if not isinstance(left.type, Date | Instant):
        raise fault("expression_needs_date", left)
    moments = isinstance(left.type, Instant)
    ends = (terms.name(f"{name}.{end}", left.type, at.start, at.end) for end in (MOMENTS if moments else DAYS))
    first, last = (boolean(op, left, end) for op, end in zip(("ge", "lt"), ends, strict=True))
    return boolean("and", first, last)


def _prefix(names: tuple[str, ...], info: PathInfo) -> str:
    """The part of a path up to its last to-many hop."""
    last = max((index for index, hop in enumerate(info.hops) if hop.many), default=len(names) - 1)
    return ".".join(names[: last + 1])


def _constant(value: object, start: int, end: int) -> Term:
    if value is None or value == "":
        return constant(None, NOTHING, start, end)
    if isinstance(value, bool):
        return constant(value, Boolean(), start, end)
    if isinstance(value, str):
        return constant(value, Text(len(value)), start, end)
    return terms.number_constant(value, start, end)  # type: ignore[arg-type]


def _numeric(item: Term) -> Term:
    if item.type is NOTHING:
        return replace(item, type=Number())
    if isinstance(item.type, Date | Instant):
        raise fault("expression_date_arithmetic", item)
    if not isinstance(item.type, Number):
        raise fault("expression_needs_number", item)
    return item


def _negate(item: Term, node: grammar.Node) -> Term:
    item = _numeric(item)
    if item.constant and item.value is not None:
        return replace(terms.number_constant(-item.value if item.value else item.value), start=node.start, end=node.end)
    return number("neg", item.scale, item.bound, (item,), nullable=item.nullable, start=node.start, end=node.end)


def _arithmetic(operator: str, left: Term, right: Term) -> Term:
    left, right = _numeric(left), _numeric(right)
    nullable = left.nullable or right.nullable
    scale = max(left.scale, right.scale)
    wide_left, wide_right = left.bound * 10 ** (scale - left.scale), right.bound * 10 ** (scale - right.scale)
    if operator in "+-":
        return number("add" if operator == "+" else "sub", scale, wide_left + wide_right, (left, right), nullable=nullable)
    if operator == "*":
        return number("mul", left.scale + right.scale, left.bound * right.bound, (left, right), nullable=nullable)
    if operator == "%":
        return number("mod", scale, min(wide_left, max(wide_right - 1, 0)), (left, right))
    shift = right.scale + 6 - left.scale
    bound = left.bound * 10**shift if shift >= 0 else left.bound // 10**-shift + 1
    return number("div", 6, bound, (left, right))


def _comparison(op: str, left: Term, right: Term) -> Term:
    for one, other in ((left, right), (right, left)):
        if other.type is NOTHING and op in ("eq", "ne") and not one.prefix:
            emptiness = boolean("empty", one, start=left.start, end=right.end)
            return emptiness if op == "eq" else boolean("not", emptiness)
    left, right = unify((left, right), comparing=True)
    if left.type is NOTHING:
        raise fault("expression_only_empty", left)
    if isinstance(left.type, List | File | Json | Range):
        raise fault("expression_no_comparison", left)
    if op not in ("eq", "ne") and not isinstance(left.type, ORDERED):
        raise fault("expression_no_order", left)
    return boolean(op, left, right)
