"""Sample rows of an imported app: made records at its first publication, counted, taken away with one click.

Takes: a Context. Gives: counts and what was refused. Never: sends anything, runs a rule, takes away what real records need.

Rows go through the door on behalf of whoever imports, with the rights of the system: each is judged like any other record, and one
that is refused leaves the others standing. A row waits in the database until all of them have been tried in one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder.errors import AppError, Fault
from runtime.context import Context
from runtime.permissions.grants import SYSTEM_KIND
from runtime.records import batches, targets, writing
from runtime.records.links import links_of
from runtime.records.plan import USERS, FieldPlan, FormPlan, plan_of
from runtime.records.ripple import Ripple
from runtime.store import records, select
from runtime.store import samples as notes
from runtime.store.samples import Waiting

ME = "@me"
CAUSE = "samples"
Place = tuple[str, str]  # (form, id)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row the door did not take: its form, its line, and why."""

    form: str
    number: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows."""

    created: int
    refused: tuple[Refused, ...] = ()


def load(ctx: Context) -> Loaded:
    """Makes records of the rows that wait for this app, on its newest revision; once."""
    revision = ctx.runtime.store.revision(ctx.app)
    acting = replace(ctx, revision=revision, actor=replace(ctx.actor, kind=SYSTEM_KIND), cause=CAUSE, batch=batches.name(ctx))
    if revision is None or not ctx.runtime.store.read(acting, notes.count_waiting):
        return Loaded(0)
    loaded: Loaded = ctx.runtime.store.write(acting, lambda uow: _Loading(uow).run())
    return loaded


def count(ctx: Context) -> dict[str, int]:
    """How many samples are there, and how many rows wait for the app to be published."""

    def work(uow: Any) -> dict[str, int]:
        there = _there(uow) if ctx.revision else {}
        return {"count": len(there), "waiting": notes.count_waiting(uow)}

    counted: dict[str, int] = ctx.runtime.store.read(ctx, work)
    return counted


def remove(ctx: Context) -> dict[str, int]:
    """Every sample to the bin, except those that real records point at, and what these need themselves."""
    removed: dict[str, int] = ctx.runtime.store.write(replace(ctx, cause=CAUSE, batch=batches.name(ctx)), _remove)
    return removed


@dataclass
class _Loading:
    """One transaction: rows whose targets are there become records, round by round.

    Where rows point in circles one of them begins without what it cannot name yet, and is completed before anything else looks at it.
    """

    uow: Any
    waiting: list[Waiting] = field(default_factory=list)
    names: set[Place] = field(default_factory=set)
    points: dict[str, set[Place]] = field(default_factory=dict)
    circular: frozenset[str] = frozenset()
    incomplete: list[Waiting] = field(default_factory=list)
    made: dict[Place, str] = field(default_factory=dict)
    became: dict[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def run(self) -> Loaded:
        self.waiting = [one for one in notes.waiting(self.uow, lock=True) if one.form in self.uow.ctx.rev.definition.forms]
        self.names = _names(self.waiting)
        self.points = {one.note: self.points_at(one) for one in self.waiting}
        below = {place: self.points[one.note] for one in self.waiting for place in _names([one])}
        self.circular = frozenset(one.note for one in self.waiting if any(_leads_back(below, place) for place in _names([one])))
        while self.waiting or self.incomplete:
            self.round()
        notes.became(self.uow, self.became)
        return Loaded(len(self.became), tuple(self.refused))

    def round(self) -> None:
        """The best step there is: whole rows in their order, then completing one begun, then one row of a circle."""
        missing, begun = _names(self.waiting), _names(self.incomplete)
        ready = self.in_order(missing | begun)
        due = [one for one in self.incomplete if not self.points[one.note] & missing]
        if not ready and due:
            self.complete(due[0])
            self.incomplete.remove(due[0])
            return
        for one in ready or [self.of_a_circle(missing)]:
            if self.points[one.note] & missing:
                self.incomplete.append(one)
            self.create(one)
            self.waiting.remove(one)

    def in_order(self, missing: set[Place]) -> list[Waiting]:
        """Rows that name nothing missing, of each form those before its first that does: running numbers follow the file."""
        blocked: set[str] = set()
        found = []
        for one in self.waiting:
            if one.form not in blocked and self.points[one.note] & missing:
                blocked.add(one.form)
            if one.form not in blocked:
                found.append(one)
        return found

    def of_a_circle(self, missing: set[Place]) -> Waiting:
        """A row that leads back to itself: rather one that misses nothing, then one that may be empty where it does.

        Without circles, one out of its order.
        """
        loose = [one for one in self.waiting if not self.points[one.note] & missing]
        turning = [one for one in self.waiting if one.note in self.circular]
        free = [one for one in turning if not self.points_at(one, required=True) & missing]
        return ([one for one in loose if one.note in self.circular] or free or turning or loose)[0]

    def points_at(self, one: Waiting, *, required: bool = False) -> set[Place]:
        """The rows of the package this one names, perhaps itself; `required`: where it must."""
        plan = plan_of(self.uow.ctx, one.form)
        paths = {path: target for path, target in plan.references.items() if not required or _holder(plan, path).field.required}
        named = {(target, name) for path, target in paths.items() for _, name in targets.places(path, _lists(plan, one.row), {})}
        return named & self.names

    def create(self, one: Waiting) -> None:
        """The record of a row; what it names that is no record stays empty."""
        values = self.values(one)
        record = self.attempt(one, lambda ripple: writing.create(ripple, one.form, values))
        if record is not None:
            self.became[one.note] = record
            if "id" in one.row:
                self.made[one.form, str(one.row["id"])] = record

    def complete(self, one: Waiting) -> None:
        """The references of a row that was made before what it points at."""
        record = self.became.get(one.note)
        heads = {path.partition(".")[0] for path in plan_of(self.uow.ctx, one.form).references}
        values = {key: value for key, value in self.values(one).items() if key in heads}
        if record is not None:
            self.attempt(one, lambda ripple: writing.update(ripple, one.form, record, values))

    def attempt(self, one: Waiting, work: Callable[[Ripple], Any]) -> Any:
        """The door's answer to one row, with all that hangs on it; a refusal undoes this row alone."""
        try:
            with self.uow.savepoint():
                ripple = Ripple(self.uow)
                result = work(ripple)
                ripple.settle()
                return result
        except AppError as error:
            found = tuple(getattr(error, "faults", ())) or (Fault("", error.code, error.params),)
            self.refused.append(Refused(one.form, one.number, found))
            return None

    def values(self, one: Waiting) -> dict[str, Any]:
        """A row as JSON values for the door; what the form no longer has, or works out itself, is left out."""
        return self.cells(plan_of(self.uow.ctx, one.form).fields, one.row)

    def cells(self, fields: Mapping[str, FieldPlan], row: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.cell(fields[key], value) for key, value in row.items() if key in fields and fields[key].settable}

    def cell(self, plan: FieldPlan, value: Any) -> Any:
        if plan.columns:
            return [self.cells(plan.columns, line) for line in value or () if isinstance(line, dict)]
        if plan.target is None or value is None:
            return value
        if plan.target == USERS:
            return self.uow.ctx.actor.id if value == ME else None
        return self.made.get((plan.target, str(value)))


def _names(rows: Iterable[Waiting]) -> set[Place]:
    return {(one.form, str(one.row["id"])) for one in rows if "id" in one.row}


def _leads_back(below: Mapping[Place, set[Place]], start: Place) -> bool:
    todo, seen = list(below[start]), set[Place]()
    while todo:
        place = todo.pop()
        if place == start:
            return True
        if place not in seen:
            seen.add(place)
            todo += below.get(place, ())
    return False


def _holder(plan: FormPlan, path: str) -> FieldPlan:
    head, _, column = path.partition(".")
    return plan.fields[head].columns[column] if column else plan.fields[head]


def _lists(plan: FormPlan, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row in which lines are lines and names are names, whatever the draft has become since it was judged."""
    fields = {key: value for key, value in row.items() if key in plan.fields}
    return {key: _lines(value) if plan.fields[key].columns else _word(value) for key, value in fields.items()}


def _lines(value: Any) -> list[dict[str, Any]]:
    return [{key: _word(cell) for key, cell in line.items()} for line in value if isinstance(line, dict)] if isinstance(value, list) else []


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _there(uow: Any, *, lock: bool = False) -> dict[Place, Any]:
    """The samples that are not in the bin."""
    noted = {form: ids for form, ids in notes.noted(uow).items() if form in uow.ctx.rev.definition.forms}
    return {(form, id_): row for form in sorted(noted) for id_, row in records.load(uow, form, sorted(noted[form]), lock=lock).items()}


def _remove(uow: Any) -> dict[str, int]:
    there = {}
    if uow.ctx.revision is not None:
        for form, ids in sorted(notes.noted(uow).items()):
            if form in uow.ctx.rev.definition.forms:
                records.seize(uow, form, ids)
        there = _there(uow, lock=True)
    kept = _needed(uow, there)
    gone = {place: row for place, row in there.items() if place not in kept}
    ripple = Ripple(uow)
    for (form, id_), row in gone.items():
        ripple.changed(form, id_, {**row.values, "id": id_}, None)
    for form, id_ in gone:
        records.delete(uow, form, id_)
    ripple.settle()
    noted = [(form, id_) for form, ids in notes.noted(uow).items() for id_ in ids]
    notes.forget(uow, [id_ for form, id_ in noted if (form, id_) not in kept])
    return {"removed": len(gone), "kept": len(kept)}


def _needed(uow: Any, samples: Mapping[Place, Any]) -> set[Place]:
    """The samples that records which are none point at, and the samples those point at in turn."""
    links = links_of(uow.ctx) if samples else None
    names: dict[Place, set[Place]] = defaultdict(set)
    todo: list[Place] = []
    for form, id_ in samples:
        for pointer in links.pointers.get(form, ()) if links else ():
            for one in select.pointing(uow, pointer.form, pointer.path, id_):
                names[pointer.form, one].add((form, id_))
    todo = [target for source, found in names.items() if source not in samples for target in found]
    kept: set[Place] = set()
    while todo:
        place = todo.pop()
        if place not in kept:
            kept.add(place)
            todo += names.get(place, ())
    return kept
