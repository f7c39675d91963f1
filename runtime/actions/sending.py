"""Sending what stands in the outbox: looked at again when its time has come, handed to a gateway outside any transaction.

Takes: jobs of the kind `message.send`. Gives: the state of the row. Never: a message without consent, twice in one state.
"""

from collections.abc import Mapping
from typing import Any

from builder.definitions import Outbox, text_of
from builder.expressions.types import Choice
from builder.messages import text
from runtime.context import Context
from runtime.gateways.opening import OTHERS
from runtime.gateways.sandbox import Outgoing
from runtime.jobs.handler import Handler
from runtime.records import automation, service
from runtime.records.plan import plan_of, types_of
from runtime.records.ripple import Ripple
from runtime.store import records, samples
from runtime.store.jobs import Job

KIND = "message.send"
QUEUED, FAILED, SUPPRESSED = "queued", "failed", "suppressed"
TOLD = frozenset({"mail_refused", "mail_address"})  # failures whose words say what to do; of others nobody tries again
Image = Mapping[str, Any]


def against(outbox: Outbox, channel: str, contact: Image | None) -> str | None:
    """Why a contact is not written to, as a message code; None: nothing speaks against it."""
    if contact is None:
        return "message_contact_gone"
    if channel in outbox.consent and contact.get(outbox.consent[channel]) is not True:
        return "message_no_consent"
    return None if contact.get(outbox.address.get(channel, "")) else "message_no_address"


def outcome(ctx: Context, outbox: Outbox, state: str, why: str | None) -> dict[str, Any]:
    """The values of a row in a state; the reason in words, or as an option where the field is a choice."""
    values: dict[str, Any] = {outbox.state: state}
    if outbox.reason and why:
        kind = types_of(ctx).of(outbox.form, outbox.reason)
        words = text(why, ctx.rev.definition.info.locales[0])
        values[outbox.reason] = (why if why in kind.options else None) if isinstance(kind, Choice) else words
    return values


def send(ctx: Context, job: Job) -> dict[str, Any] | None:
    """Hands it over, outside any transaction: what became of it; None where there is nothing to send any more."""
    found = ctx.runtime.store.read(ctx, lambda uow: _looked_at(uow, job))
    if found is None:
        return None
    row, contact, real = found
    outbox = _outbox(ctx)
    channel = row[outbox.channel]
    gateway = ctx.runtime.gateways.get(channel) or ctx.runtime.gateways[OTHERS]
    why = against(outbox, channel, contact)
    if why is None and gateway.real and not real:
        why = "message_samples"
    if why or contact is None:
        return {"state": SUPPRESSED, "why": why}
    subject = row.get(outbox.subject) if outbox.subject else None
    sender = text_of(ctx.rev.definition.info.label, ctx.rev.definition.info.locales[0])
    message = Outgoing(channel, str(contact[outbox.address[channel]]), row[outbox.text], job.key, subject or "", sender)
    return {"state": gateway.deliver(message)}


def _outbox(ctx: Context) -> Outbox:
    outbox = ctx.rev.definition.info.outbox
    assert outbox is not None, "a message came from an outbox"
    return outbox


def _looked_at(uow: Any, job: Job) -> tuple[Image, Image | None, bool] | None:
    """(row, contact, whether real messages may go out) as they are now; None where the row does not wait any more."""
    outbox, payload = uow.ctx.rev.definition.info.outbox, job.payload
    row = records.load(uow, payload["form"], [payload["record"]]).get(payload["record"])
    if outbox is None or outbox.form != payload["form"] or row is None or row.values[outbox.state] != QUEUED:
        return None
    contacts, contact = str(plan_of(uow.ctx, outbox.form).fields[outbox.contact].target), row.values[outbox.contact]
    found = records.load(uow, contacts, [contact]).get(contact) if contact else None
    real = uow.ctx.runtime.settings.send_with_samples or not samples.noted(uow)
    return row.values, automation.image_of(found) if found else None, real


def sent(uow: Any, job: Job, result: Mapping[str, Any] | None) -> None:
    """Writes down what became of it."""
    if result is not None:
        _settle(uow, job, str(result["state"]), result.get("why"))


def dead(uow: Any, job: Job, error: str) -> None:
    """It could not be sent, and nobody tries again."""
    _settle(uow, job, FAILED, error if error in TOLD else "message_failed")


def _settle(uow: Any, job: Job, state: str, why: str | None) -> None:
    outbox, ripple = _outbox(uow.ctx), Ripple(uow)
    values = outcome(uow.ctx, outbox, state, why) | ({outbox.sent_at: uow.now} if outbox.sent_at else {})
    automation.amend(ripple, outbox.form, [job.payload["record"]], lambda image: values if image[outbox.state] == QUEUED else None)
    service.finish(ripple)


HANDLERS: Mapping[str, Handler] = {
    KIND: Handler({"zh-CN": "发送消息", "en": "Send a message"}, outside=send, then=sent, dead=dead),
}
