"""What people who look after rules ask and do: lists, logs, switching, counting, trying. The public face of the room.

Takes: a Context first, keys. Gives: JSON for people. Never: whether the caller may (the routes ask), but for the record of a run.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from builder.definitions import Rule, text_of
from builder.errors import Invalid, NotFound
from builder.messages import text
from runtime.context import Context
from runtime.records import judge
from runtime.rules import backlog, reasons, switching, wording
from runtime.rules.book import Book, Ready, book_of, ready
from runtime.rules.firing import state_of
from runtime.store import rules
from runtime.store.rules import FAILED, FIRED, Run
from runtime.values import instant_text

T = TypeVar("T")
MOST = 100


def _read(ctx: Context, work: Callable[[Any], T]) -> T:
    found: T = ctx.runtime.store.read(ctx, work)
    return found


def _write(ctx: Context, work: Callable[[Any], T]) -> T:
    found: T = ctx.runtime.store.write(ctx, work)
    return found


def _one(ctx: Context, key: str) -> Ready:
    found = book_of(ctx).rules.get(key)
    if found is None:
        raise NotFound("rule_not_found")
    return found


def listed(ctx: Context) -> list[dict[str, Any]]:
    """Every rule: what it says, whether it is on, how often it fired."""
    book: Book = book_of(ctx)

    def work(uow: Any) -> list[dict[str, Any]]:
        counts = rules.counts(uow)
        return [_rule_json(uow, one, counts.get(key, {})) for key, one in book.rules.items()]

    return _read(ctx, work)


def shown(ctx: Context, key: str) -> dict[str, Any]:
    """One rule, with how many records meet it already."""
    one = _one(ctx, key)

    def work(uow: Any) -> dict[str, Any]:
        return {**_rule_json(uow, one, rules.counts(uow).get(key, {})), "backlog": backlog.count(uow, one)}

    return _read(ctx, work)


def _rule_json(uow: Any, one: Ready, counts: Mapping[str, int]) -> dict[str, Any]:
    ctx, state = uow.ctx, state_of(uow, one)
    form, last = ctx.rev.definition.forms.get(str(one.form)), rules.last(uow, one.key)
    return {
        "key": one.key, "label": text_of(one.rule.label, ctx.locale), "form": one.form,
        "form_label": text_of(form.label, ctx.locale) if form else "", "event": one.rule.event, "sentence": wording.sentence(ctx, one),
        "state": state.state, "since": instant_text(state.since),
        "reason": text(state.reason, ctx.locale, dict(state.params)) if state.reason else None,
        "fired": counts.get(FIRED, 0), "failed": counts.get(FAILED, 0), "last_at": instant_text(last) if last else None,
    }


def runs(ctx: Context, key: str, record: str | None, cursor: str | None, limit: int = 20) -> dict[str, Any]:
    """The log of a rule, newest first."""
    one, wanted = _one(ctx, key), max(1, min(limit, MOST))

    def work(uow: Any) -> dict[str, Any]:
        found = rules.runs(uow, key, record, cursor, wanted + 1)
        following = found[wanted - 1].id if len(found) > wanted else None
        return {"runs": [wording.run_json(uow, one, run) for run in found[:wanted]], "next_cursor": following}

    return _read(ctx, work)


def run(ctx: Context, id_: str) -> dict[str, Any]:
    """One run, for whoever may read the record it was about."""

    def work(uow: Any) -> dict[str, Any]:
        found = rules.run_of(uow, id_)
        if found is None or found.form not in ctx.rev.definition.forms or found.record is None:
            raise NotFound("run_not_found")
        judge.seen(uow, str(found.form), found.record)
        then = ctx.runtime.store.revision(ctx.app, found.revision)
        definition: Rule | None = then.definition.rules.get(found.rule) if then else None
        one = ready(ctx, definition) if definition and definition.event in ctx.runtime.catalog.triggers else None
        told = wording.run_json(uow, one, found)
        label = text_of(definition.label, ctx.locale) if definition else ""
        told |= {"rule": found.rule, "label": label, "revision": found.revision, "steps": told.pop("values")}
        return {**told, "chain": _chain(uow, found)}

    return _read(ctx, work)


def _chain(uow: Any, found: Run) -> list[dict[str, Any]]:
    """What else the same change led to, in order: rule, depth, outcome."""
    known = uow.ctx.rev.definition.rules
    steps = rules.chain(uow, found.root) if found.root else []
    return [
        {"id": one.id, "label": text_of(known[one.rule].label, uow.ctx.locale) if one.rule in known else "", "depth": one.depth,
         "outcome": one.outcome, "text": text(one.reason, uow.ctx.locale, dict(one.params)) if one.reason else ""}
        for one in steps
    ]


def switch_on(ctx: Context, key: str, with_backlog: bool) -> dict[str, Any]:
    """From now on; with the backlog, those that meet it already too."""
    one = _one(ctx, key)

    def work(uow: Any) -> dict[str, Any]:
        job = backlog.start(uow, one) if with_backlog else None
        switching.switch_on(uow, one)
        return {**_rule_json(uow, one, rules.counts(uow).get(key, {})), "job": job}

    return _write(ctx, work)


def pause(ctx: Context, key: str) -> dict[str, Any]:
    """Until somebody lets it go on."""
    one = _one(ctx, key)

    def work(uow: Any) -> dict[str, Any]:
        switching.pause(uow, one)
        return _rule_json(uow, one, rules.counts(uow).get(key, {}))

    return _write(ctx, work)


def counted(ctx: Context, key: str) -> dict[str, Any]:
    """How many records meet it already, in words."""
    return _read(ctx, lambda uow: _count_json(uow, _one(ctx, key)))


def _count_json(uow: Any, one: Ready) -> dict[str, Any]:
    count, form = backlog.count(uow, one), uow.ctx.rev.definition.forms.get(str(one.form))
    if count is None or form is None:
        return {"count": None, "text": text("rule_count_none", uow.ctx.locale)}
    return {"count": count, "text": text("rule_count", uow.ctx.locale, {"count": count, "form": text_of(form.label, uow.ctx.locale)})}


def why_not(ctx: Context, key: str, record: str) -> dict[str, Any]:
    """Why it did not fire for a record, or that it did."""
    one = _one(ctx, key)
    if one.form is None:
        raise NotFound("record_not_found")
    return _read(ctx, lambda uow: reasons.why_not(uow, one, record))


def try_(ctx: Context, rule: Rule, record: str) -> dict[str, Any]:
    """What a rule that need not be published would do to a record; a rehearsal."""
    one = _sound(ctx, rule)
    return _write(ctx, lambda uow: reasons.tried(uow, one, record))


def count_of(ctx: Context, rule: Rule) -> dict[str, Any]:
    """How many records a rule that need not be published would find."""
    one = _sound(ctx, rule)
    return _read(ctx, lambda uow: _count_json(uow, one))


def _sound(ctx: Context, rule: Rule) -> Ready:
    """The rule compiled against what is published; one that reads what is not published yet says so."""
    if rule.event not in ctx.runtime.catalog.triggers:
        raise Invalid("invalid")
    one = ready(ctx, rule)
    if one.fault is not None or one.form is None:
        raise Invalid("rule_try_unpublished")
    return one
