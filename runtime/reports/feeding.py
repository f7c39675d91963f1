"""Which forms a report's numbers come from in the end: those it reads, and those that feed their roll-ups and formulas.

Takes: an App and the places a report touches. Gives: forms, whose newest changes tell whether an answer still holds. Never: rights.
"""

from collections.abc import Iterable, Iterator

from builder.checks.computed import Address, expression_of, is_rollup, needs, rolled
from builder.checks.places import columns_of, walk
from builder.checks.report_parts import segments_named
from builder.definitions import App
from builder.expressions import grammar
from builder.kinds import Catalog
from runtime.dataset import Touched, segment_touched
from runtime.stack import Guards


def forms(app: App, catalog: Catalog, touched: Touched, guards: Guards) -> frozenset[str]:
    """Every form whose change may change the answer; what guards ask about counts too."""
    asked = [(form, name) for form, conditions in guards.items() for one in conditions or () for name in one.names]
    tables = {table for form, name in asked for table in _tables(app, catalog, form, name)}
    addresses = set(touched.fields) | {address for form, name in asked for address in _addresses(app, catalog, form, name)}
    for key in sorted({key for conditions in guards.values() for one in conditions or () for key in segments_named(one.node)}):
        inner = segment_touched(app, catalog, app.segments[key])
        tables, addresses = tables | inner.forms, addresses | inner.fields
    found = touched.forms | tables | {table for table, _ in addresses} | set(_feeding(app, catalog, addresses))
    return frozenset(form for form in (table.partition(".")[0] for table in found) if form in app.forms)


def _feeding(app: App, catalog: Catalog, addresses: Iterable[Address]) -> Iterator[str]:
    waiting, seen = list(addresses), set(addresses)
    while waiting:
        address = waiting.pop()
        yield from _sources(app, catalog, address)
        more = [one for one in needs(app, catalog, address) if one not in seen]
        seen.update(more)
        waiting += more


def _sources(app: App, catalog: Catalog, address: Address) -> Iterator[str]:
    """The tables a computed field reads."""
    table, key = address
    field = columns_of(app, table).get(key)
    if field is None:
        return
    if is_rollup(field):
        source, _ = rolled(app, table, field)
        yield source
        text, table = field.config.get("filter"), source
    else:
        text = expression_of(field)
    for name in _names(str(text)) if text else ():
        yield from _tables(app, catalog, table, name)


def _names(text: str) -> frozenset[str]:
    try:
        return grammar.names_used(grammar.parse(text))
    except grammar.ExpressionError:
        return frozenset()


def _tables(app: App, catalog: Catalog, table: str, name: str) -> Iterator[str]:
    return (place.table for place in walk(app, catalog, table, tuple(name.split("."))))


def _addresses(app: App, catalog: Catalog, table: str, name: str) -> Iterator[Address]:
    return ((place.table, place.name) for place in walk(app, catalog, table, tuple(name.split("."))) if place.field)
