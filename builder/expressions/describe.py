"""An expression as people see it: chips with labels. Takes: text, a Scope, a language. Gives: JSON tokens. Never: refusal."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.expressions.check import Scope
from builder.expressions.errors import ExpressionError
from builder.expressions.functions import FUNCTIONS
from builder.expressions.grammar import CONSTANTS
from builder.expressions.tokens import KEYWORDS, Token, literal, scan

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-CN": {
        "and": "且", "or": "或", "not": "非", "in": "属于", "if": "如果", "else": "否则", "==": "等于", "!=": "不等于", "<=": "不大于",
        ">=": "不小于", "<": "小于", ">": "大于", "*": "×", "/": "÷", "-": "−",
        "@me": "当前用户", "@now": "现在", "@today": "今天", "true": "是", "false": "否", "none": "空",
    },
    "en": {
        "and": "and", "or": "or", "not": "not", "in": "is one of", "==": "is", "!=": "is not", "<=": "at most", ">=": "at least",
        "<": "less than", ">": "more than", "*": "×", "/": "÷", "-": "−", "@me": "current user", "@now": "now", "@today": "today",
        "true": "yes", "false": "no", "none": "empty",
    },
}


def tokens(text: str, scope: Scope, locale: str) -> list[dict[str, Any]]:
    """`{"text", "kind": field|function|operator|constant|unknown, "label", "start", "end"}` for each word; works on unfinished text."""
    words = list(_scan(text))
    result, index = [], 0
    while index < len(words):
        size = _path_length(words, index)
        group = words[index : index + size]
        called = index + size < len(words) and words[index + size].text == "("
        kind, label = _path(group, scope, locale) if not called and _is_path(group) else _word(group[0], called, locale)
        start, end = group[0].start, group[-1].end
        result.append({"text": text[start:end], "kind": kind, "label": label, "start": start, "end": end})
        index += size
    return result


def label_of(label: str | Mapping[str, str], locale: str) -> str:
    """A label in a language, Chinese where it lacks that one."""
    if isinstance(label, str):
        return label
    return label.get(locale) or label.get("zh-CN") or next(iter(label.values()), "")


def _scan(text: str) -> Iterator[Token]:
    """The tokens up to the first character that belongs to none; that and the rest as one unknown token."""
    try:
        yield from scan(text)
    except ExpressionError as fault:
        yield Token("unknown", text[fault.start :], fault.start)


def _path_length(words: list[Token], index: int) -> int:
    """How many tokens from `index` make one path (`member` `.` `tier`)."""
    if words[index].kind != "name" or words[index].text in KEYWORDS:
        return 1
    size = 1
    while index + size + 1 < len(words) and words[index + size].text == "." and words[index + size + 1].kind == "name":
        size += 2
    return size


def _is_path(group: list[Token]) -> bool:
    return group[0].kind == "name" and group[0].text not in KEYWORDS and group[0].text not in CONSTANTS


def _path(group: list[Token], scope: Scope, locale: str) -> tuple[str, str]:
    names = tuple(token.text for token in group[::2])
    labels = []
    for size in range(1, len(names) + 1):
        info = scope.resolve(names[:size])
        if info is None and size == len(names):
            return "unknown", ".".join(names)
        labels.append(label_of(info.label, locale) if info is not None and info.label else names[size - 1])
    return "field", ".".join(labels)


def _word(token: Token, called: bool, locale: str) -> tuple[str, str]:
    words = _WORDS.get(locale, _WORDS["zh-CN"])
    if called and token.text.upper() in FUNCTIONS and token.kind == "name":
        return "function", label_of(FUNCTIONS[token.text.upper()].label, locale)
    if token.kind == "operator" or token.text in KEYWORDS:
        return "operator", words.get(token.text, token.text)
    if token.kind == "text":
        return "constant", _quoted(token, locale)
    known = token.kind in ("number", "at") or token.text in CONSTANTS
    return ("constant" if known else "unknown"), words.get(token.text.lower(), token.text)


def _quoted(token: Token, locale: str) -> str:
    try:
        text = literal(token)
    except ExpressionError:
        text = token.text[1:-1]
    return f"“{text}”"
