"""Home: numbers and beginnings follow the menu, each as far as the caller may see."""

from pathlib import Path

import pytest

from builder import templates
from tests.installation import Installation
from tests.shelf import Furnishing, published

FOLDER = Path(__file__).parents[2] / "examples" / "mall_crm"
HOME = "/api/v1/apps/mall_crm/home"


@pytest.fixture
def furnishing() -> Furnishing:
    return published("mall_crm", lambda: templates.read_folder(FOLDER).documents)


@pytest.fixture
def mall(installation: Installation) -> Installation:
    return installation


def test_each_group_of_the_menu_gives_one_number_of_its_view(mall: Installation) -> None:
    agent = mall.client(mall.user("agent", [("mall_crm", "agent")]))
    found = agent.get(HOME).json
    assert found is not None
    assert [(one["form"], one["view"], one["value"]) for one in found["numbers"]] == [
        ("member", "vip", 0), ("purchase", "today", 0), ("points_ledger", None, 0), ("complaint", "open", 0),
    ]
    assert [one["form"] for one in found["shortcuts"]] == ["member", "interaction", "member_tag", "purchase", "points_adjustment", "complaint"]


def test_who_may_not_see_members_gets_no_number_of_them(mall: Installation) -> None:
    merchant = mall.client(mall.user("merchant", [("mall_crm", "merchant")]))
    found = merchant.get(HOME).json
    assert found is not None
    assert [one["form"] for one in found["numbers"]] == ["purchase", "complaint", "campaign", "store"]
    assert [one["form"] for one in found["shortcuts"]] == ["product"]


def test_an_app_without_groups_counts_its_first_forms(installation: Installation) -> None:
    documents = dict(templates.read_folder(FOLDER).documents)
    documents["app", "mall_crm"] = {key: value for key, value in documents["app", "mall_crm"].items() if key != "menu"}
    installation.publish(documents)
    agent = installation.client(installation.user("agent", [("mall_crm", "agent")]))
    found = agent.get(HOME).json
    assert found is not None
    assert len(found["numbers"]) == 4
    assert all(one["view"] is None for one in found["numbers"])
