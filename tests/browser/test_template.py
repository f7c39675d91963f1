"""A consultant takes an app along: out as one file, in under another name, changed and published, and the first app never notices."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.person import ROOT, Person
from tests.browser.steps import listed, option, write

SignIn = Callable[..., Person]
FIRST = "mall_crm"
FOLDER = ROOT / "examples" / FIRST


def state_of(person: Person, app: str) -> dict[str, Any]:
    """What an app is and holds: its published definition and how many records each form has."""
    _, definition = person.api(f"/apps/{app}")
    counts = {form: person.api(f"/apps/{app}/forms/{form}/records?limit=1&count=exact")[1].get("count") for form in definition["forms"]}
    return {"definition": definition, "counts": counts, "draft": person.api(f"/builder/apps/{app}/draft")[1]["documents"]}


def publish(person: Person) -> None:
    """发布 in the bar, then on the page that shows the impact."""
    person.see("publish").click()
    person.see("publish-now").click()
    person.see("published").wait_for(timeout=60_000)


def test_an_app_is_taken_along_and_changed(sign_in: SignIn, tmp_path: Path) -> None:
    consultant = sign_in("admin")
    before = state_of(consultant, FIRST)
    consultant.go(f"/design/{FIRST}/settings")
    with consultant.page.expect_download() as download:
        consultant.see("export").click()
    package = tmp_path / "mall_crm.zip"
    download.value.save_as(package)

    consultant.go("/design")
    consultant.see("start-template").click()
    consultant.shot("consultant-01-templates")
    with consultant.page.expect_file_chooser() as chooser:
        consultant.page.get_by_text("把模板文件拖到这里，或点击选择").click()
    chooser.value.set_files(package)
    review = consultant.see("review")
    for kind, words in (("forms", "张表单"), ("roles", "个角色")):
        expect(review).to_contain_text(f"{len(list((FOLDER / kind).iterdir()))} {words}")
    for name in ("会员", "消费", "投诉", "店长", "客服"):
        expect(review).to_contain_text(name)
    consultant.page.get_by_role("dialog").get_by_label("应用名称").fill("二号商场")
    consultant.shot("consultant-02-review")
    consultant.see("install").click()
    consultant.page.wait_for_url(re.compile(r"/design/\w+$"))
    second = consultant.page.url.rsplit("/", 1)[1]
    assert second != FIRST
    expect(consultant.see("draft-bar")).to_contain_text("只有你能看到")
    consultant.shot("consultant-03-new-app")

    publish(consultant)
    consultant.page.get_by_role("link", name="打开应用").click()
    consultant.page.wait_for_url(f"**/app/{second}")
    add_a_tag(consultant, second)
    rename_a_form(consultant, second)
    consultant.go(f"/app/{second}/tag")
    expect(consultant.page.get_by_role("heading", level=1)).to_have_text("客户标签")
    consultant.shot("consultant-04-second-app")

    after = state_of(consultant, FIRST)
    assert after["counts"] == before["counts"]
    assert after["definition"] == before["definition"]
    assert after["draft"] == before["draft"]


def add_a_tag(person: Person, app: str) -> None:
    """One record in the new app, which is empty so far."""
    person.go(f"/app/{app}/tag")
    assert listed(person) == 0
    person.see("create").click()
    write(person, "name", "露营爱好者")
    option(person, "group", "消费习惯")
    person.see("save").click()
    person.page.get_by_role("heading", level=1, name="露营爱好者").wait_for()


def rename_a_form(person: Person, app: str) -> None:
    """标签 becomes 客户标签, published as version 2."""
    person.go(f"/design/{app}/forms/tag")
    person.see("form-label").fill("客户标签")
    person.see("form-label").blur()
    expect(person.see("saving")).to_have_text("已保存")
    expect(person.see("draft-bar")).to_contain_text("1 处修改")
    publish(person)
    expect(person.see("published")).to_contain_text("版本 2")
