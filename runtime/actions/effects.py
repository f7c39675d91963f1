"""What an action has done, in words for people.

Takes: effects, a unit of work of whoever reads. Gives: JSON for logs, sentences. Never: the title of a record the reader does not see.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder.definitions import text_of
from builder.messages import text
from runtime.records import words

USERS = "@user"


@dataclass(frozen=True)
class Effect:
    """One thing done: the action's type, the message that says it, its parameters (texts, or texts per language).

    `form`, `record`: what was made or changed; `about`: (form, record) it was done for; `job`: the key of work that follows.
    `values`: field → JSON of what was written; `users`: the people it turned to.
    """

    kind: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    record: str | None = None
    about: tuple[str, str] | None = None
    job: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    users: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a log; `Effect.of` reads it back."""
        plain = {"kind": self.kind, "code": self.code, "params": dict(self.params), "form": self.form, "record": self.record}
        more = {"about": list(self.about or ()), "job": self.job, "values": dict(self.values), "users": list(self.users)}
        return {name: value for name, value in {**plain, **more}.items() if value}

    @staticmethod
    def of(raw: Mapping[str, Any]) -> "Effect":
        """From its JSON."""
        about = tuple(raw.get("about") or ()) or None
        return Effect(**{**raw, "about": about, "users": tuple(raw.get("users") or ())})


def describe(uow: Any, effects: Sequence[Effect], locale: str) -> list[dict[str, Any]]:
    """`{"text", "form"?, "record"?}` of each, titles looked up at once for all."""
    titles = _titles(uow, effects)
    return [_described(uow, effect, titles, locale) for effect in effects]


def _titles(uow: Any, effects: Iterable[Effect]) -> Mapping[str, Mapping[str, str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for effect in effects:
        for form, record in ((effect.form, effect.record), effect.about or (None, None), *((USERS, user) for user in effect.users)):
            if form and record and (form == USERS or form in uow.ctx.rev.definition.forms):
                wanted[form].add(record)
    return words.ref_titles(uow, wanted)


def _described(uow: Any, effect: Effect, titles: Mapping[str, Mapping[str, str]], locale: str) -> dict[str, Any]:
    params = _record_words(uow, "form", "title", (effect.form, effect.record), (titles, locale))
    code = effect.code
    if effect.about:
        params |= _record_words(uow, "about_form", "about", effect.about, (titles, locale))
        code = f"{code}_for"
    params |= {name: text_of(value, locale) if isinstance(value, Mapping | str) else value for name, value in effect.params.items()}
    joint = "、" if locale == "zh-CN" else ", "
    params["users"] = joint.join(titles.get(USERS, {}).get(user, "") for user in effect.users)
    found: dict[str, Any] = {"text": text(code, locale, params)}
    if effect.form and effect.record:
        found |= {"form": effect.form, "record": effect.record}
    return found


def _record_words(uow: Any, form_name: str, title_name: str, named: Any, known: Any) -> dict[str, str]:
    form, record = named
    titles, locale = known
    definition = uow.ctx.rev.definition.forms.get(form) if form else None
    label = text_of(definition.label, locale) if definition else ""
    return {form_name: label, title_name: titles.get(form, {}).get(record, "") if record else ""}
