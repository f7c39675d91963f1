"""Do rules and workflows set each other off in a circle? The run time stops such a circle; whoever made it should know of it before.

Takes: Types. Gives: warnings. Never: certainty: what depends on values may turn out never to happen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from builder.checks import automated, automation, conditions
from builder.checks.automation import Doing, Owner, Started
from builder.checks.conditions import Part
from builder.checks.derived import ROWS, Followers, fields_read
from builder.checks.knots import circles
from builder.checks.places import columns_of
from builder.checks.scope import Types
from builder.definitions import text_of
from builder.late import Late
from builder.problems import Problem

if TYPE_CHECKING:
    import networkx
else:
    networkx = Late("networkx")

MAX_NODES = 600
MAX_REPORTED = 20
LANGUAGES = ("zh-CN", "en")
Node = tuple[str, str]  # ("rule", key) or ("workflow", key)


@dataclass(frozen=True)
class Moved:
    """A change an action may make, as events tell of it. `written`: fields that get a constant, with its text."""

    form: str
    changed: frozenset[str]
    made: bool | None = None  # True: a new record, False: one less, None: a change
    derived: bool = False
    written: frozenset[tuple[str, str]] = frozenset()
    restored: bool = False

    @cached_property
    def _image(self) -> dict[str, Any]:
        return dict.fromkeys(self.changed)

    @property
    def old(self) -> Mapping[str, Any] | None:
        """The record before; its values are not known."""
        return None if self.made is True else self._image

    @property
    def new(self) -> Mapping[str, Any] | None:
        """The record afterwards."""
        return None if self.made is False else self._image


def check(types: Types) -> Iterator[Problem]:
    """Each rule that may set itself off, then each knot of several by its shortest circle, named by labels."""
    if len(types.app.rules) + len(types.app.workflows) > MAX_NODES:
        return
    graph = _graph(types)
    alone = sorted(node for node in graph if graph.has_edge(node, node))
    graph.remove_edges_from([(node, node) for node in alone])
    for kind, key in alone[:MAX_REPORTED]:
        yield Problem("warning", f"{kind}_sets_itself_off", f"{kind}/{key}", {kind: _label(types, (kind, key))})
    for circle in islice(circles(graph), MAX_REPORTED):
        yield Problem("warning", "rules_in_circle", "/".join(circle[0]), {"cycle": _named(types, circle)})


def _label(types: Types, node: Node) -> Any:
    return (types.app.rules if node[0] == "rule" else types.app.workflows)[node[1]].label


def _named(types: Types, cycle: list[Node]) -> dict[str, str]:
    return {
        language: " → ".join(text_of(_label(types, node), language) for node in [*cycle, cycle[0]]) for language in LANGUAGES
    }


def _graph(types: Types) -> "networkx.DiGraph[Node]":
    listeners = [_Listener(types, start) for start in automation.everything_started(types)]
    by_form: dict[str | None, list[_Listener]] = defaultdict(list)
    for listener in listeners:
        by_form[listener.form].append(listener)
    moves, graph = _all_moves(types), _begun(types)
    for own, each in moves.items():
        graph.add_edges_from((own, one.node) for move in each for one in by_form[move.form] if one.hears(move))
    ends = ((("workflow", one.begun), one.node) for one in listeners if one.begun is not None)
    graph.add_edges_from((end, node) for end, node in ends if end[1] in types.app.workflows)
    return graph


def _all_moves(types: Types) -> dict[Node, set[Moved]]:
    """What each rule and workflow may change, every different change once."""
    followers, found = Followers(types), defaultdict[Node, set[Moved]](set)
    for doing in automation.doings(types):
        found[doing.owner.kind, doing.owner.key].update(_moves(types, followers, doing))
    return found


def _begun(types: Types) -> "networkx.DiGraph[Node]":
    """Who starts which workflow by an action."""
    graph: networkx.DiGraph[Node] = networkx.DiGraph()
    for doing in automation.doings(types):
        graph.add_edges_from(((doing.owner.kind, doing.owner.key), ("workflow", key)) for key in _begins(types, doing))
    return graph


def _begins(types: Types, doing: Doing) -> Iterator[str]:
    """Workflows an action starts."""
    properties = doing.kind.config_schema.get("properties", {})
    named = (str(doing.config.get(name)) for name, rule in properties.items() if rule.get("widget") == "workflow")
    yield from (key for key in named if key in types.app.workflows)


def _moves(types: Types, followers: Followers, doing: Doing) -> Iterator[Moved]:
    """What an action changes, and what moves with it."""
    put = {written.spot.into: written.spot.text for written in automated.of_doing(doing) if written.spot and written.spot.into}
    for form, fields in doing.kind.writes(doing.config, doing.place):
        if form not in types.app.forms:
            continue
        mine = frozenset((key, text) for (table, key), text in put.items() if table == form)
        every = frozenset(columns_of(types.app, form))
        written = {(form, key) for key in fields} if fields is not None else {(form, ROWS), *((form, key) for key in every)}
        after = followers.after(written)
        own = frozenset(key for table, key in after if table == form and key != ROWS)
        constants = frozenset((key, text) for key, text in mine if _constant(text))
        yield Moved(form, own, None if fields is not None else bool(mine), written=constants)
        for other in {table.partition(".")[0] for table, _ in after} - {form}:
            yield Moved(other, frozenset(key for table, key in after if table == other), derived=True)


class _Listener:
    """Something that may be set off."""

    def __init__(self, types: Types, start: Started) -> None:
        self._types = types
        self._start = start
        self.node: Node = (start.owner.kind, start.owner.key)

    @property
    def begun(self) -> str | None:
        """The workflow whose end it waits for."""
        kind, config = self._start.kind, self._start.config
        return str(config["workflow"]) if kind and self._start.owner.kind == "rule" and config.get("workflow") else None

    @property
    def form(self) -> str | None:
        """Whose records it hears of; None for what the clock or a person sets off."""
        kind = self._start.kind
        return None if kind is None or kind.timed or kind.asked else self._start.place.form

    def hears(self, move: Moved) -> bool:
        """Whether the change may set it off: its event, and its condition as far as written values tell."""
        kind = self._start.kind
        if kind is None or not kind.hits(self._start.config, move):
            return False
        return not (kind.turns and not self._reads(move)) and not self._never(move)

    @cached_property
    def _conditions(self) -> list[str]:
        start = self._start
        own = _when(self._types, start.owner)
        further = start.kind.condition(start.config) if start.kind else None
        return [text for text in (own, further) if text]

    @cached_property
    def _read(self) -> frozenset[str]:
        """The fields of the record itself that its condition reads."""
        form = str(self._start.place.form)
        found = (address for text in self._conditions for address in fields_read(self._types, form, text))
        return frozenset(key for table, key in found if table == form)

    @cached_property
    def _parts(self) -> list[Part]:
        """What must hold, as far as it compares one field with constants."""
        return [part for text in self._conditions for part in conditions.parts(text)]

    def _reads(self, move: Moved) -> bool:
        """Whether its condition reads anything that changed; a new record may meet it from the start."""
        return move.made is True or not self._read.isdisjoint(move.changed)

    def _never(self, move: Moved) -> bool:
        """Whether the values just written rule its condition out."""
        return bool(move.written) and move.made is not False and conditions.ruled_out(self._parts, move.written)


def _when(types: Types, owner: Owner) -> str | None:
    return (types.app.rules if owner.kind == "rule" else types.app.workflows)[owner.key].when


def _constant(text: str) -> bool:
    node = conditions.parsed(text)
    return node is not None and conditions.is_written(node)
