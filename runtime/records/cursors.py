"""Page cursors: the place a page ended, opaque and signed.

Takes: sort values and an id. Gives: text, and the values again. Never: a forged one.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from builder.errors import Invalid
from runtime.values import instant_text

TAG = 16
MOST = 4_000


def seal(secret: str, purpose: str, values: Sequence[Any]) -> str:
    """A cursor; `purpose` (form, sort …) is signed with it, so that it fits no other list."""
    body = json.dumps([_pack(value) for value in values], ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(_tag(secret, purpose, body) + body).decode().rstrip("=")


def open_(secret: str, purpose: str, text: str) -> tuple[Any, ...]:
    """The values of a cursor made by `seal` for the same purpose; Invalid for anything else."""
    try:
        if len(text) > MOST or not text.isascii():
            raise ValueError
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tag, body = raw[:TAG], raw[TAG:]
        if not hmac.compare_digest(tag, _tag(secret, purpose, body)):
            raise ValueError
        return tuple(_unpack(item) for item in json.loads(body))
    except ValueError:
        raise Invalid("cursor_invalid") from None


def _tag(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), b"cursor\0" + purpose.encode() + b"\0" + body, sha256).digest()[:TAG]


def _pack(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, datetime):
        return {"t": instant_text(value)}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    if kind == "n":
        return Decimal(text)
    return date.fromisoformat(text) if kind == "d" else datetime.fromisoformat(text).astimezone(UTC)
