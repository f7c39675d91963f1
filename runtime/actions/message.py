"""Action: a message to a contact: a row of the app's outbox now, sent when this transaction has been committed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from builder.definitions import Message as Definition
from builder.definitions import Outbox, text_of
from builder.errors import Conflict, Invalid
from builder.expressions.types import Text
from builder.kinds import ActionType, Place, Spot
from builder.problems import Problem
from runtime.actions import choosing, sending, shapes
from runtime.actions.act import Act
from runtime.actions.effects import Effect
from runtime.records import automation
from runtime.records.plan import types_of
from runtime.store import jobs, records
from runtime.store.jobs import NewJob

QUEUED, SUPPRESSED = "queued", "suppressed"


class SendMessage(ActionType):
    """A birthday greeting by SMS: written down whether it may be sent or not, with the reason where it may not."""

    name = "message"
    label = {"zh-CN": "给会员发消息", "en": "Message a contact"}
    help = {"zh-CN": "按模板发短信或邮件，没有同意的不会发", "en": "SMS or mail from a template, only with consent"}
    icon = "message"
    group = "people"
    config_schema = shapes.shape(
        ("message",),
        to=shapes.key("relation_path", "发给谁", "To whom"),
        message=shapes.key("message", "发什么", "Which message"),
        channel=shapes.key("channel", "通过", "By", more=True),
    )
    example = {"to": "member", "message": "welcome"}

    def writes(self, config: Mapping[str, Any], place: Place) -> Iterable[tuple[str, frozenset[str] | None]]:
        """A row of the outbox."""
        outbox = place.types.app.info.outbox
        return [(outbox.form, None)] if outbox else []

    def spots(self, config: Mapping[str, Any], place: Place) -> Iterable[Spot]:
        """The way to the contact."""
        return [Spot("to", config["to"])] if config.get("to") else []

    def wrong(self, config: Mapping[str, Any], place: Place) -> Iterable[Problem]:
        """There is an outbox, such a message, and the way leads to a contact."""
        app = place.types.app
        outbox, message = app.info.outbox, app.messages.get(config["message"])
        if outbox is None or outbox.form not in app.forms:
            yield Problem("error", "outbox_missing", "message")
            return
        contacts = shapes.followed(replace(place, form=outbox.form, bindings={}), outbox.contact)
        if shapes.followed(place, config.get("to")) != contacts:
            yield Problem("error", "action_no_contact", "to", {"path": config.get("to", "")})
        if message is None:
            yield Problem("error", "message_missing", "message", {"message": config["message"]})
            return
        if message.form not in (place.form, contacts):
            yield Problem("error", "action_message_form", "message", {"message": message.label})
        if config.get("channel", message.channel) not in outbox.address:
            yield Problem("error", "action_channel", "channel", {"channel": config.get("channel", message.channel)})

    def perform(self, act: Act, config: Mapping[str, Any]) -> None:
        """Writes it down and leaves a job; a message that was written before for the same run is not written again."""
        definition, outbox = act.uow.ctx.rev.definition, act.uow.ctx.rev.definition.info.outbox
        message = definition.messages.get(config["message"])
        if message is None:
            raise Invalid("rule_try_unpublished")
        form, ids = choosing.chosen(act, {"target": config["to"]} if config.get("to") else {}, self.name)
        if outbox is None or form is None:
            return
        for contact in ids:
            row = records.load(act.uow, form, [contact]).get(contact)
            image = automation.image_of(row) if row else {"id": contact}
            said = act if message.form == act.form else replace(act, form=form, image=image, old=None, bindings={})
            channel = config.get("channel", message.channel)
            values = _values(said, outbox, message, (channel, contact))
            why = sending.against(outbox, channel, image if row else None)
            _write(act, outbox, {**values, **_state(act, outbox, why)}, (form, contact))


def _values(act: Act, outbox: Outbox, message: Definition, to: tuple[str, str]) -> dict[str, Any]:
    """What is written down, in the language of the app."""
    channel, contact = to
    locale = act.uow.ctx.rev.definition.info.locales[0]
    subject = act.text(message.subject, locale) if message.subject else None
    given = {
        outbox.contact: contact, outbox.channel: channel, outbox.text: act.text(message.text, locale), outbox.subject: subject,
        outbox.purpose: message.purpose, outbox.rule: text_of(act.label, locale) or None, outbox.key: _key(act, message, contact),
        outbox.sent_at: act.uow.now,
    }
    return {name: _cut(act, outbox.form, name, value) for name, value in given.items() if name and value is not None}


def _key(act: Act, message: Definition, contact: str) -> str | None:
    """The same for the same message of the same run."""
    if not act.key:
        return None
    said = sha256(f"{act.cause}|{act.key}|{message.key}|{contact}|{len(act.effects)}".encode()).hexdigest()[:24]
    return f"{act.cause.partition('/')[0]}:{said}"


def _cut(act: Act, form: str, name: str, value: Any) -> Any:
    """A text that is too long for its field ends in …: better a shorter message than none and no reason."""
    kind = types_of(act.uow.ctx).of(form, name)
    if not isinstance(kind, Text) or not isinstance(value, str) or not kind.max_length or len(value) <= kind.max_length:
        return value
    return value[: kind.max_length - 1] + "…"


def _state(act: Act, outbox: Outbox, why: str | None) -> dict[str, Any]:
    return sending.outcome(act.uow.ctx, outbox, SUPPRESSED if why else QUEUED, why)


def _write(act: Act, outbox: Outbox, values: Mapping[str, Any], to: tuple[str, str]) -> None:
    try:
        with act.uow.savepoint():
            made = automation.create(act.ripple, outbox.form, [values])[0]
    except Conflict:
        return  # said before
    queued = values[outbox.state] == QUEUED
    key = f"message:{made}"
    if queued:
        payload = {"form": outbox.form, "record": made}
        jobs.enqueue(act.uow, [NewJob(sending.KIND, key, payload, lock_key=f"contact:{to[1]}")])
    code = "effect_message" if queued else "effect_message_not"
    text = str(values[outbox.text])
    act.effects.append(Effect("message", code, {"text": text[:60]}, outbox.form, made, to, key if queued else None))
