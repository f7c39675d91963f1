"""Does every circle of a workflow wait for somebody, and can it be left? (Publish check 11.)"""

from collections.abc import Iterator, Sequence

from builder.checks.knots import circles, knots
from builder.checks.workflow_graph import LANGUAGES, Graph, of_step
from builder.definitions import Transition, text_of
from builder.problems import Problem


def check(graph: Graph) -> Iterator[Problem]:
    """Each knot of steps that lead back to themselves."""
    restless = {key for key, box in graph.boxes.items() if not box.rests}
    for circle in circles(graph.digraph, restless):
        yield of_step(graph, circle[0], "workflow_endless", cycle=named(graph, [*circle, circle[0]]))
    for knot in knots(graph.digraph):
        leaving = [way for way in graph.ways if way.source in knot and way.target not in knot]
        if not any(_may_be_left(graph, way) for way in leaving):
            circle = next(circles(graph.digraph, knot))
            yield of_step(graph, circle[0], "workflow_loop_without_exit", level="warning", cycle=named(graph, [*circle, circle[0]]))


def _may_be_left(graph: Graph, way: Transition) -> bool:
    """Whether something decides that the circle is over: a condition, a person, the other way of a branch."""
    box = graph.boxes[way.source]
    return box.parts or box.kind.human or way.when is not None


def named(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """经理审批 → 修改 → 经理审批, in each language."""
    return {language: " → ".join(text_of(graph.label(key), language) for key in keys) for language in LANGUAGES}


def listed(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """店长、总监, in each language."""
    commas = {"zh-CN": "、", "en": ", "}
    return {language: comma.join(text_of(graph.label(key), language) for key in keys) for language, comma in commas.items()}
