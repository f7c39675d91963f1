"""Field type: a telephone number."""

import re
from collections.abc import Mapping
from typing import Any

from builder.expressions import types
from builder.kinds import BadValue, FieldType
from runtime.fields import texts

MAX_LENGTH = 32
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_NUMBER = re.compile(r"\+?\d{5,15}(-\d{1,6})?", re.ASCII)
_LAND = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})(-\d{1,6})?", re.ASCII)
_CHINA = re.compile(r"^(?:\+86|0086)(?=1[3-9]\d{9}$|0)", re.ASCII)
_WITH_EXTENSION = re.compile(r"(.*\d{7,8})\s*-\s*(\d{1,6})", re.ASCII)
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#)", re.IGNORECASE)


class Phone(FieldType):
    """A mobile or landline number, kept as digits, so that 138-1234-5678 and 138 1234 5678 are one number."""

    name = "phone"
    label = {"zh-CN": "电话", "en": "Phone"}
    help = {"zh-CN": "手机或座机，可只露后四位", "en": "Mobile or landline; can be shown masked"}
    icon = "phone"
    group = "common"
    example = {}
    masked_tail = 4

    def storage(self, config: Mapping[str, Any]) -> types.Type:
        """Text."""
        return types.Text(MAX_LENGTH)

    def operators(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Equality, parts, lists, emptiness."""
        return ("eq", "ne", "starts", "ends", "contains", "in", "empty", "filled")

    def parse(self, config: Mapping[str, Any], value: Any) -> str | None:
        """Digits, `+` before a country, `-` before an extension."""
        text = texts.clean(value)
        if text is None:
            return None
        number = _digits(text) if len(text) <= MAX_LENGTH else ""
        if not _NUMBER.fullmatch(number):
            raise BadValue("not_a_phone")
        if len(number) == 11 and number[0] == "1" and not _MOBILE.fullmatch(number):
            raise BadValue("not_a_phone")
        return number

    def parse_text(self, config: Mapping[str, Any], text: str) -> str | None:
        """The same; a spreadsheet's 13812345678.0 is the number it was."""
        return self.parse(config, text.strip().removesuffix(".0") or None)

    def dump(self, config: Mapping[str, Any], value: Any) -> Any:
        """The digits."""
        return value

    def dump_text(self, config: Mapping[str, Any], value: Any, locale: str) -> str:
        """138 1234 5678, 021-12345678."""
        if value is None:
            return ""
        if _MOBILE.fullmatch(value):
            return f"{value[:3]} {value[3:7]} {value[7:]}"
        if match := _LAND.fullmatch(value):
            return f"{match[1]}-{match[2]}{match[3] or ''}"
        return str(value)

    def mask(self, config: Mapping[str, Any], value: Any) -> Any:
        """138****5678."""
        if value is None:
            return None
        number = value.partition("-")[0]
        return f"{number[:3]}****{number[-4:]}" if len(number) >= 10 else f"****{number[-2:]}"


def _digits(text: str) -> str:
    """Without blanks, brackets and dashes; an extension after 转, ext or a whole landline number keeps one dash."""
    head, *extension = _EXTENSION.split(texts.plain(text), maxsplit=1)
    if not extension and (match := _WITH_EXTENSION.fullmatch(head)):
        head, *extension = match.groups()
    number = _CHINA.sub("", re.sub(r"[\s()\-.·]", "", head))
    return "-".join([number, *(part.strip() for part in extension)])
