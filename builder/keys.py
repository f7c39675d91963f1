"""Permanent keys, made from labels so that nobody has to type one. Takes: labels and the keys taken. Gives: keys. Never: changes a key."""

import keyword
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from builder.definitions import Label
from builder.late import Late

pypinyin = Late("pypinyin")
MAX_KEY = 40
MAX_APP_KEY = 20
KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
SYSTEM_FIELDS = ("id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at")
RESERVED = frozenset((*map(str.lower, keyword.kwlist), *["old", "new", "me", "now", "today", "true", "false", "none"], *SYSTEM_FIELDS))


def well_formed(key: str, limit: int = MAX_KEY) -> bool:
    """Small letters, digits and single underscores, beginning with a letter."""
    return len(key) <= limit and KEY.fullmatch(key) is not None


def make(label: Label, taken: Collection[str], kind: str = "item", limit: int = MAX_KEY) -> str:
    """A readable key of a label, the English one where there is one: 会员等级 → hui_yuan_deng_ji; numbered where taken or reserved."""
    return _free(_stem(label, kind, limit), taken, {})


def _stem(label: Label, kind: str, limit: int) -> str:
    text = label if isinstance(label, str) else label.get("en") or next(iter(label.values()), "")
    words = re.findall(r"[a-z0-9]+", " ".join(pypinyin.lazy_pinyin(text[:MAX_KEY], errors="default")).lower())
    stem = _cut("_".join(words), limit - 4) or kind
    return stem if stem[0].isalpha() else _cut(f"{kind}_{stem}", limit - 4)


def _free(stem: str, taken: Collection[str], numbers: dict[str, int]) -> str:
    """The stem with the first free number; `numbers` remembers where the search for a stem ended."""
    number = numbers.get(stem, 1)
    key = stem if number == 1 else f"{stem}_{number}"
    while key in taken or key in RESERVED:
        number += 1
        key = f"{stem}_{number}"
    numbers[stem] = number
    return key


def _cut(text: str, limit: int) -> str:
    return text[:limit].rstrip("_")


def fill(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with keys for fields, options, sections and views that have none yet."""
    if kind != "form":
        return dict(document)
    filled = dict(document)
    for name, each in (("fields", _field), ("views", dict), ("layout", dict)):
        if isinstance(document.get(name), list):
            filled[name] = _keyed(document[name], name.rstrip("s"), each)
    return filled


def _field(raw: Mapping[str, Any]) -> dict[str, Any]:
    field = dict(raw)
    if isinstance(raw.get("fields"), list):
        field["fields"] = _keyed(raw["fields"], "field", _field)
    if isinstance(raw.get("options"), list):
        field["options"] = _keyed(raw["options"], "option", dict)
    return field


def _keyed(items: list[Any], kind: str, each: Callable[[Any], dict[str, Any]]) -> list[Any]:
    taken = {item["key"] for item in items if isinstance(item, Mapping) and isinstance(item.get("key"), str)}
    numbers: dict[str, int] = {}
    found = []
    for item in items:
        if isinstance(item, Mapping):
            copied = each(item)
            if not copied.get("key"):
                copied["key"] = _free(_stem(_label(copied.get("label", copied.get("section", ""))), kind, MAX_KEY), taken, numbers)
                taken.add(copied["key"])
            found.append(copied)
        else:
            found.append(item)  # not the right shape: builder/schema.py says so
    return found


def _label(value: Any) -> Label:
    if isinstance(value, str):
        return value
    good = isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
    return value if good else ""
