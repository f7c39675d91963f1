"""Do the conditions of each branch leave a way, and only one where one is meant? (Publish checks 7, 8.)

Takes: a Graph. Gives: Problems. Never: guesses about conditions on more than one field: those are left alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from builder.checks import conditions
from builder.checks.conditions import Value
from builder.checks.places import columns_of
from builder.checks.scope import FormScope, Types
from builder.checks.workflow_graph import Box, Graph, of_step, of_way
from builder.definitions import Field, Label, Transition
from builder.expressions.grammar import Node
from builder.problems import Problem

MOST_SHOWN = 3


@dataclass(frozen=True)
class Fork:
    """A branch whose conditions all compare one field with written values; `values` stand for everything the field can have."""

    field: Field | None
    nodes: Sequence[Node]
    ways: Sequence[Transition]
    values: Sequence[Value]

    def met(self, position: int) -> set[int]:
        """The positions of the values for which a condition holds."""
        return {place for place, value in enumerate(self.values) if conditions.holds(self.nodes[position], value)}


def check(graph: Graph) -> Iterator[Problem]:
    """Every box that chooses by conditions."""
    for box in graph.boxes.values():
        if box.chooses:
            yield from _branch(graph, box)
    for way in graph.ways:
        if way.when and never(graph.types, graph.workflow.form, way.when):
            yield of_way(graph, way, "condition_never", "when", "warning")


def _branch(graph: Graph, box: Box) -> Iterator[Problem]:
    ways = graph.leaving[box.key]
    defaults = [way for way in ways if way.default]
    yield from (of_way(graph, way, "branch_second_default", "default") for way in defaults[1:])
    yield from (of_way(graph, way, "branch_default_condition", "when", "warning") for way in defaults if way.when)
    bare = [way for way in ways if not way.default and not way.when]
    yield from (of_way(graph, way, "branch_without_condition", "when") for way in bare)
    if bare or not ways:
        return
    fork = _fork(graph, [way for way in ways if not way.default])
    left = _left(fork) if fork else None
    if not defaults and left != []:
        yield of_step(graph, box.key, "branch_gap" if left else "branch_without_default", **_shown(fork, left))
    if fork:
        yield from _order(graph, box, fork)
        if defaults and left == []:
            yield of_way(graph, defaults[0], "branch_default_never", "default", "warning")


def _order(graph: Graph, box: Box, fork: Fork) -> Iterator[Problem]:
    """Where the first that holds is taken: ways never taken, and ways between which only chance of the drawing decides."""
    if box.splits:
        return
    taken: set[int] = set()
    for position, way in enumerate(fork.ways):
        met = fork.met(position)
        before = [other for other in range(position) if fork.ways[other].prio == way.prio and fork.met(other) & met]
        if met and met <= taken:
            yield of_way(graph, way, "condition_covered", "when", "warning")
        elif before:
            both = sorted(fork.met(before[0]) & met)
            shown = _shown(fork, [fork.values[place] for place in both])
            yield of_way(graph, way, "conditions_overlap", "when", "warning", other=graph.label(fork.ways[before[0]].target), **shown)
        taken |= met


def _left(fork: Fork) -> list[Value]:
    """Values for which no condition holds."""
    taken: set[int] = set().union(*(fork.met(position) for position in range(len(fork.nodes))))
    return [value for place, value in enumerate(fork.values) if place not in taken]


def _shown(fork: Fork | None, values: Sequence[Value] | None) -> dict[str, Any]:
    """The field and some of the values, in words of people."""
    if fork is None or fork.field is None or not values:
        return {}
    options = {option["key"]: option["label"] for option in fork.field.config.get("options", ())}
    return {"field": fork.field.label, "values": _words([options.get(str(value), value) for value in values[:MOST_SHOWN]])}


def _words(values: Sequence[object]) -> dict[str, str]:
    empty = {"zh-CN": "空", "en": "empty"}
    truth = {True: {"zh-CN": "是", "en": "yes"}, False: {"zh-CN": "否", "en": "no"}}
    found: dict[str, str] = {}
    for language, comma in (("zh-CN", "、"), ("en", ", ")):
        labels: list[Label] = [empty if value is None else truth[value] if isinstance(value, bool) else _label(value) for value in values]
        found[language] = comma.join(label if isinstance(label, str) else str(label.get(language, "")) for label in labels)
    return found


def _label(value: object) -> Label:
    return value if isinstance(value, dict) else str(value)


def _fork(graph: Graph, ways: Sequence[Transition]) -> Fork | None:
    nodes = [conditions.parsed(way.when) for way in ways if way.when]
    known = [node for node in nodes if node is not None]
    subjects = {conditions.subject(node) for node in known}
    name = next(iter(subjects)) if len(subjects) == 1 else None
    if name is None or len(known) < len(ways) or not known:
        return None
    found = _values(graph.types, graph.workflow.form, name, known)
    return Fork(found[0], known, ways, found[1]) if found else None


def _values(types: Types, form: str, name: str, nodes: Sequence[Node]) -> tuple[Field | None, list[Value]] | None:
    info = FormScope(types, form).resolve(tuple(name.split(".")))
    if info is None or info.many:
        return None
    field = columns_of(types.app, form).get(name)
    values = conditions.samples(nodes, info.type, field)
    return (field, values) if values else None


def never(types: Types, form: str, text: str) -> bool:
    """Whether a condition can never hold, as far as its parts about one field each tell."""
    node = conditions.parsed(text)
    parts = [(conditions.subject(part), part) for part in conditions.conjuncts(node)] if node else []
    for name in {name for name, _ in parts if name}:
        about = [part for subject, part in parts if subject == name]
        found = _values(types, form, name, about)
        if found and not any(all(conditions.holds(part, value) for part in about) for value in found[1]):
            return True
    return False
