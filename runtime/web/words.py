"""Sentences in the caller's language. Takes: codes and parameters, some of them labels per language. Gives: text. Never: a key."""

from collections.abc import Iterable, Mapping
from typing import Any

from builder import messages
from builder.definitions import text_of
from builder.errors import Fault

LANGUAGES = frozenset({"zh-CN", "en"})


def localized(value: Any, locale: str) -> Any:
    """A value with every text-per-language in it replaced by the text."""
    if isinstance(value, Mapping):
        if value and value.keys() <= LANGUAGES:
            return text_of(value, locale)
        return {key: localized(item, locale) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [localized(item, locale) for item in value]
    return value


def sentence(code: str, locale: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code; labels among the parameters are put into the language, lists are joined."""
    plain = localized(dict(params or {}), locale)
    between = "、" if locale == "zh-CN" else ", "
    return messages.text(
        code, locale, {name: between.join(map(str, item)) if isinstance(item, list) else item for name, item in plain.items()}
    )


def faults_json(faults: Iterable[Fault], locale: str) -> list[dict[str, Any]]:
    """Faults with their sentences."""
    return [
        {
            "pointer": fault.pointer,
            "code": fault.code,
            "message": sentence(fault.code, locale, fault.params),
            "params": localized(fault.params, locale),
        }
        for fault in faults
    ]
