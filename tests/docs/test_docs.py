"""The documents say what the product does: the reference is fresh, both languages have every sentence, pages name what exists."""

import json
import re
from pathlib import Path

import pytest

from runtime.catalog import build_catalog
from tools import reference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_reference_is_fresh(name: str) -> None:
    written = (reference.FOLDER / name).read_text("utf-8")
    assert written == reference.NOTE + reference.PAGES[name](), "run `make reference`"


def test_both_languages_have_every_message() -> None:
    messages = ROOT / "builder" / "messages"
    chinese, english = (json.loads((messages / name).read_text("utf-8")) for name in ("zh_CN.json", "en.json"))
    assert chinese.keys() == english.keys()
    places = re.compile(r"\{(\w+)\}")
    different = [code for code in chinese if set(places.findall(chinese[code])) != set(places.findall(english[code]))]
    assert different == []
    words = {code: places.sub("", text) for code, text in chinese.items()}
    assert [code for code, text in words.items() if re.search("[A-Za-z]{3}", text) and not re.search(r"[\u4e00-\u9fff]", text)] == []


def test_chinese_texts_use_full_width_punctuation() -> None:
    """A comma, colon, semicolon, question or exclamation mark between Chinese characters is the Chinese one."""
    half = re.compile(r"[\u4e00-\u9fff」』》”][,;:?!](?=[\u4e00-\u9fff「『《“{]|$)")
    found = []
    for path in [*(ROOT / "builder" / "messages").glob("zh*.json"), *(ROOT / "designer_ui" / "web" / "src").rglob("zh-CN.json")]:
        found += [(path.name, line.strip()) for line in path.read_text("utf-8").splitlines() if half.search(line.replace('",', "").replace('"', ""))]
    assert found == []


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    section = (ROOT / "setup.cfg").read_text("utf-8").partition("install_requires =")[2].partition("[options.package_data]")[0]
    names = re.findall(r"^    ([A-Za-z0-9_.-]+)", section, re.MULTILINE)
    assert [name for name in names if name.lower() not in explained.lower()] == []


def test_every_field_type_stands_in_the_contract_list() -> None:
    names = {kind.name for kind in build_catalog().fields}
    assert names >= {
        "text", "long_text", "integer", "number", "money", "percent", "boolean", "date", "datetime", "choice", "choices", "phone", "email",
        "user", "relation", "subtable", "formula", "rollup", "sequence", "file",
    }


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []
