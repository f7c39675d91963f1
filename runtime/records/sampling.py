"""Rows of an app to take along as samples: at most 300, with everything they point at.

Takes: a Context. Gives: rows by form, as a package carries them. Never: more than the caller may export, an id of this installation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Any

from builder.expressions.types import File
from runtime.context import Context
from runtime.permissions import policy
from runtime.records import asking, judge, reading, shape
from runtime.records.plan import USERS, FieldPlan, plan_of
from runtime.records.shown import Listing, Shown
from runtime.store import records, select
from runtime.store import samples as notes

MOST = 300
ME = "@me"
Place = tuple[str, str]  # (form, id)
Rows = dict[str, list[dict[str, Any]]]


def rows(ctx: Context) -> Rows:
    """The newest records of every form the caller may export; of an app never published, the rows it came with."""
    if ctx.revision is None:
        return _waiting(ctx)
    picked: Rows = ctx.runtime.store.read(ctx, lambda uow: _Picking(uow).run())
    return picked


def _waiting(ctx: Context) -> Rows:
    found: Rows = {}
    for one in ctx.runtime.store.read(ctx, notes.waiting):
        found.setdefault(one.form, []).append(dict(one.row))
    return found


@dataclass
class _Picking:
    """What has been looked at, and what goes along."""

    uow: Any
    known: dict[Place, Shown | None] = field(default_factory=dict)
    picked: dict[Place, Shown] = field(default_factory=dict)

    def run(self) -> Rows:
        forms = [form for form in self.uow.ctx.rev.definition.forms if self.may(form)]
        for place in chain.from_iterable(zip_longest(*(self.newest(form, len(forms)) for form in forms))):
            if place is not None:
                self.pick(place)
        self.drop_incomplete()
        names = self.names()
        written: Rows = {}
        for place in sorted(self.picked):
            written.setdefault(place[0], []).append({"id": names[place], **self.row(self.picked[place], names)})
        return written

    def may(self, form: str) -> bool:
        return all(policy.decide(self.uow.ctx, form, action).allowed for action in ("read", "export"))

    def newest(self, form: str, forms: int) -> list[Place]:
        """The latest records of a form, more of each where forms are few."""
        listing = Listing(sort="-id", limit=min(200, max(30, 2 * MOST // forms)))
        page = select.page(self.uow, asking.asked(self.uow.ctx, form, listing).query, ())
        self.look(form, [row.id for row in page.rows])
        return [(form, row.id) for row in page.rows]

    def look(self, form: str, ids: list[str]) -> None:
        """Records as the caller sees them; what he does not see is not there."""
        self.known |= dict.fromkeys(((form, id_) for id_ in ids), None)
        held = judge.holding(self.uow, form, "read", ids) if self.may(form) else {}
        found = records.load(self.uow, form, [id_ for id_ in ids if held.get(id_)])
        if found:
            shown, _ = reading.show(self.uow, form, list(found.values()), None, with_refs=False)
            self.known |= {(form, one.id): one for one in shown}

    def seen(self, place: Place) -> Shown | None:
        if place not in self.known:
            self.look(place[0], [place[1]])
        return self.known[place]

    def pick(self, place: Place) -> None:
        """A record and everything it points at, if all of it still has room."""
        found: dict[Place, Shown] = {}
        todo = [place]
        while todo and len(self.picked) + len(found) <= MOST:
            one = todo.pop()
            shown = None if one in found or one in self.picked else self.seen(one)
            if shown is not None:
                found[one] = shown
                todo += [target for _, target in self.targets(shown)]
        if len(self.picked) + len(found) <= MOST:
            self.picked |= found

    def targets(self, shown: Shown) -> Iterator[tuple[FieldPlan, Place]]:
        """What a record points at, people left out."""
        for key, plan in plan_of(self.uow.ctx, shown.form).fields.items():
            if key not in shown.masked and shown.values.get(key):
                yield from self.below(plan, shown.values[key])

    def below(self, plan: FieldPlan, value: Any) -> Iterator[tuple[FieldPlan, Place]]:
        if plan.columns:
            cells = ((column, line.get(name)) for line in value for name, column in plan.columns.items())
            yield from ((column, (str(column.target), cell)) for column, cell in cells if cell and _points(column))
        elif _points(plan):
            yield plan, (str(plan.target), value)

    def drop_incomplete(self) -> None:
        """Nothing goes along that needs what does not."""
        while True:
            lost = [
                place
                for place, shown in self.picked.items()
                if any(plan.field.required and target not in self.picked for plan, target in self.targets(shown))
            ]
            if not lost:
                return
            for place in lost:
                del self.picked[place]

    def names(self) -> dict[Place, str]:
        """A name inside the package for every record: member_1, member_2 …"""
        counts: dict[str, int] = {}
        named = {}
        for place in sorted(self.picked):
            counts[place[0]] = counts.get(place[0], 0) + 1
            named[place] = f"{place[0]}_{counts[place[0]]}"
        return named

    def row(self, shown: Shown, names: Mapping[Place, str]) -> dict[str, Any]:
        values = shape.values_json(self.uow.ctx, shown.form, shown.values, shown.masked)
        fields = plan_of(self.uow.ctx, shown.form).fields
        return _cells(fields, {key: value for key, value in values.items() if key not in shown.masked}, names)


def _points(plan: FieldPlan) -> bool:
    return plan.target is not None and plan.target != USERS


def _cells(fields: Mapping[str, FieldPlan], values: Mapping[str, Any], names: Mapping[Place, str]) -> dict[str, Any]:
    """Values as a package carries them; an empty one only where a default would fill it in."""
    cells = {}
    for key, plan in fields.items():
        if key in values and plan.settable and not isinstance(plan.type, File):
            value = _cell(plan, values[key], names)
            if value not in (None, []) or plan.field.default is not None:
                cells[key] = value
    return cells


def _cell(plan: FieldPlan, value: Any, names: Mapping[Place, str]) -> Any:
    if value is None:
        return None
    if plan.columns:
        return [_cells(plan.columns, line, names) for line in value]
    if plan.target == USERS:
        return ME
    return names.get((plan.target, value)) if plan.target else value
