"""A chart from nothing: drawn by clicks on real data, put on the home page, published, seen by those it is for."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.designing import Builder
from tests.browser.person import Person

SignIn = Callable[..., Person]
APP = "mall_crm"


def test_a_business_user_builds_a_chart_and_puts_it_on_the_home_page(sign_in: SignIn) -> None:
    designer = sign_in("designer")
    builder = Builder(designer)
    page = builder.page
    designer.go(f"/design/{APP}/reports")
    builder.go("report-new")
    designer.see("source-purchase").click()
    page.wait_for_url("**/design/*/reports/*")
    builder.saved()
    key = page.url.split("/reports/")[1].split("?")[0]

    designer.see("field-net").hover()
    designer.see("add-measure-net").click()
    builder.saved()
    expect(builder.drawn().locator(".number-card, .js-plotly-plot, table").first).to_be_visible()
    designer.see("field-pay_method").hover()
    designer.see("add-dimension-pay_method").click()
    builder.saved()
    expect(builder.drawn().locator(".js-plotly-plot")).to_be_visible()
    designer.see("kind-pie").click()
    builder.saved()
    expect(builder.drawn().locator(".pielayer .slice").first).to_be_visible()
    document = builder.documents()["reports"][key]
    assert [one["field"] for one in document["dimensions"]] == ["pay_method"]
    assert [(one["agg"], one["field"]) for one in document["measures"]] == [("sum", "net")]
    assert document["charts"][0]["type"] == "pie"
    builder.plain("report")
    designer.shot("numbers-20-editor")

    designer.see("put-on").click()
    page.get_by_role("menuitem").filter(has_text="经营总览").click()
    builder.saved()
    tiles = builder.documents()["dashboards"]["ceo_board"]["tiles"]
    assert tiles[-1]["report"] == key
    designer.go(f"/design/{APP}/dashboards/ceo_board")
    expect(designer.see(f"tile-{tiles[-1]['key']}")).to_be_attached()
    builder.plain("dashboard")
    designer.shot("numbers-21-board")
    builder.publish("多一张图：支付方式")

    ceo = sign_in("ceo")
    ceo.go(f"/app/{APP}")
    tile = ceo.see(f"tile-{tiles[-1]['key']}")
    tile.scroll_into_view_if_needed()
    expect(tile.locator(".js-plotly-plot")).to_be_visible()
    ceo.shot("numbers-22-home")


def test_a_segment_is_counted_while_it_is_written(sign_in: SignIn) -> None:
    designer = sign_in("designer")
    builder = Builder(designer)
    designer.go(f"/design/{APP}/segments/beauty_30d_3x")
    expect(designer.see("segment-count")).to_contain_text(re.compile(r"\d"))
    builder.plain("segment")
    designer.shot("numbers-23-segment")
