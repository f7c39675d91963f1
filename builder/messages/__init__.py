"""Every sentence a person can read, by code and language. Takes: a code and parameters. Gives: text. Never: HTML."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

LOCALES = {"zh-CN": "zh_CN.json", "en": "en.json"}


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """All messages of one language (Chinese for a language we do not have)."""
    name = LOCALES.get(locale, LOCALES["zh-CN"])
    return json.loads(resources.files("builder.messages").joinpath(name).read_text("utf-8"))  # type: ignore[no-any-return]


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def text(code: str, locale: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code; parameters fill its `{name}` places. An unknown code gives the general refusal, never the code itself."""
    sentences = catalogue(locale)
    return sentences.get(code, sentences["unexpected"]).format_map(_Params(params or {}))
