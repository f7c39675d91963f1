"""Circles in graphs of any sort. Takes: a directed graph. Gives: knots and circles of nodes. Never: what they mean."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, TypeVar

from builder.late import Late

if TYPE_CHECKING:
    import networkx
else:
    networkx = Late("networkx")


Node = TypeVar("Node", str, tuple[str, str])


def knots(graph: "networkx.DiGraph[Node]") -> Iterator[set[Node]]:
    """Sets of nodes that all lead to each other: several, or one that leads to itself."""
    for knot in networkx.strongly_connected_components(graph):
        first = next(iter(knot))
        if len(knot) > 1 or graph.has_edge(first, first):
            yield knot


def circles(graph: "networkx.DiGraph[Node]", among: Collection[Node] | None = None) -> Iterator[list[Node]]:
    """One circle of each knot (that some nodes alone make): `find_cycle` on the whole graph would be quadratic for long chains."""
    within = graph if among is None else graph.subgraph(among)
    for knot in knots(within):
        yield [edge[0] for edge in networkx.find_cycle(within.subgraph(knot), min(knot))]
