"""Labels: a text, or a text per language."""

from collections.abc import Mapping

Label = str | Mapping[str, str]


def text_of(label: Label | None, locale: str) -> str:
    """The label in a language; another language where that one is missing, Chinese first."""
    if label is None:
        return ""
    if isinstance(label, str):
        return label
    return label.get(locale) or label.get("zh-CN") or label.get("en") or next(iter(label.values()), "")
