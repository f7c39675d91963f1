"""The mall CRM as definitions: it passes its own checks, speaks both languages, and grants what the roles need and no more."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder import templates
from builder.definitions import load
from builder.problems import has_errors
from builder.studio import judge
from runtime.catalog import build_catalog

FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json"))
LABELS = ("label", "help", "message", "section", "new_label", "sentence", "refuse", "submit_label", "confirm", "done")
CHINESE = r"[一-鿿]"


@pytest.fixture(scope="module")
def package() -> templates.Package:
    return templates.read_folder(FOLDER)


def labels(raw: Any) -> Iterator[Any]:
    """Every label below a piece of JSON."""
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name == "charts":  # there `label` names a dimension
                continue
            if name in LABELS and not isinstance(value, list) and (name, raw.get("type")) != ("message", "message"):
                yield value
            else:
                yield from labels(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from labels(item)


def test_it_passes_every_check(package: templates.Package) -> None:
    problems = judge(package.documents, build_catalog())
    assert not has_errors(problems), [(one.path, one.code, one.params) for one in problems if one.level == "error"]


def test_it_has_what_a_mall_needs(package: templates.Package) -> None:
    app = load(package.documents)
    assert (len(app.forms), len(app.workflows), len(app.dashboards)) == (27, 4, 7)
    assert len(app.reports) >= 46
    assert len(app.segments) >= 10
    assert len(app.rules) >= 35
    assert len(app.examples) >= 40
    assert set(app.roles) == {"ceo", "operations", "store_manager", "agent", "merchant", "designer", "administrator"}


@pytest.mark.parametrize("file", FILES)
def test_every_label_speaks_chinese_and_english(file: str) -> None:
    found = list(labels(json.loads((FOLDER / file).read_text("utf-8"))))
    assert found
    for label in found:
        assert set(label) == {"zh-CN", "en"}, label
        assert not re.search(CHINESE, label["en"]), label
        assert not re.search(f"{CHINESE}[,:;?!(]", label["zh-CN"]), label


@pytest.mark.parametrize("file", FILES)
def test_the_files_name_is_its_key(file: str) -> None:
    key = json.loads((FOLDER / file).read_text("utf-8"))["key"]
    assert key == ("mall_crm" if file == "app.json" else Path(file).stem)


def test_every_form_can_be_reached_from_the_menu(package: templates.Package) -> None:
    app = load(package.documents)
    reached = {item.form for group in app.info.menu for item in group.items if item.form}
    assert reached == set(app.forms)
    assert {item.dashboard for group in app.info.menu for item in group.items if item.dashboard} == set(app.dashboards)


def test_only_agents_see_whole_phone_numbers(package: templates.Package) -> None:
    app = load(package.documents)
    plain = {
        role.key for role in app.roles.values() for grant in role.grants
        if grant.form == "member" and "read" in grant.actions and grant.fields.get("mobile") not in ("masked", "hidden")
    }
    assert plain == {"agent"}


def test_a_merchant_never_learns_who_the_members_are(package: templates.Package) -> None:
    merchant = load(package.documents).roles["merchant"]
    assert "member" not in {grant.form for grant in merchant.grants}
    for grant in merchant.grants:
        if "member" in load(package.documents).forms[grant.form].by_key:
            assert grant.fields["member"] == "hidden", grant.form


def test_only_administrators_delete_master_records(package: templates.Package) -> None:
    masters = {"mall", "floor", "format", "store", "merchant", "product", "tier", "tag"}
    app = load(package.documents)
    may = {role.key for role in app.roles.values() for grant in role.grants if grant.form in masters and "delete" in grant.actions}
    assert may == {"administrator"}


def test_forms_have_a_place_for_every_field(package: templates.Package) -> None:
    for form in load(package.documents).forms.values():
        placed = [key for section in form.layout for key in section.fields]
        assert sorted(placed) == sorted(form.by_key), form.key
