"""A business user makes numbers: a report by dragging, on the home page in two clicks, a dashboard and a segment — by mouse, and by keyboard alone."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.designing import OPTION, Builder, Keys
from tests.browser.person import Person

APP = "/design/mall_crm"
AD_HOC = re.compile(r"/apps/mall_crm/reports:run$")


def part(person: Person, kind: str, place: int) -> Locator:
    """A chip in a zone."""
    return person.see(f"part-{kind}-{place}")


def onto(builder: Builder, field: str, zone: str) -> None:
    """Drags a field into a zone and waits for the new figure."""
    entry = builder.person.see(f"field-{field}")
    entry.scroll_into_view_if_needed()
    builder.drag(entry, builder.person.see(f"zone-{zone}"), 0.7)
    builder.saved()
    builder.drawn()


def kind(person: Person) -> str:
    """How the rows are drawn now."""
    return person.page.locator(".dz-kind[aria-pressed=true]").inner_text()


def new_report(builder: Builder, source: str) -> None:
    builder.person.go(f"{APP}/reports")
    builder.plain("reports")
    builder.go("report-new")
    builder.go(f"source-{source}")
    expect(builder.person.see("zone-dimension")).to_be_visible()


def test_a_report_is_dragged_together_and_put_on_the_home_page(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Builder(person)
    page = person.page
    new_report(builder, "purchase")
    builder.plain("empty report")

    onto(builder, "paid_at", "dimension")  # the first drop already is a chart
    expect(part(person, "measure", 0)).to_contain_text("消费数")
    assert kind(person) == "折线图"
    asked = time.monotonic()
    with page.expect_response(AD_HOC) as run:
        builder.drag(person.see("field-net"), person.see("zone-measure"), 0.7)
    assert run.value.status == 200, run.value.text()
    builder.drawn()
    assert time.monotonic() - asked < 15  # a second where the machine is free
    expect(part(person, "measure", 0)).to_contain_text("实付")
    expect(part(person, "measure", 1)).to_have_count(0)
    expect(page.locator(".dz-figure-panel svg.main-svg").first).to_be_visible()
    builder.plain("report")
    person.shot("numbers-30-report")

    builder.go("compare-year")  # against last year: two numbers more, a line over bars
    builder.saved()
    builder.drawn()
    expect(part(person, "measure", 2)).to_contain_text("实付同比")
    assert kind(person) == "柱线组合"
    builder.drag(person.see("field-paid_at"), person.see("zone-filter"), 0.7)
    builder.saved()
    builder.pick(person.see("range"), "近 12 个月")
    builder.saved()
    builder.drawn()
    expect(page.locator(".dz-preview-facts")).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d – \d{4}-\d\d-\d\d"))
    builder.plain("compared")

    part(person, "measure", 1).get_by_role("button", name=re.compile("^拿掉")).click()  # its rate goes along, and comes back
    expect(part(person, "measure", 1)).to_have_count(0)
    builder.saved()
    builder.go("undo")
    expect(part(person, "measure", 2)).to_be_visible()

    part(person, "dimension", 0).locator(".dz-part-name").click()
    builder.pick(person.see("by-time"), "按季")
    builder.saved()
    builder.drawn()
    expect(part(person, "dimension", 0)).to_contain_text("消费时间（季）")
    expect(person.see("kind-pie")).to_have_attribute("aria-disabled", "true")
    expect(person.see("kind-pie")).to_have_attribute("aria-label", re.compile("饼图：.+"))
    builder.go("kind-table")
    builder.saved()
    builder.drawn()
    expect(page.locator(".dz-figure-panel table")).to_be_visible()
    builder.go("kind-combo")
    builder.saved()

    builder.go("put-on")
    page.get_by_role("menuitem", name="首页仪表盘「经营总览」").click()
    page.get_by_role("button", name="去看看").click()
    expect(page.locator(".dz-tile").last).to_be_visible()
    builder.saved()
    builder.plain("dashboard")


def test_a_dashboard_is_laid_out_with_the_mouse_and_by_keyboard(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Keys(person)
    page = person.page
    person.go(f"{APP}/dashboards")
    builder.plain("dashboards")
    builder.reach(person.see("dashboard-new"))
    builder.press("Enter")
    page.wait_for_url("**/dashboards/board_*")
    for words, chart in (("本月销售", "palette-sales_month-0"), ("品类", "palette-category_top-0")):
        builder.reach(page.get_by_placeholder("找报表或表单"))
        builder.press("Control+a")
        builder.type(words)
        builder.reach(person.see(chart))
        builder.press("Enter")
        builder.saved()
    tiles = page.locator(".dz-tile")
    expect(tiles).to_have_count(2)
    assert [tile.get_attribute("data-grid") for tile in tiles.all()] == ["0 0 3 2", "3 0 6 5"]
    builder.reach(tiles.first.get_by_role("button"), "Shift+Tab")
    builder.press("Shift+ArrowDown", "Shift+ArrowRight")  # larger: the neighbour makes room
    builder.saved()
    expect(tiles.first).to_have_attribute("data-grid", "0 0 4 3")
    expect(tiles.nth(1)).to_have_attribute("data-grid", "3 3 6 5")
    builder.plain("dashboard by keys")
    assert not builder.pointed()

    builder.pull(tiles.nth(1).get_by_role("button"), 220)
    expect(tiles.nth(1)).not_to_have_attribute("data-grid", "3 3 6 5")
    builder.saved()
    builder.go("undo")
    expect(tiles.nth(1)).to_have_attribute("data-grid", "3 3 6 5")
    expect(tiles.nth(1).locator("svg.main-svg").first).to_be_visible(timeout=20_000)
    person.shot("numbers-31-dashboard")
    page.get_by_text("手机", exact=True).click()
    widths = [(tile.bounding_box() or {"width": 0})["width"] for tile in tiles.all()]
    assert max(widths) < 390, widths


def test_a_segment_is_a_sentence_with_its_count_and_narrows_a_list(sign_in: Callable[..., Person]) -> None:
    person = sign_in("designer")
    builder = Builder(person)
    page = person.page
    person.go(f"{APP}/segments")
    builder.plain("segments")
    builder.go("segment-new")
    page.wait_for_url("**/segments/group_*")
    builder.pick(person.see("segment-entity"), "会员", typed=True)
    with page.expect_response(re.compile("segments:count$")):
        builder.pick(person.see("add-counted"), "看他们的「消费」")
    builder.saved()
    expect(page.locator(".dz-old")).to_have_count(0, timeout=20_000)
    count = person.see("segment-count").locator("strong")
    expect(count).to_have_text(re.compile(r"^[\d,]+$"), timeout=20_000)
    three = int(count.inner_text().replace(",", ""))
    number = person.see("clause-number-0")
    with page.expect_response(re.compile("segments:count$")):
        number.fill("1")
    expect(count).not_to_have_text(f"{three:,}", timeout=20_000)
    expect(page.locator(".dz-old")).to_have_count(0, timeout=20_000)
    assert int(count.inner_text().replace(",", "")) > three > 0
    expect(person.see("sentence")).to_contain_text("近 30 天的消费里次数不小于 1")
    expect(person.see("segment-sample").get_by_role("listitem").first).not_to_be_empty()
    builder.plain("segment")
    person.shot("numbers-32-segment")

    agent = sign_in("operations")
    agent.go("/app/mall_crm/member")
    agent.page.get_by_role("button", name=re.compile("筛选")).first.click()
    agent.page.get_by_role("button", name="添加条件").click()
    field = agent.page.get_by_role("combobox", name="字段").last
    field.click()
    agent.page.keyboard.type("人群")
    agent.page.locator(OPTION).filter(has_text=re.compile("^人群$")).click()
    expect(agent.page.locator(".condition .ant-select")).to_have_count(3)  # field, comparison, segment
    agent.page.locator(".condition .ant-select").last.click()
    agent.page.locator(OPTION).filter(has_text="近 90 天有消费").click()
    agent.see("filter-apply").click()
    expect(agent.page.locator(".chip")).to_contain_text("人群 属于 近 90 天有消费")
    expect(agent.page.get_by_text(re.compile(r"共 [\d,]+ 条"))).to_be_visible()
