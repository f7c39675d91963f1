"""The templates that come with the product: folders beside the program. Takes: a key. Gives: packages. Never: a path from a caller."""

from pathlib import Path

from builder import templates
from builder.errors import NotFound
from builder.templates import Package

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def listed() -> list[str]:
    """What is shipped."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/app.json"))


def package(key: str) -> Package:
    """One of them."""
    if key not in listed():
        raise NotFound("template_not_found")
    return templates.read_folder(EXAMPLES / key)
