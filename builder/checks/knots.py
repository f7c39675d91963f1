"""Circles in graphs of any sort. Takes: a directed graph. Gives: knots and circles of nodes. Never: what they mean."""

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    """One circle of each knot (that some nodes alone make): the shortest through its first node, for people to read."""
    within = graph if among is None else graph.subgraph(among)
    for knot in knots(within):
        start = min(knot)
        ways = networkx.single_source_shortest_path(within.subgraph(knot), start)
        yield min((ways[node] for node in within.predecessors(start) if node in knot), key=len)


def circles_of(edges: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """The same for a graph written as node → the nodes it leads to."""
    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    graph.add_edges_from((node, other) for node, others in edges.items() for other in others)
    return circles(graph)
