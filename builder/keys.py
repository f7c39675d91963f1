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


def _field(raw: Mapping[str, Any]) -> dict[str, Any]:
    field = dict(raw)
    if isinstance(raw.get("fields"), list):
        field["fields"] = _keyed(raw["fields"], "field", _field)
    if isinstance(raw.get("options"), list):
        field["options"] = _keyed(raw["options"], "option", dict)
    return field


# kind of definition → lists whose items have keys of their own
KEYED: Mapping[str, Mapping[str, Callable[[Any], dict[str, Any]]]] = {
    "form": {"fields": _field, "views": dict, "layout": dict},
    "workflow": {"steps": dict, "transitions": dict},
}
ACTING = ("rule", "workflow")


def fill(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with keys for what has none yet: fields, options, sections, views; inputs and results of actions; steps, transitions."""
    filled = dict(document)
    for name, each in KEYED.get(kind, {}).items():
        if isinstance(document.get(name), list):
            filled[name] = _keyed(document[name], name.rstrip("s"), each)
    if kind in ACTING:
        filled = _asked(_bound(filled, _names(document), {}))
    return filled


def _asked(document: dict[str, Any]) -> dict[str, Any]:
    """The inputs a button asks for are fields like those of a form."""
    on = document.get("on")
    if not isinstance(on, Mapping) or not isinstance(on.get("ask"), list):
        return document
    return {**document, "on": {**on, "ask": _keyed(on["ask"], "input", _field)}}


def _names(value: Any) -> set[str]:
    """The names results have in a definition."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    found = {name for item in inner for name in _names(item)}
    own = value.get("as") if isinstance(value, Mapping) else None
    return found | {own} if isinstance(own, str) and own else found


def _bound(value: Any, taken: set[str], numbers: dict[str, int]) -> Any:
    """An action that wants its result known (`as` empty) gets a name for it."""
    if isinstance(value, list):
        return [_bound(item, taken, numbers) for item in value]
    if not isinstance(value, Mapping):
        return value
    made = {name: _bound(item, taken, numbers) for name, item in value.items()}
    if value.get("as") == "" and isinstance(value.get("type"), str):
        made["as"] = _free(_cut(_stem(value["type"], "result", MAX_KEY), MAX_KEY - 12) + "_result", taken, numbers)
        taken.add(made["as"])
    return made


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
