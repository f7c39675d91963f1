"""One timeline over a record and what points at it, in sentences. Takes: a unit of work. Gives: JSON. Never: a record beyond the rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from builder.definitions import text_of
from builder.expressions.types import Date
from builder.messages import text
from runtime.context import Context
from runtime.ids import MAX_ID, encode
from runtime.permissions.grants import granted
from runtime.query import Query, Sort
from runtime.records import asking, cursors, judge, reading, words
from runtime.records.causes import because
from runtime.records.links import links_of
from runtime.records.plan import USERS, plan_of
from runtime.store import changes, select
from runtime.values import business_date, instant_text, zone

MOST = 100
LAST = encode(MAX_ID)


@dataclass(frozen=True)
class Item:
    """Something that happened: when, which record, whether it is the record itself."""

    at: datetime
    form: str
    row: Any
    itself: bool = False

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands; newest first."""
        return self.at, self.row.id


def page(uow: Any, form: str, record: str, cursor: str | None, limit: int) -> dict[str, Any]:
    """Newest first; related records by the form's own list, else every form that points here and that the caller may read."""
    ctx, limit = uow.ctx, max(1, min(limit, MOST))
    judge.seen(uow, form, record)
    own = judge.loaded(uow, form, record)
    purpose = f"timeline|{ctx.app}|{form}|{record}"
    before = cursors.open_(ctx.runtime.settings.secret_key, purpose, cursor) if cursor else None
    found = [Item(own.created_at, form, own, itself=True)]
    for child, field in sources(ctx, form):
        found += _related(uow, (child, field, record), before, limit + 1)
    found = [item for item in found if before is None or item.place < (before[0], before[1])]
    found.sort(key=lambda item: item.place, reverse=True)
    more = cursors.seal(ctx.runtime.settings.secret_key, purpose, found[limit - 1].place) if len(found) > limit else None
    return {"items": _items(uow, found[:limit]), "next_cursor": more}


def sources(ctx: Context, form: str) -> list[tuple[str, str]]:
    """(form, relation field) of what belongs to a record of this form, for this caller."""
    given = ctx.rev.definition.forms[form].related
    pointers = [(one.form, one.field) for one in links_of(ctx).pointers.get(form, ()) if one.subtable is None]
    named = pointers if given is None else [pair for name in given if (pair := _pair(name)) in pointers]
    return [(child, field) for child, field in named if granted(ctx, child, "read") and asking.knows(ctx, child, field)]


def _pair(name: str) -> tuple[str, str]:
    form, _, field = name.partition(".")
    return form, field


def _moment(ctx: Context, form: str) -> tuple[str, bool]:
    """(the field that says when something of this form happened, whether it is a day)."""
    name = ctx.rev.definition.forms[form].main_date
    if name and asking.sortable(ctx, form, name):
        return name, isinstance(plan_of(ctx, form).fields[name].type, Date)
    return "created_at", False


def _related(uow: Any, source: tuple[str, str, str], before: tuple[Any, ...] | None, limit: int) -> list[Item]:
    child, field, record = source
    ctx = uow.ctx
    when, is_day = _moment(ctx, child)
    conditions = (*asking.reach(ctx, child), *asking.fixed(ctx, child, {field: record}), *asking.filled(ctx, child, when))
    cursor = None if before is None else (_day_place(ctx, before) if is_day else before)
    query = Query(child, conditions, sort=(Sort(when, True), Sort("id", True)), limit=limit, cursor=cursor)
    rows = select.page(uow, query).rows
    return [Item(_at(ctx, getattr(row, when, None) or row.values.get(when)), child, row) for row in rows]


def _day_place(ctx: Context, before: tuple[Any, ...]) -> tuple[Any, ...]:
    """A place of the timeline among days: a day stands at its first moment."""
    info = ctx.rev.definition.info
    day = business_date(before[0], zone(info.timezone), info.day_start)
    return (day, before[1]) if _at(ctx, day) == before[0] else (day, LAST)


def _at(ctx: Context, moment: Any) -> datetime:
    if isinstance(moment, datetime) or not isinstance(moment, date):
        return moment
    info = ctx.rev.definition.info
    start = datetime.combine(moment, time(), tzinfo=zone(info.timezone)) + timedelta(hours=info.day_start)
    return start.astimezone(UTC)


def _items(uow: Any, found: list[Item]) -> list[dict[str, Any]]:
    ctx = uow.ctx
    people = words.ref_titles(uow, {USERS: {item.row.created_by for item in found if item.row.created_by}}).get(USERS, {})
    told, causes = dict(_told(uow, found)), changes.origins(uow, [item.row.id for item in found])
    return [
        {
            "at": instant_text(item.at), "actor": _person(item.row.created_by, people), "form": item.form, "record": item.row.id,
            "title": told[item.row.id][0], "text": told[item.row.id][1] or _plainly(ctx, item, told[item.row.id][0]),
            "icon": ctx.rev.definition.forms[item.form].icon, "kind": "created" if item.itself else "record",
            "because": because(ctx, causes.get(item.row.id)),
        }
        for item in found
    ]


def _person(person: str | None, people: Any) -> dict[str, str] | None:
    return None if person is None else {"id": person, "title": people.get(person, "")}


def _plainly(ctx: Context, item: Item, title: str) -> str:
    label = text_of(ctx.rev.definition.forms[item.form].label, ctx.locale)
    return text("timeline_created" if item.itself else "timeline_added", ctx.locale, {"form": label, "title": title})


def _told(uow: Any, found: list[Item]) -> Iterator[tuple[str, tuple[str, str]]]:
    """id → (title, sentence), form by form."""
    for form in {item.form for item in found}:
        rows = [item.row for item in found if item.form == form]
        masks = judge.masks(uow, form, [row.id for row in rows])
        images = reading.live(uow, plan_of(uow.ctx, form), [words.image_of(row) for row in rows])
        seen = [(image, masks[row.id]) for row, image in zip(rows, images, strict=True)]
        definition = uow.ctx.rev.definition.forms[form]
        titles = words.rendered(uow, form, definition.title, seen)
        sentence = text_of(definition.sentence, uow.ctx.locale)
        sentences = words.rendered(uow, form, sentence, seen) if sentence else [""] * len(rows)
        yield from ((row.id, pair) for row, pair in zip(rows, zip(titles, sentences, strict=True), strict=True))
