"""The rules of the house: who imports whom, which library stands where, and how large a piece may grow."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.exceptions import LARGE_FILES, LARGE_FUNCTIONS, MANY_PARAMETERS

ROOT = Path(__file__).parents[2]


def files(*folders: str) -> list[Path]:
    """Every file of these folders, without what is installed or built."""
    found = []
    for folder in folders:
        for place, inner, names in os.walk(ROOT / folder):
            inner[:] = [name for name in inner if name not in ("node_modules", "static", "__pycache__")]
            found += [Path(place) / name for name in names]
    return sorted(found)


SOURCES = [path for path in files("builder", "runtime", "designer_ui", "tools") if path.suffix == ".py"]

# A room may import rooms with a smaller number; rooms of equal number never import each other.
LEVELS = {
    "tools.reference": 110, "runtime.cli": 100, "runtime.app": 90, "runtime.web": 80, "runtime.catalog": 75, "tools": 98,
    "runtime.examples": 72, "runtime.workflow": 70, "runtime.rules": 70, "runtime.reports": 70,
    "runtime.actions": 65, "runtime.records": 60,
    "runtime.permissions": 50, "runtime.identity": 50, "runtime.jobs": 50,
    "runtime.store": 40, "runtime.gateways": 40,
    "runtime.fields": 35, "runtime.dataset": 30,
    "runtime.query": 25, "runtime.stack": 25, "runtime.revision": 24, "runtime.settings": 24, "runtime.context": 26,
    "runtime.filters": 20, "runtime.values": 20, "runtime.ids": 20,
    "builder.studio": 15, "builder.memory": 14, "builder.templates": 13, "builder.versions": 13,
    "builder.checks": 11, "builder.merge": 11, "builder.changes": 8,
    "builder.schema": 10, "builder.configurations": 9, "builder.shape": 8, "builder.repository": 9, "builder.definitions": 7,
    "builder.kinds": 5, "builder.expressions": 4, "builder.errors": 1, "builder.late": 1, "builder.problems": 1, "builder.messages": 1,
    "designer_ui": 2,
}
LIBRARIES = {
    "sqlalchemy": ("runtime.store",),
    "flask": ("runtime.web", "runtime.app", "designer_ui.blueprint"),
    "werkzeug": ("runtime.web", "runtime.app", "designer_ui.blueprint"),
    "marshmallow": ("runtime.web",),
    "simpleeval": ("builder.expressions",),
    "networkx": ("builder.checks", "runtime.workflow.graph"),
    "plotly": ("runtime.reports.charts",),
    "psycopg": ("runtime.store",),
    "sqlite3": ("runtime.store",),
}
BANNED_NAMES = re.compile(r"(^|_)(manager|helper|helpers|utils|util|misc|common|data|info)(_|$)")
NAMED_BY_CONTRACT = {"mall_data"}


def module_of(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    """The longest entry of LEVELS that the module lies in; parts of the command line (cli_*) and of the dataset belong to them."""
    for family in ("runtime.cli", "runtime.dataset"):
        if module.startswith(family):
            return family
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        if ".".join(parts[:size]) in LEVELS:
            return ".".join(parts[:size])
    return None


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", node.lineno
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Late":
            yield ast.literal_eval(node.args[0]), node.lineno


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_house(path: Path) -> None:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    name = str(path.relative_to(ROOT))
    faults = [
        *wrong_imports(module_of(path), tree),
        *(f"line {node.lineno}: an import inside {outer.name}" for outer in functions(tree) for node in ast.walk(outer)
          if isinstance(node, ast.Import | ast.ImportFrom)),
        *too_large(name, source, tree),
        *(f"{part} is a banned name" for part in path.with_suffix("").parts[-2:] if BANNED_NAMES.search(part) and part not in NAMED_BY_CONTRACT),
    ]
    if source.strip() and not ast.get_docstring(tree):
        faults.append("the module says nothing about itself")
    assert not faults, "\n".join(faults)


def wrong_imports(module: str, tree: ast.AST) -> Iterator[str]:
    room = room_of(module)
    for imported, line in imports(tree):
        top = imported.split(".")[0]
        if top in LIBRARIES and not module.startswith(LIBRARIES[top]):
            yield f"line {line}: {top} does not belong in {module}"
        target = room_of(imported)
        if room is None or target is None or target == room:
            continue
        if room == "designer_ui" and target != "builder.errors":
            yield f"line {line}: designer_ui imports builder.errors at most"
        if LEVELS[target] >= LEVELS[room]:
            yield f"line {line}: {module} may not import {imported}"


def too_large(name: str, source: str, tree: ast.AST) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > LARGE_FILES.get(name, (400, ""))[0]:
        yield f"{lines} lines: more than its budget"
    for node in functions(tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > LARGE_FUNCTIONS.get(f"{name}:{node.name}", (40, ""))[0]:
            yield f"{node.name} has {length} lines"
        count = len([argument for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if argument.arg not in ("self", "cls")])
        if count > MANY_PARAMETERS.get(f"{name}:{node.name}", (5, ""))[0]:
            yield f"{node.name} takes {count} parameters"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            public = [item for item in node.body if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")]
            if len(public) > 12 and node.name not in ("Store",):
                yield f"{node.name} has {len(public)} public methods"


def test_no_type_ladders() -> None:
    """Nobody outside a kind's own file asks `type == "money"`: the kind answers."""
    ladder = re.compile(r"""\.type\s*(==|in)\s*["'(]""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES if "fields" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if ladder.search(line)
    ]
    assert found == []


def test_the_repository_speaks_of_the_product_alone() -> None:
    words = re.compile(r"/(work|root|tmp)/(main|plan|shared)|registry\.npm|pypi\.org/simple|issue #?\d", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files("builder", "runtime", "designer_ui", "tools", "examples", "docs", "tests")
        if path.suffix in {".py", ".md", ".json", ".ts", ".tsx", ".mjs", ".html", ".cfg"} and path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if words.search(line)
    ]
    assert found == []
