"""Whether rules match: their conditions on the record as it is now and as it was.

Takes: images. Gives: values of names, truths. Never: writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.checks.places import SYSTEM_NAMES, walk
from runtime.context import Context
from runtime.records.environment import environments
from runtime.records.membership import members
from runtime.records.plan import Compiled, plan_of
from runtime.rules.book import OLD, Ready
from runtime.store import select

Env = Mapping[str, Any]
Image = Mapping[str, Any]
TRIGGER = "trigger."


def environments_of(uow: Any, form: str, pairs: Sequence[tuple[Image | None, Image | None]], names: Iterable[str]) -> list[dict[str, Any]]:
    """What conditions read, for (old, new) images of several records at once: a query per form reached, not per record."""
    wanted = set(names)
    before = {name.removeprefix(OLD) for name in wanted if name.startswith(OLD)}
    about = {name.removeprefix(TRIGGER) for name in wanted if name.startswith(TRIGGER)}
    now = {name for name in wanted if not name.startswith((OLD, TRIGGER, "@"))} | about
    among = members(uow, wanted)
    found = _read(uow, form, [new if new is not None else old or {} for old, new in pairs], now)
    past = _read(uow, form, [old or {} for old, _ in pairs], before) if before else [{} for _ in pairs]
    return [
        {**env, **among, **{f"{TRIGGER}{name}": env.get(name) for name in about}, **{f"{OLD}{name}": was.get(name) for name in before}}
        for env, was in zip(found, past, strict=True)
    ]


def _read(uow: Any, form: str, images: Sequence[Image], names: set[str]) -> list[dict[str, Any]]:
    system = [name for name in names if name in SYSTEM_NAMES]
    whole: Sequence[Image] = images
    if any(name not in image for image in images for name in system):
        known = select.paths(uow, form, [image["id"] for image in images if image.get("id")], system)
        whole = [{**known.get(image.get("id") or "", {}), **image} for image in images]
    return environments(uow, plan_of(uow.ctx, form).fields, whole, names)


def holds(tests: Iterable[Compiled], env: Env) -> bool:
    """Whether all of them hold."""
    return all(test.run(env) is True for test in tests)


def matches(ready: Ready, now: Env, before: Env | None) -> bool:
    """Whether a change meets a rule; `before`: the same names read from the record as it was, None where it was not."""
    if not holds(ready.tests, now):
        return False
    return not (ready.turns and before is not None and holds(ready.tests, before))


def by(env: Env, who: str | None) -> dict[str, Any]:
    """The same with whoever caused it as `@me`."""
    return {**env, "@me": who}


def frozen(ctx: Context, form: str, names: Iterable[str]) -> frozenset[str]:
    """The names whose values count as they were when it happened: the record before, and what is computed on other records, since the
    change itself has moved that by now. What people filled in is read again."""
    definition, catalog = ctx.rev.definition, ctx.runtime.catalog
    found = set()
    for name in names:
        path = tuple(name.removeprefix(TRIGGER).split("."))
        places = list(walk(definition, catalog, form, path)) if len(path) > 1 else []
        field = places[-1].field if places else None
        if name.startswith(OLD) or (field is not None and catalog.fields[field.type].computed):
            found.add(name)
    return frozenset(found)
