"""Reports as files: what the page shows, text that stays text, the right to take it away, the line in the audit log."""

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from builder.errors import LimitExceeded
from runtime.gateways.leaving import filled
from runtime.reports import engine, exporting
from runtime.reports.engine import Question
from runtime.store.tables import audit
from tests.api.conftest import ONLY_SQLITE, Mall
from tests.api.counting import APP, numbers, run
from tests.builders import role
from tests.numbers import counting_app

__all__ = ["numbers"]
pytestmark = ONLY_SQLITE


def file(mall: Mall, report: str, who: str = "owner", **body: Any) -> bytes:
    answer = mall.call(who, "POST", f"{APP}/reports/{report}:export", json=body)
    assert answer.status_code == 200, answer.text
    return answer.data


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_workbook_says_what_one_sees_and_adds_up(numbers: Mall) -> None:
    content = file(numbers, "sales", format="xlsx", params={"gender": "female"})
    rows = sheet(content)
    assert [row[0] for row in rows[:4]] == ["销售分析", "时间：2026-10-01 – 2026-11-30", "性别：女", "数据截至 2026-11-21 14:00，由王芳导出"]
    head = next(place for place, row in enumerate(rows) if row[0] == "消费时间")
    assert rows[head][:5] == ["消费时间", "等级", "销售额", "数量", "客单价"]
    below = [row[:4] for row in rows[head + 1 :]]
    assert below[:2] == [["2026年10月", "金卡", 100, 1], ["2026年11月", "金卡", 7220, 3]]
    assert ["合计", "", 7320, 4] in below
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles = parts.read("xl/styles.xml").decode()
    assert "¥" in styles


def test_a_line_over_days_brings_its_chart(numbers: Mall) -> None:
    with zipfile.ZipFile(io.BytesIO(file(numbers, "by_day", format="xlsx"))) as parts:
        names = parts.namelist()
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert "xl/charts/chart1.xml" in names
    assert "lineChart" in chart
    assert re.search(r"\$A\$\d+:\$A\$\d+", chart)


def test_a_cross_table_stays_one(numbers: Mall) -> None:
    rows = sheet(file(numbers, "sales", format="xlsx", chart=1))
    head = next(place for place, row in enumerate(rows) if "2026年10月" in row)
    assert rows[head][:3] == ["", "2026年10月", "2026年11月"]
    below = {row[0]: row[1:4] for row in rows[head + 2 :]}
    assert below["金卡"][:2] == [100, 7220]
    assert below["银卡"][1] == 50.5


def test_csv_is_plain_and_no_text_becomes_a_formula(numbers: Mall) -> None:
    numbers.make("tier", name="=1+1", rate="1.00")
    tier = numbers.call("owner", "GET", "tier/records?filter=name == '=1%2B1'").json["records"][0]["id"]
    member = numbers.make("member", name="王芳", tier=tier)
    numbers.make("purchase", member=member, paid_at="2026-11-20T04:00:00Z", amount="9.50")
    content = file(numbers, "sales", format="csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["消费时间", "等级", "销售额", "数量", "客单价"]
    assert ["2026年11月", "'=1+1", "9.50", "1", "9.500000"] in rows
    assert not any(cell.startswith("=") for row in rows for cell in row)
    with zipfile.ZipFile(io.BytesIO(file(numbers, "sales", format="xlsx"))) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


def test_csv_says_below_its_rows_what_they_add_up_to_and_what_one_sees(numbers: Mall) -> None:
    gold = next(row[1] for row in run(numbers, "sales")["rows"] if row[2] == "100.00")
    content = file(numbers, "sales", format="csv", params={"gender": "female"}, drill=[["tier_of", gold]])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    first = rows.index([])
    second = rows.index([], first + 1)
    assert (rows[0][:2], len(rows[1:first])) == (["消费时间", "会员"], 3)
    assert ["合计", "", "7320.00", "4", "1830.000000"] in rows[first + 1 : second]
    told = ["时间：2026-10-01 – 2026-11-30", "性别：女", "等级：金卡", "数据截至 2026-11-21 14:00，由王芳导出"]
    assert rows[second + 1 :] == [[line] for line in told]


def test_a_file_that_cannot_be_made_leaves_nothing_behind(numbers: Mall, tmp_path: Path) -> None:
    house = numbers.house
    ctx = house.context(numbers.people["owner"], "tiny")

    def broken(path: Path) -> None:
        path.write_bytes(b"half")
        raise LimitExceeded("export_too_many", limit=1)

    folder = tmp_path / "exports"
    folder.mkdir()
    with pytest.raises(LimitExceeded):
        filled(folder, broken)
    made = exporting.export(ctx, engine.report_of(ctx, "sales"), Question(), "xlsx", folder)
    assert not list(folder.iterdir())
    assert b"".join(made.chunks).startswith(b"PK")


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("clerk", 403), ("stranger", 404)])
def test_taking_away_is_a_right_of_its_own(numbers: Mall, who: str, status: int) -> None:
    assert numbers.call(who, "POST", f"{APP}/reports/sales:export", json={"format": "csv"}).status_code == status
    if status == 403:
        assert numbers.call("agent", "GET", f"{APP}/reports/sales").json["export"] == []


def test_who_may_read_and_export_gets_what_he_sees_and_is_remembered(numbers: Mall) -> None:
    content = file(numbers, "by_day", "clerk", format="csv", params={"period": ["2026-11-01", "2026-12-01"]})
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row for row in rows[1 : rows.index([])] if row[1] != "0.00"] == [["2026-11-19", "50.50"]]
    house = numbers.house
    found = house.runtime.store.read(
        house.system(), lambda uow: uow.connection.execute(select(audit.c.action, audit.c.object, audit.c.actor)).all()
    )
    assert [(row.object, row.actor) for row in found if row.action == "report_exported"] == [("tiny/report/by_day", numbers.people["clerk"].id)]


def test_every_step_of_a_funnel_is_taken_along_or_none(numbers: Mall) -> None:
    funnel = {"key": "way", "label": "转化", "source": "purchase", "funnel": {"entity": "member", "steps": [
        {"form": "member", "entity": "id", "at": "created_at"}, {"form": "purchase", "at": "created_at"}]}}  # fmt: skip
    grants = [{"form": "purchase", "actions": ["read", "export"]}, {"form": "member", "actions": ["read"]}]
    numbers.house.publish(counting_app() | {("report", "way"): funnel, ("role", "reader"): role("reader", grants)})
    numbers.people["reader"] = numbers.house.user("reader", [("tiny", "reader")], name="李读")
    assert run(numbers, "way", "reader")["rows"] == [["0", 3], ["1", 0]]
    assert numbers.call("reader", "GET", f"{APP}/reports/way").json["export"] == []
    assert numbers.call("reader", "POST", f"{APP}/reports/way:export", json={"format": "csv"}).status_code == 403
    assert file(numbers, "way", format="csv")


def test_other_formats_and_strangers_words_are_refused(numbers: Mall) -> None:
    assert numbers.call("owner", "POST", f"{APP}/reports/sales:export", json={"format": "pdf"}).status_code == 400
    assert numbers.call("owner", "POST", f"{APP}/reports/sales:export", json={"format": "csv", "columns": ["mobile"]}).status_code == 400


def test_a_moment_is_told_on_the_clock_of_the_app(numbers: Mall) -> None:
    spec = {"source": "purchase", "measures": [{"key": "last", "label": "最近", "agg": "max", "field": "paid_at"}]}
    found = numbers.call("owner", "POST", f"{APP}/reports:run", json={"spec": spec}).json
    assert (found["rows"], found["texts"]) == ([["2026-11-20T04:00:00.000Z"]], [["2026-11-20 12:00"]])
    rows = sheet(file(numbers, "latest", format="xlsx"))
    assert rows[-1][0] == datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001 spreadsheets know no zones
    assert "2026-11-20 12:00:00" in file(numbers, "latest", format="csv").decode("utf-8-sig")
