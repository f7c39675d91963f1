"""A rule written by a business user: from a recipe, tried, published, switched on; it acts, tells why, and is paused."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.designing import OPTION, Builder
from tests.browser.person import Person
from tests.browser.steps import choose, find, pick, write
from tests.browser.work.small_mall import APP, SmallMall

AtWork = Callable[..., Person]


def buy(mall: SmallMall, receipt: str, qty: int) -> None:
    """A purchase in the store, at ¥138 each."""
    values = {
        "receipt_no": receipt, "store": "@heli", "member": "@lin", "paid_at": mall.now.isoformat(), "discount": "0.00",
        "lines": [{"product": "@pot", "qty": qty, "price": "138.00"}],
    }  # fmt: skip
    mall.act("manager_1", {"create": {"form": "purchase", "values": values}})


def record_purchase(agent: Person, receipt: str, qty: int) -> None:
    """The agent records a purchase of 林若溪 by hand."""
    page = agent.page
    agent.go(f"/app/{APP}")
    find(agent, "0466", "林若溪")
    agent.see("purchase.member").click()
    write(agent, "receipt_no", receipt)
    pick(agent, "store", "禾里火锅")
    lines = agent.see("field-lines")
    lines.get_by_role("button", name="添加一行").click()
    choose(agent, lines.get_by_label("商品 1", exact=True), "菌菇双人锅", "菌菇双人锅")
    lines.get_by_label("数量 1", exact=True).fill(str(qty))
    lines.get_by_label("单价 1", exact=True).fill("138")
    agent.see("save").click()
    page.get_by_role("heading", level=1, name="林若溪").wait_for()


def test_a_rule_from_a_recipe_acts_and_tells_why(at_work: AtWork, mall: SmallMall) -> None:
    buy(mall, "HG501-1001", 9)
    buy(mall, "HG501-1002", 2)
    designer = at_work("designer")
    builder = Builder(designer)
    page = designer.page

    designer.go(f"/design/{APP}/rules")
    designer.see("rule-new").click()
    expect(designer.see("recipe-large")).to_be_visible()
    designer.shot("work-30-recipes")
    designer.see("recipe-large").click()
    page.wait_for_url("**/rules/*")
    rule = page.url.rsplit("/", 1)[1]
    builder.saved()
    designer.see("rule-label").fill("大额消费关怀")
    expect(designer.see("sentence")).to_contain_text("消费")
    expect(designer.see("sentence")).to_contain_text(re.compile("1,?000"))
    builder.saved()

    designer.see("try-record").click()
    page.locator(OPTION).filter(has_text="HG501-1001").first.click()
    attempt = designer.see("attempt")
    expect(attempt).to_contain_text("符合，会执行", timeout=20_000)
    expect(attempt).to_contain_text("林若溪")
    builder.plain("rule")
    designer.shot("work-31-try")
    designer.see("try-record").click()
    page.locator(OPTION).filter(has_text="HG501-1002").first.click()
    expect(attempt).to_contain_text("不符合，不会执行")
    assert mall_messages(designer) == [], "a try sends nothing"

    builder.publish("大额消费自动致谢")
    designer.shot("work-32-published")
    mall.work()
    designer.go(f"/design/{APP}/rules/{rule}")
    expect(designer.see("rule-state").first).to_contain_text("未开启")
    designer.see(f"switch-on-{rule}").click()
    expect(designer.see("backlog")).to_contain_text("1")
    expect(page.get_by_role("dialog")).to_contain_text("从今以后生效")
    designer.shot("work-33-switch-on")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("开\\s*启")).click()
    expect(designer.see("rule-state").first).to_contain_text("已开启")
    mall.work()
    assert mall_messages(designer) == [], "from now on: what was is left alone"

    mall.later(timedelta(minutes=30))
    agent = at_work("agent_1")
    record_purchase(agent, "HG501-1003", 8)
    mall.work()
    agent.page.reload()
    line = agent.page.locator(".timeline-item").filter(has_text="大额消费关怀")
    expect(line.first).to_contain_text("感谢你的惠顾")
    agent.shot("work-34-effect")
    line.first.get_by_test_id("because").click()
    panel = agent.see("run-panel")
    expect(panel).to_contain_text(re.compile(r"1,104"))
    expect(panel.get_by_role("region", name="带来的结果")).to_be_visible()
    agent.shot("work-35-why")

    designer.go(f"/design/{APP}/rules/{rule}")
    run = designer.see("run").first
    expect(run).to_contain_text("已执行")
    run.get_by_role("button").first.click()
    expect(run).to_contain_text("1,104")
    designer.shot("work-36-runs")
    designer.see(f"pause-{rule}").click()
    expect(designer.see("rule-state").first).to_contain_text("已暂停")
    sent = len(mall_messages(designer))
    buy(mall, "HG501-1004", 20)
    assert len(mall_messages(designer)) == sent, "paused"


def mall_messages(person: Person) -> list[str]:
    """The thanks that went out."""
    status, answer = person.api(f"/apps/{APP}/forms/touch/records?limit=100")
    assert status == 200, answer
    return [one["values"]["text"] for one in answer["records"] if "惠顾" in (one["values"]["text"] or "")]
