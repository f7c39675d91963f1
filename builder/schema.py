"""The shape of definitions: JSON against our published schemas and each kind's own.

Takes: documents, the Catalog. Gives: Problems. Never: a schema of a user.
Bounded before it begins (builder/shape.py).
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from builder import configurations
from builder import shape as shapes
from builder.definitions import Documents
from builder.errors import Fault
from builder.kinds import Catalog
from builder.problems import Problem

KINDS = ("app", "form", "role", "rule", "workflow", "message", "segment", "report", "dashboard", "example")
ACTING = ("rule", "workflow")
MAX_ACTIONS = 5_000  # of a whole app, those inside others and steps included
LIMITS: Mapping[str, int] = {
    "form": 200,
    "role": 200,
    "rule": 500,
    "workflow": 100,
    "message": 500,
    "segment": 200,
    "report": 500,
    "dashboard": 100,
    "example": 500,
}


@cache
def published(kind: str) -> Mapping[str, Any]:
    """The JSON Schema of a kind of definition file."""
    return json.loads(resources.files("builder.schemas").joinpath(f"{kind}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def problems(documents: Documents, catalog: Catalog) -> list[Problem]:
    """Everything about the shape of an app: one app document, each definition, the configuration of each kind used."""
    found = _whole(documents)
    if any(problem.code == "app_actions_too_many" for problem in found):
        return found
    for (kind, key), document in documents.items():
        own = shape(kind, key, document)
        found += own or configurations.problems(kind, key, document, catalog)
    return found


def shape(kind: str, key: str, document: Any) -> list[Problem]:
    """The shape of one definition, without what only the kinds in it know: a draft may still lack that."""
    path = _path(kind, key)
    if kind not in KINDS:
        return [Problem("error", "kind_unknown", path)]
    if found := size(kind, key, document):
        return found
    found = shapes.errors(shapes.validator(published(kind)), document, path)
    if not found and document["key"] != key:
        return [Problem("error", "key_differs", f"{path}/key", {"file": key, "key": document["key"]})]
    return found


def size(kind: str, key: str, document: Any) -> list[Problem]:
    """What must hold before anybody looks into a definition: depth, number of values, length of texts."""
    code = shapes.too_big(document)
    limits = {"depth": shapes.MAX_DEPTH, "values": shapes.MAX_VALUES, "length": shapes.MAX_TEXT}
    return [Problem("error", code, _path(kind, key), limits)] if code else []


def _path(kind: str, key: str) -> str:
    return kind if kind == "app" else f"{kind}/{key}"


def faults(found: Iterable[Problem]) -> list[Fault]:
    """Problems as the faults of a request."""
    return [Fault("/" + problem.path, problem.code, problem.params) for problem in found if problem.level == "error"]


def _whole(documents: Documents) -> list[Problem]:
    count = {kind: sum(name == kind for name, _ in documents) for kind in KINDS}
    found = [] if count["app"] == 1 else [Problem("error", "app_document_missing", "app")]
    many = [kind for kind, most in LIMITS.items() if count[kind] > most]
    found += [Problem("error", f"too_many_{kind}s", kind, {"max": LIMITS[kind]}) for kind in many]
    if sum(_typed(document) for (kind, _), document in documents.items() if kind in ACTING) > MAX_ACTIONS:
        found.append(Problem("error", "app_actions_too_many", "rule", {"max": MAX_ACTIONS}))
    return found


def _typed(document: Any) -> int:
    """How many things in a definition name their type: actions and steps. Walks without recursion, stops past the limit."""
    waiting, count = [document], 0
    while waiting and count <= MAX_ACTIONS:
        value = waiting.pop()
        if isinstance(value, Mapping):
            count += "type" in value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count
