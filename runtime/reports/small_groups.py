"""Groups of too few people in an answer: their numbers are kept back, and as many beside them as it takes to tell nobody apart.

Takes: rows with counts of people. Gives: the same rows without these numbers, and which they were. Never: the database; a count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runtime.reports.people import Counting, Level
from runtime.reports.shown import Hidden, Kept
from runtime.reports.solving import known
from runtime.stack import Rows, Stack

MOST_SOLVED = 400  # numbers kept back, up to which all totals are held against one another
Row = tuple[Any, ...]
Rests = Mapping[int, frozenset[str]]


@dataclass(frozen=True)
class Judging:
    """How an answer is judged. `stack`: what was asked; `levels`: those that are shown; `limit`: how many rows are; `doubtful`: whether no
    people may be people unseen; `closed`: numbers that were kept back on the way here."""

    n: int
    counting: Counting
    stack: Stack
    levels: tuple[Level, ...]
    limit: int
    doubtful: bool = False
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The rows of one level and what they are known by."""

    axes: Level
    keys: Sequence[str]
    rows: Sequence[Row]
    rests: Rests

    def group(self, number: int, axes: Level) -> tuple[Any, ...]:
        """What some of the axes say of a row."""
        rest, row = self.rests.get(number, frozenset()), self.rows[number]
        return tuple((key in rest, row[self.keys.index(key)]) for key in axes)

    def column(self, key: str) -> list[Any]:
        """One value of each row."""
        place = self.keys.index(key)
        return [row[place] for row in self.rows]


def suppressed(rows: Rows, judging: Judging) -> tuple[Rows, Hidden]:
    """What may be shown, and what of it is kept back."""
    tables = _tables(rows, judging.stack.axes)
    kept = _kept_back(tables, judging)
    told = {axes: _told(table, kept[axes], judging) for axes, table in tables.items()}
    own, hidden = told[judging.stack.axes]
    levels = {by: told[by] for by in judging.levels}
    shown = replace(
        rows, rows=tuple(own.rows[: judging.limit]), others={place: keys for place, keys in own.rests.items() if place < judging.limit},
        levels={by: tuple(table.rows) for by, (table, _) in levels.items()}, rests={by: table.rests for by, (table, _) in levels.items()},
        cut_off=rows.cut_off or len(own.rows) > judging.limit,
    )  # fmt: skip
    seen = {place: keys for place, keys in hidden.items() if place < judging.limit}
    return shown, Hidden(judging.n, seen, {by: keys for by, (_, keys) in levels.items()})


def closed(rows: Rows, judging: Judging, cell: Mapping[str, Any]) -> frozenset[str] | None:
    """The numbers kept back of the group with these values, by whichever level has it; None where there is no such group."""
    axes = tuple(key for key in judging.stack.axes if key in cell)
    tables = _tables(rows, judging.stack.axes)
    if axes not in tables or len(axes) != len(cell):
        return None
    wanted = tuple((False, cell[key]) for key in axes)
    table = tables[axes]
    found = next((number for number in range(len(table.rows)) if table.group(number, axes) == wanted), None)
    return None if found is None else frozenset(_kept_back(tables, judging)[axes].get(found, {}))


def _tables(rows: Rows, axes: Level) -> dict[Level, Table]:
    found = {by: Table(by, rows.keys, level, rows.rests.get(by, {})) for by, level in rows.levels.items()}
    return {**found, axes: Table(axes, rows.keys, rows.rows, rows.others)}


def _kept_back(tables: Mapping[Level, Table], judging: Judging) -> dict[Level, dict[int, dict[str, bool]]]:
    """The numbers of each row that are kept back, level by level, and whether for their own sake."""
    judged = judging.counting.judged
    lines = {count: Lines(tables, count, judging) for count in sorted(frozenset().union(*judged.values()))}
    hidden = {count: one.hidden() for count, one in lines.items()}
    found: dict[Level, dict[int, dict[str, bool]]] = {axes: {} for axes in tables}
    for axes, table in tables.items():
        for number in range(len(table.rows)):
            back = {count for count in lines if number in hidden[count][axes]}
            few = {count for count in back if number in lines[count].few[axes]}
            keys = {key: bool(own & few) for key, own in judged.items() if own & back or key in judging.closed}
            if keys:
                found[axes][number] = keys
    return found


class Lines:
    """The groups of one count of people with the totals above them; what is kept back grows until no total tells of a small group."""

    def __init__(self, tables: Mapping[Level, Table], count: str, judging: Judging) -> None:
        self._n = judging.n
        self._counts = {axes: [value or 0 for value in table.column(count)] for axes, table in tables.items()}
        self.few = {axes: frozenset(at for at, k in enumerate(ks) if self._small(k, judging)) for axes, ks in self._counts.items()}
        self._hidden = {axes: set(rows) for axes, rows in self.few.items()}
        self._lines = [line for total in tables for parts in tables if set(total) < set(parts) for line in _lines(tables, total, parts)]

    def _small(self, people: int, judging: Judging) -> bool:
        return 0 < people < self._n or (judging.doubtful and not people)

    def hidden(self) -> Mapping[Level, set[int]]:
        """The rows of each level that are kept back."""
        while self._grown() or self._covered():
            pass
        return self._hidden

    def _grown(self) -> bool:
        """One round over every total; whether more is kept back than before."""
        return sum(self._widened(line) for line in self._lines) > 0

    def _covered(self) -> bool:
        """Keeps back one more number beside each small one that all totals together would tell; whether there was any."""
        hidden = sum(map(len, self._hidden.values()))
        if hidden > MOST_SOLVED:
            return False
        told = known(self._sum(line) for line in self._lines)
        for level, at in sorted(told):
            if 0 < self._counts[level][at] < self._n:
                self._cover(level, at)
        return sum(map(len, self._hidden.values())) > hidden

    def _sum(self, line: "Line") -> dict[tuple[Level, int], int]:
        """What of a total is not shown: the parts that are kept back, less the total if it is."""
        found = {(line.parts, part): 1 for part in line.rows if part in self._hidden[line.parts]}
        return {**found, **({(line.total, line.at): -1} if line.at in self._hidden[line.total] else {})}

    def _cover(self, level: Level, at: int) -> None:
        """The smallest group that shares a total with a row; where all of them are kept back, the smallest of these totals."""
        lines = [line for line in self._lines if line.parts == level and at in line.rows]
        beside = {part for line in lines for part in line.rows if part not in self._hidden[level] and self._counts[level][part]}
        if beside:
            self._hidden[level].add(min(beside, key=lambda part: (self._counts[level][part], part)))
            return
        totals = [line for line in lines if line.at not in self._hidden[line.total]]
        if totals:
            least = min(totals, key=lambda line: self._counts[line.total][line.at])
            self._hidden[least.total].add(least.at)

    def _widened(self, line: "Line") -> bool:
        """Keeps back what one total would tell; whether that was anything."""
        hidden = self._hidden[line.parts]
        before = len(hidden)
        if line.at in self._hidden[line.total]:
            hidden |= {part for part in line.rows if self._counts[line.parts][part]}
        elif hidden & set(line.rows):
            self._beside(line)
        return len(hidden) > before

    def _beside(self, line: "Line") -> None:
        """The next smallest beside what is kept back, until it is at least two groups with enough people in them."""
        hidden, counts = self._hidden[line.parts], self._counts[line.parts]
        back = [counts[part] for part in line.rows if part in hidden]
        left = sorted((counts[part], part) for part in line.rows if part not in hidden and counts[part])
        whole = self._counts[line.total][line.at]
        while left and (len(back) < 2 or max(*back, whole - sum(people for people, _ in left)) < self._n):
            people, part = left.pop(0)
            back.append(people)
            hidden.add(part)


@dataclass(frozen=True)
class Line:
    """A total, row `at` of level `total`, and the rows of level `parts` it is the total of."""

    total: Level
    at: int
    parts: Level
    rows: tuple[int, ...]


def _lines(tables: Mapping[Level, Table], total: Level, parts: Level) -> Iterator[Line]:
    below: dict[tuple[Any, ...], list[int]] = {}
    for number in range(len(tables[parts].rows)):
        below.setdefault(tables[parts].group(number, total), []).append(number)
    for at in range(len(tables[total].rows)):
        rows = below.get(tables[total].group(at, total))
        if rows:
            yield Line(total, at, parts, tuple(rows))


def _told(table: Table, hidden: Kept, judging: Judging) -> tuple[Table, dict[int, Mapping[str, bool]]]:
    """A level without what is kept back, in an order that does not tell it."""
    rows = _ranked(table, hidden, judging)
    places = {key: place for place, key in enumerate(table.keys)}
    for number, keys in hidden.items():
        gone = {places[key] for key in keys}
        rows[number] = tuple(None if place in gone else value for place, value in enumerate(rows[number]))
    order = _ordered(table, hidden, judging.stack)
    rests = {place: table.rests[number] for place, number in enumerate(order) if number in table.rests}
    moved = {place: hidden[number] for place, number in enumerate(order) if number in hidden}
    return Table(table.axes, table.keys, [rows[number] for number in order], rests), moved


def _ranked(table: Table, hidden: Kept, judging: Judging) -> list[Row]:
    """Ranks among what is shown: a place left out would tell between which numbers one stands that is kept back."""
    rows = list(table.rows)
    for key, within in judging.counting.ranks.items():
        place, parted = table.keys.index(key), tuple(axis for axis in table.axes if axis in within)
        gone: dict[tuple[Any, ...], list[int]] = {}
        for number in (number for number, keys in hidden.items() if key in keys):
            gone.setdefault(table.group(number, parted), []).append(table.rows[number][place])
        for number, row in enumerate(rows):
            ahead = sum(1 for rank in gone.get(table.group(number, parted), ()) if rank < row[place])
            rows[number] = (*row[:place], row[place] - ahead, *row[place + 1 :])
    return rows


def _ordered(table: Table, hidden: Kept, stack: Stack) -> list[int]:
    """The order of rows: where numbers decide, what is kept back stands last, by its dimensions."""
    named = [key for key, _ in stack.sort if key in table.axes or key not in stack.axes]
    first = next((place for place, key in enumerate(named) if key not in stack.axes), len(named))
    deciding = frozenset(named[first:]) - frozenset(stack.axes)
    blocks: dict[tuple[Any, ...], list[int]] = {}
    for number in range(len(table.rows)):
        blocks.setdefault(table.group(number, tuple(named[:first])), []).append(number)
    found: list[int] = []
    for block in blocks.values():
        last = [number for number in block if deciding & hidden.get(number, {}).keys()]
        found += [number for number in block if number not in set(last)]
        found += sorted(last, key=lambda number: _comparable(table, number))
    return found


def _comparable(table: Table, number: int) -> list[Any]:
    """What a row is known by, the rest and the empty last."""
    return [(rest, value is None, 0 if value is None else value) for rest, value in table.group(number, table.axes)]
