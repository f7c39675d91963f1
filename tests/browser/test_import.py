"""Excel into the members, by hand: columns matched by label, bad cells in red with their reason, the rest back as a sheet, all taken back."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from runtime.gateways.spreadsheets import write_xlsx
from tests.browser.person import Person

HEADER = ["姓名", "手机号 *", "性别", "会员等级", "入会门店", "生日", "来源渠道", "内部编码"]
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安宁书言知远清和景行思齐佳禾"
# what is wrong with every thirty-fifth row in turn, and which column its reason names
SPOILED = ((0, ""), (1, "12"), (2, "男女"), (3, "钻石卡"), (4, "没有这家店"), (5, "2026-02-30"), (6, "电视"))
BAD_ROWS = [3 + nth * 35 for nth in range(14)]


def five_hundred(serial: int) -> list[list[Any]]:
    """486 good rows and 14 bad ones, each kind of fault twice."""
    rows = [
        [
            FAMILY[n % 16] + GIVEN[n // 16 % 14] + GIVEN[n % 13], f"199{serial}{n:07d}", "女" if n % 2 else "男", "普通会员", "禾里火锅",
            f"19{80 + n % 20}-0{1 + n % 9}-1{n % 9}", "服务台", f"X{n}",
        ]
        for n in range(500)
    ]
    for nth, row in enumerate(BAD_ROWS):
        column, text = SPOILED[nth % 7]
        rows[row][column] = text
    return rows


def count(person: Person) -> int:
    """How many members there are, by the list's own words."""
    status = person.page.locator(".list-head [role=status]")
    expect(status).to_contain_text("共")
    return int("".join(letter for letter in status.inner_text() if letter.isdigit()))


def entries(person: Person) -> list[str]:
    """The first entries of the list as shown."""
    shown = person.page.locator(".cards > li" if person.phone else "tbody tr.ant-table-row")
    expect(shown.first).to_be_visible()
    return shown.all_inner_texts()[:20]


def upload(person: Person, path: Path) -> None:
    """Chooses the file in the first step and waits for what the server makes of it."""
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_text("点击选择，或把文件拖到这里").click()
    chooser.value.set_files(path)
    person.page.get_by_text("确认每一列对应哪个字段").wait_for(timeout=60_000)


def rejected(person: Person) -> list[list[Any]]:
    """The sheet of the skipped rows, downloaded."""
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="下载跳过的 14 行").click()
    content = Path(download.value.path()).read_bytes()
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(("size", "serial"), [("desktop", 0), ("phone", 1)])
def test_five_hundred_rows_come_in_and_go_again(sign_in: Callable[..., Person], tmp_path: Path, size: str, serial: int) -> None:
    admin = sign_in("admin", size)
    admin.go("/app/mall_crm/member")
    before, listed = count(admin), entries(admin)
    path = tmp_path / "新会员.xlsx"
    rows = five_hundred(serial)
    write_xlsx(path, HEADER, rows)

    admin.see("list-more").click()
    admin.page.get_by_role("menuitem", name="从 Excel 导入").click()
    upload(admin, path)
    chosen = admin.page.locator(".import-target").all_inner_texts()
    assert [one.strip() for one in chosen] == ["姓名", "手机号", "性别", "会员等级", "入会门店", "生日", "来源渠道", "不导入"]
    red = admin.page.locator("td[data-bad]")
    expect(red.first).to_be_visible()
    assert all(cell.locator(".import-fault").inner_text() for cell in red.all())
    expect(admin.page.locator(".import-faults")).to_contain_text("第 5 行 姓名：")
    expect(admin.page.locator(".import-faults")).to_contain_text("钻石卡")
    run = admin.page.get_by_role("button", name="导入 486 行，跳过 14 行")
    expect(run).to_be_enabled()
    admin.shot("consultant-05-import-preview")

    run.click()
    admin.page.get_by_text("已导入 486 条会员").wait_for(timeout=60_000)
    if not admin.phone:
        admin.shot("consultant-06-import-done")
    back = rejected(admin)
    assert len(back) == 15
    assert back[0] == [*HEADER, "未导入的原因"]
    assert [line[7] for line in back[1:]] == [f"X{row}" for row in BAD_ROWS]
    named = [HEADER[SPOILED[nth % 7][0]].removesuffix(" *") for nth in range(14)]
    assert all(label in line[-1] for label, line in zip(named, back[1:], strict=True))

    assert admin.api("/apps/mall_crm/forms/member/records?limit=1&count=exact")[1]["count"] == before + 486
    admin.see("import-undo").click()
    admin.page.get_by_text("已撤销，移除了 486 条").wait_for(timeout=60_000)
    admin.page.get_by_role("button", name="查看会员").click()
    admin.page.wait_for_url("**/member")
    expect(admin.page.locator(".list-head [role=status]")).to_contain_text(f"共 {before:,} 条")
    assert entries(admin) == listed
