"""Every role's dashboard in the browser: no tile empty, narrowed by a click, down to the receipts, taken along; on the desk and on the phone."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from python_calamine import CalamineWorkbook

from tests.browser.person import Person

SignIn = Callable[..., Person]
APP = "mall_crm"
BOARDS = {
    "manager_1": "store_today",
    "operations": "operations_board",
    "ceo": "ceo_board",
    "agent_1": "agent_desk",
    "merchant_1": "merchant_board",
}
STATES = ".chart-state"
WAY = ("业态", "业态", "门店", "商品")  # the format a store has belongs to a larger one


def quiet(person: Person, board: Locator) -> None:
    """Every tile has its answer."""
    expect(board.locator(".tile-place").first).to_be_visible()
    tiles = board.locator(".tile-place")
    for at in range(tiles.count()):
        tiles.nth(at).scroll_into_view_if_needed()
        expect(tiles.nth(at).locator(".chart-waiting")).to_have_count(0)
    person.page.wait_for_load_state("networkidle")


def nothing_wrong(person: Person, board: Locator) -> None:
    """No tile is empty, locked or broken, and the numbers say their time."""
    tiles = board.locator(".tile-place")
    assert tiles.count() >= 5
    told = {tiles.nth(at).get_attribute("data-testid"): tiles.nth(at).locator(STATES).all_inner_texts() for at in range(tiles.count())}
    assert not {name: texts for name, texts in told.items() if texts}
    assert board.get_by_text(re.compile("截至|as of", re.IGNORECASE)).count() >= 3


def fits(person: Person) -> None:
    """Nothing reaches beyond the right edge."""
    assert person.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def cards(board: Locator) -> list[str]:
    """The single numbers of a dashboard as they are read."""
    return board.locator(".card-value").all_inner_texts()


def amount(text: str) -> Decimal:
    """¥1,234.50 as a number."""
    return Decimal(re.sub(r"[^\d.-]", "", text))


@pytest.mark.parametrize("login", BOARDS)
def test_each_role_sees_its_numbers(sign_in: SignIn, login: str) -> None:
    for size in ("desktop", "phone"):
        person = sign_in(login, size)
        person.go(f"/app/{APP}/d/{BOARDS[login]}")
        board = person.see("dashboard")
        quiet(person, board)
        nothing_wrong(person, board)
        fits(person)
        person.page.evaluate("window.scrollTo(0, 0)")
        person.page.mouse.move(0, 0)
        person.shot(f"numbers-01-{login.removesuffix('_1')}")


def test_the_home_page_begins_with_the_numbers_of_the_role(sign_in: SignIn) -> None:
    person = sign_in("manager_1", "phone")
    person.go(f"/app/{APP}")
    expect(person.see("dashboard")).to_be_visible()
    fits(person)


def test_from_all_sales_down_to_the_receipts(sign_in: SignIn) -> None:
    """总销售额 → 业态 → 细分业态 → 门店 → 商品 → 小票; at each level the parts make up what was above."""
    ceo = sign_in("ceo")
    page = ceo.page
    ceo.go(f"/app/{APP}/r/sales_drill")
    above: Decimal | None = None
    for level in range(len(WAY)):
        rows = page.locator(".report-rows tbody tr")
        expect(rows.first).to_be_visible()
        if level:
            expect(page.locator(".drill-path li")).to_have_count(level + 1)
        page.wait_for_load_state("networkidle")
        cells = rows.locator("td.number:first-of-type")
        numbers = [amount(text) for text in rows.locator("xpath=./td[1]").all_inner_texts()]
        assert cells.count() == len(numbers) >= 1
        if above is not None:
            assert sum(numbers) == above
        above = numbers[0]
        if level == 1:
            ceo.shot("numbers-10-down")
        expect(page.locator(".report-rows thead th").first).to_contain_text(WAY[level])
        if level < len(WAY) - 1:
            rows.first.locator("th button").click()
    ceo.see("all-records").click()
    page.wait_for_url("**/app/mall_crm/purchase?**")
    expect(page.locator("tr.ant-table-row").first).to_be_visible()
    ceo.shot("numbers-11-receipts")


def test_a_report_goes_along_as_a_sheet(sign_in: SignIn, tmp_path: Path) -> None:
    ceo = sign_in("ceo")
    ceo.go(f"/app/{APP}/r/age_category")
    expect(ceo.see("report-chart").locator("table")).to_be_visible()
    ceo.see("report-export").click()
    with ceo.page.expect_download() as download:
        ceo.page.get_by_role("menuitem").filter(has_text=re.compile("Excel|xlsx", re.IGNORECASE)).click()
    sheet = tmp_path / "report.xlsx"
    download.value.save_as(sheet)
    cells = [str(cell) for row in CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python() for cell in row]
    head = ceo.see("report-chart").locator("thead").inner_text().split()
    assert all(any(word in cell for cell in cells) for word in head[:4])


def test_a_picture_of_a_figure(sign_in: SignIn) -> None:
    ceo = sign_in("ceo")
    ceo.go(f"/app/{APP}/r/sales_trend")
    expect(ceo.see("report-chart").locator(".js-plotly-plot")).to_be_visible()
    ceo.see("report-export").click()
    with ceo.page.expect_download() as download:
        ceo.page.get_by_role("menuitem").filter(has_text=re.compile("图片|PNG", re.IGNORECASE)).click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_who_sees_one_store_only_counts_one_store(sign_in: SignIn) -> None:
    manager, ceo = sign_in("manager_1"), sign_in("ceo")
    for person in (manager, ceo):
        person.go(f"/app/{APP}/r/format_treemap")
        person.page.wait_for_load_state("networkidle")
    status, own = manager.api(f"/apps/{APP}/reports/format_treemap:run", "POST", {"params": {}})
    assert status == 200
    status, all_ = ceo.api(f"/apps/{APP}/reports/format_treemap:run", "POST", {"params": {}})
    assert status == 200
    place = [column["key"] for column in own["columns"]].index("store")
    assert len({row[place] for row in own["rows"]}) == 1 < len({row[place] for row in all_["rows"]})


def test_the_long_question_is_a_report(sign_in: SignIn) -> None:
    """上周末下午2-4点,在三楼消费的女装品类VIP会员的客单价分布."""
    person = sign_in("operations")
    person.go(f"/app/{APP}/r/weekend_vip")
    expect(person.see("report-chart").locator(".js-plotly-plot")).to_be_visible()
    expect(person.page.locator(".report-rows tbody tr").nth(2)).to_be_visible()
    person.shot("numbers-12-weekend")


def test_numbers_in_english(sign_in: SignIn) -> None:
    for size in ("desktop", "phone"):
        person = sign_in("ceo", size, "en")
        person.go(f"/app/{APP}/d/ceo_board")
        board = person.see("dashboard")
        quiet(person, board)
        nothing_wrong(person, board)
        fits(person)
        person.page.evaluate("window.scrollTo(0, 0)")
        person.shot("numbers-02-english")


def test_a_finger_chooses_the_way(sign_in: SignIn) -> None:
    """On the phone a touch asks what is meant: further down, or the records."""
    person = sign_in("operations", "phone")
    page = person.page
    person.go(f"/app/{APP}/r/sales_drill")
    row = page.locator(".report-rows tbody tr").first
    expect(row).to_be_visible()
    row.tap()
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    person.shot("numbers-13-finger")
    menu.get_by_role("menuitem").first.tap()
    expect(page.locator(".drill-path li")).to_have_count(2)
    fits(person)
    page.locator(".report-rows tbody tr").first.tap()
    menu.get_by_role("menuitem").filter(has_text=re.compile("明细")).tap()
    page.wait_for_url("**/app/mall_crm/purchase?**")
    page.wait_for_load_state("networkidle")
    assert "没有" not in page.locator("main").inner_text()


def test_one_tile_narrows_the_others(sign_in: SignIn) -> None:
    """A click on a group of a tile asks the other tiles about that group only; a chip takes it back."""
    ceo = sign_in("ceo")
    page = ceo.page
    ceo.go(f"/app/{APP}/d/ceo_board")
    board = ceo.see("dashboard")
    quiet(ceo, board)
    all_of_it = cards(board)
    slice = board.locator(".pielayer .slice").first
    slice.scroll_into_view_if_needed()
    box = slice.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    page.get_by_role("menuitem").filter(has_text=re.compile("只看")).first.click()
    expect(board.locator(".chip")).to_have_count(1)
    quiet(ceo, board)
    assert cards(board) != all_of_it
    page.evaluate("window.scrollTo(0, 0)")
    ceo.shot("numbers-14-narrowed")
    board.locator(".chip button").click()
    expect(board.locator(".chip")).to_have_count(0)
    quiet(ceo, board)
    assert cards(board) == all_of_it


@pytest.mark.parametrize("address", [f"/app/{APP}/d/ceo_board", f"/app/{APP}/r/age_category", f"/app/{APP}/r/sales_trend"])
def test_read_by_everybody(sign_in: SignIn, address: str) -> None:
    person = sign_in("ceo")
    person.go(address)
    person.page.wait_for_timeout(1500)
    assert person.serious() == []
