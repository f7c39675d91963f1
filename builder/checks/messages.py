"""Can messages to contacts be written and kept: texts, the outbox, addresses, consent?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.checks import automation
from builder.checks.places import USERS, target
from builder.checks.scope import Types
from builder.definitions import Field, Form, Message, Outbox
from builder.expressions.types import Boolean, Choice, Instant, Ref, Text, Type
from builder.problems import Problem

STATES: Mapping[str, Mapping[str, str]] = {
    "queued": {"zh-CN": "待发送", "en": "Queued"},
    "sent": {"zh-CN": "已发送", "en": "Sent"},
    "simulated": {"zh-CN": "模拟发送", "en": "Simulated"},
    "failed": {"zh-CN": "发送失败", "en": "Failed"},
    "suppressed": {"zh-CN": "未发送", "en": "Not sent"},
}
PATH = "app/outbox"
# name in the outbox → what a field there may be
FITTING: Mapping[str, tuple[type, ...]] = {
    "contact": (Ref,), "channel": (Choice, Text), "text": (Text,), "state": (Choice,), "reason": (Text,), "sent_at": (Instant,),
    "purpose": (Text, Choice), "rule": (Text,), "key": (Text,), "subject": (Text,),
}
MADE = ("contact", "channel", "text", "state")


def check(types: Types) -> Iterator[Problem]:
    """The outbox, every message; actions that send one say themselves what they lack."""
    outbox = types.app.info.outbox
    if outbox:
        yield from _outbox(types, outbox)
    elif types.app.messages:
        yield Problem("warning", "outbox_missing", PATH)
    for message in types.app.messages.values():
        yield from _message(types, message)


def _outbox(types: Types, outbox: Outbox) -> Iterator[Problem]:
    form = types.app.forms.get(outbox.form)
    if form is None:
        yield Problem("error", "form_missing", f"{PATH}/form", {"form": outbox.form})
        return
    found = _Outbox(types, outbox, form)
    yield from found.fields()
    yield from found.contact()


@dataclass(frozen=True)
class _Outbox:
    types: Types
    outbox: Outbox
    form: Form

    def fields(self) -> Iterator[Problem]:
        """Each named field is there and fits; whatever else the form requires has a default."""
        named = {name: str(getattr(self.outbox, name)) for name in FITTING if getattr(self.outbox, name)}
        for name, key in named.items():
            yield from self._fits(f"{PATH}/{name}", (self.form, key), FITTING[name])
        state = self.types.of(self.form.key, self.outbox.state)
        missing = [one for one in STATES if isinstance(state, Choice) and one not in state.options]
        if missing:
            params = {"field": self.form.by_key[self.outbox.state].label, "states": _words(missing)}
            yield Problem("error", "outbox_states", f"{PATH}/state", params)
        for field in self.form.active():
            if field.required and field.default is None and field.key not in named.values():
                yield Problem("error", "outbox_field_required", PATH, {"form": self.form.label, "field": field.label})

    def contact(self) -> Iterator[Problem]:
        """The form of the contacts keeps the addresses and the consent."""
        field = self.form.by_key.get(self.outbox.contact)
        key = target(self.types.catalog, field) if field else None
        contact = self.types.app.forms.get(key or "")
        if field and contact is None:
            yield Problem("error", "outbox_contact", f"{PATH}/contact", {"field": field.label})
        for channel, own in self.outbox.address.items():
            yield from self._fits(f"{PATH}/address/{channel}", (contact, own), (Text,)) if contact else ()
        for channel, own in self.outbox.consent.items():
            yield from self._fits(f"{PATH}/consent/{channel}", (contact, own), (Boolean,)) if contact else ()
        if not self.outbox.address:
            yield Problem("error", "outbox_address", f"{PATH}/address")

    def _fits(self, path: str, place: tuple[Form, str], wanted: tuple[type, ...]) -> Iterator[Problem]:
        form, key = place
        found: Type | None = self.types.of(form.key, key)
        field: Field | None = form.by_key.get(key)
        if field is None:
            away = next((one for one in form.fields if one.key == key), None)
            yield Problem("error", "field_put_away" if away else "field_missing", path, {"used": away.label if away else "", "field": key})
        elif not isinstance(found, wanted) or found == Ref(USERS):
            yield Problem("error", "outbox_field_wrong", path, {"field": field.label})


def _words(states: list[str]) -> dict[str, str]:
    """States as people read them."""
    return {language: comma.join(STATES[one][language] for one in states) for language, comma in (("zh-CN", "、"), ("en", ", "))}


def _message(types: Types, message: Message) -> Iterator[Problem]:
    path, params = f"message/{message.key}", {"message": message.label}
    outbox = types.app.info.outbox
    if message.form not in types.app.forms:
        yield Problem("error", "form_missing", f"{path}/form", {**params, "form": message.form})
    if not all(text.strip() for _, text in automation.texts("", message.text)) or not message.text:
        yield Problem("error", "message_empty", f"{path}/text", params)
    if outbox and outbox.address and message.channel not in outbox.address:
        yield Problem("error", "message_without_address", f"{path}/channel", params)
    yield from _purpose(types, message)
    if message.channel == "email" and not message.subject:
        yield Problem("warning", "message_without_subject", f"{path}/subject", params)


def _purpose(types: Types, message: Message) -> Iterator[Problem]:
    """The outbox can keep what it is for."""
    outbox = types.app.info.outbox
    form = types.app.forms.get(outbox.form) if outbox else None
    field = form.by_key.get(outbox.purpose or "") if form and outbox else None
    if form is None or field is None:
        return
    kept, path = types.of(form.key, field.key), f"message/{message.key}/purpose"
    if message.purpose is None and field.required and field.default is None:
        yield Problem("error", "message_without_purpose", path, {"message": message.label})
    elif message.purpose is not None and isinstance(kept, Choice) and message.purpose not in kept.options:
        yield Problem("error", "message_purpose_unknown", path, {"message": message.label})
