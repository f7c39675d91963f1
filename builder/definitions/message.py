"""A message to a contact: a text with `{{expression}}` places. JSON shape: builder/schemas/message.json."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.definitions.label import Label


@dataclass(frozen=True)
class Message:
    """`form`: whose records the places in the text are about; `channel`: sms, email …; `purpose` says what it is for."""

    key: str
    label: Label
    form: str
    text: Label
    channel: str = "sms"
    purpose: str | None = None
    subject: Label | None = None
    help: Label | None = None


def load(raw: Mapping[str, Any]) -> Message:
    """A message from its JSON document."""
    plain = ("key", "label", "form", "text", "channel", "purpose", "subject", "help")
    return Message(**{name: raw[name] for name in plain if name in raw})
