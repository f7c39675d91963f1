"""Does any formula or roll-up depend on itself?"""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from builder.checks.about import every_field, field_path
from builder.checks.computed import Address, needs
from builder.checks.knots import circles
from builder.checks.places import columns_of
from builder.checks.scope import Types
from builder.definitions import App, text_of
from builder.late import Late
from builder.problems import Problem

if TYPE_CHECKING:
    import networkx
else:
    networkx = Late("networkx")

MAX_COMPUTED = 5000
MAX_REPORTED = 10
LANGUAGES = ("zh-CN", "en")


def check(types: Types) -> Iterator[Problem]:
    """Each knot once, named by labels; the graph is bounded before it is searched."""
    computed = [(table, field.key) for table, field in every_field(types.app) if types.catalog.fields[field.type].computed]
    if len(computed) > MAX_COMPUTED:
        yield Problem("error", "too_many_computed", "form", {"max": MAX_COMPUTED})
        return
    graph: networkx.DiGraph[Address] = networkx.DiGraph()
    graph.add_edges_from((address, needed) for address in computed for needed in needs(types.app, types.catalog, address))
    for cycle in islice(circles(graph), MAX_REPORTED):
        yield Problem("error", "formula_cycle", field_path(*cycle[0]), {"cycle": _named(types.app, cycle)})


def _named(app: App, cycle: list[Address]) -> dict[str, str]:
    """会员.累计消费 → 消费.积分 → 会员.累计消费, in each language."""
    return {language: " → ".join(_label(app, address, language) for address in [*cycle, cycle[0]]) for language in LANGUAGES}


def _label(app: App, address: Address, language: str) -> str:
    key, _, subtable = address[0].partition(".")
    form = app.forms[key]
    parts = [form.label, *([form.by_key[subtable].label] if subtable else []), columns_of(app, address[0])[address[1]].label]
    return ".".join(text_of(part, language) for part in parts)
