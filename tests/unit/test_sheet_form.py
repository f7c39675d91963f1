"""What a column of a spreadsheet is taken for."""

import pytest

from builder import sheet_form
from builder.definitions import load
from builder.errors import Invalid
from builder.starter import blank_app
from builder.studio import judge
from runtime.catalog import build_catalog

CATALOG = build_catalog()

CASES = [
    ("手机号", ["13812345678", "139 1234 5678", "021-62345678"], "phone"),
    ("邮箱", ["li@example.com", "wang@example.cn"], "email"),
    ("折扣", ["85%", "90%"], "percent"),
    ("消费", ["¥328.00", "¥1,200"], "money"),
    ("单价", ["12元", "9.5元"], "money"),
    ("生日", ["1990-01-02", "1991年3月4日"], "date"),
    ("到店时间", ["2026-11-18 19:42:00", "2026-11-19 08:00:00"], "datetime"),
    ("件数", ["1", "0", "12"], "integer"),
    ("年份日期", ["20250301", "20250302"], "integer"),
    ("面积", ["12.5", "8", "9.25"], "number"),
    ("编号", ["0012", "0013"], "text"),
    ("已回访", ["是", "否", "是"], "boolean"),
    ("业态", ["餐饮", "零售"] * 5, "choice"),
    ("姓名", ["林若溪", "周启明", "何静怡"], "text"),
    ("意见", ["等了太久\n下次不来了", "很好"], "long_text"),
    ("空列", [], "text"),
]


@pytest.mark.parametrize(("label", "texts", "expected"), CASES, ids=[label for label, _, _ in CASES])
def test_a_type_is_guessed_that_reads_every_cell(label: str, texts: list[str], expected: str) -> None:
    (column,) = sheet_form.columns(CATALOG, [label], [[text] for text in texts])
    assert column.type == expected
    assert {"text", "long_text"} & set(column.types)
    assert len(column.types) == len(set(column.types))


def test_a_type_that_cannot_read_a_cell_is_not_offered() -> None:
    (column,) = sheet_form.columns(CATALOG, ["数量"], [["12"], ["很多"]])
    assert not {"integer", "number", "money", "date", "boolean"} & set(column.types)


def test_columns_get_names_of_their_own() -> None:
    found = sheet_form.columns(CATALOG, ["姓名*", "姓名", "", "  "], [["林", "周", "在", ""]], "第 {n} 列")
    assert [(one.index, one.label) for one in found] == [(0, "姓名"), (1, "姓名 2"), (2, "第 3 列")]
    with pytest.raises(Invalid):
        sheet_form.columns(CATALOG, ["", ""], [["", ""]])


def test_the_form_made_of_a_sheet_has_no_problems() -> None:
    height = max(len(texts) for _, texts, _ in CASES)
    rows = [[(texts * height)[n] if texts else "" for _, texts, _ in CASES] for n in range(height)]
    columns = sheet_form.columns(CATALOG, [label for label, _, _ in CASES], rows)
    form = sheet_form.document("customer", "客户", columns)
    documents = {**blank_app("shop", "小店"), ("form", "customer"): form}
    documents["app", "shop"]["menu"] = [{"form": "customer"}]
    assert judge(documents, CATALOG) == []
    assert [field.label for field in load(documents).forms["customer"].fields] == [label for label, _, _ in CASES]
