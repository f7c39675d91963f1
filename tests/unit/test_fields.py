"""Field types: what each reads, refuses, shows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from builder.expressions.types import Boolean, Choice, Date, File, Instant, List, Number, Ref, Text
from runtime import ids
from runtime.catalog import build_catalog

FIELDS = build_catalog().fields
ID = ids.encode(123456789012345678)
OTHER_ID = ids.encode(123456789012345679)
OPTIONS = {
    "options": [
        {"key": "gold", "label": {"zh-CN": "金卡", "en": "Gold"}},
        {"key": "silver", "label": {"zh-CN": "银卡", "en": "Silver"}},
        {"key": "old", "label": "旧卡", "archived": True},
    ]
}
NUMBER_RESULT = {"expression": "a", "result": Number(2, 18), "format": "money", "currency": "CNY"}

# type, config, JSON as sent, Python value, what people read in zh-CN and en
GOOD: list[tuple[str, dict[str, Any], Any, Any, str, str]] = [
    ("text", {}, "  林若溪\n", "林若溪", "林若溪", "林若溪"),
    ("text", {}, "a\tb", "a b", "a b", "a b"),
    ("long_text", {}, "a\r\nb  ", "a\nb", "a\nb", "a\nb"),
    ("integer", {"unit": "件"}, 1234, 1234, "1,234 件", "1,234 件"),
    ("integer", {}, "-7", -7, "-7", "-7"),
    ("integer", {}, 2**53 - 1, 2**53 - 1, "9,007,199,254,740,991", "9,007,199,254,740,991"),
    ("number", {}, "328.5", Decimal("328.50"), "328.50", "328.50"),
    ("number", {"scale": 0}, "12", 12, "12", "12"),
    ("number", {"scale": 6}, 0.1, Decimal("0.100000"), "0.100000", "0.100000"),
    ("money", {}, "1234.5", Decimal("1234.50"), "¥1,234.50", "¥1,234.50"),
    ("money", {"currency": "USD"}, -3, Decimal("-3.00"), "-$3.00", "-$3.00"),
    ("money", {}, "-0.00", Decimal("0.00"), "¥0.00", "¥0.00"),
    ("percent", {}, "0.85", Decimal("0.8500"), "85%", "85%"),
    ("percent", {}, "0.1234", Decimal("0.1234"), "12.34%", "12.34%"),
    ("boolean", {}, True, True, "是", "Yes"),
    ("boolean", {}, False, False, "否", "No"),
    ("date", {}, "2024-02-29", date(2024, 2, 29), "2024-02-29", "2024-02-29"),
    (
        "datetime",
        {"timezone": "Asia/Shanghai"},
        "2025-11-18T19:42:00.123456+08:00",
        datetime(2025, 11, 18, 11, 42, 0, 123000, tzinfo=UTC),
        "2025-11-18 19:42",
        "2025-11-18 19:42",
    ),
    (
        "datetime",
        {"timezone": "Europe/Berlin"},
        "2025-11-18T11:42:00Z",
        datetime(2025, 11, 18, 11, 42, tzinfo=UTC),
        "2025-11-18 12:42",
        "2025-11-18 12:42",
    ),
    ("choice", OPTIONS, "gold", "gold", "金卡", "Gold"),
    ("choice", OPTIONS, "old", "old", "旧卡", "旧卡"),
    ("choices", OPTIONS, ["silver", "gold", "silver"], ["gold", "silver"], "金卡、银卡", "Gold, Silver"),
    ("phone", {}, "138-1234-5678", "13812345678", "138 1234 5678", "138 1234 5678"),
    ("phone", {}, "+86 138 1234 5678", "13812345678", "138 1234 5678", "138 1234 5678"),
    ("phone", {}, "(021) 1234 5678 转 801", "02112345678-801", "021-12345678-801", "021-12345678-801"),
    ("phone", {}, "0571-87654321", "057187654321", "0571-87654321", "0571-87654321"),
    ("phone", {}, "+852 9123 4567", "+85291234567", "+85291234567", "+85291234567"),
    ("email", {}, " Lin.RuoXi@Example.COM ", "lin.ruoxi@example.com", "lin.ruoxi@example.com", "lin.ruoxi@example.com"),
    ("user", {}, ID, ID, ID, ID),
    ("relation", {"form": "member"}, ID, ID, ID, ID),
    ("subtable", {}, [{"id": ID, "qty": 2}, {"qty": 1}], [{"id": ID, "qty": 2}, {"qty": 1}], "2 行", "2 rows"),
    (
        "file",
        {},
        [{"id": ID, "name": "a.png", "size": 3, "type": "image/png", "path": "/etc"}],
        [{"id": ID, "name": "a.png", "type": "image/png", "size": 3}],
        "a.png",
        "a.png",
    ),
    ("sequence", {"prefix": "TS-"}, "TS-0231", "TS-0231", "TS-0231", "TS-0231"),
    ("formula", NUMBER_RESULT, "492.00", Decimal("492.00"), "¥492.00", "¥492.00"),
    ("formula", {"expression": "a", "result": Boolean()}, True, True, "是", "Yes"),
    ("formula", {"expression": "a", "result": Choice(("gold",)), **OPTIONS}, "gold", "gold", "金卡", "Gold"),
    ("rollup", {"function": "count", "result": Number(0)}, 3, 3, "3", "3"),
]

# type, config, what is refused, the code
BAD: list[tuple[str, dict[str, Any], Any, str]] = [
    ("text", {}, 5, "not_text"),
    ("text", {}, ["a"], "not_text"),
    ("text", {}, "a\x00b", "text_characters"),
    ("text", {}, "\ud800", "text_characters"),
    ("text", {}, "abc\u202egnp.exe", "text_characters"),
    ("long_text", {}, "x" * 100_001, "too_long"),
    ("integer", {}, True, "not_a_number"),
    ("integer", {}, "1.5", "not_whole"),
    ("integer", {}, 2**53, "number_too_large"),
    ("integer", {}, "１２", "not_a_number"),
    ("integer", {}, "1e3", "not_a_number"),
    ("integer", {}, "9" * 41, "not_a_number"),
    ("number", {}, "1.234", "too_many_places"),
    ("number", {}, float("nan"), "not_a_number"),
    ("number", {}, float("inf"), "not_a_number"),
    ("number", {}, 1e300, "not_a_number"),
    ("number", {}, "NaN", "not_a_number"),
    ("number", {}, {"a": 1}, "not_a_number"),
    ("money", {}, "12345678901234.00", "number_too_large"),
    ("money", {}, "¥3", "not_a_number"),
    ("percent", {}, "85%", "not_a_number"),
    ("boolean", {}, 1, "not_a_boolean"),
    ("boolean", {}, "true", "not_a_boolean"),
    ("date", {}, "2025-02-29", "not_a_date"),
    ("date", {}, "2025-3-1", "not_a_date"),
    ("date", {}, "20250301", "not_a_date"),
    ("date", {}, "0999-01-01", "not_a_date"),
    ("date", {}, "２０２５-03-01", "not_a_date"),
    ("datetime", {}, "2025-11-18T19:42:00", "offset_missing"),
    ("datetime", {}, "2025-11-18", "not_a_moment"),
    ("datetime", {}, "2025-11-18T24:01:00Z", "not_a_moment"),
    ("datetime", {}, "9999-12-31T23:59:00-12:00", "not_a_moment"),
    ("datetime", {}, 1763466120, "not_a_moment"),
    ("choice", OPTIONS, "platinum", "unknown_option"),
    ("choice", OPTIONS, ["gold"], "not_text"),
    ("choices", OPTIONS, "gold", "not_a_list"),
    ("choices", OPTIONS, ["gold", "x"], "unknown_option"),
    ("choices", OPTIONS, ["gold"] * 1001, "not_a_list"),
    ("phone", {}, "12345678901", "not_a_phone"),
    ("phone", {}, "138 1234 567a", "not_a_phone"),
    ("phone", {}, "1" * 40, "not_a_phone"),
    ("phone", {}, "123", "not_a_phone"),
    ("email", {}, "a@b", "not_an_email"),
    ("email", {}, "a b@example.com", "not_an_email"),
    ("email", {}, "a@@example.com", "not_an_email"),
    ("email", {}, "a..b@example.com", "not_an_email"),
    ("email", {}, "a@-example.com", "not_an_email"),
    ("email", {}, "a@1.2.3.4", "not_an_email"),
    ("email", {}, "a" * 65 + "@example.com", "not_an_email"),
    ("email", {}, "х@example.com", "not_an_email"),
    ("user", {}, "admin", "not_an_id"),
    ("user", {}, 5, "not_an_id"),
    ("relation", {"form": "member"}, ID.lower(), "not_an_id"),
    ("relation", {"form": "member"}, "Z" * 13, "not_an_id"),
    ("subtable", {}, {"qty": 1}, "not_rows"),
    ("subtable", {}, ["x"], "not_rows"),
    ("subtable", {}, [{}] * 1001, "too_many_rows"),
    ("subtable", {}, [{"id": ID}, {"id": ID}], "row_twice"),
    ("subtable", {}, [{"id": "x"}], "not_an_id"),
    ("file", {}, "a.png", "not_files"),
    ("file", {}, [{"path": "/etc/passwd"}], "not_files"),
    ("file", {}, [{"id": "../../etc"}], "not_an_id"),
    ("formula", NUMBER_RESULT, "1.234", "too_many_places"),
]

# type, config, the cell, the value
CELLS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("text", {}, "  a ", "a"),
    ("integer", {}, "1,234", 1234),
    ("integer", {}, "12.0", 12),
    ("integer", {}, "1.2万", 12000),
    ("integer", {}, "１２", 12),
    ("number", {}, "1.0E+3", Decimal("1000.00")),
    ("number", {"scale": 1}, "0.30000000000000004", Decimal("0.3")),
    ("money", {}, "¥1,234.50", Decimal("1234.50")),
    ("money", {}, "￥1,234.50元", Decimal("1234.50")),
    ("money", {}, "-¥3", Decimal("-3.00")),
    ("money", {}, "(1,234.50)", Decimal("-1234.50")),
    ("money", {}, "3亿", Decimal("300000000.00")),
    ("percent", {}, "85%", Decimal("0.8500")),
    ("percent", {}, "85.5％", Decimal("0.8550")),
    ("percent", {}, "0.85", Decimal("0.8500")),
    ("boolean", {}, "是", True),
    ("boolean", {}, "否", False),
    ("boolean", {}, " YES ", True),
    ("boolean", {}, "√", True),
    ("boolean", {}, "0", False),
    ("date", {}, "2025年3月1日", date(2025, 3, 1)),
    ("date", {}, "2025/3/1", date(2025, 3, 1)),
    ("date", {}, "2025.03.01", date(2025, 3, 1)),
    ("date", {}, "20250301", date(2025, 3, 1)),
    ("date", {}, "2025-03-01 00:00:00", date(2025, 3, 1)),
    ("datetime", {}, "2025年3月1日 下午3点5分", datetime(2025, 3, 1, 7, 5, tzinfo=UTC)),
    ("datetime", {}, "2025-03-01 15:04:05", datetime(2025, 3, 1, 7, 4, 5, tzinfo=UTC)),
    ("datetime", {}, "2025/3/1", datetime(2025, 2, 28, 16, 0, tzinfo=UTC)),
    ("datetime", {"timezone": "Europe/Berlin"}, "2025-10-26 02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ("datetime", {}, "2025-03-01T07:05:00Z", datetime(2025, 3, 1, 7, 5, tzinfo=UTC)),
    ("choice", OPTIONS, " 金卡 ", "gold"),
    ("choice", OPTIONS, "GOLD", "gold"),
    ("choice", OPTIONS, "旧卡", "old"),
    ("choices", OPTIONS, "银卡，金卡", ["gold", "silver"]),
    ("choices", OPTIONS, "Gold/Silver", ["gold", "silver"]),
    ("phone", {}, "13812345678.0", "13812345678"),
    ("email", {}, "ａ@example.com", "a@example.com"),
    ("relation", {"form": "member"}, ID, ID),
]

BAD_CELLS: list[tuple[str, dict[str, Any], str, str]] = [
    ("integer", {}, "十二", "not_a_number"),
    ("integer", {}, "1,23", "not_a_number"),
    ("integer", {}, "1e99", "not_a_number"),
    ("money", {}, "=1+1", "not_a_number"),
    ("money", {}, "1.234", "too_many_places"),
    ("boolean", {}, "也许", "not_a_boolean"),
    ("date", {}, "2025-13-01", "not_a_date"),
    ("date", {}, "2025-03-01 12:00", "not_a_date"),
    ("date", {}, "明天", "not_a_date"),
    ("datetime", {"timezone": "Europe/Berlin"}, "2025-03-30 02:30", "local_time"),
    ("datetime", {}, "三点", "not_a_moment"),
    ("choice", OPTIONS, "钻石卡", "unknown_option"),
    ("choices", OPTIONS, "金卡、钻石卡", "unknown_option"),
    ("relation", {"form": "member"}, "林若溪", "not_an_id"),
    ("subtable", {}, "a", "not_from_a_cell"),
    ("file", {}, "a.png", "not_from_a_cell"),
]

# type, config, a well-formed value, the fault
FAULTS: list[tuple[str, dict[str, Any], Any, tuple[str, dict[str, Any]] | None]] = [
    ("text", {"max_length": 3}, "甲乙丙", None),
    ("text", {"max_length": 3}, "甲乙丙丁", ("too_long", {"max": 3, "length": 4})),
    ("integer", {"min": 1, "max": 5}, 5, None),
    ("integer", {"min": 1}, 0, ("too_small", {"min": "1"})),
    ("number", {"max": "9.99"}, Decimal("10.00"), ("too_large", {"max": "9.99"})),
    ("money", {"min": 0.01}, Decimal("0.00"), ("too_small", {"min": "0.01"})),
    ("percent", {"max": 1}, Decimal("1.0100"), ("too_large", {"max": "100%"})),
    ("subtable", {"min_rows": 1}, None, ("too_few_rows", {"min": 1})),
    ("subtable", {"max_rows": 1}, [{}, {}], ("too_many_rows", {"max": 1})),
    ("file", {"max_files": 1}, [{"id": ID}, {"id": OTHER_ID}], ("too_many_files", {"max": 1})),
    ("file", {"accept": "image"}, [{"id": ID, "type": "text/html"}], ("not_an_image", {})),
    ("file", {"accept": "image"}, [{"id": ID, "type": "image/png"}], None),
]


@pytest.mark.parametrize(("name", "config", "sent", "value", "zh", "en"), GOOD)
def test_reads_and_shows(name: str, config: dict[str, Any], sent: Any, value: Any, zh: str, en: str) -> None:
    kind = FIELDS[name]
    parsed = kind.parse(config, sent)
    assert parsed == value
    assert type(parsed) is type(value)
    assert kind.parse(config, kind.dump(config, parsed)) == parsed
    assert kind.dump_text(config, parsed, "zh-CN") == zh
    assert kind.dump_text(config, parsed, "en") == en


@pytest.mark.parametrize(("name", "config", "sent", "code"), BAD)
def test_refuses(name: str, config: dict[str, Any], sent: Any, code: str) -> None:
    with pytest.raises(ValueError) as refused:
        FIELDS[name].parse(config, sent)
    assert str(refused.value) == code


@pytest.mark.parametrize(("name", "config", "cell", "value"), CELLS)
def test_reads_cells(name: str, config: dict[str, Any], cell: str, value: Any) -> None:
    assert FIELDS[name].parse_text(config, cell) == value


@pytest.mark.parametrize(("name", "config", "cell", "code"), BAD_CELLS)
def test_refuses_cells(name: str, config: dict[str, Any], cell: str, code: str) -> None:
    with pytest.raises(ValueError) as refused:
        FIELDS[name].parse_text(config, cell)
    assert str(refused.value) == code


@pytest.mark.parametrize(("name", "config", "value", "fault"), FAULTS)
def test_judges_values(name: str, config: dict[str, Any], value: Any, fault: tuple[str, dict[str, Any]] | None) -> None:
    assert FIELDS[name].check_value(config, value) == fault


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("phone", "13812345678", "138****5678"),
        ("phone", "02112345678-801", "021****5678"),
        ("phone", "95588", "****88"),
        ("email", "lin@example.com", "l****@example.com"),
        ("text", "secret", "***"),
        ("money", Decimal("328.50"), "***"),
        ("file", [{"id": ID, "name": "诊断书.pdf"}], None),
        ("subtable", [{"qty": 1}], None),
    ],
)
def test_masks(name: str, value: Any, shown: Any) -> None:
    assert FIELDS[name].mask({}, value) == shown


@pytest.mark.parametrize(
    ("name", "config", "type_"),
    [
        ("text", {"max_length": 20}, Text(20)),
        ("integer", {}, Number(0, 16)),
        ("number", {"scale": 3}, Number(3, 15)),
        ("money", {}, Number(2, 15)),
        ("percent", {}, Number(4, 15)),
        ("boolean", {}, Boolean()),
        ("date", {}, Date()),
        ("datetime", {}, Instant()),
        ("choice", OPTIONS, Choice(("gold", "silver", "old"))),
        ("choices", OPTIONS, List(Choice(("gold", "silver", "old")))),
        ("user", {}, Ref("@user")),
        ("relation", {"form": "tier"}, Ref("tier")),
        ("file", {}, File()),
        ("subtable", {}, None),
        ("formula", {"result": Date(), "keep": "current"}, Date()),
        ("formula", {"result": Date(), "keep": "live"}, None),
    ],
)
def test_storage(name: str, config: dict[str, Any], type_: Any) -> None:
    assert FIELDS[name].storage(config) == type_


def test_a_spreadsheet_keeps_numbers_days_and_local_times() -> None:
    assert FIELDS["money"].dump_cell({}, Decimal("1.50"), "zh-CN") == Decimal("1.50")
    assert FIELDS["date"].dump_cell({}, date(2025, 3, 1), "zh-CN") == date(2025, 3, 1)
    local = FIELDS["datetime"].dump_cell({"timezone": "Asia/Shanghai"}, datetime(2025, 3, 1, 7, 5, tzinfo=UTC), "zh-CN")
    assert local == datetime(2025, 3, 1, 15, 5)  # noqa: DTZ001
    assert FIELDS["choice"].dump_cell(OPTIONS, "gold", "zh-CN") == "金卡"
    assert FIELDS["formula"].dump_cell(NUMBER_RESULT, Decimal("1.50"), "zh-CN") == Decimal("1.50")


def test_a_running_number_grows_beyond_its_digits() -> None:
    assert FIELDS["sequence"].shown({"prefix": "TS-", "digits": 4}, 231) == "TS-0231"  # type: ignore[attr-defined]
    assert FIELDS["sequence"].shown({"prefix": "TS-", "digits": 2}, 12345) == "TS-12345"  # type: ignore[attr-defined]


def test_the_palette_has_the_twenty_types_of_the_contract() -> None:
    promised = (
        "text long_text integer number money percent boolean date datetime choice choices phone email user relation subtable formula rollup "
        "sequence file"
    )
    assert {kind.name for kind in FIELDS} == set(promised.split())
