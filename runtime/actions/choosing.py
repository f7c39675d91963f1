"""Which records an action is about, and what happens when there is none. Takes: an Act and a configuration. Gives: ids."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.definitions import text_of
from builder.errors import Invalid
from builder.expressions.types import Ref
from builder.kinds import Inner, Spot
from runtime.actions import names
from runtime.actions.act import Act, run
from runtime.records import automation

MOST = 1_000
Config = Mapping[str, Any]


def chosen(act: Act, config: Config, *, lock: bool = False) -> tuple[str | None, list[str]]:
    """(form, ids): those that match, what the relation path leads to, or the record itself."""
    if config.get("form"):
        which = act.target(config["form"]).which(config.get("match"), config.get("sort", ()), config.get("limit", MOST))
        return config["form"], [row.id for row in automation.matching(act.ripple, which, lock=lock)]
    if not config.get("target"):
        return act.form, [act.record] if act.record else []
    expression = names.compiled(act.uow.ctx, act.known, config["target"])
    kind = expression.typed.type if expression.typed else None
    found = act.run(expression)
    return (kind.form if isinstance(kind, Ref) else None), [found] if found else []


def first(act: Act, config: Config) -> list[Mapping[str, Any]]:
    """The image of the first record of a form that matches, or nothing; the oldest where no order is named."""
    target = act.target(config["form"])
    return target.rows(target.which(config["match"], config.get("sort") or ("id",), 1))


def otherwise(act: Act, config: Config) -> None:
    """What is done where there is no record: refuse with words, other actions, or nothing."""
    instead = config.get("otherwise") or {}
    if instead.get("refuse"):
        raise refusal(act, instead["refuse"])
    run(act.bound(), instead.get("do", ()))


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
