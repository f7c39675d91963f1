"""Does any formula or roll-up depend on itself?"""

from collections.abc import Iterator

import networkx

from builder.checks.about import every_field, field_path
from builder.checks.computed import Address, needs
from builder.checks.places import columns_of
from builder.checks.scope import Types
from builder.definitions import App, text_of
from builder.problems import Problem

MAX_COMPUTED = 5000
MAX_REPORTED = 10
LANGUAGES = ("zh-CN", "en")


def check(types: Types) -> Iterator[Problem]:
    """Each cycle once, named by labels; the graph is bounded before it is searched."""
    computed = [(table, field.key) for table, field in every_field(types.app) if types.catalog.fields[field.type].computed]
    if len(computed) > MAX_COMPUTED:
        yield Problem("error", "too_many_computed", "form", {"max": MAX_COMPUTED})
        return
    graph: networkx.DiGraph[Address] = networkx.DiGraph()
    graph.add_edges_from((address, needed) for address in computed for needed in needs(types.app, types.catalog, address))
    for _ in range(MAX_REPORTED):
        cycle = _find(graph)
        if not cycle:
            return
        yield Problem("error", "formula_cycle", field_path(*cycle[0]), {"cycle": _named(types.app, cycle)})
        graph.remove_edge(cycle[0], cycle[1 % len(cycle)])


def _find(graph: "networkx.DiGraph[Address]") -> list[Address]:
    try:
        return [edge[0] for edge in networkx.find_cycle(graph)]
    except networkx.NetworkXNoCycle:
        return []


def _named(app: App, cycle: list[Address]) -> dict[str, str]:
    """会员.累计消费 → 消费.积分 → 会员.累计消费, in each language."""
    return {language: " → ".join(_label(app, address, language) for address in [*cycle, cycle[0]]) for language in LANGUAGES}


def _label(app: App, address: Address, language: str) -> str:
    key, _, subtable = address[0].partition(".")
    form = app.forms[key]
    parts = [form.label, *([form.by_key[subtable].label] if subtable else []), columns_of(app, address[0])[address[1]].label]
    return ".".join(text_of(part, language) for part in parts)
