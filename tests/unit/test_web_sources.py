"""What holds of every view by reading its source: requests are read in one place, statuses are decided in one place."""

import ast
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "runtime" / "web"
READERS = {"json", "args", "form", "files", "data", "values", "get_json", "get_data", "stream", "get_json_or_none"}
HEADERS_ONLY = {"bodies.py"}
HASHED = {"idempotency.py": {"get_data"}}  # hashes the body it is handed, never reads what it says


def touched(path: Path) -> set[str]:
    """Attributes of `request` a module uses."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("request", "incoming")
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(WEB.glob("*.py")), ids=lambda path: path.name)
def test_only_one_file_reads_what_was_sent(path: Path) -> None:
    if path.name not in HEADERS_ONLY:
        assert touched(path) & READERS <= HASHED.get(path.name, set())


@pytest.mark.parametrize("path", sorted(WEB.glob("*.py")), ids=lambda path: path.name)
def test_statuses_of_refusals_stand_in_one_map(path: Path) -> None:
    if path.name == "errors.py":
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    answered = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in ("answer", "Response", "abort", "problem")]
    given = [value for node in answered for value in (*node.args, *(word.value for word in node.keywords))]
    assert not [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value >= 400]


def test_every_view_says_what_it_does() -> None:
    for path in WEB.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("routes" in ast.unparse(mark) for mark in node.decorator_list):
                assert ast.get_docstring(node), f"{path.name}:{node.name}"
