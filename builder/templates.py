"""An app as a package: a folder for git, a zip as a template.

Takes: documents and rows, or a package. Gives: the other. Never: runs or calls anything.
"""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder import archive, strict_json
from builder.definitions import Documents, Label
from builder.errors import Fault, Invalid, LimitExceeded
from builder.problems import Problem

ORDER = ("form", "role", "rule", "workflow", "message", "segment", "report", "dashboard", "example")
FOLDERS = dict(zip(ORDER, archive.FOLDERS, strict=True))
KINDS = {folder: kind for kind, folder in FOLDERS.items()}
CALLERS = ("rule", "workflow")  # kinds of definitions whose actions may call an outside address
MAX_ROWS = 300  # of a whole package
MAX_ADDRESS = 200
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Package:
    """Definitions and rows by form key; the rows are a template's reference and sample data."""

    documents: dict[tuple[str, str], dict[str, Any]]
    data: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def app(self) -> str:
        """The key the app calls itself."""
        return next((key for kind, key in self.documents if kind == "app"), "")

    def under(self, key: str, label: Label | None = None) -> "Package":
        """The same app under another key and label; nothing else names the app."""
        documents = {name: copy.deepcopy(document) for name, document in self.documents.items()}
        own = {**documents.pop(("app", self.app)), "key": key}
        return replace(self, documents={("app", key): own | ({"label": label} if label else {}), **documents})


@dataclass(frozen=True, slots=True)
class Review:
    """What a template would bring, shown before anything is installed. `addresses`: outside hosts; `public`: forms open to everyone."""

    label: Label
    version: str
    forms: list[Label]
    roles: list[Label]
    records: int
    problems: list[Problem]
    rules: list[Label] = field(default_factory=list)
    workflows: list[Label] = field(default_factory=list)
    messages: list[Label] = field(default_factory=list)
    segments: list[Label] = field(default_factory=list)
    reports: list[Label] = field(default_factory=list)
    dashboards: list[Label] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)


def pack(documents: Documents, data: Mapping[str, Iterable[Row]] | None = None) -> bytes:
    """The zip of an app; the same app gives the same bytes."""
    files = {_name(kind, key): _pretty(document) for (kind, key), document in documents.items()}
    rows = {f"data/{form}.jsonl": b"".join(_line(row) for row in items) for form, items in (data or {}).items()}
    return archive.write(files | {name: lines for name, lines in rows.items() if lines})


def unpack(blob: bytes) -> Package:
    """The package in a zip; raises Invalid (every unreadable file) or LimitExceeded."""
    return _package(archive.read(blob))


def read_folder(folder: Path) -> Package:
    """The package in a folder; files that are no part of a package are left alone."""
    found = (path for path in sorted(folder.rglob("*.json*")) if archive.NAME.fullmatch(path.relative_to(folder).as_posix()))
    return _package({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})


def _name(kind: str, key: str) -> str:
    return "app.json" if kind == "app" else f"{FOLDERS[kind]}/{key}.json"


def _pretty(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _line(row: Row) -> bytes:
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _package(files: Mapping[str, bytes]) -> Package:
    if "app.json" not in files:
        raise Invalid("template_without_app")
    documents: dict[tuple[str, str], dict[str, Any]] = {}
    data: dict[str, list[dict[str, Any]]] = {}
    faults: list[Fault] = []
    for name, content in files.items():
        folder, _, stem = name.rpartition("/")
        key = stem.partition(".")[0]
        if folder == "data":
            data[key] = _rows(name, content, faults)
            continue
        document = _object(name, content, faults)
        own = document.get("key")
        documents[("app", own if isinstance(own, str) else "") if not folder else (KINDS[folder], key)] = document
    if faults:
        raise Invalid("template_unreadable", faults)
    if sum(map(len, data.values())) > MAX_ROWS:
        raise LimitExceeded("template_too_many_rows", file="data", max=MAX_ROWS)
    return Package(documents, data)


def _object(name: str, content: bytes, faults: list[Fault]) -> dict[str, Any]:
    try:
        value = _plain(strict_json.read(content.removeprefix(b"\xef\xbb\xbf")))
    except Invalid as error:
        faults.append(Fault(name, error.code, {**error.params, "file": name}))
        return {}
    if not isinstance(value, dict):
        faults.append(Fault(name, "template_not_an_object", {"file": name}))
        return {}
    return value


def _rows(name: str, content: bytes, faults: list[Fault]) -> list[dict[str, Any]]:
    lines = [line for line in content.split(b"\n") if line.strip()]
    if len(lines) > MAX_ROWS:
        raise LimitExceeded("template_too_many_rows", file=name, max=MAX_ROWS)
    rows = []
    for number, line in enumerate(lines, 1):
        rows.append(_object(f"{name}:{number}", line, faults))
        if len(faults) > strict_json.MAX_FAULTS:
            break
    return rows


def _plain(value: Any) -> Any:
    """Exact decimals of the reader as the numbers JSON writes again."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def review(package: Package, problems: list[Problem]) -> Review:
    """The contents of a package in a person's words; of a broken one only what can be read."""
    own = package.documents.get(("app", package.app), {})
    return Review(
        label=own.get("label", ""),
        version=str(own.get("version", "")),
        forms=_labels(package, "form"),
        roles=_labels(package, "role"),
        records=sum(map(len, package.data.values())),
        problems=problems,
        rules=_labels(package, "rule"),
        workflows=_labels(package, "workflow"),
        messages=_labels(package, "message"),
        segments=_labels(package, "segment"),
        reports=_labels(package, "report"),
        dashboards=_labels(package, "dashboard"),
        addresses=addresses(package),
    )


def addresses(package: Package) -> list[str]:
    """The outside hosts its actions would call, wherever they stand; what is no address is shown as it is written."""
    found = (value for (kind, _), document in package.documents.items() if kind in CALLERS for value in _urls(document))
    return sorted({(urlsplit(url).hostname or url[:MAX_ADDRESS]) if _splits(url) else url[:MAX_ADDRESS] for url in found})


def _urls(document: Any) -> Iterator[str]:
    """Every text under `url`; walks without recursion."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
            if isinstance(value.get("url"), str):
                yield value["url"]
        elif isinstance(value, list):
            waiting += value


def _splits(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _labels(package: Package, kind: str) -> list[Label]:
    return [document.get("label", key) for (name, key), document in package.documents.items() if name == kind]


def row_problems(package: Package) -> list[Problem]:
    """Rows of forms the package does not have."""
    forms = {key for kind, key in package.documents if kind == "form"}
    return [Problem("error", "template_rows_without_form", f"data/{key}", {"form": key}) for key in package.data if key not in forms]
