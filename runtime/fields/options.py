"""Options of the two choice types. Takes: their configuration. Gives: keys and labels. Never: guesses between two options."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.definitions.label import text_of
from builder.kinds import BadValue
from builder.problems import Problem
from runtime.fields import texts

COLORS = (
    "default", "gray", "magenta", "red", "volcano", "orange", "gold", "lime", "green", "cyan", "blue", "geekblue", "purple", "pink",
)
MAX_OPTIONS = 1000

SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "maxItems": MAX_OPTIONS,
    "items": {
        "type": "object",
        "properties": {
            "key": {"type": "string", "maxLength": 40},
            "label": {"type": ["string", "object"]},
            "color": {"enum": list(COLORS)},
            "archived": {"type": "boolean"},
        },
        "required": ["key", "label"],
        "additionalProperties": False,
    },
    "label": {"zh-CN": "选项", "en": "Options"},
    "widget": "options",
}

EXAMPLE = [
    {"key": "dining", "label": {"zh-CN": "餐饮", "en": "Dining"}, "color": "orange"},
    {"key": "retail", "label": {"zh-CN": "零售", "en": "Retail"}, "color": "blue"},
]


def listed(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The options as configured, archived ones included."""
    return list(config.get("options", ()))


def keys(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Every key a stored value may have."""
    return tuple(option["key"] for option in listed(config))


def known(config: Mapping[str, Any], value: Any) -> str:
    """The key, if it is one of the options'."""
    if not isinstance(value, str):
        raise BadValue("not_text")
    if value not in keys(config):
        raise BadValue("unknown_option", value=value[:40])
    return value


def from_text(config: Mapping[str, Any], text: str) -> str:
    """The key of the option people call so, in any language; options in use come before archived ones."""
    found = sorted(listed(config), key=lambda item: bool(item.get("archived")))
    as_written, word = text.strip(), texts.folded(text)
    for same in (lambda name: name == as_written, lambda name: texts.folded(name) == word):
        for option in found:
            if any(map(same, _names(option))):
                return str(option["key"])
    raise BadValue("unknown_option", value=text[:40])


def label(config: Mapping[str, Any], key: str, locale: str) -> str:
    """The label of an option; the key's own text never reaches a person, a missing option reads as a dash."""
    return next((text_of(option["label"], locale) for option in listed(config) if option["key"] == key), "—")


def _names(option: Mapping[str, Any]) -> Iterator[str]:
    name = option["label"]
    yield from (name,) if isinstance(name, str) else name.values()
    yield option["key"]


def check(config: Mapping[str, Any]) -> list[Problem]:
    """At least one option in use, no key twice, no label twice."""
    used = [option for option in listed(config) if not option.get("archived")]
    problems = [] if used else [Problem("error", "options_missing", "options")]
    problems += [Problem("error", "option_key_twice", f"options/{key}", {"key": key}) for key in _twice(list(keys(config)))]
    names = [texts.folded(text_of(option["label"], "zh-CN")) for option in used]
    return problems + [Problem("warning", "option_label_twice", "options", {"option": name}) for name in _twice(names)]


def _twice(items: list[str]) -> list[str]:
    seen: set[str] = set()
    return [item for item in items if item in seen or seen.add(item)]  # type: ignore[func-returns-value]
