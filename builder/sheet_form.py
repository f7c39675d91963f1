"""A form out of a spreadsheet: its columns become fields, their types are guessed from what stands in them.

Takes: the catalog, a header, some rows of texts. Gives: columns to choose from, then a form's document. Never: reads a file, keeps a row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from builder import keys
from builder.errors import Invalid
from builder.kinds import BadValue, Catalog

MOST_ROWS = 200
MOST_COLUMNS = 100
SAMPLES = 3
COLUMNS_SHOWN = 6
LABEL = 60
SHORT, OPTION = 200, 20
MOST_OPTIONS, LISTED = 12, 50  # taken for a choice; offered as one
COLORS = ("blue", "green", "orange", "purple", "cyan", "pink", "gold", "red", "gray")

_LEADING_ZERO = re.compile(r"[-+]?0\d")
_PHONE = re.compile(r"1[3-9][\d\s-]{9,}|\+[\d\s-]{7,}|\(?0\d{2,3}[\s)-][\d\s-]{7,}")
_SIGNED = re.compile(r"\s*-?\s*[¥￥$€£]|.*元\s*$")

Texts = Sequence[str]
Config = dict[str, Any]


@dataclass(frozen=True)
class Guess:
    """A type a column may have: `config` makes its configuration, `sure` says whether it is what these texts look like."""

    type: str
    sure: Callable[[Texts], bool]
    config: Callable[[Texts], Config] = lambda texts: {}


@dataclass(frozen=True)
class Column:
    """One column of the sheet as a field to be: its place, label, the type that fits best, all that fit, and some of its texts."""

    index: int
    label: str
    type: str
    types: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def samples(self) -> list[str]:
        """A few different texts, as they stand in the sheet."""
        return list(dict.fromkeys(self.texts))[:SAMPLES]


def _every(test: Callable[[str], Any]) -> Callable[[Texts], bool]:
    return lambda texts: all(test(text) for text in texts)


def _always(texts: Texts) -> bool:
    return True


def _counted(texts: Texts) -> bool:
    """Numbers to calculate with: a code that begins with a nought would lose it."""
    return not any(_LEADING_ZERO.match(text.strip()) for text in texts)


def _marked(texts: Texts) -> bool:
    """Days with marks between the numbers: 20250301 may be a count as well."""
    return not any(text.strip().isdigit() for text in texts)


def _places(texts: Texts) -> Config:
    return {"scale": min(6, max((2, *(len(text.strip().partition(".")[2]) for text in texts))))}


def _repeats(texts: Texts) -> bool:
    """Few different short texts that come again and again."""
    different = set(texts)
    return len(different) <= MOST_OPTIONS and len(texts) >= 3 * len(different) and max(map(len, different)) <= OPTION


def _options(texts: Texts) -> Config:
    labels, taken = list(dict.fromkeys(text.strip() for text in texts)), list[str]()
    if not 0 < len(labels) <= LISTED:
        raise BadValue("too_many_options")
    for label in labels:
        taken.append(keys.make(label, taken, "option"))
    named = zip(taken, labels, cycle(COLORS))
    return {"options": [{"key": key, "label": label, "color": color} for key, label, color in named]}


GUESSES = (
    Guess("phone", _every(_PHONE.fullmatch)),
    Guess("email", _always),
    Guess("percent", _every(lambda text: text.strip().endswith(("%", "％")))),
    Guess("money", _every(_SIGNED.match)),
    Guess("date", _marked),
    Guess("datetime", _marked),
    Guess("integer", _counted),
    Guess("number", _counted, _places),
    Guess("boolean", _always),
    Guess("choice", _repeats, _options),
    Guess("text", lambda texts: all(len(text) <= SHORT and "\n" not in text for text in texts)),
    Guess("long_text", _always),
)
TITLES = ("text",)
SEARCHED = ("text", "phone", "email")


def columns(catalog: Catalog, header: Texts, rows: Sequence[Texts], unnamed: str = "{n}") -> list[Column]:
    """A column for each that has a name or a text; the same name twice is numbered. Raises Invalid where there is none."""
    found: list[Column] = []
    for index, label in enumerate(header[:MOST_COLUMNS]):
        texts = tuple(row[index] for row in rows if index < len(row) and row[index].strip())
        if label.strip() or texts:
            name = _free(_short(label) or unnamed.format(n=index + 1), [one.label for one in found])
            fitting = _fitting(catalog, texts)
            found.append(Column(index, name, fitting[0], tuple(fitting), texts))
    if not found:
        raise Invalid("import_no_header")
    return found


def _short(label: str) -> str:
    return " ".join(label.split()).strip("*＊:： ")[:LABEL]


def _free(label: str, taken: Sequence[str]) -> str:
    number, name = 1, label
    while name in taken:
        number += 1
        name = f"{label} {number}"
    return name


def _fitting(catalog: Catalog, texts: Texts) -> list[str]:
    """Every type that can read all the texts, the one they look like first."""
    able = [guess for guess in GUESSES if _reads(catalog, guess, texts)]
    best = next((guess.type for guess in able if texts and guess.sure(texts)), "text")
    return [best, *(guess.type for guess in able if guess.type != best)]


def _reads(catalog: Catalog, guess: Guess, texts: Texts) -> bool:
    kind = catalog.fields.get(guess.type)
    if kind is None:
        return False
    try:
        config = guess.config(texts)
        return all(kind.check_value(config, kind.parse_text(config, text)) is None for text in texts)
    except BadValue:
        return False


def document(key: str, label: str, chosen: Sequence[Column]) -> Config:
    """The form: one field a column, the first text (else the first field) its title, a list of the first columns."""
    taken: list[str] = []
    fields = []
    for column in chosen:
        taken.append(keys.make(column.label, taken, "field"))
        fields.append({"key": taken[-1], "label": column.label, "type": column.type, **_config_of(column)})
    title = next((field["key"] for field in fields if field["type"] in TITLES), taken[0])
    return {
        "key": key, "label": label, "icon": "form", "title": f"{{{{{title}}}}}", "search": list(_searched(fields)), "fields": fields,
        "layout": [{"key": "main", "columns": 2, "fields": taken}],
        "views": [{"key": "all", "label": {"zh-CN": "全部", "en": "All"}, "columns": taken[:COLUMNS_SHOWN], "sort": ["-created_at"]}],
    }


def _config_of(column: Column) -> Config:
    guess = next(one for one in GUESSES if one.type == column.type)
    return guess.config(column.texts)


def _searched(fields: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Names and numbers people look a record up by."""
    found = [field["key"] for field in fields if field["type"] in SEARCHED]
    yield from found[:4]
