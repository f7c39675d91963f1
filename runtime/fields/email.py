"""Field type: an e-mail address."""

import re
from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from runtime.fields import texts

MAX_LENGTH = 254
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}", re.ASCII)
_PART = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


class Email(FieldType):
    """An e-mail address, kept in lower case, so that one address is one value."""

    name = "email"
    label = {"zh-CN": "邮箱", "en": "E-mail"}
    help = {"zh-CN": "电子邮箱地址", "en": "An e-mail address"}
    icon = "mail"
    group = "common"

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Text."""
        return types.Text(MAX_LENGTH)

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, parts, lists, emptiness."""
        return ("eq", "ne", "contains", "starts", "ends", "in", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """One address."""
        text = texts.clean(value)
        if text is None:
            return None
        address = text.lower()
        local, _, domain = address.rpartition("@")
        parts = domain.split(".")
        if len(address) > MAX_LENGTH or not _LOCAL.fullmatch(local) or len(parts) < 2 or not all(map(_PART.fullmatch, parts)):
            raise BadValue("not_an_email")
        if local[0] == "." or local[-1] == "." or ".." in local or parts[-1].isdigit():
            raise BadValue("not_an_email")
        return address

    def parse_text(self, config: Mapping[str, Any], text: str) -> str | None:
        """The same, with full-width signs made ordinary."""
        return self.parse(config, texts.plain(text) or None)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The address."""
        return value

    def mask(self, config: Mapping[str, Any], value: Any) -> Any:
        """l****@example.com."""
        if value is None:
            return None
        local, _, domain = value.rpartition("@")
        return f"{local[:1]}****@{domain}"
