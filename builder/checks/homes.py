"""What the source of a report knows, as seen from the rows another number is counted over.

Takes: Types, the source, a home, path by path what is known. Gives: paths and trees at that home, None where it does not know them.
Never: rights.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from builder.checks.places import MAX_HOPS, target
from builder.checks.scope import FormScope, Types
from builder.expressions.check import Hop, PathInfo
from builder.expressions.functions import FUNCTIONS
from builder.expressions.grammar import Call, Node, Path, children
from builder.expressions.grammar import walk as nodes
from builder.expressions.rewriting import rewritten
from builder.expressions.terms import SEEN
from builder.expressions.types import Type

Names = tuple[str, ...]


class HomeScope(FormScope):
    """The names of a home: those of its rows and, for rows of a subtable, under the key of their form the record they belong to.

    Segments are those whoever asks may know of.
    """

    def __init__(self, types: Types, home: str, parameters: Mapping[str, Type] | None = None) -> None:
        super().__init__(types, home, parameters=parameters, members=SEEN)
        form, _, subtable = home.partition(".")
        self._owner = FormScope(types, form) if subtable else None
        self._form = form

    def resolve(self, path: Names) -> PathInfo | None:
        """Type, label and plurality of a name; None where it leads nowhere."""
        found = super().resolve(path)
        if found is not None or self._owner is None or path[0] != self._form or len(path) < 2:
            return found
        info = self._owner.resolve(path[1:])
        return info and PathInfo(info.type, info.many, info.label, (Hop(path[0], self._form), *info.hops))


@dataclass(frozen=True)
class Home:
    """Where a number is counted. `paths`: path from the source → path here, where the home is not on the way."""

    types: Types
    source: str
    key: str
    paths: Mapping[Names, Names] = field(default_factory=dict)

    def path(self, names: Names) -> Names | None:
        """A path from the source as it reads here."""
        if self.key == self.source and not self.paths:
            return names
        return self._given(names) or self._inside(names) or self._along(names)

    def _given(self, names: Names) -> Names | None:
        fitting = [path for path in self.paths if names[: len(path)] == path]
        longest = max(fitting, key=len, default=None)
        if longest is None:
            return names if self.key == self.source else None
        return (*self.paths[longest], *names[len(longest) :])

    def _inside(self, names: Names) -> Names | None:
        """From a row of the source's own subtable."""
        form, _, subtable = self.key.partition(".")
        if not subtable or form != self.source:
            return None
        return names[1:] or ("id",) if names[0] == subtable else (form, *names)

    def _along(self, names: Names) -> Names | None:
        """From a record the source leads to; or from one that leads to the source."""
        way = self._way
        if way is not None:
            return names[len(way) :] or ("id",) if names[: len(way)] == way else None
        back = self._back
        return None if back is None else back if names == ("id",) else (*back, *names)

    @property
    def above(self) -> bool:
        """Whether the source leads to it: many of its rows belong to one here, whose numbers are repeated for each."""
        return self.key != self.source and self._way is not None

    @cached_property
    def _way(self) -> Names | None:
        """The one shortest path of relations from the source to the home."""
        reached: set[str] = {self.source}
        ways: list[tuple[Names, str]] = [((), self.source)]
        for _ in range(MAX_HOPS):
            ways = [((*way, name), to) for way, form in ways for name, to in _relations(self.types, form) if to not in reached]
            found = [way for way, to in ways if to == self.key]
            if found:
                return _only(found, self.key)
            reached |= {to for _, to in ways}
        return None

    @cached_property
    def _back(self) -> Names | None:
        """The home's one relation to the source."""
        form, _, subtable = self.key.partition(".")
        found = _only([(name,) for name, to in _relations(self.types, form) if to == self.source], self.source)
        return (form, *found) if found and subtable else found

    def node(self, node: Node, constant: frozenset[str]) -> Node | None:
        """A tree over the source as it reads here; `constant`: names that are the same everywhere. None where a path is not known."""
        if self.key == self.source and not self.paths:
            return node
        gathered = _gathered(node) if self._subtable_of_source() else {}
        found: dict[Names, Names | None] = {}
        for path in paths_read(node, constant):
            found[path.names] = self.path(path.names)
        if None in found.values():
            return None

        def change(path: Path) -> Node:
            names = found.get(path.names)
            if names is None:
                return path
            inside = id(path) in gathered
            return Path(path.start, path.end, (self.source, *path.names) if inside else names)

        return rewritten(node, change)

    def _subtable_of_source(self) -> bool:
        form, _, subtable = self.key.partition(".")
        return bool(subtable) and form == self.source


def _gathered(node: Node) -> dict[int, Node]:
    """Paths inside a function that gathers lines: seen from a line, they are still all lines of its record."""
    found: dict[int, Node] = {}
    for piece in nodes(node):
        if isinstance(piece, Call) and FUNCTIONS[piece.function].aggregate and piece.function != "EMPTY":
            found.update({id(inner): inner for child in children(piece) for inner in nodes(child) if isinstance(inner, Path)})
    return found


def is_same_everywhere(path: Path, constant: frozenset[str]) -> bool:
    """Whether a name has one value for all rows: the clock, who asks, a parameter (one name alone: `member.name` is read from rows)."""
    return path.names[0].startswith("@") or (len(path.names) == 1 and path.names[0] in constant)


def paths_read(node: Node, constant: frozenset[str]) -> Iterator[Path]:
    """The paths of an expression that are read from rows; `constant`: the parameters."""
    return (piece for piece in nodes(node) if isinstance(piece, Path) and not is_same_everywhere(piece, constant))


def _relations(types: Types, form: str) -> list[tuple[str, str]]:
    """The relations of a form and where they lead."""
    known = types.app.forms.get(form)
    fields = known.active() if known else ()
    found = [(field.key, target(types.catalog, field) or "") for field in fields if not field.fields]
    return [(key, to) for key, to in found if to in types.app.forms]


def _only(paths: list[Names], called: str) -> Names | None:
    """The only one; of several the one that is called like the form it leads to."""
    if len(paths) == 1:
        return paths[0]
    named = [path for path in paths if path[-1] == called]
    return named[0] if len(named) == 1 else None
