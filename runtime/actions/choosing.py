"""Which records an action is about, and what happens when there is none. Takes: an Act and a configuration. Gives: ids."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.definitions import text_of
from builder.errors import Invalid, LimitExceeded
from builder.expressions.types import Ref
from builder.kinds import Inner, Spot
from runtime.actions import more, names
from runtime.actions.act import Act, run
from runtime.query import Query
from runtime.records import automation
from runtime.store import records, select

MOST = 1_000  # records in the transaction of whoever set it off
PIECE = 250  # records in each one that follows: short, so that nobody waits for them
Config = Mapping[str, Any]


def chosen(act: Act, config: Config, kind: str) -> tuple[str | None, list[str]]:
    """(form, ids): those that match, locked and judged again; what the relation path leads to; or the record itself.

    Without a limit of its own an action takes a thousand in one transaction; the rest goes on as jobs of the action `kind`, in the order of
    ids.
    """
    if config.get("form"):
        return config["form"], _matching(act, config, kind)
    if not config.get("target"):
        return act.form, [act.record] if act.record else []
    expression = names.compiled(act.uow.ctx, act.known, config["target"])
    target = expression.typed.type if expression.typed else None
    found = act.run(expression)
    return (target.form if isinstance(target, Ref) else None), [found] if found else []


def _matching(act: Act, config: Config, kind: str) -> list[str]:
    ids, which = next_ids(act, config, kind)
    rows = records.load(act.uow, which.form, sorted(ids), lock=True)
    for one in which.conditions if rows else ():
        held = select.satisfying(act.uow, which.form, sorted(rows), one, dict(which.parameters))
        rows = {key: row for key, row in rows.items() if key in held}
    return [key for key in ids if key in rows]


def next_ids(act: Act, config: Config, kind: str) -> tuple[list[str], automation.Which]:
    """The next records that match, as many as one transaction takes, and the question they answer; a job is left for those that follow."""
    after, limit = config.get("after"), config.get("limit")
    size = limit or (PIECE if after else MOST)
    which = act.target(config["form"]).which(config.get("match"), config.get("sort") or ("id",), size)
    asked = Query(which.form, which.conditions, None, which.sort, size, (after,) if after else None, False, which.parameters)
    page = select.page(act.uow, asked, ())
    if page.next_cursor is not None and not limit:
        if config.get("sort"):
            raise LimitExceeded("too_many_actions", count=size)
        last = page.rows[-1].id
        more.later(act, {**config, "type": kind, "after": last}, last)
    return [row.id for row in page.rows], which


def first(act: Act, config: Config) -> list[Mapping[str, Any]]:
    """The image of the first record of a form that matches, or nothing; the oldest where no order is named."""
    target = act.target(config["form"])
    return target.rows(target.which(config["match"], config.get("sort") or ("id",), 1))


def otherwise(act: Act, config: Config) -> None:
    """What is done where there is no record: refuse with words, other actions, or nothing."""
    refused = refusal_instead(act, config)
    if refused:
        raise refused
    run(act.bound(), (config.get("otherwise") or {}).get("do", ()))


def refusal_instead(act: Act, config: Config) -> Invalid | None:
    """What `otherwise` would refuse with."""
    words = (config.get("otherwise") or {}).get("refuse")
    return refusal(act, words) if words else None


def refusal(act: Act, message: Any) -> Invalid:
    """A refusal in the app's own words."""
    return Invalid("own_message", message=act.text(text_of(message, act.uow.ctx.locale)))


def otherwise_inner(config: Config) -> Iterator[Inner]:
    """The actions done instead."""
    instead = config.get("otherwise") or {}
    if instead.get("do"):
        yield Inner("otherwise/do", instead["do"])


def otherwise_spots(config: Config) -> Iterator[Spot]:
    """The places in the words of a refusal."""
    yield from text_spots("otherwise/refuse", (config.get("otherwise") or {}).get("refuse"))


def text_spots(path: str, label: Any) -> Iterator[Spot]:
    """The text, or each language's."""
    if isinstance(label, str):
        yield Spot(path, label, template=True)
    for locale, text in label.items() if isinstance(label, Mapping) else ():
        yield Spot(f"{path}/{locale}", text, template=True)
